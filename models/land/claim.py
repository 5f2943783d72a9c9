"""Who may have a lot: holds, reservations, contracts. A lot has at most one live claim, and the database says so."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base
from models.land.lot import Lot


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
    reason: Mapped[str | None]
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
