"""What a machine can tell of a translation: numbers, facts and words of the field that the source has and it has not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from content.glossary import terms
from content.references import REFERENCE, references_in

NUMBER = r"\d[\d.,]*\d|\d"
SCALES = {
    "en": {"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    "id": {"ribu": 3, "juta": 6, "miliar": 9, "triliun": 12},
    "ko": {"만": 4, "억": 8, "조": 12},
    "ja": {"万": 4, "億": 8, "兆": 12},
}
"""Powers of ten by the word behind a number: 10 miliar is 100억."""
SMALL = 12  # counts that are written as words, and months


@dataclass(frozen=True)
class Checks:
    """What is in the source and was not found; `broken` are references to nothing."""

    numbers: Sequence[str]
    facts: Sequence[str]
    words: Sequence[str]
    broken: Sequence[str]

    @property
    def clean(self) -> bool:
        """Tell whether nothing was found wanting."""
        return not (self.numbers or self.facts or self.words or self.broken)


def checked(source: str, source_language: str, text: str, language: str, broken: Sequence[str]) -> Checks:
    """Compare a translation with its source; without a text nothing is compared."""
    if not text.strip() or source_language == language:
        return Checks((), (), (), broken)
    there = numbers_in(text, language)
    here = {value for _, value in there} | {raw for raw, _ in there}  # 2.2 may be a version, written alike everywhere
    missing = {raw: None for raw, value in numbers_in(source, source_language) if not {raw, value} & here}
    said = {one.raw for one in references_in(text)}
    words = [word for word in terms(source_language) if _has(source, word) and not _has(text, word)]
    return Checks(
        list(missing), [one.raw for one in references_in(source) if one.raw not in said], words, broken
    )


def numbers_in(text: str, language: str) -> list[tuple[str, Decimal]]:
    """Return the numbers of a text as written and as meant, without those that people write as words."""
    found = []
    for match in _pattern(language).finditer(REFERENCE.sub(" ", text)):
        value = _meant(match[0], language)
        if value is not None and (value > SMALL or value != int(value)):
            found.append((match[0].strip(), value))
    return found


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Match a number with the words that scale it: 16.8 million, 1조 8,480억."""
    scaled = rf"(?:{NUMBER})\s?(?:{'|'.join(SCALES[language])})"
    return re.compile(rf"(?<!제){scaled}(?:\s?{scaled})*|{NUMBER}")  # 제26조 is an article, not 26 trillion


def _meant(written: str, language: str) -> Decimal | None:
    """Return the number that is meant; None for what is none, like a date of dots."""
    scales = SCALES[language]
    total = Decimal(0)
    for match in re.finditer(rf"({NUMBER})\s?({'|'.join(scales)})?", written):
        value = _value(match[1], language)
        if value is None:
            return None
        total += value * Decimal(10) ** scales.get(match[2], 0)
    return total


def _value(raw: str, language: str) -> Decimal | None:
    thousands, decimals = (".", ",") if language == "id" else (",", ".")
    plain = raw.replace(thousands, "").replace(decimals, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:  # 24.11.2026
        return None


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9-]){re.escape(word)}(?![A-Za-z0-9])", text) is not None
