"""Leads in other hands while somebody is away, or for good: with their open tasks, and back again where that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.account import User
from models.act import Act
from models.audit import Audit
from models.base import Base
from models.lead.lead import CLOSED, Lead
from models.lead.whose import leads_of
from models.lead.work import assign


class Handover(Base):
    """That one person's leads are another's from a day on; `until` a day when they come back, none: for good."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    since: Mapped[date]
    until: Mapped[date | None]  # the last day
    comes_back: Mapped[bool]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    taker: Mapped[User] = relationship(foreign_keys=[to_id])
    leads: Mapped[list[HandedLead]] = relationship(order_by="HandedLead.lead_id", cascade="all, delete-orphan")


class HandedLead(Base):
    """A lead of a hand over; `moved_at` once it was really given."""

    __tablename__ = "handed_lead"

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), primary_key=True, index=True)
    moved_at: Mapped[datetime | None]


def open_leads_owned_by(user_id: int) -> Select[Lead]:
    """Select the open leads of which somebody is in charge."""
    return select(Lead).where(Lead.owner_id == user_id, Lead.stage.not_in(CLOSED)).order_by(Lead.id)


def hand_over(session: Session, handover: Handover, leads: Sequence[Lead], *, act: Act) -> None:
    """Put a hand over of `leads` on record; flushes. It begins by `begin`."""
    handover.act_id = act.id
    handover.leads = [HandedLead(lead_id=lead.id) for lead in leads]
    session.add(handover)
    told = {"count": len(leads), "to": handover.to_id}
    session.add(Audit(act=act, what="handed_over", subject=f"user:{handover.from_id}", details=told))
    session.flush()


def begin(session: Session, handover: Handover, *, act: Act) -> int:
    """Give the leads that are still the giver's, open, and for the taker to read; return how many. Twice is once."""
    if handover.begun_at is not None or handover.ended_at is not None:
        return 0
    handover.begun_at = act.at
    taker = handover.taker
    mine = leads_of(taker).where(Lead.owner_id == handover.from_id, Lead.stage.not_in(CLOSED))
    wanted = {one.lead_id: one for one in handover.leads}
    count = 0
    for lead in session.scalars(mine.where(Lead.id.in_(wanted)).order_by(Lead.id)).all():
        assign(session, lead, taker, act=act)
        wanted[lead.id].moved_at = act.at
        count += 1
    return count


def end(session: Session, handover: Handover, *, act: Act, back: bool) -> int:
    """End a hand over; `back` gives what is still the taker's and open to the giver again. Return how many went back."""
    if handover.ended_at is not None:
        return 0
    handover.ended_at = act.at
    if not back or handover.giver.disabled_at is not None:
        return 0
    moved = [one.lead_id for one in handover.leads if one.moved_at is not None]
    still = open_leads_owned_by(handover.to_id).where(Lead.id.in_(moved))
    leads = session.scalars(still).all()
    for lead in leads:
        assign(session, lead, handover.giver, act=act)
    return len(leads)


def running() -> Select[Handover]:
    """Select the hand overs that are not over."""
    return select(Handover).where(Handover.ended_at.is_(None)).order_by(Handover.since, Handover.id)


def left_behind() -> Select[int, str, int]:
    """Select who can no longer sign in and is still in charge of open leads: id, name, how many."""
    return (
        select(User.id, User.name, func.count(Lead.id))
        .join(Lead, Lead.owner_id == User.id)
        .where(User.disabled_at.is_not(None), Lead.stage.not_in(CLOSED))
        .group_by(User.id, User.name)
        .order_by(User.name)
    )


