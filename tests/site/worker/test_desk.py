"""An administrator sees what the worker could not do, and lets it be tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.audit import Audit
from models.job import PAUSES, Job, State, enqueue
from models.lead.timeline import Letter

SIX = len(PAUSES) + 1


@pytest.fixture
def given_up(session, clock):
    """Make jobs that were given up: given_up("letter", 3)."""

    def make(kind="letter", many=1, **args):
        rows = [enqueue(session, kind, args or {"letter_id": 999_999}, at=clock.at) for _ in range(many)]
        for job in rows:
            job.state, job.attempts, job.ended_at, job.last_error = State.DEAD, SIX, clock.at, "SMTPConnectError 421"
        session.commit()
        return rows

    return make


def states(session):
    session.expire_all()
    return list(session.scalars(select(Job.state).order_by(Job.id)))


def test_what_was_given_up_stands_first_with_kind_attempts_and_error(admin, given_up):
    given_up()

    page = admin.get("/staff/jobs")

    assert "Send a letter" in page
    assert "6 of 6" in page
    assert "SMTPConnectError 421" in page


def test_what_waits_says_when_it_is_next(admin, session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at + timedelta(hours=5))

    page = admin.get("/staff/jobs")

    assert "14:00" in page  # in Cilegon


def test_a_job_is_tried_again_and_it_is_on_record_who_let_it(admin, session, given_up, run_jobs):
    job = given_up()[0]

    admin.post(f"/staff/jobs/{job.id}/again")

    assert states(session) == [State.QUEUED]
    row = session.scalars(select(Audit)).one()
    assert (row.what, row.subject, row.act.by_id) == ("job_again", f"job:{job.id}", admin.user_id)
    run_jobs()
    assert states(session) == [State.DONE]


def test_all_of_a_kind_are_tried_again_and_no_others(admin, session, given_up):
    given_up("letter", 3)
    given_up("hold-end", group_id=7)

    admin.post("/staff/jobs/again", {"kind": "letter"})

    assert states(session) == [State.QUEUED] * 3 + [State.DEAD]


def test_a_letter_that_is_tried_again_waits_no_longer_for_somebody(admin, session, clock, given_up):
    letter = Letter(
        kind="ack", to="a@example.com", language="en", subject="s", body="b", created_at=clock.at, state="dead"
    )
    session.add(letter)
    session.flush()
    job = given_up("letter", letter_id=letter.id)[0]

    admin.post(f"/staff/jobs/{job.id}/again")

    session.expire_all()
    assert letter.state == "queued"


def test_one_that_is_let_be_is_counted_no_more(admin, visitor, session, given_up):
    job = given_up()[0]

    admin.post(f"/staff/jobs/{job.id}/drop")

    assert states(session) == [State.DROPPED]
    assert '"dead":0' in visitor.get("/readyz").source.replace(" ", "")


def test_one_that_runs_is_left_alone(admin, session, clock):
    job = enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    job.state = State.RUNNING
    session.commit()

    admin.post(f"/staff/jobs/{job.id}/again", status=409)
    admin.post(f"/staff/jobs/{job.id}/drop", status=409)

    assert states(session) == [State.RUNNING]


@pytest.mark.parametrize("path", ["/staff/jobs", "/staff/audit"])
def test_the_list_asks_as_often_for_a_hundred_as_for_one(path, admin, session, given_up, statements):
    given_up(many=1)
    admin.post("/staff/jobs/again", {"kind": "letter"})
    given_up(many=1)
    with statements:
        admin.get(path)
    few = len(statements)
    given_up(many=60)
    admin.post("/staff/jobs/again", {"kind": "letter"})
    given_up(many=60)
    with statements:
        page = admin.get(path)

    assert len(statements) == few, statements
    assert "Page 1 of 2" in page


def test_without_any_job_the_page_says_so(admin):
    assert "Nothing waits." in admin.get("/staff/jobs")
    assert "Nothing was given up." in admin.get("/staff/jobs?state=dead")
