"""Size, kind and division of a lot, and when it can be had."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import LOT_KIND, SPLITTABLE, STATUS
from models.land.declaring import CERTIFIED, DECLARED, LESS, LOT, MORE, SURVEYED, Attribute, Facts, Kind, fact, unstated
from models.marks import N_


class LandOfLot(Facts, of=LOT, group="land"):
    """Area and kind of a lot."""

    net_area: Mapped[Decimal | None] = fact(
        N_("Net area"),
        hint=N_("Area that is sold or let, in m²; 1 pyeong or tsubo is about 3.3058 m²."),
        unit="m2",
        range=(100, 5_000_000),
        proof=SURVEYED,
        filterable=True,
        param="area",
        card=True,
    )
    gross_area: Mapped[Decimal | None] = fact(
        N_("Gross area"),
        hint=N_("Area on the land certificate; the area that is sold may be smaller."),
        unit="m2",
        range=(100, 5_000_000),
        proof=CERTIFIED,
    )
    lot_kind: Mapped[str | None] = fact(
        N_("Kind of lot"),
        hint=N_("New land, a former factory site, or land with a building on it."),
        choices=LOT_KIND,
        proof=DECLARED,
        filterable=True,
        param="kind",
    )


STATUS_OF_LOT = unstated(
    Attribute(
        code="status",
        group="land",
        kind=Kind.ENUM,
        label=N_("Status"),
        hint=N_("Set by holds, reservations and contracts; it is not typed in by hand."),
        options=STATUS,
        proof_default=DECLARED,
        filterable=True,
        card=True,
    )
)


class HandoverOfLot(Facts, of=LOT, group="land"):
    """Division, road frontage and handover of a lot."""

    splittable: Mapped[bool | None] = fact(
        N_("Can be split"),
        hint=N_("A smaller part can be sold; the smallest part is given beside it."),
        choices=SPLITTABLE,
        better=MORE,
        proof=DECLARED,
    )
    min_lot_area: Mapped[Decimal | None] = fact(
        N_("Smallest area after splitting"),
        hint=N_("The smallest part that will be sold or let on its own."),
        unit="m2",
        range=(100, 1_000_000),
        better=LESS,
        proof=DECLARED,
    )
    frontage: Mapped[Decimal | None] = fact(
        N_("Road frontage"),
        hint=N_("Length of the boundary along an estate road; a waterfront is not counted."),
        unit="m",
        range=(1, 5000),
        better=MORE,
        proof=SURVEYED,
    )
    handover_date: Mapped[date | None] = fact(
        N_("Handover date"),
        hint=N_("Day the land can be taken over in the stated ground state."),
        better=LESS,
        proof=DECLARED,
        filterable=True,
        param="ready",
    )
