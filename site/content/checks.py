"""What a machine can tell of a translation: numbers, facts and words of the field that the source has and it has not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from content.glossary import terms
from content.references import REFERENCE, references_in

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
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
    here = {value for _, value in numbers_in(text, language)}
    missing = {raw: value for raw, value in numbers_in(source, source_language) if value not in here and not _scaled(value, here)}
    said = {one.raw for one in references_in(text)}
    words = [word for word in terms(source_language) if _has(source, word) and not _has(text, word)]
    return Checks(
        list(missing), [one.raw for one in references_in(source) if one.raw not in said], words, broken
    )


def numbers_in(text: str, language: str) -> list[tuple[str, Decimal]]:
    """Return the numbers of a text as written and as meant, without those that people write as words."""
    found = []
    for raw in NUMBER.findall(REFERENCE.sub(" ", text)):
        value = _value(raw, language)
        if value is not None and (value > SMALL or value != int(value)):
            found.append((raw, value))
    return found


def _value(raw: str, language: str) -> Decimal | None:
    thousands, decimals = (".", ",") if language == "id" else (",", ".")
    plain = raw.replace(thousands, "").replace(decimals, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:  # a date, a version: 24.11.2026
        return None


def _scaled(value: Decimal, others: set[Decimal]) -> bool:
    """Tell whether the number stands there in another language's thousands: 10 billion is 100억."""
    return any(value == other * Decimal(10) ** power or other == value * Decimal(10) ** power
               for other in others for power in (1, 2, 3, 4, 5, 6, 8))  # fmt: skip


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9-]){re.escape(word)}(?![A-Za-z0-9])", text) is not None
