"""Words of Indonesian land and law that a text cannot do without, each explained in the reader's language."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "glossary.csv"


@dataclass(frozen=True)
class Term:
    """A word with what it stands for and what it means."""

    key: str
    word: str
    stands_for: str  # in Indonesian, as the law writes it
    meaning: str


@cache
def terms(language: str) -> Mapping[str, Term]:
    """Return by spelling the words explained in `language`; several spellings may mean one."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, Term] = {}
    for row in rows:
        spellings = row["spellings"].split("|")
        term = Term(row["key"], spellings[0], row["stands_for"], row[language])
        found |= dict.fromkeys(spellings, term)
    return found


def all_terms(language: str) -> list[Term]:
    """Return every word once, in alphabetical order."""
    return sorted(set(terms(language).values()), key=lambda term: term.word.casefold())
