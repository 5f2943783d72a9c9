"""What is measured and certified all the time."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import CERTIFICATES
from models.land.declaring import BOTH, CERTIFIED, ESTATE, METERED, MORE, SAME, Facts, fact
from models.marks import N_


class MonitoringOfBoth(Facts, of=BOTH, group="monitoring"):
    """Online monitoring of a lot and of an estate."""

    wastewater_online_monitoring: Mapped[bool | None] = fact(
        N_("Online effluent monitoring"),
        hint=N_("Readings go to the ministry automatically (SPARING)."),
        better=MORE,
        proof=CERTIFIED,
        eip="PM.P3",
        inherits=SAME,
    )
    cems_connected: Mapped[bool | None] = fact(
        N_("Stack monitoring (CEMS)"),
        hint=N_("Stack readings go to the ministry continuously (SISPEK)."),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I13",
        inherits=SAME,
    )


class MeteringOfEstate(Facts, of=ESTATE, group="monitoring"):
    """Metering and certificates of an estate."""

    energy_metering_share_pct: Mapped[Decimal | None] = fact(
        N_("Energy metered"),
        hint=N_("Share of the energy used by park and companies that a meter records."),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=METERED,
        eip="EN.I2",
    )
    certificates: Mapped[frozenset[str] | None] = fact(
        N_("Certificates held"),
        hint=N_("Valid certificates of the estate's operator, each with number, issuer and end date."),
        choices=CERTIFICATES,
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I1",
    )
