"""A lot as a row of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import shapely
from flask import url_for
from markupsafe import Markup

from catalogue.prices import Price, price_of
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.lot import Lot
from models.land.rate import Rates
from web import drawing
from web.showing import ShownFact, shown
from web.states import status_word

LETTERS = {
    "power": "lot_power_capacity",
    "recycled": "recycled_water_supply",
    "water": "industrial_water_supply",
    "steam": "steam_flow",
    "gas": "natural_gas_supply",
}
"""Letters of utilities and the fact that tells whether one reaches the lot."""


@dataclass(frozen=True)
class Card:
    """What a list prints of a lot."""

    key: str
    code: str
    url: str
    where: str  # the estate's town; its name may be long
    shape: Markup
    status: str
    status_word: str
    area: ShownFact
    price: Price | None
    price_fact: ShownFact
    power: ShownFact
    utilities: tuple[tuple[str, bool], ...]  # letter's code, and whether it is there; what is not stated is left out
    illustrative: bool


def card(
    lot: Lot,
    where: str,
    rates: Rates,
    language: str,
    at: datetime,
    *,
    unit: str | None,
    currency: str | None,
    status: str | None = None,
) -> Card:
    """Return a lot as a list shows it; `status` instead of today's."""
    status = str(status or lot.shown_status(at))
    outline = shapely.from_wkb(lot.outline) if lot.outline else None
    facts = {
        code: shown(ATTRIBUTES[code], lot, language, at, unit) for code in ("net_area", "price", "lot_power_capacity")
    }
    return Card(
        key=f"{lot.estate.slug}/{lot.code}",
        code=lot.code_as_given,
        url=url_for("catalogue.lot", estate=lot.estate.slug, code=lot.code),
        where=where,
        shape=drawing.shape(outline, status),
        status=status,
        status_word=status_word(status, lot.estate, lot.tenure_offer),
        area=facts["net_area"],
        price=price_of(lot, rates, language, currency, unit),
        price_fact=facts["price"],
        power=facts["lot_power_capacity"],
        utilities=utilities_of(lot),
        illustrative=any(fact.illustrative for fact in facts.values()),
    )


def utilities_of(lot: Lot) -> tuple[tuple[str, bool], ...]:
    """Return which utilities reach a lot and which do not; of those that are not stated nothing is said."""
    told = []
    for letter, code in LETTERS.items():
        value: Decimal | None = getattr(lot, code)
        if value is not None:
            told.append((letter, value > 0))
        elif lot.standing.get(code, {}).get("a") == Answer.NOT_APPLICABLE:
            told.append((letter, False))
    return tuple(told)
