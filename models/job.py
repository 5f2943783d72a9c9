"""What must still happen: rows of the transaction that promised it, done by a worker, tried again, never forgotten."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Select, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
LEASE = timedelta(minutes=2)  # longer than any handler takes; one that died is followed by another after it
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,79}")


class State(enum.StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # tried as often as we try; somebody has to look
    DROPPED = "dropped"  # somebody looked, and let it be


class Job(Base):
    """One thing to do. Its arguments name rows by id; what is personal stays in those rows."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_at", "state", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    queued_at: Mapped[datetime]
    run_at: Mapped[datetime]
    state: Mapped[State]
    attempts: Mapped[int]
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None]  # its class, never its text: that may quote an address
    ended_at: Mapped[datetime | None]

    def retry(self, at: datetime) -> None:
        """Try a dead job again from the start, now."""
        self.state, self.run_at, self.attempts, self.ended_at = State.QUEUED, at, 0, None

    def drop(self, at: datetime) -> None:
        """Let a dead job be: it is done no more, and no longer counted among those that wait for somebody."""
        self.state, self.ended_at = State.DROPPED, at


def enqueue(
    session: Session, kind: str, args: Mapping[str, Any], *, at: datetime, dedupe_key: str | None = None
) -> Job:
    """Add a job of `kind`, to be done from `at` on; with a `dedupe_key` that was used before, give back that job.

    `args` are numbers and code words; anything that could be a person's raises ValueError.
    """
    for name, value in args.items():
        _refuse_words(name, value)
    job = Job(kind=kind, args=dict(args), dedupe_key=dedupe_key, queued_at=at, run_at=at)
    job.state, job.attempts = State.QUEUED, 0
    if dedupe_key is None:
        session.add(job)
        session.flush()
        return job
    return _first_of(session, dedupe_key) or _add_once(session, job, dedupe_key)


def lease(session: Session, at: datetime) -> Job | None:
    """Take the next job that is due, or whose worker died, and count the attempt; None when there is none.

    One statement, so that two workers never take the same. Commit before doing the work.
    """
    due = or_(
        and_(Job.state == State.QUEUED, Job.run_at <= at),
        and_(Job.state == State.RUNNING, Job.lease_until <= at),
    )
    first = select(Job.id).where(due).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
    taken = (
        update(Job)
        .where(Job.id == first.scalar_subquery())
        .values(state=State.RUNNING, lease_until=at + LEASE, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(taken).first()


def done(session: Session, job_id: int, attempt: int, at: datetime) -> bool:
    """Mark the job done if this attempt still holds it; tell whether it did."""
    return _end(session, job_id, attempt, state=State.DONE, ended_at=at, lease_until=None, last_error=None)


def failed(session: Session, job_id: int, attempt: int, error: str, at: datetime) -> State | None:
    """Put the job off by the next pause, or declare it dead after the last; None when another worker has it now."""
    if attempt > len(PAUSES):
        ended = _end(session, job_id, attempt, state=State.DEAD, ended_at=at, lease_until=None, last_error=error)
        return State.DEAD if ended else None
    again = at + PAUSES[attempt - 1]
    ended = _end(session, job_id, attempt, state=State.QUEUED, run_at=again, lease_until=None, last_error=error)
    return State.QUEUED if ended else None


def dead_jobs() -> Select[Job]:
    """Select what we gave up, the latest first."""
    return select(Job).where(Job.state == State.DEAD).order_by(Job.ended_at.desc(), Job.id.desc())


def waiting(session: Session, at: datetime) -> dict[str, int]:
    """Count the jobs that are due, running and dead: what /readyz, /metrics and the desk show."""
    due = func.count().filter(and_(Job.state == State.QUEUED, Job.run_at <= at))
    running = func.count().filter(Job.state == State.RUNNING)
    dead = func.count().filter(Job.state == State.DEAD)
    row = session.execute(select(due, running, dead).where(Job.state.not_in((State.DONE, State.DROPPED)))).one()
    return {"due": row[0], "running": row[1], "dead": row[2]}


def _first_of(session: Session, dedupe_key: str) -> Job | None:
    return session.scalars(select(Job).where(Job.dedupe_key == dedupe_key)).first()


def _add_once(session: Session, job: Job, dedupe_key: str) -> Job:
    """Add `job`; when another transaction was quicker with the same key, give back its job."""
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        earlier = _first_of(session, dedupe_key)
        if earlier is None:
            raise
        return earlier
    return job


def _end(session: Session, job_id: int, attempt: int, **values: Any) -> bool:
    # the number of the attempt tells ours from a later one, when our lease ran out meanwhile
    held = (Job.id == job_id, Job.state == State.RUNNING, Job.attempts == attempt)
    return session.connection().execute(update(Job).where(*held).values(**values)).rowcount == 1


def _refuse_words(name: str, value: object) -> None:
    if isinstance(value, list):
        for one in value:
            _refuse_words(name, one)
    elif not (value is None or isinstance(value, int) or (isinstance(value, str) and WORD.fullmatch(value))):
        raise ValueError(f"a job's arguments are ids and codes; {name} is neither")


def counted(session: Session) -> dict[tuple[str, State], int]:
    """Count the jobs by kind and state."""
    rows = session.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state))
    return {(kind, state): count for kind, state, count in rows}
