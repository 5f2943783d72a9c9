"""Who holds a lot, for those who may know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.land.claim import ACTIVE_STATES, ClaimGroup, ClaimState, LotClaim, Waiting
from models.land.lot import Lot
from models.lead.lead import Lead
from models.people.organisation import Organisation


class Claim(NamedTuple):
    """A live claim on a lot; without a lead it was contracted before this system."""

    lot_id: int
    state: ClaimState
    until: datetime | None
    lead_id: int | None
    reference: str | None
    organisation: str | None


ORGANISATION = func.coalesce(Organisation.name_roman, Organisation.name_native)


def claims_on(session: Session, lot_ids: Iterable[int], at: datetime) -> dict[int, Claim]:
    """Return the claims that hold lots at `at`, by lot. One statement."""
    query = (
        select(LotClaim.lot_id, LotClaim.state, LotClaim.expires_at, Lead.id, Lead.reference, ORGANISATION)
        .join(ClaimGroup, ClaimGroup.id == LotClaim.group_id)
        .outerjoin(Lead, Lead.id == ClaimGroup.lead_id)
        .outerjoin(Organisation, Organisation.id == Lead.organisation_id)
        .where(LotClaim.lot_id.in_(list(lot_ids)), LotClaim.state.in_(ACTIVE_STATES))
        .where(LotClaim.expires_at.is_(None) | (LotClaim.expires_at > at))
    )
    return {row[0]: Claim(*row) for row in session.execute(query)}


def claim_on(session: Session, lot: Lot, at: datetime) -> Claim | None:
    """Return the claim that holds a lot at `at`."""
    return claims_on(session, [lot.id], at).get(lot.id)


class Waits(NamedTuple):
    """A lead in line for a lot that another holds."""

    lead_id: int
    reference: str
    organisation: str | None
    since: datetime


def queue_for(session: Session, lot: Lot) -> list[Waits]:
    """Return who is in line for a lot, the first first."""
    query = (
        select(Lead.id, Lead.reference, ORGANISATION, Waiting.joined_at)
        .join(Waiting, Waiting.lead_id == Lead.id)
        .outerjoin(Organisation, Organisation.id == Lead.organisation_id)
        .where(Waiting.lot_id == lot.id, Waiting.state.in_(("waiting", "offered")))
        .order_by(Waiting.joined_at, Waiting.id)
    )
    return [Waits(*row) for row in session.execute(query)]
