"""Renewable power, its certificates, and carbon."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import ROOFTOP_SOLAR_READY
from models.land.declaring import (
    BESIDE,
    BOTH,
    CERTIFIED,
    ESTATE,
    LESS,
    LOT,
    METERED,
    MORE,
    SAME,
    SURVEYED,
    Facts,
    companion,
    fact,
)
from models.marks import N_


class RenewablesOfBoth(Facts, of=BOTH, group="renewables_carbon"):
    """Renewable share of a lot and of an estate."""

    renewable_electricity_share_pct: Mapped[Decimal | None] = fact(
        N_("Renewable electricity share"),
        hint=N_(
            "Renewable share of the electricity supplied in the stated year; bought certificates are listed separately."
        ),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=METERED,
        eip="EN.I3",
        inherits=SAME,
        filterable=True,
        param="renewable",
    )


class RooftopOfLot(Facts, of=LOT, group="renewables_carbon"):
    """Rooftop solar of a lot."""

    rooftop_solar_ready: Mapped[str | None] = fact(
        N_("Rooftop-solar readiness"),
        hint=N_("How far roof and wiring are prepared; the utility's rooftop rule still applies."),
        choices=ROOFTOP_SOLAR_READY,
        better=MORE,
        proof=SURVEYED,
        eip="EN.I3",
    )


class SolarOfBoth(Facts, of=BOTH, group="renewables_carbon"):
    """Solar power of a lot and of an estate."""

    solar_pv_capacity: Mapped[Decimal | None] = fact(
        N_("Solar power installed"),
        hint=N_("Peak power of the panels, not the energy of a year."),
        unit="kW{p}",
        range=(0, 500_000),
        better=MORE,
        proof=METERED,
        eip="EN.I3",
        inherits=BESIDE,
    )


class CarbonOfEstate(Facts, of=ESTATE, group="renewables_carbon"):
    """Certificates, emissions and storage of an estate."""

    rec_available: Mapped[bool | None] = fact(
        N_("Renewable certificates (REC)"),
        hint=N_("Certificates can be bought here; they do not change the power that flows."),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I3",
    )
    grid_emission_factor: Mapped[Decimal | None] = fact(
        N_("Electricity emission factor"),
        hint=N_("Emissions per MWh with method and year; a combined margin is not the average that scope 2 asks for."),
        unit="t{CO2e}/(MW.h)",
        range=(0, "1.7"),
        better=LESS,
        proof=CERTIFIED,
        eip="EN.I4",
    )
    grid_emission_factor_method: Mapped[str | None] = companion("grid_emission_factor", "method")
    ccs_hub_distance: Mapped[Decimal | None] = fact(
        N_("Distance to CCS hub"),
        hint=N_("Distance to a planned carbon storage hub; a plan is not an offer to store."),
        unit="km",
        range=(0, 1000),
        better=LESS,
        proof=SURVEYED,
        eip="EN.P5",
    )
    ccs_hub_distance_method: Mapped[str | None] = companion("ccs_hub_distance", "method")
