"""What lots lack that investors look for first, told before they are published. Nothing of it stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.base import LANGUAGES
from models.land.answer import Answer
from models.land.lot import Lot
from models.marks import N_
from web.dates import desk_day, iso
from web.words import gettext


@dataclass(frozen=True)
class Unready:
    """A thing that is missing, and of which lots."""

    words: str
    codes: Sequence[str]


def unready(lots: Sequence[Lot], at: datetime) -> list[Unready]:
    """Return what is missing, each with its lots in order; nothing when all is there."""
    today = iso(at)
    checks: list[tuple[str, Callable[[Lot], bool]]] = [
        (N_("No price, and not said that it is on request"), lambda lot: _silent(lot, "price")),
        (N_("No net area"), lambda lot: _silent(lot, "net_area")),
        (N_("No outline: it is not on the plan"), lambda lot: lot.outline is None),
        (N_("No power"), lambda lot: _silent(lot, "lot_power_capacity")),
        (N_("Not said whether it is for sale or for lease"), lambda lot: _silent(lot, "tenure_offer")),
        (N_("A certificate has run out"), lambda lot: any(mark.get("u", today) < today for mark in lot.standing.values())),
        (N_("The zone has no name in a language of the estate"), _zone_untranslated),
        (N_("The estate has no name in one of its languages"), lambda lot: _estate_untranslated(lot, at)),
        (N_("The estate itself is not published: nobody will see them"), lambda lot: not lot.estate.published),
    ]
    found = []
    for words, lacks in checks:
        if codes := [lot.code_as_given for lot in lots if lacks(lot)]:
            found.append(Unready(gettext(words), codes))
    return found


def _silent(lot: Lot, code: str) -> bool:
    return bool(lot.standing.get(code, {}).get("a", Answer.NOT_STATED) == Answer.NOT_STATED)


def _zone_untranslated(lot: Lot) -> bool:
    return lot.zone is not None and any(not lot.zone.name.get(language) for language in _languages(lot))


def _estate_untranslated(lot: Lot, at: datetime) -> bool:
    today = desk_day(at)
    named = {
        name.language
        for name in lot.estate.names
        if (name.valid_from is None or name.valid_from <= today) and (name.valid_to is None or name.valid_to > today)
    }
    return not _languages(lot) <= named


def _languages(lot: Lot) -> set[str]:
    return set(lot.estate.languages or LANGUAGES)
