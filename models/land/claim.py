"""Who may have a lot: holds, reservations, contracts. A lot has at most one live claim, and the database says so.

An expiry is read by time: a claim that ran out is free at that second, and is tidied by the transaction that takes the lot.
Locks are taken in the order of lot ids.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, estate_scope
from models.constraints import violated
from models.edition import add_edge
from models.land.estate import Estate
from models.land.lot import UNSEEN, Lot, LotMove, Status


class ClaimState(enum.StrEnum):
    """Where a claim stands; the first three are live."""

    HELD = "held"
    RESERVED = "reserved"
    CONTRACTED = "contracted"
    RELEASED = "released"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


ACTIVE_STATES = (ClaimState.HELD, ClaimState.RESERVED, ClaimState.CONTRACTED)
ACTIVE = text("state IN ('held', 'reserved', 'contracted')")


class ClaimGroup(Base):
    """One or several lots for one lead, all or none. Kind `legacy`: contracted before this system, of no lead."""

    __tablename__ = "claim_group"
    __table_args__ = (
        CheckConstraint("kind IN ('hold', 'reservation', 'contract', 'legacy')", name="kind"),
        CheckConstraint("(lead_id IS NULL) = (kind = 'legacy')", name="lead_unless_legacy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    kind: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    expires_at: Mapped[datetime | None]
    extensions: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(info={"personal": True})
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    deposit: Mapped[Decimal | None]
    deposit_currency: Mapped[str | None]
    contract_kind: Mapped[str | None]  # sale, lease
    contract_form: Mapped[str | None]  # ppti, ppjb, ajb, sewa
    contract_number: Mapped[str | None]
    signed_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # of a lease
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    claims: Mapped[list[LotClaim]] = relationship(back_populates="group", order_by="LotClaim.id")
    act: Mapped[Act] = relationship()


class LotClaim(Base):
    """A claim on one lot. Its expiry is the group's, and is read by time."""

    __tablename__ = "lot_claim"
    __table_args__ = (
        Index("one_active_claim", "lot_id", unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE),
        CheckConstraint(
            "state IN ('held', 'reserved', 'contracted', 'released', 'expired', 'cancelled')", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("claim_group.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    state: Mapped[ClaimState]
    since: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    # the price that everybody read when it was set aside first: amount, currency, basis; a later price list leaves it
    told_price: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    group: Mapped[ClaimGroup] = relationship(back_populates="claims")
    lot: Mapped[Lot] = relationship()


class Waiting(Base):
    """A lead in line for a lot that another holds."""

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("lot_id", "lead_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id", ondelete="CASCADE"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    joined_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, offered, taken, declined, lapsed


class Taken(ValueError):
    """A lot is someone else's: nothing was claimed."""

    def __init__(self, lots: Sequence[Lot]) -> None:
        super().__init__(", ".join(lot.code for lot in lots))
        self.lots = list(lots)


class NotForClaim(ValueError):
    """A lot is not on offer: a draft, withdrawn, superseded."""

    def __init__(self, lots: Sequence[Lot]) -> None:
        super().__init__(", ".join(lot.code for lot in lots))
        self.lots = list(lots)


KIND_OF_STATE = {ClaimState.HELD: "hold", ClaimState.RESERVED: "reservation", ClaimState.CONTRACTED: "contract"}


def claim(
    session: Session, group: ClaimGroup, lots: Sequence[Lot], *, act: Act, state: ClaimState = ClaimState.HELD
) -> None:
    """Claim `lots` for the group's lead, all or none; raise Taken when one is someone else's, NotForClaim when not on offer.

    The lead's own live claims on these lots end in its favour: a hold becomes a reservation.
    """
    lots = sorted(lots, key=lambda lot: lot.id)
    for lot in lots:
        if lot.status in UNSEEN and lot.public_until is not None and lot.public_until <= act.at:
            move_lot(session, lot, Status.AVAILABLE, act=act)  # it has gone out; nobody wrote it down yet
    if closed := [lot for lot in lots if lot.status in (Status.DRAFT, Status.WITHDRAWN, Status.SUPERSEDED)]:
        raise NotForClaim(closed)
    own = select(ClaimGroup.id).where(ClaimGroup.lead_id == group.lead_id).scalar_subquery()
    live = LotClaim.lot_id.in_([lot.id for lot in lots]) & LotClaim.state.in_(ACTIVE_STATES)
    ended = {"ended_at": act.at, "ended_by_id": act.id}
    session.execute(
        update(LotClaim).where(live, LotClaim.expires_at <= act.at).values(state=ClaimState.EXPIRED, **ended)
    )
    kept = select(LotClaim.lot_id, LotClaim.told_price).where(live, LotClaim.group_id.in_(own))
    # a hold that becomes a reservation keeps its price
    told: dict[int, dict[str, Any] | None] = dict(session.execute(kept).all())
    session.execute(update(LotClaim).where(live, LotClaim.group_id.in_(own)).values(state=ClaimState.RELEASED, **ended))
    try:
        with session.begin_nested():
            session.add_all(
                LotClaim(
                    group=group,
                    lot=lot,
                    state=state,
                    since=act.at,
                    expires_at=group.expires_at,
                    told_price=told[lot.id] if lot.id in told else price_told(lot),
                )
                for lot in lots
            )
    except IntegrityError as clash:
        if violated(clash) != "one_active_claim":
            raise
        taken = session.scalars(select(LotClaim.lot_id).where(live, LotClaim.group_id.not_in(own))).all()
        raise Taken([lot for lot in lots if lot.id in taken] or lots) from clash
    for lot in lots:
        derive_status(session, lot, act=act)


def price_told(lot: Lot) -> dict[str, Any] | None:
    """Return the price that everybody reads of a lot, as a claim keeps it; None where none is stated."""
    if lot.price is None or lot.price_currency is None:
        return None
    return {"amount": format(lot.price, "f"), "currency": lot.price_currency, "basis": lot.price_basis}


def end_claims(
    session: Session, claims: Sequence[LotClaim], *, act: Act, state: ClaimState = ClaimState.RELEASED
) -> None:
    """End live claims (released, cancelled, expired) and let their lots follow."""
    for one in sorted(claims, key=lambda c: c.lot_id):
        if one.state not in ACTIVE_STATES:
            continue
        one.state, one.ended_at, one.ended_by_id = state, act.at, act.id
    session.flush()
    for one in sorted(claims, key=lambda c: c.lot_id):
        derive_status(session, one.lot, act=act)


def extend(session: Session, group: ClaimGroup, until: datetime, *, act: Act) -> None:
    """Let the live claims of a group run until another moment."""
    group.expires_at = until
    group.extensions += 1
    for one in group.claims:
        if one.state in ACTIVE_STATES:
            one.expires_at = until
    session.flush()
    for one in sorted(group.claims, key=lambda c: c.lot_id):
        derive_status(session, one.lot, act=act)


def live_claim(session: Session, lot: Lot, at: datetime) -> LotClaim | None:
    """Return the claim that holds a lot at `at`, or None."""
    return session.scalar(
        select(LotClaim).where(
            LotClaim.lot_id == lot.id,
            LotClaim.state.in_(ACTIVE_STATES),
            LotClaim.expires_at.is_(None) | (LotClaim.expires_at > at),
        )
    )


def derive_status(session: Session, lot: Lot, *, act: Act) -> None:
    """Let a lot's status, and what the public sees of it, follow from its claims; record the move."""
    holder = live_claim(session, lot, act.at)
    if holder is not None:
        status = _status_of(holder)
    elif lot.status in (Status.DRAFT, Status.WITHDRAWN, Status.SUPERSEDED):
        status = lot.status
    else:
        status = Status.AVAILABLE
    move_lot(session, lot, status, act=act, until=holder.expires_at if holder else None)


def move_lot(session: Session, lot: Lot, status: Status, *, act: Act, until: datetime | None = None) -> None:
    """Set a lot's status and the public's columns; a change is recorded, an end to come becomes an edge."""
    if lot.status is not status or lot.public_until != until:
        session.add(
            LotMove(lot=lot, estate_id=lot.estate_id, act=act, old=lot.status, new=status, at=act.at, until=until)
        )
        lot.status_since = act.at
    lot.status = status
    lot.public_status = shown_as(status, lot.estate.hold_shown_as)
    ends = until is not None and lot.public_status is not None
    lot.public_until, lot.public_then = (until, Status.AVAILABLE) if ends else (None, None)
    if ends and until is not None:
        add_edge(session, estate_scope(lot.estate_id), until, "hold")
    if lot.public_status is not None and lot.published_at is None:
        lot.published_at = act.at


def show_anew(session: Session, estate: Estate, *, act: Act) -> None:
    """Let the estate's lots on hold be seen as its policy says now."""
    held = select(Lot).where(Lot.estate_id == estate.id, Lot.status == Status.HELD)
    for lot in session.scalars(held):
        derive_status(session, lot, act=act)


def shown_as(status: Status, hold_shown_as: str) -> Status | None:
    """Return what the public sees of a status by the estate's policy; None when nothing."""
    if status in (Status.DRAFT, Status.WITHDRAWN, Status.SUPERSEDED):
        return None
    if status is Status.HELD and hold_shown_as == "available":
        return Status.AVAILABLE
    return status


def _status_of(holder: LotClaim) -> Status:
    if holder.state is ClaimState.HELD:
        return Status.HELD
    if holder.state is ClaimState.RESERVED:
        return Status.RESERVED
    return Status.LEASED if holder.group.contract_kind == "lease" else Status.SOLD


class Claimed(ValueError):
    """A lot under a live claim can be neither published nor withdrawn."""


def publish(session: Session, lot: Lot, *, act: Act) -> None:
    """Offer a draft or withdrawn lot; raise Claimed when it is spoken for."""
    _free(session, lot, act)
    move_lot(session, lot, Status.AVAILABLE, act=act)


def withdraw(session: Session, lot: Lot, *, act: Act) -> None:
    """Take a lot off the offer; raise Claimed when it is spoken for (release it first)."""
    _free(session, lot, act)
    move_lot(session, lot, Status.WITHDRAWN, act=act)


def _free(session: Session, lot: Lot, act: Act) -> None:
    if live_claim(session, lot, act.at) is not None:
        raise Claimed(lot.code)
