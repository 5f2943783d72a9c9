"""Public pages read from a replica while it answers and is up to date; from the primary whenever it is not.

Only `public_page` asks here: what is decided, the desk and the status pages read the primary. A page and its tag come
from one snapshot of one server, so a page is never older than its tag says. How far a replica may be behind is looked
at once a second, in each process, on the way of a request and at once after this process has written. A primary that
is away keeps nobody from a replica that answers: the catalogue stays up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TypeVar

import structlog
from flask import Flask, current_app, g
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

IMPATIENT = {"connect_timeout": 2, "tcp_user_timeout": 2_000}  # s, ms: the primary can answer instead
LOOK_EVERY = 1.0  # seconds between looks at how far the replica is
BEHIND_AT_MOST = 3.0  # seconds that a look before this one may have been ago, to be what the replica must have reached
AWAY_FOR = 5.0  # seconds until a server that did not answer is asked again

WRITTEN = text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")
# a replica that was promoted is as far as it has written itself
REPLAYED = text(
    "SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() "
    "ELSE pg_current_wal_lsn() END, '0/0')"
)

log = structlog.get_logger()
Given = TypeVar("Given")


class Replica:
    """What this process knows of the replica: whether pages may be read from it now."""

    def __init__(self, primary: str, db: SQLAlchemy) -> None:
        """Compare the replica of `db` with the server at `primary`, by a connection that waits for nobody."""
        self.db, self.engine = db, db.get_engine("replica")
        options = "-c statement_timeout=2000"
        self.asking = create_engine(
            primary, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0, pool_timeout=1, pool_pre_ping=True,
            hide_parameters=True, connect_args={**IMPATIENT, "options": options},
        )  # fmt: skip
        self.looking = Lock()
        self.fresh = False
        self.wrote = True  # this process, since the last look: then it must have come as far as the primary is
        self.next_look = self.next_asking = 0.0
        self.known: tuple[float, int] | None = None  # when the primary was asked, and how far it was

    def may_answer(self) -> bool:
        """Tell whether pages may be read from it; looks first when it is time to, while others go by what was seen."""
        if time.monotonic() >= self.next_look and self.looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self.looking.release()
        return self.fresh and not self.wrote

    def note_write(self) -> None:
        """Remember that this process has written: its next page must show that."""
        self.wrote, self.next_look = True, 0.0

    def note_away(self, error: Exception) -> None:
        """Remember that it did not answer; leave it alone for a while."""
        log.warning("replica away", error=type(error).__name__)
        self.fresh, self.next_look = False, time.monotonic() + AWAY_FOR

    def _look(self) -> None:
        wrote, self.wrote = self.wrote, False
        began = time.monotonic()
        written = self._written(began)
        try:
            with self.engine.connect() as connection:
                replayed = int(connection.scalar(REPLAYED))
        except (DBAPIError, TimeoutError) as error:
            self.wrote = self.wrote or wrote
            self.note_away(error)
            return
        known = self.known
        if written is None:  # nobody writes now, and what the replica has is the newest there is
            needed = known[1] if known else 0
        elif wrote or known is None or began - known[0] > BEHIND_AT_MOST:
            needed = written
        else:
            needed = known[1]
        fresh = replayed >= needed
        if fresh != self.fresh:
            log.info("replica up to date" if fresh else "replica behind", bytes=max(needed - replayed, 0))
        self.fresh = fresh
        self.known = known if written is None else (began, written)
        if not self.wrote:  # else somebody wrote meanwhile
            self.next_look = time.monotonic() + LOOK_EVERY

    def _written(self, at: float) -> int | None:
        """Return how far the primary is, None while it is away."""
        if at < self.next_asking:
            return None
        try:
            with self.asking.connect() as connection:
                return int(connection.scalar(WRITTEN))
        except (DBAPIError, TimeoutError) as error:
            log.warning("primary away", error=type(error).__name__)
            self.next_asking = time.monotonic() + AWAY_FOR
            return None


def init_app(app: Flask, primary: str, db: SQLAlchemy) -> None:
    """Watch the engine "replica" of `db`, within an application context of `app`."""
    app.extensions["replica"] = Replica(primary, db)


def note_write() -> None:
    """Tell the replica's watch of this application that a request has written."""
    replica = current_app.extensions.get("replica")
    if replica is not None:
        replica.note_write()


def replica_first(give: Callable[[], Given]) -> Given:
    """Return what `give` gives from the replica, or from the primary when that is behind; when one fails, from the other.

    `give` is called within a request, before that has asked the database anything, and may be called twice.
    """
    replica: Replica | None = current_app.extensions.get("replica")
    if replica is None:
        return give()
    session = replica.db.session
    if session.in_transaction():
        return give()
    first, other = replica.engine, replica.db.engine
    if not replica.may_answer():
        first, other = other, first
    session.bind, kept = first, dict(vars(g))
    try:
        return give()
    except (DBAPIError, TimeoutError) as error:  # gone, or it had to cancel: a fault of ours shows on the other, too
        if first is replica.engine and not isinstance(error, TimeoutError):
            replica.note_away(error)
        with suppress(SQLAlchemyError):
            session.close()
        session.invalidate()
        session.bind = other
        vars(g).clear()
        vars(g).update(kept)
        return give()
