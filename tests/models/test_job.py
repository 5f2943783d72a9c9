"""What must still happen is a row; it is leased, tried again, given up loudly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import job as jobs
from models.job import Job, State, enqueue
from tests.support.clock import Clock


def taken(session: Session, clock: Clock) -> Job:
    job = jobs.lease(session, clock.at)
    assert job is not None
    return job


def test_a_job_is_taken_when_it_is_due_and_not_before(session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at + timedelta(minutes=5))
    assert jobs.lease(session, clock.at) is None

    clock.move(minutes=5)
    assert taken(session, clock).args == {"letter_id": 1}


def test_a_job_in_hand_is_not_taken_again_until_its_lease_runs_out(session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    first = taken(session, clock)
    assert jobs.lease(session, clock.at) is None

    clock.move(to=clock.at + jobs.LEASE)
    again = taken(session, clock)
    assert (again.id, again.attempts) == (first.id, 2)


def test_an_attempt_whose_lease_ran_out_marks_nothing(session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    late = taken(session, clock)
    session.expunge(late)
    clock.move(to=clock.at + jobs.LEASE)
    now_with = taken(session, clock)

    assert not jobs.done(session, late.id, 1, clock.at)
    assert jobs.failed(session, late.id, 1, "Late", clock.at) is None
    assert jobs.done(session, now_with.id, 2, clock.at)


def test_a_failing_job_pauses_1_5_30_120_720_minutes_and_then_is_dead(session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    pauses = []
    while (job := jobs.lease(session, clock.at)) is not None:
        state = jobs.failed(session, job.id, job.attempts, "SMTPServerDisconnected", clock.at)
        session.expire_all()
        if state is State.QUEUED:
            pauses.append((job.run_at - clock.at) // timedelta(minutes=1))
            clock.move(to=job.run_at)

    assert pauses == [1, 5, 30, 120, 720]
    assert session.scalars(jobs.dead_jobs()).one().last_error == "SMTPServerDisconnected"
    assert jobs.waiting(session, clock.at) == {"due": 0, "running": 0, "dead": 1}


def test_a_dead_job_can_be_tried_again(session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    for _ in range(6):
        job = taken(session, clock)
        jobs.failed(session, job.id, job.attempts, "Refused", clock.at)
        clock.move(days=1)

    dead = session.scalars(jobs.dead_jobs()).one()
    dead.retry(clock.at)
    session.commit()
    assert taken(session, clock).attempts == 1


def test_the_same_dedupe_key_is_one_job(session, clock):
    first = enqueue(session, "letter", {"letter_id": 1}, at=clock.at, dedupe_key="letter:1")
    again = enqueue(session, "letter", {"letter_id": 1}, at=clock.at, dedupe_key="letter:1")

    assert again is first
    assert len(session.scalars(select(Job)).all()) == 1


@pytest.mark.parametrize("value", ["kim@example.com", "Kim Minsu", "김민수", "", {"name": "Kim"}, ["a b"], 1.5])
def test_arguments_are_ids_and_codes_and_never_a_persons_words(session, clock, value):
    with pytest.raises(ValueError, match="ids and codes"):
        enqueue(session, "letter", {"to": value}, at=clock.at)


def test_jobs_are_taken_in_the_order_in_which_they_fall_due(session, clock):
    for minutes in (3, 1, 2):
        enqueue(session, "letter", {"letter_id": minutes}, at=clock.at + timedelta(minutes=minutes))
    clock.move(hours=1)

    assert [taken(session, clock).args["letter_id"] for _ in range(3)] == [1, 2, 3]


def test_two_workers_never_take_the_same_job(app, session, clock):
    from web.database import writing_engine

    for number in range(30):
        enqueue(session, "letter", {"letter_id": number}, at=clock.at)
    session.commit()
    with app.app_context():
        engine = writing_engine()

    def take_all(_worker: int) -> list[int]:
        ids = []
        while True:
            with Session(engine) as own:
                job = jobs.lease(own, clock.at)
                own.commit()
                if job is None:
                    return ids
                ids.append(job.id)

    with ThreadPoolExecutor(4) as workers:
        took = [job_id for ids in workers.map(take_all, range(4)) for job_id in ids]
    assert len(took) == len(set(took)) == 30
