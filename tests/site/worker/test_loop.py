"""The worker does one job after another, marks it, and tells nobody's name."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models.edition import Edition
from models.job import Job, State, enqueue
from web import jobs
from web.jobs import Errand, handles, prepares
from worker.loop import Worker, name_of


@pytest.fixture(autouse=True)
def _own_handlers(monkeypatch):
    monkeypatch.setattr(jobs, "HANDLERS", {})
    monkeypatch.setattr("worker.loop.HANDLERS", jobs.HANDLERS)


def only_job(session: Any) -> Job:
    session.expire_all()
    return session.scalars(select(Job)).one()


def test_work_and_the_mark_that_it_is_done_are_one_transaction(session, clock, run_jobs):
    @handles("count")
    def count(own, args, at):
        own.add(Edition(scope=f"estate:{args['estate_id']}", number=1))

    enqueue(session, "count", {"estate_id": 7}, at=clock.at)

    assert run_jobs() == 1
    assert only_job(session).state is State.DONE
    assert session.get(Edition, "estate:7") is not None


def test_work_that_fails_leaves_nothing_behind_and_is_put_off(session, clock, run_jobs):
    @handles("count")
    def count(own, args, at):
        own.add(Edition(scope="estate:7", number=1))
        own.flush()
        raise RuntimeError("kim@example.com is no number")

    enqueue(session, "count", {"estate_id": 7}, at=clock.at)

    run_jobs()
    job = only_job(session)
    assert (job.state, job.attempts, job.last_error) == (State.QUEUED, 1, "RuntimeError")
    assert session.get(Edition, "estate:7") is None


def test_an_errand_runs_while_no_transaction_is_open(app, session, clock, run_jobs):
    from web.database import db

    seen = []

    @prepares("letter")
    def letter(own, args, at):
        return Errand(run=lambda: seen.append(db.engine.pool.checkedout()), keep=lambda own, came, at: seen.append("kept"))

    enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    run_jobs()

    assert seen == [0, "kept"]
    assert only_job(session).state is State.DONE


def test_an_errand_that_fails_is_tried_again(session, clock, run_jobs):
    tries = []

    def run():
        tries.append(clock.at)
        if len(tries) == 1:
            raise smtplib.SMTPDataError(451, b"kim@example.com: try later")

    @prepares("letter")
    def letter(own, args, at):
        return Errand(run=run)

    enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    run_jobs()
    assert only_job(session).last_error == "SMTPDataError 451"

    clock.move(minutes=1)
    run_jobs()
    assert (only_job(session).state, len(tries)) == (State.DONE, 2)


def test_a_job_that_nobody_knows_is_put_off_and_in_the_end_dead(session, clock, run_jobs):
    enqueue(session, "riddle", {}, at=clock.at)
    for _ in range(6):
        run_jobs()
        clock.move(days=1)

    assert (only_job(session).state, only_job(session).last_error) == (State.DEAD, "UnknownKind")


def test_a_job_that_takes_its_worker_with_it_is_dead_in_the_end(session, clock, run_jobs):
    from models.job import LEASE, lease

    @handles("bomb")
    def bomb(own, args, at):
        raise AssertionError("the last worker must not try it")

    enqueue(session, "bomb", {}, at=clock.at)
    for _ in range(6):
        assert lease(session, clock.at) is not None  # and the worker is killed
        session.commit()
        clock.move(to=clock.at + LEASE)
    run_jobs()

    assert (only_job(session).state, only_job(session).last_error) == (State.DEAD, "WorkerDied")


def test_a_database_that_does_not_answer_stops_no_worker(app, session, clock, monkeypatch):
    slept = []
    worker = Worker(app, sleep=lambda seconds: (slept.append(seconds), setattr(worker, "ending", True)))

    def locked(*_):
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr("worker.loop.jobs.lease", locked)
    assert worker.step() is False
    assert slept


def test_a_kind_has_one_function():
    handles("count")(lambda own, args, at: None)

    with pytest.raises(ValueError, match="two functions"):
        handles("count")(lambda own, args, at: None)


def test_errors_are_told_by_class_and_never_by_their_words():
    assert name_of(smtplib.SMTPRecipientsRefused({"kim@example.com": (550, b"no")})) == "SMTPRecipientsRefused"
    assert name_of(OperationalError("SELECT", {}, ValueError("kim"))) == "OperationalError ValueError"
