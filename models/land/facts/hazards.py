"""Flood, tsunami and earthquake."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.declaring import BESIDE, BOTH, CERTIFIED, ESTATE, LESS, LOT, MORE, SAME, SURVEYED, Facts, fact
from models.marks import N_


class FloodOfBoth(Facts, of=BOTH, group="hazards"):
    """Flood level of a lot and of an estate."""

    flood_level_100y: Mapped[Decimal | None] = fact(
        N_("100-year flood level"),
        hint=N_("Water level with a chance of 1 in 100 each year, same datum as ground level; the filter uses the difference."),
        unit="m",
        range=(-5, 500),
        better=LESS,
        proof=SURVEYED,
        eip="PM.P4",
        inherits=SAME,
    )


class FreeboardOfLot(Facts, of=LOT, group="hazards"):
    """Height above the flood of a lot."""

    freeboard: Mapped[Decimal | None] = fact(
        N_("Height above 100-year flood"),
        hint=N_("Derived: ground level minus the 100-year flood level; stated only when both have the same datum."),
        unit="m",
        range=(-20, 500),
        better=MORE,
        eip="PM.P4",
        filterable=True,
        derived=True,
    )


class HazardsOfBoth(Facts, of=BOTH, group="hazards"):
    """Tsunami, earthquake, storm water of a lot and of an estate."""

    tsunami_inundation_depth: Mapped[Decimal | None] = fact(
        N_("Tsunami inundation depth, worst case"),
        hint=N_("Depth above ground in the worst published scenario; a scenario, not a forecast."),
        unit="m",
        range=(0, 15),
        better=LESS,
        proof=SURVEYED,
        eip="PM.P4",
        inherits=SAME,
    )
    pga: Mapped[Decimal | None] = fact(
        N_("Design ground acceleration"),
        hint=N_("Peak ground acceleration from the national map (SNI 1726), in units of g."),
        unit="[g]",
        range=(0, 2),
        better=LESS,
        proof=CERTIFIED,
        eip="PM.P4",
        inherits=SAME,
    )
    stormwater_retention: Mapped[Decimal | None] = fact(
        N_("Storm-water retention"),
        hint=N_("Volume of ponds that hold rain back before it is released."),
        unit="m3",
        range=(0, 5_000_000),
        better=MORE,
        proof=SURVEYED,
        eip="PM.P4",
        inherits=BESIDE,
    )


class DrainageOfEstate(Facts, of=ESTATE, group="hazards"):
    """Drainage of an estate."""

    drainage_return_period: Mapped[int | None] = fact(
        N_("Drainage design storm"),
        hint=N_("The drains carry a storm that comes once in this many years on average."),
        unit="a",
        range=(2, 100),
        better=MORE,
        proof=SURVEYED,
        eip="PM.P4",
    )
