"""Guessing passwords gets slower and slower; no account is ever locked.

Each attempt is counted before the password is looked at, in a transaction of its own, and forgiven when it was right:
so attempts sent all at once are counted, too. Keys are hashes: nobody's address lies here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """How many wrong attempts are free, and how long the longest wait after more of them is."""

    free: int
    longest: timedelta


PACES = {
    # one address from one network: a forgetful person, or a guesser
    "pair": Pace(5, timedelta(minutes=15)),
    # one network, whatever addresses: an office behind one line has more people in it
    "network": Pace(30, timedelta(minutes=15)),
    # one address, from everywhere: kept short, or strangers could shut its owner out
    "address": Pace(20, timedelta(seconds=30)),
    # codes for one person, who has shown a password already: a million codes, three good at a time
    "code": Pace(5, timedelta(minutes=15)),
    # letters that one network asks for
    "letter": Pace(10, timedelta(minutes=15)),
}


class Throttle(Base):
    """How often somebody guessed wrongly under a key, and when the next attempt is heard."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime]


def delay(kind: str, failures: int) -> timedelta:
    """Return how long to wait after so many wrong attempts: none, then 1, 2, 4 … seconds up to the longest."""
    pace = PACES[kind]
    beyond = failures - pace.free
    if beyond < 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond, 20)), pace.longest)


def attempt(session: Session, keys: Mapping[str, str], at: datetime) -> timedelta | None:
    """Count an attempt under `keys` (kind → key), or return how long to wait when it is too early for one."""
    session.execute(delete(Throttle).where(Throttle.last_at < at - FORGOTTEN_AFTER))
    rows = {kind: _row(session, keys[kind], at) for kind in sorted(keys, key=lambda kind: keys[kind])}
    latest = max(row.until for row in rows.values())
    if latest > at:
        return latest - at
    for kind, row in rows.items():
        row.failures += 1
        row.last_at, row.until = at, at + delay(kind, row.failures)
    return None


def forgive(session: Session, keys: Mapping[str, str]) -> None:
    """Take the last attempt back: it was right. The network keeps its other failures, the person starts anew."""
    for kind in sorted(keys, key=lambda kind: keys[kind]):
        row = session.get(Throttle, keys[kind], with_for_update=True)
        if row is None:
            continue
        row.failures = max(row.failures - 1, 0) if kind == "network" else 0
        row.until = row.last_at


def _row(session: Session, key: str, at: datetime) -> Throttle:
    """Return the row of `key`, locked; made when there is none yet."""
    locked = select(Throttle).where(Throttle.key == key).with_for_update()
    row = session.scalars(locked).one_or_none()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.add(Throttle(key=key, failures=0, last_at=at, until=at))
    except IntegrityError:
        pass  # another attempt came first
    return session.scalars(locked).one()
