"""One job after another, until told to end; the one in hand is finished first."""

from __future__ import annotations

import signal
import smtplib
import time
from collections.abc import Callable
from types import FrameType

import structlog
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from models import job as jobs
from models.job import Job, State
from web import clock
from web.database import db, writing_engine
from web.jobs import DAILY, HANDLERS, Handler

LOOK_EVERY = 0.5  # seconds between looks when there is nothing to do
DATABASE_PAUSE = 5.0  # seconds when the database does not answer or stays locked

log = structlog.get_logger()


class UnknownKind(LookupError):
    """No room does jobs of this kind: an old worker, or a room that is not registered."""


class Worker:
    """Does the jobs of one database."""

    def __init__(self, app: Flask, sleep: Callable[[float], None] = time.sleep) -> None:
        """Work with the settings, languages and rooms of `app`."""
        self.app, self.sleep = app, sleep
        self.ending = False
        self.day = ""  # for which the daily jobs are queued

    def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self.ending:
            self.begin_day()
            if not self.step():
                self._pause(LOOK_EVERY)

    def begin_day(self) -> None:
        """Queue what is done once a day; of several workers one does it."""
        day = f"{clock.now():%Y-%m-%d}"
        if day == self.day:
            return
        try:
            with self.app.app_context(), Session(writing_engine()) as session:
                for kind in DAILY:
                    jobs.enqueue(session, kind, {}, at=clock.now(), dedupe_key=f"{kind}:{day}")
                session.commit()
        except OperationalError as error:
            log.warning("job-database-unavailable", error=name_of(error))
            self._pause(DATABASE_PAUSE)
            return
        self.day = day

    def step(self) -> bool:
        """Do one job if one is due; tell whether there was one."""
        try:
            with self.app.app_context():
                return self._one()
        except OperationalError as error:  # locked, or gone for a while: the lease brings the job back
            log.warning("job-database-unavailable", error=name_of(error))
            self._pause(DATABASE_PAUSE)
            return False

    def _one(self) -> bool:
        with Session(writing_engine(), expire_on_commit=False) as session:
            job = jobs.lease(session, clock.now())
            session.commit()
        if job is None:
            return False
        started = time.monotonic()
        try:
            if job.attempts > len(jobs.PAUSES) + 1:
                raise WorkerDied
            _do(job, _handler(job.kind), db.engine, writing_engine())
        except OperationalError:
            raise
        except Exception as error:  # whatever it is, it is put off and seen
            self._put_off(job, name_of(error))
        else:
            seconds = round(time.monotonic() - started, 3)
            log.info("job-done", job=job.id, kind=job.kind, attempt=job.attempts, seconds=seconds)
        return True

    def _put_off(self, job: Job, error: str) -> None:
        with Session(writing_engine()) as session:
            state = jobs.failed(session, job.id, job.attempts, error, clock.now())
            handler = HANDLERS.get(job.kind)
            if state is State.DEAD and handler is not None and handler.give_up is not None:
                handler.give_up(session, job.args, clock.now())
            session.commit()
        told = {"job": job.id, "kind": job.kind, "attempt": job.attempts, "error": error}
        if state is State.DEAD:
            log.error("job-dead", **told)
        else:
            log.warning("job-put-off", **told)

    def _pause(self, seconds: float) -> None:
        """Wait in short steps, so that being told to end is noticed."""
        until = time.monotonic() + seconds
        while not self.ending and (left := until - time.monotonic()) > 0:
            self.sleep(min(left, 0.1))

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True


class WorkerDied(RuntimeError):
    """Every attempt took its worker with it."""


def _handler(kind: str) -> Handler:
    try:
        return HANDLERS[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def _do(job: Job, handler: Handler, reading: Engine, writing: Engine) -> None:
    """Do the work of `job` and mark it, in one transaction; an errand runs between a reading and a writing one."""
    came, keep = None, None
    if handler.prepare is not None:
        with Session(reading) as session:
            errand = handler.prepare(session, job.args, clock.now())
        if errand is not None:
            came, keep = errand.run(), errand.keep
    with Session(writing) as session:
        if not jobs.done(session, job.id, job.attempts, clock.now()):
            session.rollback()
            log.warning("job-taken-over", job=job.id, kind=job.kind, attempt=job.attempts)
            return
        if handler.work is not None:
            handler.work(session, job.args, clock.now())
        if keep is not None:
            keep(session, came, clock.now())
        session.commit()


def name_of(error: BaseException) -> str:
    """Name an error by class and code: its text may quote an address or a name."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, DBAPIError) and error.orig is not None:
        return f"{type(error).__name__} {type(error.orig).__name__}"
    return type(error).__name__
