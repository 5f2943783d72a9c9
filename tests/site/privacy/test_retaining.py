"""What is kept long enough goes by itself where the notice promises it, and waits for a word where it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.act import Act, Way
from models.audit import Audit
from models.job import Job, State, enqueue
from models.lead.lead import Lead, Stage
from models.lead.timeline import Entry, EntryKind
from models.people.erasure import Erasure
from models.people.organisation import Person
from models.people.retention import moved
from tests.factories import LeadFactory, LotFactory
from worker.loop import Worker

MONTHS = 24


@pytest.fixture
def heard(session, clock):
    """Make a lead whose person was last heard so many months ago: heard(25)."""

    def make(months, **columns):
        at = moved(clock.at, -months)
        lead = LeadFactory(about=[LotFactory()], created_at=at, stage_since=at, **columns)
        lead.person.first_seen = at
        session.add(Entry(lead_id=lead.id, kind=EntryKind.CALL, at=at, act=Act(at=at, way=Way.DESK)))
        session.commit()
        return lead

    return make


@pytest.fixture
def a_day(app, session, run_jobs):
    """Let the worker begin its day and do what is due."""

    def begin():
        session.commit()
        Worker(app, sleep=lambda _seconds: None).begin_day()
        run_jobs()
        session.expire_all()

    return begin


def test_who_was_not_heard_of_for_as_long_as_the_notice_says_is_erased(session, heard, a_day):
    old, young = heard(MONTHS + 1), heard(MONTHS - 1)

    a_day()

    proof = session.scalars(select(Erasure)).one()
    assert (proof.person_id, proof.cause) == (old.person_id, "retention")
    assert session.get(Person, young.person_id).erased_at is None


def test_a_call_last_month_counts_as_contact(session, heard, a_day, clock):
    lead = heard(MONTHS + 1)
    recent = clock.at - timedelta(days=30)
    session.add(Entry(lead_id=lead.id, kind=EntryKind.CALL, at=recent, act=Act(at=recent, way=Way.DESK)))

    a_day()

    assert session.scalar(select(func.count(Erasure.id))) == 0


def test_whom_a_duty_keeps_stays_and_stands_on_the_desk_with_the_reason(session, heard, a_day, sales_lead, clock):
    lead = heard(MONTHS + 1)
    lead.person.kept_until, lead.person.kept_why = (clock.at + timedelta(days=90)).date(), "a tax audit"

    a_day()

    assert session.scalar(select(func.count(Erasure.id))) == 0
    assert "a tax audit" in sales_lead.get("/staff/retention")


def test_spam_waits_for_a_word_and_goes_with_it(session, heard, a_day, sales_lead):
    lead = heard(7, stage=Stage.SPAM, closed_at=moved(heard(1).created_at, -1), answer_due_at=None)
    a_day()
    assert session.scalar(select(func.count(Erasure.id))) == 0
    page = sales_lead.get("/staff/retention")
    assert "Waits for your word." in page

    sales_lead.post("/staff/retention/erase", {"person": [str(lead.person_id), "x", str(lead.person_id)]}, status=404)
    sales_lead.post("/staff/retention/erase", {"person": [str(lead.person_id)]})

    session.expire_all()
    assert session.scalars(select(Erasure)).one().person_id == lead.person_id


def test_nobody_whose_time_is_not_over_goes_with_a_tick(session, heard, sales_lead):
    lead = heard(3)

    sales_lead.post("/staff/retention/erase", {"person": [str(lead.person_id)]})

    assert session.scalar(select(func.count(Erasure.id))) == 0


def test_a_period_is_changed_and_it_is_on_record_from_what_to_what(session, admin):
    admin.post("/staff/retention/spam", {"months": "3", "automatic": "yes"})
    admin.post("/staff/retention/spam", {"months": "0"})
    admin.post("/staff/retention/inquiry", {"months": "3"}, status=404)

    row = session.scalars(select(Audit)).one()
    assert row.details == {"months": [6, 3], "automatic": [False, True]}


def test_who_opened_data_and_what_was_done_are_forgotten_in_time(session, clock, a_day):
    old = Act(at=moved(clock.at, -13), way=Way.DESK)
    session.add_all(Audit(act=old, what=what, subject="lead:1", details={}) for what in ("opened", "exported"))
    job = enqueue(session, "letter", {"letter_id": 1}, at=clock.at)
    job.state, job.ended_at = State.DONE, moved(clock.at, -2)

    a_day()

    assert session.scalars(select(Audit.what)).all() == ["exported"]
    assert "letter" not in session.scalars(select(Job.kind)).all()


def test_of_two_workers_one_does_what_is_done_once_a_day(app, session):
    for _ in range(2):
        Worker(app, sleep=lambda _seconds: None).begin_day()

    assert session.scalars(select(Job.kind)).all() == ["retention"]


def test_the_privacy_notice_tells_what_is_kept_how_long(visitor, admin):
    page = visitor.get("/en/privacy")
    assert "24 months after our last contact" in page
    assert "6 months after they arrived" in page
    admin.post("/staff/retention/spam", {"months": "3"})

    assert "3 months after they arrived" in visitor.get("/en/privacy")


def test_the_page_asks_as_often_for_thirty_as_for_one(session, heard, sales_lead, statements):
    heard(MONTHS + 1)
    with statements:
        sales_lead.get("/staff/retention")
    few = len(statements)
    for _ in range(30):
        heard(MONTHS + 1)
    with statements:
        sales_lead.get("/staff/retention")

    assert len(statements) == few, statements
    assert session.scalar(select(func.count(Lead.id))) == 31
