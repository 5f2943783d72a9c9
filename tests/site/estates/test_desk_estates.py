"""An estate's facts are stated as a lot's are; its lots take over what they do not say themselves."""

from __future__ import annotations

import pytest

from models.account import Role
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.statement import Subject
from tests.land import NOW, an_estate, lots, say
from tests.site.estates.kept import as_shown

ADDRESS = "/staff/estates/trial/facts"


@pytest.fixture(autouse=True)
def today(clock):
    """It is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    found = an_estate(session)
    session.commit()
    return found


def test_only_ones_own_estates_are_listed_with_their_lots(session, estate, staff):
    lots(session, estate, {"A-01": {}, "A-02": {}})
    an_estate(session, "elsewhere")

    page = staff("local", Role.MARKETING, estate_id=estate.id).get("/staff/estates")

    rows = [[" ".join(cell.text_content().split()) for cell in row][:3] for row in page.css("tbody tr")]
    assert rows == [["Trial Estate", "", "2"]]
    assert ADDRESS in page.links()


def test_what_an_estate_says_is_taken_over_by_its_lots_at_once(session, estate, engineer, visitor):
    lots(session, estate, {"A-01": {"net_area": 20000}})
    page = engineer.get(ADDRESS)

    filled = {
        "steam_pressure_answer": "stated",
        "steam_pressure": "12",
        "steam_flow_answer": "stated",
        "steam_flow": "64",
    }
    done = engineer.post(ADDRESS, as_shown(page, **filled, proof="metered")).follow()

    assert "2 values are stored as statement 2." in done
    session.expire_all()
    lot = session.query(Lot).one()
    assert (lot.steam_pressure, lot.steam_flow) == (12, None)
    public = visitor.get("/en/lots/trial/A-01")
    assert "12 bar(g)" in public
    assert "64 t/h" in public


def test_two_open_forms_of_an_estate_do_not_overwrite_each_other(session, estate, engineer, staff):
    mine = engineer.get(ADDRESS)
    theirs = staff("another_engineer", Role.ENGINEER).get(ADDRESS)
    theirs.client.post(ADDRESS, as_shown(theirs, pga_answer="stated", pga="0.4"))

    clash = engineer.post(ADDRESS, as_shown(mine, pga_answer="stated", pga="0.5"), status=409)

    assert "0.4 g" in clash
    assert clash.form("form[data-facts]")["pga"] == ["0.5"]


def test_an_estates_history_can_be_read_and_taken_back(session, estate, engineer, seller):
    say(session, estate, {Subject("estate", estate.id): {"pga": "0.4"}})
    statement = say(session, estate, {Subject("estate", estate.id): {"pga": "0.5"}})

    page = seller.get(f"{ADDRESS}/pga")
    assert [row[1].text_content().split()[0] for row in page.css("main table tbody tr")] == ["0.5", "0.4"]

    engineer.post(f"/staff/statements/{statement.id}/undo", {"reason": "Wrong zone"})
    session.expire_all()
    assert float(session.get_one(Estate, estate.id).pga) == 0.4


def test_facts_of_lots_alone_are_none_of_the_estates(estate, engineer):
    assert "net_area_answer" not in engineer.get(ADDRESS).form("form[data-facts]")
    engineer.get(f"{ADDRESS}/net_area", status=404)


@pytest.mark.parametrize("estate", ["%00", "a%00b", "%ff", "..", "trial'", "試験", "x" * 300])
def test_an_estate_that_is_none_is_not_there(engineer, estate):
    engineer.get(f"/staff/estates/{estate}/facts", status=404)
    engineer.get(f"/staff/estates/{estate}/facts/pga", status=404)
    engineer.post(f"/staff/estates/{estate}/facts", {"version": "1"}, status=404)


def test_the_engineer_of_another_estate_finds_no_facts_here(session, estate, staff):
    stranger = staff("stranger", Role.ENGINEER, estate_id=an_estate(session, "elsewhere").id)

    stranger.get(ADDRESS, status=404)
    stranger.post(ADDRESS, {"version": "1", "pga": "1"}, status=404)
    stranger.get(f"{ADDRESS}/pga", status=404)


def test_the_pages_of_estates_ask_the_database_ten_times_at_most(session, estate, engineer, statements):
    lots(session, estate, {f"A-{number}": {} for number in range(30)})
    say(session, estate, {Subject("estate", estate.id): {"pga": "0.4", "steam_flow": "64"}})
    for path in ("/staff/estates", ADDRESS, f"{ADDRESS}/pga"):
        with statements:
            engineer.get(path)
        assert len(statements) <= 10, str(statements)
