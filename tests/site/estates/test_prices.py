"""A price list changes by percent or by a list, looked at before, from a moment on, and can be taken back until then."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select

from models.account import Role
from models.land.answer import Answer, Visibility
from models.land.claim import LotClaim
from models.land.lot import Lot, Status
from models.land.rechecking import differing
from models.land.statement import Said, Statement
from models.land.values import Quantity
from tests.factories import LeadFactory
from tests.land import NOW, an_estate, lots

PRICE = {"amount": "128", "currency": "USD", "basis": "per_m2"}
FROM = {"at": "2026-12-01T00:00", "zone": "Asia/Jakarta"}
ADDRESS = "/staff/estates/trial/prices"


@pytest.fixture(autouse=True)
def today(clock):
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def priced(session, estate):
    told = {"net_area": 20000, "price": PRICE}
    return lots(session, estate, {"A-01": told, "B-02": told, "C-03": {"net_area": 30000}})


@pytest.fixture
def change(sales_lead, priced):
    """Ask for a change, look at it, and store it."""

    def by(status=303, client=sales_lead, **asked):
        looked = client.post(ADDRESS, {"zone": "Asia/Jakarta", **asked}, status=200)
        return client.post(ADDRESS, looked.form("form:has(input[name=do])"), status=status)

    return by


def prices(session):
    session.expire_all()
    return {lot.code: lot.price for lot in session.scalars(select(Lot)) if lot.price is not None}


def test_old_and_new_stand_beside_each_other_before_anything_is_stored(sales_lead, priced, session):
    page = sales_lead.post(ADDRESS, {"percent": "3.5", "zone": "Asia/Jakarta"}, status=200)

    assert "2 prices would change" in page
    assert "128 USD/m²" in page
    assert "132.48 USD/m²" in page
    assert "Without a price, left out: C-03." in page
    assert prices(session) == {"A-01": 128, "B-02": 128}


def test_a_percentage_changes_all_prices_as_one_statement(change, session, visitor):
    before = len(session.scalars(select(Statement)).all())
    assert "The prices of 2 lots are changed." in change(percent="3.5", reason="New list").follow()

    assert prices(session) == {"A-01": Decimal("132.48"), "B-02": Decimal("132.48")}
    assert len(session.scalars(select(Statement)).all()) == before + 1
    assert "132.48" in visitor.get("/en/lots/trial/A-01")


def test_a_list_changes_the_lots_it_names(change, session):
    change(list="code;price\nA-01;140\nC-03;150;USD\n")

    assert prices(session) == {"A-01": 140, "B-02": 128, "C-03": 150}


@pytest.mark.parametrize("text", ["A-01,131.5\nB-02,132", "A-01\t131.5\nB-02\t132", "a 01;131.5\nb-02;132"])
def test_a_list_may_be_pasted_from_anywhere(change, session, text):
    change(list=text)

    assert prices(session) == {"A-01": Decimal("131.5"), "B-02": 132}


def test_a_list_is_read_in_the_language_of_the_page(staff, change, session):
    reader = staff("pembaca", Role.SALES_LEAD, language="id")

    change(client=reader, list="A-01;131,5")

    assert prices(session)["A-01"] == Decimal("131.5")


def test_a_csv_file_is_looked_at_and_stored(sales_lead, priced, session):
    file = (BytesIO("\ufeffcode,price\nA-01,141".encode()), "prices.csv")
    looked = sales_lead.post(ADDRESS, {"zone": "Asia/Jakarta", "file": file}, status=200)
    sales_lead.post(ADDRESS, looked.form("form:has(input[name=do])"), status=303)

    assert prices(session)["A-01"] == 141


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "Enter a percentage like 3.5, or a list."),
        ({"percent": "3", "list": "A-01;1"}, "not both"),
        ({"percent": "x"}, "Write it like"),
        ({"percent": "-95"}, "This percentage cannot be right."),
        ({"percent": "3", "at": "2026-11-01T00:00"}, "This moment has passed."),
        ({"list": "Z-99;100\nA-01;120"}, "There is no lot “Z-99” here"),
        ({"list": "A-01;120\nA-01;121"}, "This lot stands in the list twice."),
        ({"list": "A-01;120\nB-02;cheap"}, "Line 2:"),
        ({"list": "A-01;120\nC-03;120"}, "Name the currency in a third column"),
        ({"list": "A-01;120\nB-02;-5"}, "Line 2:"),
        ({"list": "A-01;120\nB-02"}, "Line 2:"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_stored(sales_lead, priced, session, asked, words):
    page = sales_lead.post(ADDRESS, {"zone": "Asia/Jakarta", "do": "store", **asked}, status=422)

    assert words in page
    assert prices(session) == {"A-01": 128, "B-02": 128}


def test_prices_turn_at_their_moment_and_not_before(change, session, visitor, clock, run_jobs):
    page = change(percent="10", **FROM).follow()
    assert "2 lots" in page
    run_jobs()
    clock.move(to=datetime(2026, 11, 30, 16, 59, tzinfo=UTC))
    old = visitor.get("/en/lots/trial/A-01")
    assert "128" in old

    clock.move(minutes=1)
    run_jobs()

    new = visitor.get("/en/lots/trial/A-01", headers={"If-None-Match": old.headers["ETag"]})
    assert "140.8" in new
    assert list(differing(session, clock.at)) == []


def test_a_price_list_can_be_taken_back_before_it_is_in_force(change, session, sales_lead, visitor, clock, run_jobs):
    change(percent="10", **FROM)
    number = max(session.scalars(select(Statement.id)))

    assert "It is taken back." in sales_lead.post(f"{ADDRESS}/{number}/take-back").follow()
    clock.move(days=10)
    run_jobs()

    assert prices(session) == {"A-01": 128, "B-02": 128}
    assert list(differing(session, clock.at)) == []


def test_what_is_in_force_is_not_taken_back_here(change, session, sales_lead):
    change(percent="10")

    sales_lead.post(f"{ADDRESS}/{max(session.scalars(select(Statement.id)))}/take-back", status=404)


def test_what_was_looked_at_is_what_is_stored(sales_lead, engineer, change, session):
    looked = sales_lead.post(ADDRESS, {"percent": "10", "zone": "Asia/Jakarta"}, status=200)
    change(client=engineer, list="A-01;200")

    page = sales_lead.post(ADDRESS, looked.form("form:has(input[name=do])"), status=409)

    assert "Prices have changed meanwhile." in page
    assert prices(session)["B-02"] == 128


def test_a_hold_keeps_the_price_it_was_told_and_its_lead_shows_both(change, session, priced, sales_lead):
    lead = LeadFactory(about=[priced["A-01"]], contacted=True, owner_id=sales_lead.user_id)
    sales_lead.post(f"/staff/leads/{lead.id}/hold", {"lot": str(priced["A-01"].id), "until": "2026-12-01"}, status=303)
    assert "Price told: 128 USD/m²" in sales_lead.get(f"/staff/leads/{lead.id}")

    change(percent="10")

    assert session.scalars(select(LotClaim.told_price)).one() == PRICE
    page = sales_lead.get(f"/staff/leads/{lead.id}")
    assert "Price told: 128 USD/m². The list says 140.80 USD/m² today; what was told holds." in page


def test_a_reservation_keeps_the_price_of_its_hold(change, session, priced, sales_lead):
    lead = LeadFactory(about=[priced["A-01"]], ready=True, owner_id=sales_lead.user_id)
    lot = str(priced["A-01"].id)
    sales_lead.post(f"/staff/leads/{lead.id}/hold", {"lot": lot, "until": "2026-12-01"}, status=303)
    change(percent="10")
    from models.act import Act, Way
    from models.land.claim import ClaimGroup, ClaimState, claim

    act = Act(at=NOW, way=Way.DESK)
    session.add(act)
    session.flush()
    group = ClaimGroup(lead_id=lead.id, kind="reservation", act_id=act.id, expires_at=None)
    session.add(group)
    session.flush()
    claim(session, group, [session.get_one(Lot, int(lot))], act=act, state=ClaimState.RESERVED)

    assert [one.told_price for one in session.scalars(select(LotClaim).where(LotClaim.state == "reserved"))] == [PRICE]


def test_a_price_that_only_some_may_read_stays_theirs(session, estate, change, visitor):
    kept = Said(Answer.STATED, Quantity(Decimal(100), "USD", "per_m2"), Visibility.REGISTERED)
    lots(session, estate, {"D-04": {"net_area": 10000, "price": kept}})
    session.commit()

    change(percent="10")

    assert "110 USD" not in visitor.get("/en/lots/trial/D-04")
    assert "D-04" not in prices(session)


def test_sold_land_keeps_its_price(session, estate, change):
    lots(session, estate, {"S-01": {"net_area": 10000, "price": PRICE}}, status=Status.SOLD)
    session.commit()

    change(percent="10")

    assert prices(session)["S-01"] == 128


def test_of_other_estates_nothing_is_changed(staff, session, priced):
    other = an_estate(session, "elsewhere")
    stranger = staff("stranger", Role.SALES_LEAD, estate_id=other.id)

    stranger.get(ADDRESS, status=404)
    stranger.post(ADDRESS, {"percent": "3"}, status=404)


def test_a_change_asks_as_much_of_few_lots_as_of_many(session, estate, sales_lead, priced, statements):
    def asked():
        with statements:
            sales_lead.post(ADDRESS, {"percent": "3", "zone": "Asia/Jakarta"}, status=200)
        return len(statements)

    asked()
    few = asked()
    lots(session, estate, {f"M-{n:02}": {"net_area": 20000, "price": PRICE} for n in range(1, 40)})
    session.commit()

    assert asked() == few
