"""A hold that ran out: the lot is free at that second by itself; here it is put on record, and people are told.

The next in line for the lot is told as after a release, and whose hold it was has to say what comes next.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act, Way
from models.land.claim import ACTIVE_STATES, ClaimGroup, ClaimState, LotClaim, end_claims
from models.land.lot import Lot
from models.lead.lead import Lead
from models.lead.timeline import EntryKind, Task
from models.lead.work import note_down, tell_the_next

ENDED = "hold_ended"


def expire(session: Session, group_id: int, at: datetime) -> list[Lot]:
    """End what a group still claims past its time, and tell; return the lots. Nothing when that was done or put off."""
    over = select(LotClaim).where(LotClaim.group_id == group_id, LotClaim.state.in_(ACTIVE_STATES))
    over = over.where(LotClaim.expires_at <= at).order_by(LotClaim.lot_id).with_for_update()
    ending = list(session.scalars(over))
    if not ending:
        return []
    act = Act(at=at, way=Way.JOB)
    session.add(act)
    session.flush()
    end_claims(session, ending, act=act, state=ClaimState.EXPIRED)
    lots = [one.lot for one in ending]
    group = session.get_one(ClaimGroup, group_id)
    _tell_the_holder(session, session.get_one(Lead, group.lead_id), lots, act)
    for lot in lots:
        tell_the_next(session, lot, act)
    return lots


def _tell_the_holder(session: Session, lead: Lead, lots: list[Lot], act: Act) -> None:
    ids = [lot.id for lot in lots]
    note_down(session, lead, EntryKind.CLAIM, act=act, state="expired", lots=ids)
    if lead.is_open:
        title, details = ", ".join(lot.code_as_given for lot in lots), {"ask": ENDED, "lots": ids}
        session.add(Task(lead=lead, title=title, due_at=act.at, assignee=lead.owner, act_id=act.id, details=details))
