"""Numbers as people write them in files: with points or commas, grouped or not, a unit or a currency around them.

Whether `1.234` is a thousand or one and a bit cannot be known from the cell; a column decides it (`mark_of`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

POINT, COMMA = ".", ","

_SURROUNDED = re.compile(
    r"(?P<before>[^\d+\-.,]*?)\s*(?P<figure>[+\-]?\s?[.,]?\d(?:[\d.,' ]*\d)?)\s*(?P<after>[^\d.,' ].*)?", re.ASCII
)
_GROUPED = re.compile(r"[+-]?\d{1,3}([., '])\d{3}(?:\1\d{3})*", re.ASCII)
_MINUSES = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})


class Figure(NamedTuple):
    """A cell around its figure: `USD`, `1.650.000`, `/m²`."""

    before: str
    digits: str
    after: str


class Twofold(ValueError):
    """A figure that can be read in two ways, and nothing tells which."""


def split_figure(cell: str) -> Figure | None:
    """Return the figure of a cell and what stands around it; null when there is none, or more than one."""
    text = unicodedata.normalize("NFKC", cell).translate(_MINUSES).strip()
    found = _SURROUNDED.fullmatch(text)
    if not found:
        return None
    digits = re.sub(r"(?<=^[+-])\s", "", found["figure"])
    return Figure(found["before"].strip(), digits, (found["after"] or "").strip())


def decimals_marked_by(digits: str) -> str | None:
    """Return the mark that must be the decimal one in `digits`: "." or ","; None when it does not tell.

    Raise Twofold when one of the two marks is there and could be either.
    """
    points, commas = digits.count(POINT), digits.count(COMMA)
    if points and commas:
        return POINT if digits.rindex(POINT) > digits.rindex(COMMA) else COMMA
    if not points and not commas:
        return None
    mark, other = (POINT, COMMA) if points else (COMMA, POINT)
    if points + commas > 1:
        return other  # a mark that comes twice groups
    if _GROUPED.fullmatch(digits) and not digits.lstrip("+-").startswith("0"):
        raise Twofold(digits)
    return mark


def mark_of(figures: Iterable[str]) -> tuple[set[str], list[str]]:
    """Return the decimal marks that the figures of a column show, and those figures that could be read in two ways."""
    marks: set[str] = set()
    twofold: list[str] = []
    for digits in figures:
        try:
            mark = decimals_marked_by(digits)
        except Twofold:
            twofold.append(digits)
        else:
            if mark:
                marks.add(mark)
    return marks, twofold


def read_figure(digits: str, mark: str | None) -> Decimal | None:
    """Return the number of `digits`, whose decimal mark is `mark` where they do not tell; null when it is no number.

    Raise Twofold when only `mark` could tell and it is None.
    """
    try:
        told = decimals_marked_by(digits)
    except Twofold:
        if mark is None:
            raise
        told = mark
    point = told or mark or POINT
    whole, _, part = digits.partition(point)
    if point in part or not re.fullmatch(r"\d*", part, re.ASCII):
        return None
    if not re.fullmatch(r"[+-]?\d*", whole, re.ASCII):
        if not _GROUPED.fullmatch(whole):
            return None
        whole = re.sub(r"[., ']", "", whole)
    if not part and digits.endswith(point):
        return None
    return Decimal(f"{whole or '0'}.{part}" if part else whole)


def last_place(digits: str, mark: str | None) -> Decimal:
    """Return the worth of the last digit: 0.1 for `1.234,5`, 1 for `1.234` read as a thousand and more."""
    number = read_figure(digits, mark)
    exponent = number.as_tuple().exponent if number is not None else 0
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
