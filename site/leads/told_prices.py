"""The price that a lot had when it was set aside for a lead, beside that of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.land.attribute import ATTRIBUTES
from models.land.claim import LotClaim, price_told
from models.land.values import from_json
from web.language import current_language
from web.showing import as_read
from web.words import gettext


@dataclass(frozen=True)
class ToldPrice:
    """The price that a lot had when it was set aside, and that of today where it differs."""

    code: str
    told: str
    now: str  # empty: the same


def told_price(claim: LotClaim) -> ToldPrice | None:
    """Return the price that a claim keeps; None where none was stated then."""
    if claim.told_price is None:
        return None
    told, today = claim.told_price, price_told(claim.lot)
    now = _words(today) if today is not None else gettext("not stated")
    return ToldPrice(claim.lot.code_as_given, _words(told), "" if told == today else now)


def _words(told: Mapping[str, Any]) -> str:
    price = from_json(ATTRIBUTES["price"], told)
    return str(as_read(ATTRIBUTES["price"], price, current_language())[0][0])
