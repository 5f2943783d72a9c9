"""Countries as the reader's language names and sorts them, those who ask most at the top."""

from __future__ import annotations

from functools import cache

from anyascii import anyascii
from babel import Locale

from web.numbers import LOCALES

OFTEN = ("KR", "JP", "ID")
OWN = {"ko": "KR", "ja": "JP", "id": "ID"}
# in the list of territories, but nobody's country
NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@cache
def country_names(language: str) -> dict[str, str]:
    """Return the countries by ISO 3166 code, in the order in which they are offered."""
    named = {str(code): str(name) for code, name in Locale.parse(LOCALES[language]).territories.items()}
    codes = [code for code in named if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY]
    first = [OWN[language]] if language in OWN else []
    first += [code for code in OFTEN if code not in first]
    rest = sorted((code for code in codes if code not in first), key=lambda code: _place(named[code]))
    return {code: named[code] for code in (*first, *rest)}


def _place(name: str) -> tuple[bool, str]:
    """Return where a name stands: Latin letters without their accents; Hangul and kana as they are encoded."""
    latin = name[0].isascii() or not anyascii(name[0]).isascii() or ord(name[0]) < 0x250
    return (not latin, anyascii(name).casefold() if latin else name)
