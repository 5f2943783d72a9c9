"""What the treatment plant takes, and what leaves it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.declaring import BOTH, CERTIFIED, ESTATE, LOT, METERED, MORE, SAME, Facts, fact
from models.marks import N_


class QuotaOfLot(Facts, of=LOT, group="wastewater"):
    """Wastewater accepted of a lot."""

    wwtp_lot_quota: Mapped[Decimal | None] = fact(
        N_("Wastewater accepted"),
        hint=N_("Wastewater the estate plant takes from this lot per day."),
        unit="m3/d",
        range=(0, 20_000),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I7",
        filterable=True,
        param="wastewater",
    )


class PlantOfEstate(Facts, of=ESTATE, group="wastewater"):
    """Treatment plant of an estate."""

    wwtp_capacity: Mapped[Decimal | None] = fact(
        N_("Wastewater plant capacity"),
        hint=N_("Design capacity of the estate plant; the free part is smaller."),
        unit="m3/d",
        range=(0, 200_000),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I7",
    )
    recycled_water_share_pct: Mapped[Decimal | None] = fact(
        N_("Wastewater reused"),
        hint=N_("Share of the estate's industrial wastewater that is used again, inside or outside it."),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=METERED,
        eip="EN.I8",
    )


class InletOfBoth(Facts, of=BOTH, group="wastewater"):
    """Limit at the inlet of a lot and of an estate."""

    influent_cod_limit: Mapped[Decimal | None] = fact(
        N_("Inlet COD limit"),
        hint=N_("Highest COD the plant accepts; above it the company must treat its water first."),
        unit="mg/L",
        range=(50, 5000),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I7",
        inherits=SAME,
    )


class OutletOfEstate(Facts, of=ESTATE, group="wastewater"):
    """Limit at the outlet of an estate."""

    effluent_cod_limit: Mapped[Decimal | None] = fact(
        N_("Discharge COD limit"),
        hint=N_("COD allowed in the water the estate discharges; it is not the limit for your own wastewater."),
        unit="mg/L",
        range=(20, 500),
        proof=CERTIFIED,
        eip="EN.I7",
    )
