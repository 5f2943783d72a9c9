"""Editors' and lawyers' words: Markdown without HTML, made into markup, then cleaned. Nothing else on a page is `safe`."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "hr", "br", "span"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "picture",
    "source",
    "img",
}
ATTRIBUTES = {
    "a": {"href"}, "th": {"scope"}, "source": {"type", "srcset", "sizes"},
    "img": {"src", "width", "height", "alt", "lang", "loading", "decoding"},
}  # fmt: skip
OURS = "/media/"
CLASSES = {"span": {"fact", "q", "pic-w"}}
SCHEMES = {"http", "https", "mailto", "tel"}
WITHOUT_SPACES = ("HANGUL", "HIRAGANA", "KATAKANA", "CJK")


class _State(StateInline):
    """Emphasis in Korean and Japanese: a particle follows a bracket without a space, as in **재이용수(RW)**는."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the library's names
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        opens = _is_joined(before) and _is_punctuation(after)
        closes = _is_punctuation(before) and _is_joined(after)
        return Scanned(scanned.can_open or opens, scanned.can_close or closes, scanned.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def reader() -> MarkdownIt:
    """Return a new reader of Markdown without HTML, with tables; a room may teach it more."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    inline = _Inline()
    inline.ruler, inline.ruler2 = made.inline.ruler, made.inline.ruler2
    made.inline = inline
    return made


def cleaned(html: str) -> Markup:
    """Return markup that holds only the elements of plain writing and pictures of ours, whatever `html` holds."""
    kept = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES, url_schemes=SCHEMES, link_rel="noopener",
        attribute_filter=_ours_only,
    )  # fmt: skip
    return Markup(kept)  # noqa: S704 - this is the one place that cleans


def _ours_only(element: str, attribute: str, value: str) -> str | None:
    """Let a picture come from our own store and from nowhere else."""
    if attribute not in {"src", "srcset"}:
        return value
    return value if all(part.strip().startswith(OURS) for part in value.split(",")) else None


_reader = reader()


@lru_cache(maxsize=256)
def markdown(text: str) -> Markup:
    """Return `text` as markup that holds only the elements of plain writing."""
    return cleaned(_reader.render(text))


def init_app(app: Flask) -> None:
    """Give templates the filter `markdown`."""
    app.add_template_filter(markdown, "markdown")


def _is_joined(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(WITHOUT_SPACES) and not _is_punctuation(letter)


def _is_punctuation(letter: str) -> bool:
    return not isWhiteSpace(ord(letter)) and (isMdAsciiPunct(ord(letter)) or isPunctChar(letter))
