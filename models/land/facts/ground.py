"""Level, slope and soil."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import CUT_FILL_STATUS, ELEVATION_DATUM
from models.land.declaring import BOTH, DECLARED, LESS, LOT, MORE, SAME, SURVEYED, Facts, fact
from models.marks import N_


class LevelOfLot(Facts, of=LOT, group="ground"):
    """Ground state and level of a lot."""

    cut_fill_status: Mapped[str | None] = fact(
        N_("Ground state"),
        hint=N_("State at handover: untouched, levelled, or ready for foundations."),
        choices=CUT_FILL_STATUS,
        proof=SURVEYED,
        filterable=True,
        param="ground",
    )
    ground_elevation: Mapped[Decimal | None] = fact(
        N_("Finished ground level"),
        hint=N_("Level after grading, above the stated datum; never compare levels with different datums."),
        unit="m",
        range=(-5, 500),
        better=MORE,
        proof=SURVEYED,
        eip="PM.P4",
    )


class DatumOfBoth(Facts, of=BOTH, group="ground"):
    """What heights are measured from of a lot and of an estate."""

    elevation_datum: Mapped[str | None] = fact(
        N_("Height datum"),
        hint=N_("Zero level of every height here; mean sea level and low-water springs (LWS) are not the same."),
        choices=ELEVATION_DATUM,
        proof=SURVEYED,
        eip="PM.P4",
        inherits=SAME,
    )


class SoilOfLot(Facts, of=LOT, group="ground"):
    """Slope and soil of a lot."""

    slope_pct: Mapped[Decimal | None] = fact(
        N_("Ground slope"),
        hint=N_("Mean slope in per cent, not degrees; industrial land may slope up to 15%."),
        unit="%",
        range=(0, 100),
        better=LESS,
        proof=SURVEYED,
    )
    soil_bearing: Mapped[Decimal | None] = fact(
        N_("Soil bearing capacity"),
        hint=N_("Allowable, not ultimate, capacity at the stated depth; 1 t/m² is 9.81 kPa."),
        unit="kPa",
        range=(10, 2000),
        better=MORE,
        proof=SURVEYED,
    )
    spt_n: Mapped[int | None] = fact(
        N_("SPT N-value"),
        hint=N_("Blows per 30 cm at the stated depth; a single number hides the layers, see the soil report."),
        unit="{blows}",
        range=(0, 100),
        better=MORE,
        proof=SURVEYED,
    )
    pile_depth: Mapped[Decimal | None] = fact(
        N_("Pile depth"),
        hint=N_("Depth from finished ground to the layer that carries piles."),
        unit="m",
        range=(0, 100),
        better=LESS,
        proof=SURVEYED,
    )
    water_table: Mapped[Decimal | None] = fact(
        N_("Groundwater depth"),
        hint=N_("Depth below finished ground, shallowest of the year; larger is drier."),
        unit="m",
        range=(0, 100),
        better=MORE,
        proof=SURVEYED,
    )
    fill_year: Mapped[int | None] = fact(
        N_("Year of fill"),
        hint=N_("Year the land was filled or reclaimed; empty means not stated, not natural ground."),
        range=(1900, 2100),
        better=LESS,
        proof=DECLARED,
    )
    settlement_rest: Mapped[Decimal | None] = fact(
        N_("Remaining settlement"),
        hint=N_("Settlement still expected under the stated load."),
        unit="mm",
        range=(0, 5000),
        better=LESS,
        proof=SURVEYED,
    )
    soil_baseline_done: Mapped[bool | None] = fact(
        N_("Soil and groundwater baseline"),
        hint=N_("Samples were taken before handover, so later pollution can be told apart."),
        better=MORE,
        proof=SURVEYED,
        eip="PM.P3",
    )
