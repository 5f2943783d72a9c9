"""Lots go out together at a set time: seen before as the public will, at that second without any worker, called off before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.account import Role
from models.job import Job
from models.land.lot import Lot, LotMove, Status
from models.land.phase import Phase
from models.land.statement import Subject
from tests.factories import LeadFactory
from tests.land import NOW, an_estate, lots, say
from tests.site.estates.test_desk_publishing import asked, statuses

AT = {"at": "2026-11-24T15:00", "zone": "Asia/Jakarta"}  # 08:00 UTC, five hours from now


@pytest.fixture(autouse=True)
def today(clock):
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def drafts(session, estate):
    return lots(session, estate, {"A-01": {"net_area": 20000}, "B-02": {"net_area": 30000}}, status=Status.DRAFT)


@pytest.fixture
def plan(drafts, engineer):
    """Set a time for both lots by the form of the page."""

    def at(status=303, **other):
        page = engineer.get(asked("publish", *drafts.values()))
        return engineer.post("/staff/lots/publish", page.form() | AT | other, status=status)

    return at


def test_the_public_sees_them_at_that_second_though_no_worker_lives(plan, visitor, clock):
    plan()
    before = visitor.get("/en/lots?estate=trial")
    assert "A-01" not in before

    clock.move(to=datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC))
    visitor.get("/en/lots/trial/A-01", status=404)
    visitor.get("/en/lots?estate=trial", status=304, headers={"If-None-Match": before.headers["ETag"]})
    clock.move(seconds=1)

    assert "A-01" in visitor.get("/en/lots?estate=trial", headers={"If-None-Match": before.headers["ETag"]})
    assert visitor.get("/ko/lots/trial/B-02").h1


def test_the_worker_writes_down_what_became_true(plan, session, clock, run_jobs):
    plan()
    run_jobs()
    assert statuses(session) == {"A-01": Status.DRAFT, "B-02": Status.DRAFT}

    clock.move(hours=6)
    run_jobs()

    assert statuses(session) == {"A-01": Status.AVAILABLE, "B-02": Status.AVAILABLE}
    assert len(session.scalars(select(LotMove).where(LotMove.new == "available")).all()) == 2
    assert session.scalars(select(Phase.done_at)).one() is not None


def test_a_time_is_meant_in_the_zone_that_is_named(plan, session):
    plan(zone="Asia/Seoul")

    assert session.scalars(select(Phase.at)).one() == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def test_what_is_to_come_is_listed_and_can_be_called_off(plan, engineer, session, visitor, clock, run_jobs):
    assert "2 lots go out on" in plan().follow()
    page = engineer.get("/staff/lots/publications")
    assert "A-01" in page

    number = session.scalars(select(Phase.id)).one()
    assert "called off" in engineer.post(f"/staff/lots/publications/{number}/call-off").follow()
    clock.move(hours=6)
    run_jobs()

    visitor.get("/en/lots/trial/A-01", status=404)
    assert statuses(session) == {"A-01": Status.DRAFT, "B-02": Status.DRAFT}


def test_what_has_gone_out_is_not_called_off(plan, staff, session, visitor, clock):
    plan()
    number = session.scalars(select(Phase.id)).one()
    clock.move(hours=5)
    keeper = staff("keeper", Role.ENGINEER)

    assert "Withdraw the lots instead." in keeper.post(f"/staff/lots/publications/{number}/call-off").follow()
    assert visitor.get("/en/lots/trial/A-01").h1


def test_a_lot_that_waits_is_neither_published_nor_scheduled_again(plan, drafts, engineer):
    plan()

    page = engineer.get(asked("publish", drafts["A-01"]))

    assert "goes out at a set time already" in page
    engineer.post("/staff/lots/publish", {"lot": str(drafts["A-01"].id)}, status=409)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"at": "2026-11-24T09:00"}, "This moment has passed."),
        ({"at": "2036-11-24T09:00"}, "Choose a moment within two years."),
        ({"at": "tomorrow"}, "Day and time"),
        ({"zone": "Mars"}, "In the time of"),
    ],
)
def test_a_moment_that_cannot_be_is_told_beside_its_field(plan, given, words, session):
    page = plan(status=422, **given)

    assert words in page
    assert page.css("[aria-invalid=true]")
    assert session.scalars(select(Phase)).all() == []


def test_what_is_not_ready_is_listed_before(drafts, engineer):
    page = engineer.get(asked("publish", *drafts.values()))

    assert "No price, and not said that it is on request: A-01, B-02" in page
    assert "No net area" not in page


def test_it_is_seen_before_as_the_public_will_see_it(drafts, engineer, visitor):
    page = engineer.get(asked("publish", *drafts.values()))
    address = next(link for link in page.links() if "/staff/lots/preview" in link)

    seen = engineer.get(address)
    korean = engineer.get(address + "&in=ko")

    assert [row.get("data-row") for row in seen.css(".lrow")] == ["trial/A-01", "trial/B-02"]
    assert seen.css("svg .lot.available")
    assert "분양 가능" in korean.css(".lrow .st")[0].text_content()
    visitor.get("/en/lots/trial/A-01", status=404)


def test_of_other_estates_nothing_is_scheduled_seen_or_called_off(plan, staff, session, drafts):
    plan()
    other = an_estate(session, "elsewhere")
    stranger = staff("stranger", Role.ENGINEER, estate_id=other.id)
    number = session.scalars(select(Phase.id)).one()

    assert "A-01" not in stranger.get("/staff/lots/publications")
    stranger.post(f"/staff/lots/publications/{number}/call-off", status=404)
    stranger.get(f"/staff/lots/preview?lot={drafts['A-01'].id}", status=404)


def test_a_lot_that_has_gone_out_can_be_held_before_the_worker_writes_it_down(plan, session, drafts, staff, clock):
    plan()
    clock.move(hours=5)
    seller = staff("quick_seller", Role.SALES_LEAD)
    lead = LeadFactory(about=[drafts["A-01"]], contacted=True, owner_id=seller.user_id)

    seller.post(f"/staff/leads/{lead.id}/hold", {"lot": str(drafts["A-01"].id), "until": "2026-12-01"}, status=303)

    assert statuses(session)["A-01"] is Status.HELD


def test_the_job_runs_once_though_it_is_asked_twice(plan, session, clock, run_jobs):
    plan()
    clock.move(hours=6)
    run_jobs()
    job = session.scalars(select(Job).where(Job.kind == "publish-lots")).one()
    job.retry(clock.at)
    session.commit()
    run_jobs()

    assert len(session.scalars(select(LotMove).where(LotMove.new == "available")).all()) == 2


def test_the_list_of_set_times_asks_as_much_of_one_as_of_many(session, estate, engineer, statements):
    def asked_now():
        with statements:
            engineer.get("/staff/lots/publications")
        return len(statements)

    def one(code):
        lots(session, estate, {code: {"net_area": 20000}}, status=Status.DRAFT)
        lot = session.scalars(select(Lot).where(Lot.code == code)).one()
        engineer.post("/staff/lots/publish", {"lot": str(lot.id), **AT}, status=303)

    one("C-01")
    few = asked_now()
    for number in range(2, 12):
        one(f"C-{number:02}")

    assert asked_now() == few


def test_the_moment_is_kept_when_facts_change_meanwhile(plan, session, engineer, estate, drafts):
    plan()
    say(session, estate, {Subject("lot", drafts["A-01"].id): {"net_area": 25000}}, at=NOW + timedelta(minutes=1))
    session.commit()
    session.expire_all()

    assert drafts["A-01"].public_until is not None
