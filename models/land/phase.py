"""A phase goes out at a set time: a set of lots that the public sees from that second on, whether or not a worker lives.

Of a lot that will go out, `public_until` and `public_then` say when and as what; so every public page turns by the clock
alone. The job that comes then only writes down what has become true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, estate_scope
from models.edition import add_edge
from models.job import enqueue
from models.land.claim import move_lot
from models.land.lot import UNSEEN, Lot, Status

PUBLISH = "publish-lots"


class Phase(Base):
    """Lots that go out together at a moment."""

    __tablename__ = "phase"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    zone: Mapped[str]  # in whose time it was meant
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    done_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    called_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    act: Mapped[Act] = relationship(foreign_keys=[act_id])
    lots: Mapped[list[Lot]] = relationship(secondary="phase_lot", order_by="Lot.code, Lot.id")

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is still to come."""
        return self.done_at is None and self.called_off_at is None and self.at > at


class PhaseLot(Base):
    """A lot of a phase."""

    __tablename__ = "phase_lot"

    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id", ondelete="CASCADE"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id", ondelete="CASCADE"), primary_key=True, index=True)


class TooLate(ValueError):
    """It has gone out, or was called off."""


def is_scheduled(lot: Lot) -> bool:
    """Tell whether a lot that the public does not see has a moment at which it goes out."""
    return lot.status in UNSEEN and lot.public_until is not None


def schedule(session: Session, lots: Sequence[Lot], at: datetime, zone: str, *, act: Act) -> Phase:
    """Let lots that the public does not see go out at `at`, a moment to come; they may be neither claimed nor scheduled."""
    if at <= act.at or any(lot.status not in UNSEEN or is_scheduled(lot) for lot in lots):
        raise ValueError("a moment to come, of lots that nobody sees and that wait for no other")
    phase = Phase(at=at, zone=zone, act_id=act.id, lots=list(lots))
    session.add(phase)
    for lot in sorted(lots, key=lambda lot: lot.id):
        lot.public_until, lot.public_then = at, Status.AVAILABLE
    for estate_id in sorted({lot.estate_id for lot in lots}):
        add_edge(session, estate_scope(estate_id), at, "phase")
    session.flush()
    enqueue(session, PUBLISH, {"phase": phase.id}, at=at, dedupe_key=f"phase:{phase.id}")
    return phase


def call_off(session: Session, phase: Phase, *, act: Act) -> None:
    """Let its lots stay unseen; raise TooLate."""
    if not phase.is_open(act.at):
        raise TooLate
    for lot in _waiting(phase):
        lot.public_until = lot.public_then = None
    phase.called_off_at, phase.called_off_by_id = act.at, act.id
    session.flush()


def carry_out(session: Session, phase: Phase, *, act: Act) -> None:
    """Write down that its lots went out; those that were dealt with otherwise meanwhile stay as they are."""
    if phase.done_at is not None or phase.called_off_at is not None:
        return
    for lot in sorted(_waiting(phase), key=lambda lot: lot.id):
        move_lot(session, lot, Status.AVAILABLE, act=act)
    phase.done_at = act.at
    session.flush()


def phases(estate_ids: frozenset[int] | None) -> Select[Phase]:
    """Select what was scheduled, the latest first; of these estates only, None for all."""
    query = select(Phase).order_by(Phase.at.desc(), Phase.id.desc())
    if estate_ids is None:
        return query
    foreign = Phase.lots.any(Lot.estate_id.not_in(estate_ids))
    return query.where(~foreign)


def _waiting(phase: Phase) -> list[Lot]:
    return [lot for lot in phase.lots if is_scheduled(lot) and lot.public_until == phase.at]
