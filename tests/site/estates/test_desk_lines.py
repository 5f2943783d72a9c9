"""What an estate tells beside its facts is kept at the desk; each change is a statement, and the public sees the last."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.account import Role
from models.land.ledger import Indicator, Operator, Tenant, Utility, free_power
from models.land.statement import Statement
from tests.factories import EstateFactory, LotFactory
from tests.land import NOW

UTILITIES, TENANTS, OPERATORS, INDICATORS = (
    "/staff/estates/{}/" + kind for kind in ("utilities", "tenants", "operators", "indicators")
)
SUBSTATION = {
    "letter": "E", "item": "Substation 150/20 kV", "capacity": "1,640.5", "in_use": "148", "committed": "52", "unit": "MV.A",
    "basis": "permit", "proof": "certified", "as_of": "2026-11-01", "seen": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(clock):
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    made = EstateFactory(slug="lined")
    LotFactory(estate=made)
    session.commit()
    return made


@pytest.fixture
def lists(estate):
    return UTILITIES.format(estate.slug)


def row(session, table):
    session.expire_all()
    return session.scalars(select(table).order_by(table.id.desc())).first()


def edited(page, **changed):
    """Return what the form of a line would send with some fields filled in anew."""
    return {name: values[0] for name, values in page.form("main form").items()} | changed


def test_a_utility_is_stated_and_investors_read_what_is_free(session, engineer, visitor, estate, lists):
    page = engineer.post(f"{lists}/new", SUBSTATION).follow()

    assert page.path == lists
    assert "1,640.5\N{NO-BREAK SPACE}MVA" in page
    shown = visitor.get(f"/en/estates/{estate.slug}")
    assert "1,440.5" in shown  # free: neither in use nor promised
    assert session.scalar(free_power([estate.id], NOW)) == Decimal("1440.5")


def test_a_figure_is_read_in_the_language_of_the_page(session, staff, lists):
    staff("insinyur", Role.ENGINEER, language="id").post(f"{lists}/new", SUBSTATION | {"capacity": "1.640,5"}, status=303)

    assert row(session, Utility).capacity == Decimal("1640.5")


def test_a_line_told_anew_counts_once(session, engineer, estate, lists):
    engineer.post(f"{lists}/new", SUBSTATION)
    page = engineer.get(f"{lists}/{row(session, Utility).id}")
    engineer.post(page.path, edited(page, in_use="648"), status=303)

    assert session.scalar(free_power([estate.id], NOW + timedelta(seconds=1))) == Decimal("940.5")
    assert len(engineer.get(lists).css("tbody tr")) == 1


def test_a_line_called_otherwise_takes_the_place_of_the_old_one(session, engineer, visitor, estate, lists):
    engineer.post(f"{lists}/new", SUBSTATION)
    page = engineer.get(f"{lists}/{row(session, Utility).id}")
    engineer.post(page.path, edited(page, item="Substation 275/20 kV"), status=303)

    told = engineer.get(lists)
    assert "275/20" in told
    assert "150/20" not in told
    assert "150/20" not in visitor.get(f"/en/estates/{estate.slug}")


def test_what_is_there_no_longer_goes_and_comes_back_when_that_is_undone(session, engineer, visitor, estate, lists):
    engineer.post(f"{lists}/new", SUBSTATION)
    page = engineer.get(f"{lists}/{row(session, Utility).id}")
    engineer.post(page.path, edited(page, gone="yes", item=""), status=303)

    assert "Substation" not in engineer.get(lists)
    assert "Substation" not in visitor.get(f"/en/estates/{estate.slug}")
    engineer.get(page.path, status=404)

    last = session.scalars(select(Statement.id).order_by(Statement.id.desc())).first()
    engineer.post(f"/staff/statements/{last}/undo", {"reason": "It was the other one"}, status=303)
    assert "Substation" in visitor.get(f"/en/estates/{estate.slug}")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"item": ""}, "Enter what the source is"),
        ({"capacity": "much"}, "We could not read this number."),
        ({"in_use": "-3"}, "Enter a number of zero or more."),
        ({"capacity": ""}, "Enter the capacity that rests on this."),
        ({"as_of": "2031-01-01"}, "This day is still to come."),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_typed_is_lost(session, engineer, lists, typed, told):
    page = engineer.post(f"{lists}/new", SUBSTATION | typed, status=422)

    assert told in page
    assert edited(page)["committed"] == "52"
    assert edited(page)[next(iter(typed))] == next(iter(typed.values()))
    assert session.scalars(select(Utility)).first() is None


def test_of_two_who_change_a_line_the_later_sees_what_the_other_said(session, engineer, lists):
    engineer.post(f"{lists}/new", SUBSTATION)
    page = engineer.get(f"{lists}/{row(session, Utility).id}")
    engineer.post(page.path, edited(page, in_use="200"), status=303)

    second = engineer.post(page.path, edited(page, in_use="300"), status=409)

    assert "Somebody else changed this meanwhile." in second
    assert "200\N{NO-BREAK SPACE}MVA" in second
    assert edited(second)["in_use"] == "300"
    engineer.post(page.path, edited(second), status=303)
    assert row(session, Utility).in_use == 300


def test_a_line_that_stands_is_not_stated_twice(engineer, lists):
    engineer.post(f"{lists}/new", SUBSTATION)

    assert "This is stated already." in engineer.post(f"{lists}/new", SUBSTATION, status=422)


def test_an_operator_ends_no_earlier_than_it_began(session, engineer, estate):
    typed = {"role": "power", "name": "PT Contoh", "since": "2023-03", "until": "2023-02-28", "proof": "declared",
             "as_of": "2026-11-01"}  # fmt: skip
    address = OPERATORS.format(estate.slug) + "/new"

    assert "It cannot end before it begins." in engineer.post(address, typed, status=422)
    assert "Enter a year, a month or a day" in engineer.post(address, typed | {"since": "March 2023"}, status=422)
    engineer.post(address, typed | {"until": "2023"}, status=303)
    assert row(session, Operator).valid_to == "2023"


def test_a_company_that_has_closed_is_no_tenant(session, engineer, visitor, estate):
    typed = {"company": "PT Baja Contoh", "isic": "C24", "status": "operating", "since": "2019", "proof": "declared",
             "as_of": "2026-11-01", "publication": "estate.example.com, 1 Nov 2026"}  # fmt: skip
    engineer.post(TENANTS.format(estate.slug) + "/new", typed, status=303)
    shown = visitor.get(f"/en/estates/{estate.slug}")
    assert "PT Baja Contoh" in shown
    assert "estate.example.com, 1 Nov 2026" in shown

    page = engineer.get(f"{TENANTS.format(estate.slug)}/{row(session, Tenant).id}")
    engineer.post(page.path, edited(page, status="closed"), status=303)

    assert "PT Baja Contoh" not in visitor.get(f"/en/estates/{estate.slug}")
    assert "Closed" in engineer.get(TENANTS.format(estate.slug))


def sheet(page):
    return {name: values[0] for name, values in page.form("form.d-ind").items()}


def test_what_is_changed_on_the_sheet_of_indicators_is_one_statement(session, engineer, visitor, estate):
    address = INDICATORS.format(estate.slug)
    changed = {"eip-PM.P1": "yes", "eip-PM.P4": "way", "eip-PM.I1": "92.5", "eip-EN.I1-answer": "not_measured"}
    page = engineer.post(address, sheet(engineer.get(address)) | changed).follow()

    told = {one.code: one for one in session.scalars(select(Indicator))}
    assert set(told) == {"PM.P1", "PM.P4", "PM.I1", "EN.I1"}
    assert len({one.statement_id for one in told.values()}) == 1
    assert (told["PM.P4"].value, told["PM.P4"].under_way) == ("no", True)
    assert told["PM.I1"].value == "92.5"
    assert "4 values are stored as statement" in page
    assert "92.5" in visitor.get(f"/en/estates/{estate.slug}")

    engineer.post(address, sheet(engineer.get(address)) | {"eip-PM.I1": ""}, status=303)
    assert "92.5" not in visitor.get(f"/en/estates/{estate.slug}")
    assert "3 of 54" in engineer.get(address)


def test_a_sheet_that_cannot_be_read_stores_nothing(session, engineer, estate):
    address = INDICATORS.format(estate.slug)
    both = {"eip-EN.I2": "5", "eip-EN.I2-answer": "not_measured"}
    sent = sheet(engineer.get(address)) | {"eip-PM.P1": "yes", "eip-PM.I1": "most"} | both
    page = engineer.post(address, sent, status=422)

    assert "We could not read this number." in page
    assert "Enter a value, or choose why there is none." in page
    assert sheet(page)["eip-PM.I1"] == "most"
    assert session.scalars(select(Indicator)).first() is None
    assert "Nothing was changed" in engineer.post(address, sheet(engineer.get(address)), status=422)


def test_of_two_who_fill_in_one_indicator_the_later_is_asked(session, engineer, estate):
    address = INDICATORS.format(estate.slug)
    first = engineer.get(address)
    engineer.post(address, sheet(first) | {"eip-PM.I1": "80", "eip-PM.P1": "yes"}, status=303)

    second = engineer.post(address, sheet(first) | {"eip-PM.I1": "85"}, status=409)
    assert "It says now: 80" in second
    engineer.post(address, sheet(second), status=303)
    assert row(session, Indicator).value == "85"


@pytest.mark.parametrize("kind", ["utilities", "operators", "tenants", "indicators"])
def test_pages_ask_as_much_for_many_lines_as_for_one(engineer, statements, estate, session, kind):
    address = f"/staff/estates/{estate.slug}/{kind}"
    engineer.post(UTILITIES.format(estate.slug) + "/new", SUBSTATION)
    engineer.get(address)
    with statements:
        engineer.get(address)
    one = len(statements)
    for number in range(12):
        engineer.post(UTILITIES.format(estate.slug) + "/new", SUBSTATION | {"item": f"Line {number}"})
    with statements:
        engineer.get(address)
    assert len(statements) == one <= 8, str(statements)
