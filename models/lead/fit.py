"""How a lot fits what a lead needs: met, short, or not known; one line for each thing that was asked."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from models.inquiry.inquiry import need_number
from models.land.lot import Lot


class Fit(enum.StrEnum):
    """Whether a lot gives what is needed."""

    MET = "met"
    SHORT = "not"
    UNKNOWN = "unk"


class Point(NamedTuple):
    """One thing that is needed, and whether the lot gives it."""

    code: str  # area, power, water, steam, tenure, sector
    fit: Fit


def fit_of(need: Mapping[str, Any], lot: Lot) -> list[Point]:
    """Return how `lot` fits each thing that `need` names; what the need does not name is left out."""
    return [Point(code, rule(need, lot)) for code, (asked, rule) in RULES.items() if asked(need)]


def _at_least(*keys: str, of: Callable[[Lot], Decimal | None]) -> tuple[Callable[..., bool], Callable[..., Fit]]:
    def wanted(need: Mapping[str, Any]) -> Decimal | None:
        return next((value for key in keys if (value := need_number(need, key)) is not None), None)

    def rule(need: Mapping[str, Any], lot: Lot) -> Fit:
        there, least = of(lot), wanted(need)
        if there is None:
            return Fit.UNKNOWN
        return Fit.MET if least is not None and there >= least else Fit.SHORT

    return lambda need: wanted(need) is not None, rule


def _tenure(need: Mapping[str, Any], lot: Lot) -> Fit:
    if lot.tenure_offer is None:
        return Fit.UNKNOWN
    fits = "both" in (lot.tenure_offer, need["tenure"]) or lot.tenure_offer == need["tenure"]
    return Fit.MET if fits else Fit.SHORT


def _sector(need: Mapping[str, Any], lot: Lot) -> Fit:
    sector = need["sector"]
    if sector in (lot.sectors_excluded or ()):
        return Fit.SHORT
    if lot.sectors_allowed is None:
        return Fit.UNKNOWN
    return Fit.MET if sector in lot.sectors_allowed else Fit.SHORT


RULES: dict[str, tuple[Callable[..., bool], Callable[..., Fit]]] = {
    "area": _at_least("area_min", "area_m2", of=lambda lot: lot.net_area or lot.geodesic_area),
    "power": _at_least("power_mva", of=lambda lot: lot.lot_power_capacity),
    "water": _at_least("water_m3d", of=lambda lot: lot.industrial_water_supply),
    "steam": _at_least("steam_th", of=lambda lot: lot.steam_flow),
    "tenure": (lambda need: bool(need.get("tenure")), _tenure),
    "sector": (lambda need: bool(need.get("sector")), _sector),
}
