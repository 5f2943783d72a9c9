"""Lots for a lead: one holder each, all or none, by days, by two people."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text

from models.act import Act, Way
from models.land import claim
from models.land.claim import ACTIVE_STATES, LotClaim, Waiting
from models.land.lot import Status
from models.lead import work
from models.lead.expiring import expire
from models.lead.lead import Stage
from tests.client import BASE
from tests.factories import LeadFactory, LotFactory, current_session
from tests.site.leads.desk import hold, move, page_of, send, tasks

TOGETHER = 20


def active(session, lot):
    """Return the live claims of a lot."""
    session.expire_all()
    return session.scalars(select(LotClaim).where(LotClaim.lot_id == lot.id, LotClaim.state.in_(ACTIVE_STATES))).all()


def until_of(session, lot):
    """Return until when a lot is held, as a form remembers it."""
    return str(active(session, lot)[0].expires_at)


def test_a_lot_is_held_until_the_end_of_a_working_day_and_released_after_being_asked(lead_of, lot, seller, session):
    lead = lead_of(seller)

    assert "On hold until 12 March 2026: B-03" in hold(seller, lead, lot.id).follow()
    (claim,) = active(session, lot)
    assert claim.expires_at.isoformat() == "2026-03-12T10:00:00+00:00"
    session.refresh(lot)
    assert lot.status is Status.HELD

    asked = send(seller, lead, f"claims/{claim.group_id}/release", status=200)
    assert "Release B-03?" in asked
    assert active(session, lot)
    send(seller, lead, f"claims/{claim.group_id}/release", {"sure": "yes", "reason": "They chose another"})
    assert active(session, lot) == []
    assert "They chose another" in seller.get(page_of(lead))


def test_several_lots_are_held_all_or_none(lead_of, lot, seller, other_seller, session):
    second = LotFactory(estate=lot.estate, code="B-04", code_as_given="B-04")
    third = LotFactory(estate=lot.estate, code="B-05", code_as_given="B-05", net_area=30_000)
    theirs, mine = lead_of(other_seller), lead_of(seller, about=[lot, second])
    hold(other_seller, theirs, lot.id)

    page = hold(seller, mine, lot.id, second.id, status=409)

    assert "B-03 is already taken" in page.h1
    assert "Still free: B-04." in page
    assert third.code in page.one("table").text_content()
    assert active(session, second) == []
    assert theirs.reference not in page


def test_who_comes_too_late_waits_in_line_and_is_told_when_it_is_free(lead_of, lot, seller, other_seller, session):
    theirs, mine = lead_of(other_seller), lead_of(seller)
    hold(other_seller, theirs, lot.id)
    page = hold(seller, mine, lot.id, status=409)

    seller.post(page.one("form[action$='/wait']").get("action"))

    assert "in the queue" in seller.get(page_of(mine))
    assert "1 other waiting" in other_seller.get(page_of(theirs))
    group = active(session, lot)[0].group_id
    send(other_seller, theirs, f"claims/{group}/release", {"sure": "yes"})
    assert tasks(session, mine)[0].details == {"ask": "free_lot", "lots": [lot.id]}
    assert "B-03 is free again" in seller.get("/staff/")
    hold(seller, mine, lot.id)
    assert session.scalars(select(Waiting.state)).all() == ["taken"]


def hold_for_an_hour(session, lead, lot, clock):
    """Hold a lot for a lead; return the claim."""
    act = Act(at=clock.at, by_id=lead.owner_id, way=Way.DESK)
    session.add(act)
    session.flush()
    work.hold(session, lead, [lot], clock.at + timedelta(hours=1), act=act)
    session.commit()
    return active(session, lot)[0]


def test_a_hold_that_ran_out_is_free_at_that_second_for_others(lead_of, lot, seller, other_seller, session, clock):
    theirs, mine = lead_of(other_seller), lead_of(seller)
    claim = hold_for_an_hour(session, theirs, lot, clock)
    clock.move(minutes=59, seconds=59)
    hold(seller, mine, lot.id, until="2026-03-20", status=409)
    clock.move(seconds=1)

    hold(seller, mine, lot.id, until="2026-03-20")

    (now,) = active(session, lot)
    assert now.group.lead_id == mine.id
    session.refresh(claim)
    assert claim.state == "expired"


def test_who_waits_next_is_told_when_a_hold_runs_out_and_its_holder_too(
    lead_of, lot, seller, other_seller, session, clock, run_jobs
):
    theirs, mine = lead_of(other_seller), lead_of(seller)
    claim = hold_for_an_hour(session, theirs, lot, clock)
    seller.post(hold(seller, mine, lot.id, status=409).one("form[action$='/wait']").get("action"))
    clock.move(minutes=59)
    run_jobs()
    assert tasks(session, mine) == []
    clock.move(minutes=1)

    assert run_jobs() == 1

    session.refresh(claim)
    session.refresh(lot)
    assert (claim.state, lot.status) == ("expired", Status.AVAILABLE)
    assert [one.details for one in tasks(session, mine)] == [{"ask": "free_lot", "lots": [lot.id]}]
    assert "B-03 is free again" in seller.get("/staff/")
    assert "The hold of B-03 expired" in other_seller.get("/staff/")
    assert "Expired, and free again: B-03" in other_seller.get(page_of(theirs))


def test_an_end_that_is_seen_to_twice_is_told_once(lead_of, lot, seller, session, clock, run_jobs):
    lead = lead_of(seller)
    claim = hold_for_an_hour(session, lead, lot, clock)
    clock.move(hours=1)
    assert [expire(session, claim.group_id, clock.at) for _ in range(2)] == [[lot], []]
    run_jobs()

    assert [one.details for one in tasks(session, lead)] == [{"ask": "hold_ended", "lots": [lot.id]}]


def test_a_hold_that_was_extended_or_taken_over_ends_at_its_new_time_alone(
    lead_of, lot, seller, other_seller, session, clock, run_jobs
):
    mine, theirs = lead_of(seller), lead_of(other_seller)
    hold(seller, mine, lot.id)
    group = active(session, lot)[0].group_id
    send(seller, mine, f"claims/{group}/extend", {"until": "2026-03-20", "was": until_of(session, lot)})
    clock.move(to=clock.at.replace(day=13))
    run_jobs()
    assert active(session, lot)
    clock.move(to=clock.at.replace(day=21))
    hold_for_an_hour(session, theirs, lot, clock)  # before the worker came

    run_jobs()

    (now,) = active(session, lot)
    assert now.group.lead_id == theirs.id
    assert tasks(session, mine) == []


def test_sales_hold_for_thirty_days_and_extend_twice_the_manager_further(lead_of, lot, seller, sales_lead, session):
    lead = lead_of(seller)

    assert "You may hold a lot for 30 days at most" in hold(seller, lead, lot.id, until="2026-05-01", status=422)
    hold(seller, lead, lot.id)
    group = active(session, lot)[0].group_id
    for _ in range(2):
        send(seller, lead, f"claims/{group}/extend", {"until": "2026-03-20", "was": until_of(session, lot)})
    page = send(
        seller, lead, f"claims/{group}/extend", {"until": "2026-03-21", "was": until_of(session, lot)}, status=422
    )
    assert "This hold was extended 2 times already." in page
    send(sales_lead, lead, f"claims/{group}/extend", {"until": "2026-05-01", "was": until_of(session, lot)})

    assert active(session, lot)[0].expires_at.date().isoformat() == "2026-05-01"


def test_the_days_are_those_of_the_lots_estate(lead_of, lot, seller, sales_lead, session):
    lot.estate.hold_days, lot.estate.sales_hold_days, lot.estate.hold_extensions = 5, 9, 0
    lot.estate.most_hold_days = 20
    session.commit()
    lead = lead_of(seller)

    assert seller.get(page_of(lead)).one("#hold-until").get("value") == "2026-03-07"
    assert "You may hold a lot for 9 days at most" in hold(seller, lead, lot.id, until="2026-03-20", status=422)
    assert "to 2026-03-2" in hold(sales_lead, lead, lot.id, until="2026-04-20", status=422)
    hold(seller, lead, lot.id, until="2026-03-09")
    extend, was = f"claims/{active(session, lot)[0].group_id}/extend", until_of(session, lot)
    page = send(seller, lead, extend, {"until": "2026-03-11", "was": was}, status=422)
    assert "Holds are extended by the sales manager here." in page


def test_a_hold_that_was_extended_meanwhile_is_asked_about(lead_of, lot, seller, sales_lead, session):
    lead = lead_of(seller)
    hold(seller, lead, lot.id)
    was, group = until_of(session, lot), active(session, lot)[0].group_id
    send(seller, lead, f"claims/{group}/extend", {"until": "2026-03-20", "was": was})

    page = send(sales_lead, lead, f"claims/{group}/extend", {"until": "2026-03-15", "was": was}, status=409)

    assert "20 March 2026" in page.one("table").text_content().replace("\N{NO-BREAK SPACE}", " ")
    assert "2026-03-20" in until_of(session, lot)


@pytest.mark.parametrize("until", ["", "tomorrow", "2026-03-02", "2020-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused_and_the_lot_stays_chosen(lead_of, lot, seller, until):
    page = hold(seller, lead_of(seller), lot.id, until=until, status=422)

    assert page.one(f"#hold-{lot.id}").get("checked") is not None


def test_only_lots_of_the_lead_can_be_held(lead_of, lot, seller, session):
    stranger = LotFactory(estate=lot.estate)

    page = hold(seller, lead_of(seller), stranger.id, status=422)

    assert "Choose at least one lot of this lead." in page
    assert active(session, stranger) == []


def test_a_withdrawn_lot_is_not_on_offer(lead_of, seller, estate):
    gone = LotFactory(estate=estate, withdrawn=True)

    page = hold(seller, lead_of(seller, about=[gone]), gone.id, status=409)

    assert "is not on offer" in page.h1


def test_a_closed_lead_sets_nothing_aside(lead_of, lot, seller):
    lead = lead_of(seller, contacted=True)
    move(seller, lead, "lost", lost_reason="price")

    assert "Reopen it" in hold(seller, lead, lot.id, status=422)


ASKED = {"until": "2026-05-29", "deposit": "50,000", "currency": "USD", "reason": "Deposit by wire"}


def test_a_reservation_is_asked_by_one_and_approved_by_another(lead_of, lot, seller, sales_lead, session):
    lead = lead_of(seller, stage=Stage.NEGOTIATION, answered=True)
    hold(seller, lead, lot.id)

    page = send(seller, lead, "reserve", {"lot": str(lot.id), **ASKED}).follow()
    assert "Approve the reservation of B-03" in page
    (task,) = tasks(session, lead)
    send(seller, lead, f"tasks/{task.id}/approve", status=404)
    assert "approves the reservation of B-03" in sales_lead.get("/staff/?whose=team")
    send(sales_lead, lead, f"tasks/{task.id}/approve")

    (claim,) = active(session, lot)
    assert (claim.state, claim.group.asked_by_id, claim.group.approved_by_id) == (
        "reserved",
        seller.user_id,
        sales_lead.user_id,
    )
    assert claim.group.deposit == 50_000
    move(sales_lead, lead, "reserved")


def test_who_asked_does_not_approve_it_though_they_lead_sales(lead_of, lot, sales_lead, session):
    lead = lead_of(sales_lead)
    send(sales_lead, lead, "reserve", {"lot": str(lot.id), **ASKED})
    (task,) = tasks(session, lead)

    page = send(sales_lead, lead, f"tasks/{task.id}/approve", status=422)

    assert "Another person than the one who asked approves it." in page
    assert active(session, lot) == []


def test_a_reservation_is_declined_with_a_reason_and_not_ticked_off(lead_of, lot, seller, sales_lead, session):
    lead = lead_of(seller)
    send(seller, lead, "reserve", {"lot": str(lot.id), **ASKED})
    (task,) = tasks(session, lead)

    send(seller, lead, f"tasks/{task.id}/done", status=409)
    assert "Write why" in send(sales_lead, lead, f"tasks/{task.id}/decline", status=422)
    send(sales_lead, lead, f"tasks/{task.id}/decline", {"reason": "Ask for the deposit first"})

    assert tasks(session, lead) == []
    assert "Ask for the deposit first" in seller.get(page_of(lead))


def test_a_reservation_of_a_lot_that_was_taken_meanwhile_is_refused(
    lead_of, lot, seller, other_seller, sales_lead, session
):
    mine, theirs = lead_of(seller), lead_of(other_seller)
    send(seller, mine, "reserve", {"lot": str(lot.id), **ASKED})
    hold(other_seller, theirs, lot.id)
    (task,) = tasks(session, mine)

    assert "already taken" in send(sales_lead, mine, f"tasks/{task.id}/approve", status=409).h1
    assert tasks(session, mine)


def test_sales_neither_extend_nor_release_a_reservation(lead_of, lot, seller, sales_lead, session):
    lead = lead_of(seller)
    send(seller, lead, "reserve", {"lot": str(lot.id), **ASKED})
    send(sales_lead, lead, f"tasks/{tasks(session, lead)[0].id}/approve")
    group = active(session, lot)[0].group_id

    send(seller, lead, f"claims/{group}/extend", {"until": "2026-06-01"}, status=404)
    send(seller, lead, f"claims/{group}/release", {"sure": "yes"}, status=404)


SIGNED = {
    "kind": "lease",
    "form": "sewa",
    "number": "CONTOH/2026/1",
    "signed_on": "2026-03-02",
    "ends_on": "2056-03-02",
}


def test_a_signed_lease_is_put_on_record_by_the_manager_and_the_lot_is_leased(
    lead_of, lot, seller, sales_lead, session
):
    lead = lead_of(seller)

    send(seller, lead, "sign", {"lot": str(lot.id), **SIGNED}, status=404)
    assert "Choose the day on which the lease ends." in send(
        sales_lead, lead, "sign", {"lot": str(lot.id), **SIGNED, "ends_on": ""}, status=422
    )
    send(sales_lead, lead, "sign", {"lot": str(lot.id), **SIGNED})

    session.refresh(lot)
    assert lot.status is Status.LEASED
    assert "Contract CONTOH/2026/1" in sales_lead.get(page_of(lead))


def at_once(app, lot, sellers):
    """Let everybody hold one lot at the same moment, each for a lead of their own; return the answers."""
    ways = [(seller, LeadFactory(about=[lot], owner_id=seller.user_id).id) for seller in sellers]
    lot_id = lot.id
    current_session().commit()  # nothing of the test's own is open while they claim

    begin = Barrier(len(ways))

    def claim(way):
        seller, lead_id = way
        browser = app.test_client()
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], seller.cookie, domain="127.0.0.1", path="/staff/")
        data = {"csrf_token": seller.token, "lot": str(lot_id), "until": "2026-03-12"}
        path = f"/staff/leads/{lead_id}/hold"
        sent = {"base_url": BASE, "method": "POST", "headers": {"Origin": BASE}, "data": data}
        begin.wait()
        return Context().run(browser.open, path, **sent).status_code

    with ThreadPoolExecutor(len(ways)) as pool:
        return list(pool.map(claim, ways))


@pytest.fixture
def sellers(staff):
    """Hire as many people as claim at once."""
    from models.account import Role

    return lambda many: [staff(f"seller {number}", Role.SALES) for number in range(many)]


@pytest.mark.thorough
@pytest.mark.parametrize("many", [TOGETHER, pytest.param(200, marks=pytest.mark.slow)])
def test_of_many_who_claim_one_lot_at_once_one_wins(app, lot, sellers, session, many):
    answers = at_once(app, lot, sellers(many))

    assert sorted(answers) == [303] + [409] * (many - 1)
    assert len(active(session, lot)) == 1


@pytest.mark.thorough
def test_at_the_very_second_a_hold_runs_out_one_wins(app, lot, lead_of, seller, sellers, session, clock):
    hold_for_an_hour(session, lead_of(seller), lot, clock)
    clock.move(hours=1)

    answers = at_once(app, lot, sellers(TOGETHER))

    assert sorted(answers) == [303] + [409] * (TOGETHER - 1)
    assert len(active(session, lot)) == 1


@pytest.mark.thorough
def test_without_the_index_several_would(app, lot, sellers, session, monkeypatch):
    """Negative control of the two above. Side by side the lot's version refuses, too: here the lot is not written."""
    session.execute(text("DROP INDEX one_active_claim"))
    session.commit()
    monkeypatch.setattr(claim, "derive_status", lambda *_, **__: None)

    assert at_once(app, lot, sellers(TOGETHER)).count(303) > 1


def test_a_lot_that_is_set_aside_is_released_before_it_is_out_of_question(lead_of, lot, seller):
    lead = lead_of(seller)
    hold(seller, lead, lot.id)

    assert not seller.get(page_of(lead)).css("form[action$='/drop']")
    send(seller, lead, f"lots/{lead.lots[0].id}/drop", status=409)
