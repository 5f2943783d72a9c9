"""What changed between two texts, word by word: in Korean by words, in Japanese and Chinese letters one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

WORDS = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[\d.,]*\d|[^\W\d_]+|.", re.DOTALL)
FINE = 4_000_000  # comparisons; beyond it a passage is told as a whole


class Piece(NamedTuple):
    """A piece of text that stayed (`same`), went (`del`) or came (`ins`)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Return how `old` became `new`."""
    if old == new:
        return [Piece("same", new)] if new else []
    raw = _by_lines(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return [Piece(kind, "".join(piece.text for piece in pieces)) for kind, pieces in groupby(raw, lambda piece: piece.kind)]


def _by_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag == "replace":
            yield from _by_words(before, after)
        else:
            yield from _pieces(tag, before, after)


def _by_words(before: str, after: str) -> Iterator[Piece]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > FINE:
        yield from _pieces("replace", before, after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from _pieces(tag, "".join(old[a:b]), "".join(new[c:d]))


def _pieces(tag: str, before: str, after: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("same", after)
        return
    if before:
        yield Piece("del", before)
    if after:
        yield Piece("ins", after)
