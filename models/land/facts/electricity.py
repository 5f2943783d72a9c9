"""Power: how much, how firm, at what price."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import SUPPLY_VOLTAGE
from models.land.declaring import (
    BOTH,
    CERTIFIED,
    DECLARED,
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


class ConnectionOfLot(Facts, of=LOT, group="electricity"):
    """Connection of a lot."""

    lot_power_capacity: Mapped[Decimal | None] = fact(
        N_("Power available"),
        hint=N_("Power that can be connected to the lot, in MVA; MW is MVA times the power factor."),
        unit="MV.A",
        range=("0.1", 600),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I2",
        filterable=True,
        param="power",
        card=True,
    )
    supply_voltage: Mapped[str | None] = fact(
        N_("Supply voltage"),
        hint=N_("Nominal voltage at the connection point of the lot."),
        unit="kV",
        choices=SUPPLY_VOLTAGE,
        proof=CERTIFIED,
        filterable=True,
        param="voltage",
    )
    dual_feed: Mapped[bool | None] = fact(
        N_("Two supplies (N-1)"),
        hint=N_(
            "If one line fails the other carries the full load; whether both start at one substation is in the note."
        ),
        better=MORE,
        proof=SURVEYED,
        eip="PM.P2",
        filterable=True,
    )


class SubstationOfEstate(Facts, of=ESTATE, group="electricity"):
    """Substation and outages of an estate."""

    substation_capacity: Mapped[Decimal | None] = fact(
        N_("Substation capacity"),
        hint=N_("Installed transformer capacity of the estate; the free part is smaller."),
        unit="MV.A",
        range=(1, 2000),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I2",
    )
    saidi_minutes: Mapped[Decimal | None] = fact(
        N_("Outage minutes (SAIDI)"),
        hint=N_("Mean minutes without supply per customer and year; short voltage dips are not counted."),
        unit="min/a",
        range=(0, 10_000),
        better=LESS,
        proof=METERED,
        eip="PM.P2",
    )


class FaultLevelOfLot(Facts, of=LOT, group="electricity"):
    """Short-circuit current of a lot."""

    fault_level: Mapped[Decimal | None] = fact(
        N_("Short-circuit current"),
        hint=N_("Largest fault current at the connection point; switchgear must withstand it."),
        unit="kA",
        range=(0, 100),
        proof=CERTIFIED,
    )


class TariffOfBoth(Facts, of=BOTH, group="electricity"):
    """Electricity price of a lot and of an estate."""

    tariff_power: Mapped[Decimal | None] = fact(
        N_("Electricity price"),
        hint=N_("Energy price per kWh with its date; the charge per kVA comes on top."),
        display_unit="/kWh",
        range=(0, None),
        better=LESS,
        proof=DECLARED,
        inherits=SAME,
    )
    tariff_power_currency: Mapped[str | None] = companion("tariff_power", "currency")
