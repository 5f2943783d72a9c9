"""A text as its reader gets it: Markdown, with facts said in their units and the field's words explained beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core.state_core import StateCore
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup
from sqlalchemy.orm import Session

from content.glossary import Term, terms
from content.pictures import PICTURE, pictures_in, write_picture
from content.references import REFERENCE, Told, references_in
from content.references import told as told_of
from web.markdown import cleaned, reader
from web.numbers import NBSP

BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:km|m|m²|m³|ha|t|kW|kWh|kWp|MW|MWh|MWp|MVA|L/s|%|DWT)(?![A-Za-z]))")


@dataclass(frozen=True)
class Prose:
    """A text made ready: its markup, the words that are explained beside it, and what is wrong with its references."""

    html: Markup
    words: Sequence[Term]
    broken: Sequence[str]


def prose(session: Session, body: str, language: str, at: datetime) -> Prose:
    """Return a text in the reader's language and units. At most two statements, and one more where pictures stand in it."""
    facts = told_of(session, references_in(body), language, at)
    pictures = pictures_in(session, body, language)
    env: dict[str, Any] = {"facts": facts, "terms": terms(language), "used": [], "pictures": pictures}
    html = cleaned(_reader().render(body, env))
    broken = [f"{raw}: {one.broken}" for raw, one in facts.items() if one.broken]
    broken += [f"{raw}: {told}" for raw, told in pictures.items() if isinstance(told, str)]
    return Prose(html, sorted(env["used"], key=lambda term: term.word.casefold()), broken)


@cache
def _reader() -> MarkdownIt:
    made = reader()
    made.inline.ruler.before("link", "fact", _taking("[[", REFERENCE, "fact"))
    made.inline.ruler.before("fact", "picture", _taking("![", PICTURE, "picture"))
    made.core.ruler.push("units", _keep_together)
    made.core.ruler.push("terms", _explain)
    made.add_render_rule("fact", _write_fact)
    made.add_render_rule("picture", write_picture)
    return made


def _taking(opening: str, pattern: re.Pattern[str], kind: str) -> Callable[[StateInline, bool], bool]:
    """Return the rule that takes what `pattern` finds for one of ours; anything else stays text."""

    def take(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos) if state.src.startswith(opening, state.pos) else None
        if found is None:
            return False
        if not silent:
            state.push(kind, "", 0).content = found[0]
        state.pos = found.end()
        return True

    return take


def _write_fact(_renderer: Any, tokens: Sequence[Token], at: int, _options: Any, env: Mapping[str, Any]) -> str:
    facts: Mapping[str, Told] = env.get("facts", {})
    fact = facts.get(tokens[at].content)
    if fact is None:
        return escapeHtml(tokens[at].content)
    kind = "fact" if fact.stated else "q"
    words = f'<span class="{kind}">{escapeHtml(fact.words)}</span>'
    return f'<a href="{escapeHtml(fact.url)}">{words}</a>' if fact.url else words


def _keep_together(state: StateCore) -> None:
    """Let no line end between a number and its unit."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text":
                token.content = BEFORE_UNIT.sub(NBSP, token.content)


def _explain(state: StateCore) -> None:
    """Let the first mention of each word of the field lead to what it means; not in headings, links and code."""
    known: Mapping[str, Term] = state.env.get("terms", {})
    if not known:
        return
    pattern, used = _pattern(tuple(sorted(known, key=len, reverse=True))), state.env["used"]
    in_heading = False
    for block in state.tokens:
        if block.type in {"heading_open", "heading_close"}:
            in_heading = block.type == "heading_open"
        elif block.type == "inline" and not in_heading and block.children:
            block.children = list(_linked(block.children, pattern, known, used))


def _linked(
    tokens: Iterable[Token], pattern: re.Pattern[str], known: Mapping[str, Term], used: list[Term]
) -> Iterable[Token]:
    in_link = 0
    for token in tokens:
        in_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or in_link:
            yield token
            continue
        begin = 0
        for found in pattern.finditer(token.content):
            term = known[found[0]]
            if term in used:
                continue
            used.append(term)
            yield _text(token.content[begin : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": f"#word-{term.key}"})
            yield _text(found[0])
            yield Token("link_close", "a", -1)
            begin = found.end()
        yield _text(token.content[begin:])


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of `words` that is not part of a longer Latin word."""
    return re.compile(rf"(?<![A-Za-z0-9-])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z0-9])")
