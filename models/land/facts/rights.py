"""The right that is offered, its term, its form and what burdens it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from models.land.choices import CONTRACT_FORM, ENCUMBRANCE, LAND_RIGHT, MORTGAGE_ALLOWED, TENURE_OFFER
from models.land.declaring import CERTIFIED, DECLARED, LESS, LOT, MORE, Facts, fact
from models.marks import N_


class RightsOfLot(Facts, of=LOT, group="rights"):
    """Rights of a lot."""

    tenure_offer: Mapped[str | None] = fact(
        N_("Sale or lease"),
        hint=N_("What is offered; a sale gives a registered right for a fixed term, not freehold ownership."),
        choices=TENURE_OFFER,
        proof=DECLARED,
        filterable=True,
        param="tenure",
        card=True,
    )
    land_right: Mapped[str | None] = fact(
        N_("Land right"),
        hint=N_("A foreign-owned company (PT PMA) can hold HGB or Hak Pakai, never Hak Milik."),
        choices=LAND_RIGHT,
        proof=CERTIFIED,
        filterable=True,
        param="right",
    )
    right_term: Mapped[int | None] = fact(
        N_("Term of right"),
        hint=N_("Years of the first grant; HGB can add 20 (extension) and 30 (renewal), each on application."),
        unit="a",
        range=(1, 99),
        better=MORE,
        proof=CERTIFIED,
    )
    right_end: Mapped[date | None] = fact(
        N_("Right ends on"),
        hint=N_("From the certificate; extension is not automatic."),
        better=MORE,
        proof=CERTIFIED,
    )
    contract_form: Mapped[str | None] = fact(
        N_("Contract form"),
        hint=N_("The contract signed with the estate; the registered right follows later."),
        choices=CONTRACT_FORM,
        proof=DECLARED,
    )
    min_lease_term: Mapped[int | None] = fact(
        N_("Shortest lease"),
        hint=N_("Shortest term of a land lease, in years; empty when the lot is only sold."),
        unit="a",
        range=(1, 80),
        better=LESS,
        proof=DECLARED,
    )
    encumbrance: Mapped[frozenset[str] | None] = fact(
        N_("Encumbrances"),
        hint=N_("Registered charges or disputes; empty means not stated, 'none' means checked."),
        choices=ENCUMBRANCE,
        proof=CERTIFIED,
    )
    mortgage_allowed: Mapped[bool | None] = fact(
        N_("Can be mortgaged"),
        hint=N_("A bank can take security over the right; on HPL land the holder must agree."),
        choices=MORTGAGE_ALLOWED,
        better=MORE,
        proof=DECLARED,
    )
