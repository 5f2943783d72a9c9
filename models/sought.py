"""What was looked for and not found: counters per day and condition. Who looked is not known, and never was.

A row counts the searches of one day, in one language, under one condition (or two or three that only fail together).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

ROWS_A_DAY = 5_000
"""Conditions that are kept of one day: more are made up, and are left out."""


class Sought(Base):
    """How often a condition was asked on a day, and what became of it."""

    __tablename__ = "sought"
    __table_args__ = (
        UniqueConstraint("day", "estate", "language", "condition"),
        CheckConstraint("found_none <= asked AND found_few <= asked AND unsaid <= found_none", name="parts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]  # in the estates' zone
    estate: Mapped[str]  # the slug that was asked for; empty: all, or several
    language: Mapped[str]
    condition: Mapped[str]  # as a query string holds it, its values in steps: area_min=60000
    asked: Mapped[int]  # searches that held it
    found_none: Mapped[int]  # found no lot that says so, and this is why
    found_few: Mapped[int]  # found very few
    unsaid: Mapped[int]  # of those that found nothing: lots there are that do not say


class Kind(NamedTuple):
    """What is counted together."""

    day: date
    estate: str
    language: str
    condition: str


class Count(NamedTuple):
    """How often: asked, found nothing, found little, found nothing for want of a statement."""

    asked: int = 0
    found_none: int = 0
    found_few: int = 0
    unsaid: int = 0

    def plus(self, other: Count) -> Count:
        """Return both together."""
        return Count(*(one + more for one, more in zip(self, other, strict=True)))


def add(session: Session, counts: Mapping[Kind, Count]) -> None:
    """Add `counts` to what is kept. A day that holds ROWS_A_DAY conditions takes no new one."""
    room: dict[date, int] = {}
    for kind in sorted(counts):  # in order: two that write at once never wait for each other in a ring
        count = counts[kind]
        where = [getattr(Sought, name) == value for name, value in kind._asdict().items()]
        more = {name: getattr(Sought, name) + value for name, value in count._asdict().items()}
        if session.connection().execute(update(Sought).where(*where).values(more)).rowcount:
            continue
        if kind.day not in room:
            held = session.scalar(select(func.count()).select_from(Sought).where(Sought.day == kind.day))
            room[kind.day] = ROWS_A_DAY - (held or 0)
        if room[kind.day] > 0:
            room[kind.day] -= 1
            session.add(Sought(**kind._asdict(), **count._asdict()))
            session.flush()


def sought_between(first: date, last: date, estates: list[str] | None) -> Select[Any]:
    """Select condition, language and sums, both days included; `estates` are slugs, None for all.

    Who asked for no estate in particular asked for each.
    """
    sums = [func.sum(column) for column in (Sought.asked, Sought.found_none, Sought.found_few, Sought.unsaid)]
    query: Any = select(Sought.condition, Sought.language, *sums).where(Sought.day.between(first, last))
    if estates is not None:
        query = query.where(Sought.estate.in_(["", *estates]))
    told: Select[Any] = query.group_by(Sought.condition, Sought.language).order_by(Sought.condition, Sought.language)
    return told
