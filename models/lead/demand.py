"""How much land and power leads ask for. What is not known is counted, never taken for zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from models.inquiry.inquiry import need_number


class Asked(NamedTuple):
    """What one lead asks for: m² and MVA, None where nothing was said."""

    area_m2: Decimal | None
    power_mva: Decimal | None


@dataclass(frozen=True)
class Demand:
    """What several leads ask for together. MVA of different power factors add up to an upper bound."""

    leads: int = 0
    area_m2: Decimal = Decimal(0)
    area_unknown: int = 0
    power_mva: Decimal = Decimal(0)
    power_unknown: int = 0


class LotOfLead(NamedTuple):
    """As much of a lead's lot as its demand needs."""

    state: str
    area_m2: Decimal | None


def asked_by(need: Mapping[str, Any], lots: Sequence[LotOfLead]) -> Asked:
    """Return what a lead asks for: the area of its need, else of the lots chosen, else of the first one in question."""
    return Asked(_area_needed(need) or _area_of(lots), need_number(need, "power_mva"))


def together(asked: Iterable[Asked]) -> Demand:
    """Return the sum of what leads ask for."""
    told = list(asked)
    areas = [one.area_m2 for one in told if one.area_m2 is not None]
    powers = [one.power_mva for one in told if one.power_mva is not None]
    return Demand(
        leads=len(told),
        area_m2=sum(areas, Decimal(0)),
        area_unknown=len(told) - len(areas),
        power_mva=sum(powers, Decimal(0)),
        power_unknown=len(told) - len(powers),
    )


def _area_needed(need: Mapping[str, Any]) -> Decimal | None:
    exact, least, most = (need_number(need, key) for key in ("area_m2", "area_min", "area_max"))
    if exact is not None:
        return exact
    return (least + most) / 2 if least is not None and most is not None else least or most


def _area_of(lots: Sequence[LotOfLead]) -> Decimal | None:
    live = [one for one in lots if one.state != "dropped"]
    chosen = [one for one in live if one.state == "preferred"] or live[:1]
    areas = [one.area_m2 for one in chosen]
    return sum((area for area in areas if area is not None), Decimal(0)) if areas and None not in areas else None
