"""That a non-disclosure agreement was signed: it opens documents to those who had asked by then."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base
from models.inquiry.inquiry import Inquiry
from models.lead.lead import Lead
from models.lead.timeline import Entry, EntryKind


class Agreement(Base):
    """A non-disclosure agreement with those behind a lead; ended once, never deleted."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    signed_on: Mapped[date]
    valid_to: Mapped[date | None]  # the last day on which it holds
    at: Mapped[datetime]  # when it was put on record
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    act: Mapped[Act] = relationship(foreign_keys=[act_id])


def agree(session: Session, lead: Lead, signed_on: date, valid_to: date | None, *, act: Act) -> Agreement:
    """Put on record that a non-disclosure agreement was signed."""
    agreement = Agreement(lead_id=lead.id, signed_on=signed_on, valid_to=valid_to, at=act.at, act_id=act.id)
    session.add(agreement)
    session.flush()
    _tell(session, lead, act, signed_on=signed_on.isoformat())
    return agreement


def end_agreement(session: Session, lead: Lead, agreement: Agreement, *, act: Act) -> None:
    """Let an agreement hold no more; done twice it is done once."""
    if agreement.ended_at is None:
        agreement.ended_at, agreement.ended_by_id = act.at, act.id
        _tell(session, lead, act, ended=agreement.signed_on.isoformat())


def _tell(session: Session, lead: Lead, act: Act, **details: str) -> None:
    line = Entry(lead_id=lead.id, kind=EntryKind.AGREEMENT, at=act.at, act_id=act.id, details={**details})
    session.add(line)


def agreements_of(lead: Lead) -> Select[Agreement]:
    """Select the agreements of a lead, the latest first."""
    return select(Agreement).where(Agreement.lead_id == lead.id).order_by(Agreement.id.desc())


def agreements_for(inquiry: Inquiry, today: date) -> Select[Agreement]:
    """Select the agreements that hold for an inquiry.

    Only one recorded after the inquiry came counts: whoever knows an address and its firm could else ask once more and
    read what was meant for others.
    """
    query = select(Agreement).where(Agreement.lead_id == inquiry.lead_id, Agreement.at >= inquiry.received_at)
    holds = Agreement.valid_to.is_(None) | (Agreement.valid_to >= today)
    return query.where(Agreement.ended_at.is_(None), Agreement.signed_on <= today, holds)
