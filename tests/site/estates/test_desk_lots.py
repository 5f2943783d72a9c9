"""The desk's list of lots: whose they are, how they are found, who holds them."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from models.account import Role
from models.land.answer import Answer, Proof
from models.land.estate import Zone
from models.land.lot import Lot, Status
from models.land.statement import ZONE, Said, Subject
from tests.land import NOW, an_estate, lots, say
from tests.site.estates.kept import a_held_lot


@pytest.fixture(autouse=True)
def today(clock):
    """The lots were surveyed in August; it is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


def codes(page):
    """Return the codes of the lots listed, in order."""
    return [link.text_content() for link in page.css("tbody a.code")]


def test_only_the_lots_of_ones_own_estates_are_listed(session, estate, staff):
    lots(session, estate, {"A-01": {"net_area": 20000}})
    elsewhere = an_estate(session, "elsewhere")
    lots(session, elsewhere, {"Z-09": {"net_area": 30000}})

    here = staff("local", Role.ENGINEER, estate_id=estate.id).get("/staff/lots")
    everywhere = staff("central", Role.MARKETING).get("/staff/lots")

    assert codes(here) == ["A-01"]
    assert codes(everywhere) == ["Z-09", "A-01"]


def test_somebody_without_an_estate_of_their_own_sees_an_empty_list_with_a_way_out(session, staff):
    nobody = staff("newcomer", Role.ENGINEER, estate_id=an_estate(session, "new").id)

    assert "No lot meets these conditions." in nobody.get("/staff/lots")


def test_a_lot_is_found_by_its_code_and_by_the_code_as_given(session, estate, engineer):
    found = lots(session, estate, {"A-01": {"net_area": 20000}, "B-02": {"net_area": 20000}})
    found["B-02"].code_as_given = "Blok_B 2"
    session.commit()

    assert codes(engineer.get("/staff/lots?q=a-0")) == ["A-01"]
    assert codes(engineer.get("/staff/lots?q=blok_")) == ["Blok_B 2"]
    assert codes(engineer.get("/staff/lots?q=%25")) == []


def test_lots_are_found_by_status_zone_and_estate(session, estate, engineer):
    session.add(Zone(estate_id=estate.id, code="N", name={"en": "North"}))
    session.flush()
    found = lots(session, estate, {"A-01": {}, "B-02": {}}, status={"A-01": Status.DRAFT})
    say(session, estate, {Subject("lot", found["B-02"].id): {ZONE: Said(Answer.STATED, "N")}})
    lots(session, an_estate(session, "elsewhere"), {"Z-09": {}})

    assert codes(engineer.get("/staff/lots?status=draft")) == ["A-01"]
    assert codes(engineer.get("/staff/lots?zone=N")) == ["B-02"]
    assert codes(engineer.get("/staff/lots?estate=elsewhere")) == ["Z-09"]
    assert codes(engineer.get("/staff/lots?check=unpublished")) == ["A-01"]


def test_lots_whose_certificate_ran_out_are_found_and_say_which_fact(session, estate, engineer):
    found = lots(session, estate, {"A-01": {"net_area": 20000}, "B-02": {"net_area": 20000}})
    for code, last in (("A-01", date(2026, 11, 23)), ("B-02", date(2026, 11, 24))):
        say(
            session,
            estate,
            {Subject("lot", found[code].id): {"land_right": "hgb"}},
            kind=Proof.CERTIFIED,
            valid_to=last,
        )

    page = engineer.get("/staff/lots?check=expired")

    assert codes(page) == ["A-01"]
    assert "Expired: Land right" in page


def test_lots_of_which_nothing_new_was_said_for_half_a_year_are_found(session, estate, engineer):
    lots(session, estate, {"A-01": {"net_area": 20000}}, as_of=date(2026, 5, 1))
    lots(session, estate, {"B-02": {"net_area": 20000}}, as_of=date(2026, 10, 1))

    page = engineer.get("/staff/lots?check=stale")

    assert codes(page) == ["A-01"]
    assert "Last said 2026-05-01" in page


def test_the_least_complete_come_first_when_asked(session, estate, engineer):
    lots(session, estate, {"A-01": {"net_area": 20000, "frontage": 50}, "B-02": {}, "C-03": {"net_area": 30000}})

    assert codes(engineer.get("/staff/lots?sort=complete")) == ["B-02", "C-03", "A-01"]
    assert codes(engineer.get("/staff/lots?sort=area")) == ["C-03", "A-01", "B-02"]
    assert codes(engineer.get("/staff/lots?complete=little")) == ["A-01", "B-02", "C-03"]
    assert codes(engineer.get("/staff/lots?complete=most")) == []


def test_who_holds_a_lot_is_told_to_sales_and_until_when_to_everybody(session, estate, seller, engineer):
    lot = lots(session, estate, {"A-01": {"net_area": 20000}})["A-01"]
    lead = a_held_lot(session, lot, until=NOW + timedelta(days=6))

    sold = seller.get("/staff/lots")
    kept = engineer.get("/staff/lots")

    assert "until Mon 30 November, 10:00 WIB" in sold
    assert f"/staff/leads/{lead.id}" in sold.links()
    assert "Example Ltd" in sold
    assert "until Mon 30 November, 10:00 WIB" in kept
    assert "L-0412" not in kept
    assert "Example Ltd" not in kept


def test_a_hold_that_ran_out_reads_as_available_though_nobody_tidied_it(session, estate, engineer, today):
    lot = lots(session, estate, {"A-01": {"net_area": 20000}})["A-01"]
    a_held_lot(session, lot, until=NOW + timedelta(hours=2))
    assert codes(engineer.get("/staff/lots?status=held")) == ["A-01"]

    today.move(hours=3)

    assert codes(engineer.get("/staff/lots?status=available")) == ["A-01"]
    assert codes(engineer.get("/staff/lots?status=held")) == []
    assert session.scalar(select(Lot.status)) is Status.HELD


def test_long_lists_have_pages_and_ask_no_more_of_the_database(session, estate, engineer, seller, statements):
    lots(session, estate, {"A-001": {"net_area": 20000}})
    with statements:
        seller.get("/staff/lots")
    one = len(statements)
    lots(session, estate, {f"B-{number:03}": {"net_area": 20000, "price": PRICE} for number in range(99)})

    with statements:
        first = seller.get("/staff/lots")

    assert len(statements) == one <= 10, str(statements)
    assert len(codes(first)) == 50
    assert codes(seller.get("/staff/lots?page=2"))[-1] == "B-098"
    assert "Page 2 of 2" in seller.get("/staff/lots?page=2")


PRICE = {"amount": "160", "currency": "USD", "basis": "per_m2"}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words",
    [
        {"page": "0"}, {"page": "-1"}, {"page": "²"}, {"page": "9" * 30}, {"page": "99999"}, {"status": "sold'--"}, {"sort": "x"},
        {"check": "expired;"}, {"complete": "\x00"}, {"q": "\\"}, {"q": "\x00"}, {"q": "%_\\"}, {"zone": "北"}, {"estate": "'"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_in_the_address_is_left_out(session, estate, engineer, words):
    lots(session, estate, {"A-01": {"net_area": 20000}})

    engineer.get("/staff/lots?" + urlencode(words))


@pytest.mark.parametrize("language", ["id", "ko", "ja"])
def test_the_list_speaks_the_persons_language(session, estate, staff, language):
    lots(session, estate, {"A-01": {"net_area": 20000}})

    page = staff("reader", Role.SALES, language=language).get("/staff/lots")

    assert page.tree.get("lang") == language
    assert {"id": "20.000 m²", "ko": "6,050평", "ja": "6,050坪"}[language] in page
