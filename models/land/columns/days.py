"""Days as people write them in files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache

from babel.dates import get_month_names

_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})\.?(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:?00)?)?", re.A
)
_WITH_WORDS = re.compile(r"(\d{4})[년年]\s?(\d{1,2})[월月]\s?(\d{1,2})[일日]", re.A)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.A)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([^\W\d]+)\.?,?[ -](\d{4})")
_MONTH_DAY = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


class TwofoldDay(ValueError):
    """A day like 3/4/2027, and nothing tells which number is the month."""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in ("en", "id"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names[name.casefold().rstrip(".")] = number
    return names


def month_first(texts: Iterable[str]) -> bool | None:
    """Say whether the days of a column put the month first: 12/31/2026; None when they do not tell, or disagree."""
    orders = set()
    for text in texts:
        found = _YEAR_LAST.fullmatch(_plain(text))
        if found:
            first, second = int(found[1]), int(found[2])
            if first > 12 or second > 12:
                orders.add(second > 12)
    return orders.pop() if len(orders) == 1 else None


def undecided(text: str) -> bool:
    """Say whether `text` is a day that reads in two ways: both numbers could be the month, and they differ."""
    found = _YEAR_LAST.fullmatch(_plain(text))
    return bool(found) and found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]


def read_day(text: str, month_comes_first: bool | None) -> date | None:
    """Return the day that `text` names, null when it names none; raise TwofoldDay when only the order could tell."""
    plain = _plain(text)
    if found := _YEAR_FIRST.fullmatch(plain) or _WITH_WORDS.fullmatch(plain):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(plain):
        first, second = int(found[1]), int(found[2])
        if undecided(plain) and month_comes_first is None:
            raise TwofoldDay(text)
        month, day = (first, second) if second > 12 or (month_comes_first and first <= 12) else (second, first)
        return _date(int(found[3]), month, day)
    if found := _DAY_MONTH.fullmatch(plain):
        return _date(int(found[3]), _months().get(found[2].casefold(), 0), int(found[1]))
    if found := _MONTH_DAY.fullmatch(plain):
        return _date(int(found[3]), _months().get(found[1].casefold(), 0), int(found[2]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
