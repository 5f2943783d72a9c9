"""Leads are in somebody's hands, also while their owner is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.account import Role, User
from models.audit import Audit
from models.lead.lead import Stage
from models.lead.timeline import EntryKind, Task
from tests.factories import EstateFactory
from tests.site.leads.desk import kinds, send

TODAY = "2026-03-02"


@pytest.fixture
def handed(seller, other_seller):
    """Send the form: handed(leads, until=…)."""

    def over(*leads, client=seller, status=303, **fields):
        form = {"from": str(seller.user_id), "to": str(other_seller.user_id), "since": TODAY, "until": "", **fields}
        return client.post("/staff/handover", form | {"lead": [str(lead.id) for lead in leads]}, status=status)

    return over


def owner(session, lead):
    session.expire_all()
    return lead.owner_id


def test_leads_and_their_open_tasks_go_together_and_the_timeline_says_so(session, seller, other_seller, lead_of, handed):
    lead, kept = lead_of(seller), lead_of(seller)
    send(seller, lead, "tasks", {"title": "Ring", "due_on": "2026-03-05", "assignee": str(seller.user_id)})

    handed(lead)

    assert owner(session, lead) == other_seller.user_id
    assert owner(session, kept) == seller.user_id
    assert session.scalars(select(Task.assignee_id)).one() == other_seller.user_id
    assert kinds(session, lead)[-1] is EntryKind.ASSIGNED
    assert session.scalars(select(Audit).where(Audit.what == "handed_over")).one().details["count"] == 1


def test_they_come_back_after_the_last_day(session, seller, other_seller, lead_of, handed, clock, run_jobs):
    lead, closed = lead_of(seller), lead_of(seller)
    handed(lead, closed, until="2026-03-06", comes_back="y")
    session.refresh(closed)
    closed.stage, closed.lost_reason, closed.closed_at = Stage.LOST, "elsewhere", clock.at
    session.commit()

    clock.at += timedelta(days=4)
    run_jobs()
    assert owner(session, lead) == other_seller.user_id
    clock.at += timedelta(days=1)
    run_jobs()

    assert owner(session, lead) == seller.user_id
    assert owner(session, closed) == other_seller.user_id


def test_without_that_choice_they_stay(session, seller, other_seller, lead_of, handed, clock, run_jobs):
    lead = lead_of(seller)
    handed(lead, until="2026-03-06")

    clock.at += timedelta(days=6)
    run_jobs()

    assert owner(session, lead) == other_seller.user_id
    assert "Nothing is handed over now." in seller.get("/staff/handover")


def test_one_that_begins_later_moves_nothing_before(session, seller, other_seller, lead_of, handed, clock, run_jobs):
    lead = lead_of(seller)
    handed(lead, since="2026-03-09")
    run_jobs()
    assert owner(session, lead) == seller.user_id

    clock.at += timedelta(days=7)
    run_jobs()

    assert owner(session, lead) == other_seller.user_id


def test_it_is_ended_before_its_time(session, seller, other_seller, lead_of, handed):
    lead = lead_of(seller)
    page = handed(lead, until="2026-03-20").follow()
    action = page.one('form[action$="/end"]').get("action")

    other_seller.post(action, {"back": "yes"})

    assert owner(session, lead) == seller.user_id
    seller.post(action, {"back": "yes"}, status=404)


def test_who_leads_sales_hands_over_for_others_and_sales_does_not(session, seller, other_seller, sales_lead, lead_of, handed):
    lead = lead_of(seller)
    handed(lead, client=other_seller, status=404)
    assert owner(session, lead) == seller.user_id

    handed(lead, client=sales_lead)

    assert owner(session, lead) == other_seller.user_id


def test_a_lead_of_an_estate_where_the_other_does_not_sell_stays_and_it_is_said(session, staff, seller, lead_of, handed):
    stranger = staff("stranger", Role.SALES, estate_id=EstateFactory().id)
    lead = lead_of(seller)

    page = handed(lead, to=str(stranger.user_id)).follow()

    assert owner(session, lead) == seller.user_id
    assert "does not sell" in page


@pytest.mark.parametrize("fields", [{"to": "999"}, {"since": "2026-02-30"}, {"until": "2026-03-01"}, {"since": "2020-01-01"}])
def test_what_cannot_be_is_told(seller, lead_of, handed, fields):
    handed(lead_of(seller), status=422, **fields)


def test_leads_of_who_left_are_named_on_today(session, seller, sales_lead, lead_of, clock):
    lead_of(seller)
    session.get_one(User, seller.user_id).disabled_at = clock.at
    session.commit()

    page = sales_lead.get("/staff/")

    assert "1 lead of seller, who can no longer sign in" in page
    assert "Hand over those" in sales_lead.get(f"/staff/handover?from={seller.user_id}")


def test_the_page_asks_as_often_for_thirty_as_for_one(seller, lead_of, statements):
    lead_of(seller)
    with statements:
        seller.get("/staff/handover")
    few = len(statements)
    for _ in range(30):
        lead_of(seller)
    with statements:
        seller.get("/staff/handover")

    assert len(statements) == few, statements
