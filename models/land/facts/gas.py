"""Natural gas, industrial gases by pipe, hydrogen."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import HYDROGEN_READY, INDUSTRIAL_GAS_PIPELINE
from models.land.declaring import BESIDE, BOTH, CERTIFIED, LOT, MORE, SURVEYED, Facts, fact
from models.marks import N_


class GasSupplyOfBoth(Facts, of=BOTH, group="gas"):
    """Natural gas of a lot and of an estate."""

    natural_gas_supply: Mapped[Decimal | None] = fact(
        N_("Natural gas supply"),
        hint=N_(
            "Million standard cubic feet a day (60 °F, 14.696 psia), about 28,317 m³; the figure in Nm³ is smaller."
        ),
        unit="10*6.[cft_i]/d",
        range=(0, 500),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I4",
        inherits=BESIDE,
        filterable=True,
        param="gas",
    )


class GasPressureOfLot(Facts, of=LOT, group="gas"):
    """Gas pressure of a lot."""

    gas_pressure: Mapped[Decimal | None] = fact(
        N_("Gas delivery pressure"),
        hint=N_("Gauge pressure; absolute pressure is about 1 bar higher."),
        unit="bar{g}",
        range=("0.1", 80),
        proof=CERTIFIED,
    )


class GasPipesOfBoth(Facts, of=BOTH, group="gas"):
    """Industrial gases and hydrogen of a lot and of an estate."""

    industrial_gas_pipeline: Mapped[frozenset[str] | None] = fact(
        N_("Industrial gas by pipe"),
        hint=N_("Gases that arrive by pipe at or beside the lot; cylinders and trucks do not count."),
        choices=INDUSTRIAL_GAS_PIPELINE,
        better=MORE,
        proof=SURVEYED,
        eip="EN.I9",
        inherits=BESIDE,
        filterable=True,
    )
    hydrogen_ready: Mapped[str | None] = fact(
        N_("Hydrogen pipe readiness"),
        hint=N_("Whether room for a hydrogen pipe is kept free or the pipe is already there."),
        choices=HYDROGEN_READY,
        better=MORE,
        proof=SURVEYED,
        eip="EN.P5",
        inherits=BESIDE,
    )
