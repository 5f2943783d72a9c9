"""A lot: its outline, today's answers, its status, and what the public sees of that status."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, case, select
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import Select

from models.act import Act
from models.base import Base, Public, estate_scope
from models.land.estate import Estate, Zone
from models.land.facts import LotFacts


class Status(enum.StrEnum):
    """Where a lot stands. Publishing and withdrawing are moves; all else follows from claims."""

    DRAFT = "draft"
    AVAILABLE = "available"
    HELD = "held"
    RESERVED = "reserved"
    SOLD = "sold"
    LEASED = "leased"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


SHOWN = (Status.AVAILABLE, Status.HELD, Status.RESERVED, Status.SOLD, Status.LEASED)
"""What the public may see, in the order of a legend."""

OPEN = (Status.AVAILABLE, Status.HELD, Status.RESERVED)
"""Land that may still be had."""


UNSEEN = (Status.DRAFT, Status.WITHDRAWN)
"""What the public does not see, and what may be published."""


class Lot(LotFacts, Base, Public):
    """A numbered piece of land. Fact columns are today's public answer and are written by models/land/statement.py only."""

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("estate_id", "code"),
        CheckConstraint("(public_until IS NULL) = (public_then IS NULL)", name="until_and_then"),
        Index("ix_lot_public_status", "public_status", "estate_id"),
        Index("ix_lot_net_area", "net_area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"), index=True)
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)
    code: Mapped[str]  # [A-Z0-9-]{1,24}: in addresses
    code_as_given: Mapped[str]  # what people read
    outline: Mapped[bytes | None]  # WKB, WGS 84
    west: Mapped[float | None]
    south: Mapped[float | None]
    east: Mapped[float | None]
    north: Mapped[float | None]
    geodesic_area: Mapped[Decimal | None]  # m² of the outline on the ellipsoid, beside the stated net area
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    public_status: Mapped[Status | None]
    public_until: Mapped[datetime | None]
    public_then: Mapped[Status | None]
    published_at: Mapped[datetime | None]  # first time the public saw it
    status_since: Mapped[datetime | None]
    standing: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    estate: Mapped[Estate] = relationship()
    zone: Mapped[Zone | None] = relationship()

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)

    def _shown_status(self, at: datetime) -> Status | None:
        if self.public_until is not None and self.public_until <= at:
            return self.public_then
        return self.public_status

    @classmethod
    def _shown_in_sql(cls, at: datetime) -> ColumnElement[Status | None]:
        return case((cls.public_until <= at, cls.public_then), else_=cls.public_status)

    shown_status = hybrid_method(_shown_status, _shown_in_sql)
    """The status that the public reads at a moment: a hold that ran out is free at that second."""


class LotMove(Base, Public):
    """A change of a lot's status, insert-only."""

    __tablename__ = "lot_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id", ondelete="CASCADE"), index=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    old: Mapped[str | None]  # the word as it was that day, so history outlives a renamed status
    new: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime | None]  # end of the hold or reservation that caused it

    lot: Mapped[Lot] = relationship()
    act: Mapped[Act] = relationship()

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


class LotRedirect(Base, Public):
    """A code that a lot had before; its old address leads to the new one."""

    __tablename__ = "lot_redirect"
    __table_args__ = (UniqueConstraint("estate_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    code: Mapped[str]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id", ondelete="CASCADE"))

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


def public_lots(at: datetime) -> Select[Lot]:
    """Select the lots that the public may see at `at`, of published estates."""
    return select(Lot).join(Lot.estate).where(Lot.shown_status(at).is_not(None), Estate.published)
