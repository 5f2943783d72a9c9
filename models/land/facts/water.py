"""Water that can be delivered."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.declaring import BESIDE, BOTH, CERTIFIED, ESTATE, METERED, MORE, Facts, fact
from models.marks import N_


class WaterOfBoth(Facts, of=BOTH, group="water"):
    """Water supplies of a lot and of an estate."""

    industrial_water_supply: Mapped[Decimal | None] = fact(
        N_("Industrial water supply"),
        hint=N_("Water for industry that can be delivered every day; it is not drinking water."),
        unit="m3/d",
        range=(0, 300_000),
        better=MORE,
        proof=METERED,
        eip="EN.I6",
        inherits=BESIDE,
        filterable=True,
        param="water",
    )
    recycled_water_supply: Mapped[Decimal | None] = fact(
        N_("Recycled water supply"),
        hint=N_("Treated wastewater that can be delivered each day; not the amount used now."),
        unit="m3/d",
        range=(0, 100_000),
        better=MORE,
        proof=METERED,
        eip="EN.I8",
        inherits=BESIDE,
        filterable=True,
        param="recycled",
        card=True,
    )
    demin_water_supply: Mapped[Decimal | None] = fact(
        N_("Demineralised water"),
        hint=N_("Water without dissolved salts; stated per hour, not per day."),
        unit="m3/h",
        range=(0, 5000),
        better=MORE,
        proof=METERED,
        eip="EN.I6",
        inherits=BESIDE,
    )
    seawater_cooling: Mapped[Decimal | None] = fact(
        N_("Sea-water cooling intake"),
        hint=N_("Sea water that may be taken in for cooling under the permit."),
        unit="m3/h",
        range=(0, 200_000),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I6",
        inherits=BESIDE,
    )


class DrySeasonOfEstate(Facts, of=ESTATE, group="water"):
    """The source in the dry season of an estate."""

    water_dry_season: Mapped[Decimal | None] = fact(
        N_("Water in the dry season"),
        hint=N_("Lowest reliable flow of the source in the dry months; 1 L/s is 86.4 m³ a day."),
        unit="L/s",
        range=(0, 10_000),
        better=MORE,
        proof=METERED,
        eip="EN.I6",
    )
