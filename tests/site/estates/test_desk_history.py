"""Who said what of a fact, and when; what is taken back leaves what held before, here and on the public page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.account import Role
from models.act import Act
from models.edition import Edition
from models.land.answer import Answer, Proof
from models.land.lot import Lot, Status
from models.land.statement import Statement, Subject
from tests.land import NOW, an_estate, lots, narrowed, say
from tests.site.estates.kept import a_held_lot, an_intake, as_shown

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def today(clock):
    """It is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def lot(session, estate):
    found = lots(session, estate, {"A-01": {"lot_power_capacity": "16"}}, at=NOW - timedelta(days=90))["A-01"]
    session.commit()
    return found


def told(page):
    """Return the rows of the history: what was said, and what became of it."""
    rows = []
    for row in page.css("main table tbody tr"):
        cells = [" ".join(cell.text_content().split()) for cell in row]
        rows.append((cells[1], cells[4]))
    return rows


def test_the_history_says_who_said_what_and_when(session, estate, lot, engineer, seller):
    address = f"/staff/lots/{lot.id}"
    engineer.post(
        address, as_shown(engineer.get(address), lot_power_capacity="18", proof="metered", as_of="2026-11-20")
    )

    page = seller.get(f"{address}/facts/lot_power_capacity")

    assert [what for what, _ in told(page)] == ["18 MVA", "16 MVA"]
    assert told(page)[0][1].startswith("In force said Tue 24 November 2026, 10:00 WIB")
    assert told(page)[1][1].startswith("Replaced by a newer statement")
    assert "engineer@example.com, statement 2" in page
    assert page.css("svg.d-hist-d[role=img][aria-label]")
    assert not [link for link in page.links() if link.endswith("/undo")], "sales reads"


def test_taking_a_statement_back_brings_the_old_value_back_everywhere(session, estate, lot, engineer, visitor):
    address = f"/staff/lots/{lot.id}"
    engineer.post(address, as_shown(engineer.get(address), lot_power_capacity="18"))
    assert "18 MVA" in visitor.get("/en/lots/trial/A-01")
    before = edition(session, estate)
    history = engineer.get(f"{address}/facts/lot_power_capacity")
    undo = next(link for link in history.links() if link.endswith("/undo"))

    forecast = engineer.get(undo)
    cells = [cell.text_content().replace(NBSP, " ") for cell in forecast.one("main table tbody tr")]
    assert cells == ["A-01", "Power available", "18 MVA", "16 MVA"]
    assert "Enter a reason." in engineer.post(undo, forecast.form(), status=422)
    engineer.post(undo, forecast.form() | {"reason": ["Digits swapped"]}).follow()

    session.expire_all()
    assert session.get_one(Lot, lot.id).lot_power_capacity == 16
    assert "16 MVA" in visitor.get("/en/lots/trial/A-01")
    assert edition(session, estate) == before + 1
    page = engineer.get(f"{address}/facts/lot_power_capacity")
    what, became = told(page)[0]
    assert what == "18 MVA"
    assert became.startswith("Undone 2026-11-24 Digits swapped; by engineer@example.com")
    assert told(page)[1][1].startswith("In force")


def edition(session, estate):
    session.expire_all()
    return session.scalar(select(Edition.number).where(Edition.scope == f"estate:{estate.id}"))


def test_what_was_taken_back_is_not_taken_back_again(session, estate, lot, engineer):
    statement = say(session, estate, {Subject("lot", lot.id): {"lot_power_capacity": "18"}})
    address = f"/staff/statements/{statement.id}/undo"
    engineer.post(address, {"reason": "Wrong lot"})

    page = engineer.post(address, {"reason": "Wrong lot"}, status=409)

    assert "is undone already" in page
    assert "It was undone on 24 November 2026." in engineer.get(address)


def test_the_act_that_took_it_back_keeps_who_and_why(session, estate, lot, engineer):
    statement = say(session, estate, {Subject("lot", lot.id): {"lot_power_capacity": "18"}})

    engineer.post(f"/staff/statements/{statement.id}/undo", {"reason": "Digits: swapped"})

    act = session.scalars(select(Act).order_by(Act.id.desc())).first()
    assert (act.by_id, act.reason) == (engineer.user_id, f"undo {statement.id}: Digits: swapped")


def test_what_the_estate_says_is_part_of_the_history_of_its_lots(session, estate, lot, engineer):
    say(session, estate, {Subject("estate", estate.id): {"steam_pressure": "12"}}, kind=Proof.METERED)

    assert told(engineer.get(f"/staff/lots/{lot.id}/facts/steam_pressure"))[0][0] == "12 bar(g) Estate value"


def test_what_waits_and_what_is_for_the_record_are_told_apart(session, estate, lot, engineer):
    subject = Subject("lot", lot.id)
    waits = say(session, estate, {subject: {"frontage": "150"}}, at=NOW + timedelta(days=30))
    say(session, estate, {subject: {"frontage": "140"}}, for_history=True)

    page = engineer.get(f"/staff/lots/{lot.id}/facts/frontage")

    assert [(what, became.partition(" said")[0]) for what, became in told(page)] == [
        ("150 m", "Waits for a second person"),
        ("140 m", "For the record only"),
    ]
    assert [link for link in page.links() if link.endswith("/undo")] == [f"/staff/statements/{waits.id}/undo"]


def test_a_narrowed_figure_is_not_in_the_history_that_marketing_reads(session, estate, lot, engineer, marketer):
    price = {"amount": "162", "currency": "USD", "basis": "per_m2"}
    say(session, estate, {Subject("lot", lot.id): {"price": narrowed("price", price)}})
    address = f"/staff/lots/{lot.id}/facts/price"

    assert told(engineer.get(address))[0][0] == "162 USD/m² Registered readers"
    hidden = marketer.get(address)
    assert told(hidden)[0][0] == "Not disclosed Registered readers"
    assert "162" not in hidden.source


def test_a_fact_that_nobody_spoke_of_and_one_that_is_worked_out_say_so(session, lot, engineer):
    assert "Nothing has been stated yet." in engineer.get(f"/staff/lots/{lot.id}/facts/frontage")
    page = engineer.get(f"/staff/lots/{lot.id}/facts/freeboard")
    assert "Nobody states this" in page
    assert f"/staff/lots/{lot.id}/facts/ground_elevation" in page.links()


@pytest.mark.parametrize("code", ["status", "substation_capacity", "nonsense", "__class__", "%00", "net_area'"])
def test_what_is_no_fact_of_a_lot_has_no_history(lot, engineer, code):
    engineer.get(f"/staff/lots/{lot.id}/facts/{code}", status=404)


def test_nobody_but_an_engineer_of_the_estate_takes_back(
    session, estate, lot, seller, sales_lead, marketer, admin, staff
):
    statement = say(session, estate, {Subject("lot", lot.id): {"lot_power_capacity": "18"}})
    stranger = staff("stranger", Role.ENGINEER, estate_id=an_estate(session, "elsewhere").id)

    for person in (seller, sales_lead, marketer, admin, stranger):
        person.get(f"/staff/statements/{statement.id}/undo", status=404)
        person.post(f"/staff/statements/{statement.id}/undo", {"reason": "x"}, status=404)

    session.expire_all()
    assert session.get_one(Statement, statement.id).force_until is None


def test_an_import_that_brought_lots_others_need_is_not_taken_back_and_says_which_and_why(session, estate, engineer):
    intake = an_intake(session, estate.id)
    found = lots(session, estate, {"B-01": {}, "B-02": {"net_area": 20000}}, intake_id=intake.id)
    a_held_lot(session, found["B-02"], until=NOW + timedelta(days=3))
    statement = session.scalars(select(Statement).where(Statement.intake_id == intake.id)).one()
    address = f"/staff/statements/{statement.id}/undo"

    page = engineer.get(address)
    assert "B-02: a hold, reservation or contract" in page
    assert "B-01:" not in page
    assert not page.css("main form")

    refused = engineer.post(address, {"reason": "Wrong file"}, status=409)
    assert "B-02" in refused
    assert session.scalars(select(Lot.code).where(Lot.estate_id == estate.id)).all() == ["B-01", "B-02"]


def test_an_import_taken_back_from_its_page_takes_the_lots_that_only_it_brought(session, estate, lot, engineer):
    intake = an_intake(session, estate.id, added=2)
    lots(session, estate, {"B-01": {}, "B-02": {}}, intake_id=intake.id, status=Status.DRAFT)
    page = engineer.get(f"/staff/imports/{intake.id}")
    undo = next(link for link in page.links() if link.endswith("/undo"))
    assert "2 lots that only this statement brought go with it: B-01, B-02" in engineer.get(undo)

    done = engineer.post(undo, {"reason": "Wrong file"}).follow()

    assert done.path == f"/staff/imports/{intake.id}"
    assert "Lots gone with it: B-01, B-02." in done
    assert "Undone 2026-11-24" in done
    assert session.scalars(select(Lot.code)).all() == ["A-01"]


def test_the_drawing_shows_each_answer_where_it_held(session, estate, lot, engineer):
    subject = Subject("lot", lot.id)
    say(session, estate, {subject: {"frontage": "140"}}, as_of=date(2024, 2, 1), at=NOW - timedelta(days=3))
    gone = say(session, estate, {subject: {"frontage": "410"}}, as_of=date(2025, 6, 1), at=NOW - timedelta(days=2))
    say(
        session,
        estate,
        {subject: {"frontage": Answer.NOT_MEASURED}},
        as_of=date(2026, 1, 1),
        at=NOW - timedelta(days=1),
    )
    engineer.post(f"/staff/statements/{gone.id}/undo", {"reason": "Digits swapped"})

    drawing = engineer.get(f"/staff/lots/{lot.id}/facts/frontage").one("svg.d-hist-d")

    assert len(drawing.cssselect("line.d-hf")) == 1
    assert len(drawing.cssselect("circle.d-hc")) == 2
    assert [text.text_content().replace(NBSP, " ") for text in drawing.cssselect("text.d-hv")] == [
        "140 m",
        "Not measured",
        "410 m",
    ]
    assert len(drawing.cssselect("circle.d-hcu")) == 1


def test_a_history_asks_the_database_no_more_when_it_is_long(session, estate, lot, engineer, statements):
    address = f"/staff/lots/{lot.id}/facts/frontage"
    say(session, estate, {Subject("lot", lot.id): {"frontage": "100"}})
    with statements:
        engineer.get(address)
    one = len(statements)
    for number in range(50):
        say(session, estate, {Subject("lot", lot.id): {"frontage": str(100 + number)}})

    with statements:
        engineer.get(address)

    assert len(statements) == one <= 10, str(statements)
