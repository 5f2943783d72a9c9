"""By-products, solid waste and hazardous waste."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.declaring import BOTH, CERTIFIED, DECLARED, ESTATE, METERED, MORE, SAME, Facts, fact
from models.marks import N_


class ExchangeOfBoth(Facts, of=BOTH, group="waste_circularity"):
    """Exchange of by-products of a lot and of an estate."""

    byproduct_exchange: Mapped[bool | None] = fact(
        N_("By-product exchange"),
        hint=N_("The estate runs a service that matches by-products; no partner is promised."),
        better=MORE,
        proof=DECLARED,
        eip="EN.I9",
        inherits=SAME,
    )


class RecyclingOfEstate(Facts, of=ESTATE, group="waste_circularity"):
    """Reuse of solid waste of an estate."""

    solid_waste_recycled_pct: Mapped[Decimal | None] = fact(
        N_("Solid waste reused"),
        hint=N_("Share of the companies' solid waste that is used again; burning for heat is stated separately."),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=METERED,
        eip="EN.I9",
    )


class HazardousStoreOfBoth(Facts, of=BOTH, group="waste_circularity"):
    """Store for hazardous waste of a lot and of an estate."""

    b3_waste_storage: Mapped[bool | None] = fact(
        N_("Hazardous waste store (B3)"),
        hint=N_(
            "Temporary store covered by the environmental approval; "
            "transport and treatment need approvals of their own."
        ),
        better=MORE,
        proof=CERTIFIED,
        eip="EN.I10",
        inherits=SAME,
    )
