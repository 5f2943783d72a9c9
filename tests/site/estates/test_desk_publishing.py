"""Lots are published and withdrawn, one or many, all or none; what is held is refused with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.account import Role
from models.edition import Edition
from models.land.lot import Lot, LotMove, Status
from tests.land import NOW, an_estate, lots
from tests.site.estates.kept import a_held_lot


@pytest.fixture(autouse=True)
def today(clock):
    """It is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def drafts(session, estate):
    """Two lots that nobody has published."""
    return lots(session, estate, {"A-01": {"net_area": 20000}, "B-02": {"net_area": 30000}}, status=Status.DRAFT)


def statuses(session):
    """Return where each lot stands, by code."""
    session.expire_all()
    return {row.code: row.status for row in session.execute(select(Lot.code, Lot.status))}


def asked(what, *found):
    return f"/staff/lots/{what}?" + "&".join(f"lot={lot.id}" for lot in found)


def edition(session, estate):
    session.expire_all()
    return session.scalar(select(Edition.number).where(Edition.scope == f"estate:{estate.id}"))


def test_a_published_lot_is_on_the_public_page_at_once_and_the_edition_is_raised(
    session, estate, drafts, engineer, visitor
):
    visitor.get("/en/lots/trial/A-01", status=404)
    before = edition(session, estate)

    page = engineer.get(asked("publish", drafts["A-01"]))
    done = engineer.post("/staff/lots/publish", page.form())

    assert "1 lot is published." in done.follow()
    assert edition(session, estate) == before + 1
    assert visitor.get("/en/lots/trial/A-01").h1
    visitor.get("/en/lots/trial/B-02", status=404)


def test_before_it_is_told_what_the_public_will_see(drafts, engineer):
    page = engineer.get(asked("publish", *drafts.values()))

    assert page.h1 == "Publish 2 lots"
    assert "20,000 m²" in page
    assert "1 of 84" in page
    assert "Investors ask, not stated: " in page


def test_ticked_lots_are_published_together_by_one_act(session, drafts, engineer):
    listed = engineer.get("/staff/lots")
    ticks = [tick.get("value") for tick in listed.css("input[name=lot]")]

    engineer.post("/staff/lots/publish", {"lot": ticks, "reason": "Opening of phase 2"})

    assert statuses(session) == {"A-01": Status.AVAILABLE, "B-02": Status.AVAILABLE}
    moves = session.scalars(select(LotMove).where(LotMove.new == "available")).all()
    assert len({move.act_id for move in moves}) == 1
    assert moves[0].act.reason == "Opening of phase 2"
    assert moves[0].act.by_id == engineer.user_id


def test_a_withdrawal_wants_a_reason_and_its_public_page_says_it_is_gone(session, estate, engineer, visitor):
    lot = lots(session, estate, {"A-01": {"net_area": 20000}})["A-01"]
    page = engineer.get(asked("withdraw", lot))

    refused = engineer.post("/staff/lots/withdraw", page.form(), status=422)
    assert "Enter a reason." in refused
    assert statuses(session) == {"A-01": Status.AVAILABLE}

    engineer.post("/staff/lots/withdraw", page.form() | {"reason": ["Boundary in dispute"]})

    assert statuses(session) == {"A-01": Status.WITHDRAWN}
    assert session.scalars(select(LotMove).order_by(LotMove.id.desc())).first().act.reason == "Boundary in dispute"
    visitor.get("/en/lots/trial/A-01", status=410)


def test_a_reason_of_marks_that_nobody_sees_is_none(session, estate, engineer):
    lot = lots(session, estate, {"A-01": {"net_area": 20000}})["A-01"]

    assert "Enter a reason." in engineer.post(
        "/staff/lots/withdraw", {"lot": lot.id, "reason": "\x00\x01 "}, status=422
    )
    engineer.post("/staff/lots/withdraw", {"lot": lot.id, "reason": "Re\x00drawn"})

    assert session.scalars(select(LotMove).order_by(LotMove.id.desc())).first().act.reason == "Redrawn"


def test_a_withdrawn_lot_can_be_published_again(session, estate, engineer):
    lot = lots(session, estate, {"A-01": {}}, status=Status.WITHDRAWN)["A-01"]

    engineer.post("/staff/lots/publish", {"lot": lot.id})

    assert statuses(session) == {"A-01": Status.AVAILABLE}


def test_a_held_lot_keeps_all_from_being_withdrawn_and_says_where_to_release_it(session, estate, engineer, staff):
    found = lots(session, estate, {"A-01": {}, "B-02": {}})
    lead = a_held_lot(session, found["B-02"], until=NOW + timedelta(days=3))
    also_sells = staff("engineer_and_seller", Role.ENGINEER, Role.SALES)
    sent = {"lot": [lot.id for lot in found.values()], "reason": "Redrawn"}

    page = engineer.post("/staff/lots/withdraw", sent, status=409)
    with_lead = also_sells.post("/staff/lots/withdraw", sent, status=409)

    assert statuses(session) == {"A-01": Status.AVAILABLE, "B-02": Status.HELD}
    assert "B-02: Somebody holds it. Sales has to release it first." in page
    assert not [link for link in page.links() if "/staff/leads/" in link]
    assert f"/staff/leads/{lead.id}#claims" in with_lead.links()
    rest = next(link for link in page.links() if "/withdraw" in link)
    assert engineer.get(rest).form()["lot"] == [str(found["A-01"].id)]


def test_a_lot_whose_hold_ran_out_can_be_withdrawn(session, estate, engineer, today):
    lot = lots(session, estate, {"A-01": {}})["A-01"]
    a_held_lot(session, lot, until=NOW + timedelta(hours=1))
    assert "Sales has to release it" in engineer.get(asked("withdraw", lot))

    today.move(hours=2)
    engineer.post("/staff/lots/withdraw", {"lot": lot.id, "reason": "Redrawn"})

    assert statuses(session) == {"A-01": Status.WITHDRAWN}


@pytest.mark.parametrize("status", [Status.AVAILABLE, Status.SOLD, Status.LEASED])
def test_what_is_on_offer_or_settled_is_not_published(session, estate, engineer, status):
    lot = lots(session, estate, {"A-01": {}}, status=status)["A-01"]

    engineer.post("/staff/lots/publish", {"lot": lot.id}, status=409)

    assert statuses(session) == {"A-01": status}


def test_a_lot_of_another_estate_among_those_ticked_is_not_there_and_nothing_moves(session, drafts, staff):
    far = lots(session, an_estate(session, "elsewhere"), {"Z-09": {}}, status=Status.DRAFT)["Z-09"]
    local = staff("local", Role.ENGINEER, estate_id=drafts["A-01"].estate_id)
    ids = [drafts["A-01"].id, far.id]

    local.get(asked("publish", drafts["A-01"], far), status=404)
    local.post("/staff/lots/publish", {"lot": ids}, status=404)

    assert set(statuses(session).values()) == {Status.DRAFT}


@pytest.mark.parametrize("role", ["seller", "sales_lead", "marketer", "admin"])
def test_nobody_but_an_engineer_publishes(session, drafts, role, request):
    person = request.getfixturevalue(role)

    person.post("/staff/lots/publish", {"lot": drafts["A-01"].id}, status=404)

    assert set(statuses(session).values()) == {Status.DRAFT}
    page = person.get(f"/staff/lots/{drafts['A-01'].id}")
    assert not [link for link in page.links() if "/publish" in link]


def test_without_a_tick_the_way_back_is_shown(engineer):
    assert "No lot is ticked." in engineer.get("/staff/lots/publish")
    assert "No lot is ticked." in engineer.post("/staff/lots/withdraw", {"reason": "x"}, status=422)


@pytest.mark.parametrize("lot", ["x", "-1", "0", "9" * 40, "1 OR 1=1", "²"])
def test_a_lot_that_is_none_is_not_there(drafts, engineer, lot):
    engineer.get(f"/staff/lots/publish?lot={lot}", status=404)
    engineer.post("/staff/lots/publish", {"lot": lot}, status=404)


def test_many_lots_ask_the_database_no_more_than_one(session, estate, engineer, statements):
    found = lots(session, estate, {f"A-{number:03}": {"net_area": 20000} for number in range(100)}, status=Status.DRAFT)
    ids = [lot.id for lot in found.values()]
    session.commit()
    with statements:
        engineer.get(f"/staff/lots/publish?lot={ids[0]}")
    one = len(statements)

    with statements:
        engineer.get("/staff/lots/publish?" + "&".join(f"lot={i}" for i in ids))

    assert len(statements) == one <= 10, str(statements)
    engineer.post("/staff/lots/publish", {"lot": ids})
    assert session.scalar(select(func.count()).select_from(Lot).where(Lot.status == Status.AVAILABLE)) == 100
