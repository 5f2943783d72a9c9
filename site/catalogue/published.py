"""What others have published about an estate and its surroundings, in the words of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from catalogue.beside import Origin, origin_of
from models.land.beside import Line, newest
from models.land.ledger import PublicNote
from models.marks import NP_
from web.numbers import NBSP, number, unit_word
from web.words import pgettext

NAME = "name"
TOPICS = {
    NAME: NP_("public note", "Name"),
    "area_estate_1": NP_("public note", "Area"),
    "area_estate_2": NP_("public note", "Area"),
    "occupancy": NP_("public note", "Occupancy"),
    "firms": NP_("public note", "Firms"),
    "eip_pilot": NP_("public note", "Eco-industrial park pilot"),
    "motorway": NP_("public note", "Motorway"),
    "price_reference": NP_("public note", "Asking price, history"),
    "gas": NP_("public note", "Natural gas"),
    "substation_steam_wwtp": NP_("public note", "Substation, steam, wastewater"),
}


@dataclass(frozen=True)
class Note:
    """A published figure or sentence."""

    topic: str
    value: str
    text: str  # in English, as it was written down
    origin: Origin


def notes_of(lines: Sequence[Line[PublicNote]], language: str, today: date) -> list[Note]:
    """Return the public notes in the order in which they were told."""
    return [note(line, language, today) for line in newest(lines)]


def note(line: Line[PublicNote], language: str, today: date) -> Note:
    """Return one note."""
    row = line.row
    topic = pgettext("public note", TOPICS[row.topic]) if row.topic in TOPICS else row.topic.replace("_", " ")
    unit = unit_word(row.unit or "", language).replace("/m2", "/m²")
    value = f"{figure(row.value, language)}{'' if unit in ('', '%') else NBSP}{unit}" if row.value else ""
    return Note(topic, value, row.text or "", origin_of(line.statement, line.document, language, today))


def figure(text: str, language: str) -> str:
    """Return a figure as the language writes it; what is no number stands as it is."""
    try:
        return number(Decimal(text), language)
    except (InvalidOperation, ValueError):
        return text.replace("-", "\N{EN DASH}")


def name_of_the_real(lines: Sequence[Line[PublicNote]]) -> str:
    """Return what estate the public facts are about, where they name one."""
    return next((line.row.text or "" for line in reversed(lines) if line.row.topic == NAME), "")
