"""What the land costs to have and to keep."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import VAT_INCLUDED
from models.land.declaring import BOTH, DECLARED, LESS, LOT, SAME, Facts, companion, fact
from models.marks import N_


class PriceOfLot(Facts, of=LOT, group="price"):
    """Price of a lot."""

    price: Mapped[Decimal | None] = fact(
        N_("Price"),
        hint=N_("Asking price, per m² or per lot as marked; per pyeong or tsubo it is 3.31 times the m² price."),
        display_unit="/m²",
        range=(0, None),
        better=LESS,
        proof=DECLARED,
        filterable=True,
        card=True,
    )
    price_currency: Mapped[str | None] = companion("price", "currency")
    price_basis: Mapped[str | None] = companion("price", "basis")
    vat_included: Mapped[bool | None] = fact(
        N_("VAT included"),
        hint=N_("Says whether VAT (PPN) is in the price; acquisition duty (BPHTB) comes on top."),
        choices=VAT_INCLUDED,
        proof=DECLARED,
    )


class ServiceChargeOfBoth(Facts, of=BOTH, group="price"):
    """Service charge of a lot and of an estate."""

    service_charge: Mapped[Decimal | None] = fact(
        N_("Service charge"),
        hint=N_("Monthly fee per m² of land to the estate; yearly rises are in the contract."),
        display_unit="/m²/month",
        range=(0, None),
        better=LESS,
        proof=DECLARED,
        inherits=SAME,
    )
    service_charge_currency: Mapped[str | None] = companion("service_charge", "currency")
    service_charge_basis: Mapped[str | None] = companion("service_charge", "basis")
