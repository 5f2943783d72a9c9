"""The home page: its plan and figures are the database's, and nothing stands where nothing is known."""

import pytest

from models.land.answer import Answer, Proof
from models.land.claim import move_lot
from models.land.ledger import Indicator
from models.land.lot import Lot, Status
from models.land.statement import Subject
from tests.land import an_act, an_estate, say
from tests.page import words
from tests.site.catalogue.conftest import HOW_MANY


def test_the_plan_shows_every_lot_as_a_link(visitor, land):
    page = visitor.get("/ko/")

    assert [link.get("href") for link in page.css("svg.plan a")] == [f"/ko/lots/trial/{code}" for code in sorted(land)]
    assert visitor.get("/en/").h1 == "2 lots to choose from today"


def test_the_legend_counts_lots_and_land(visitor, land):
    legend = [words(row).replace("\N{NO-BREAK SPACE}", " ") for row in visitor.get("/en/").css(".hero-key li")]

    assert legend[0] == "Available 2 lots · 5.05 ha"
    assert "Sold 1 lot · 1.00 ha" in legend


def test_a_figure_that_nobody_stated_is_not_there(visitor, session, estate, land):
    assert "Substation capacity" not in visitor.get("/en/")

    say(session, estate, {Subject("estate", estate.id): {"substation_capacity": "180"}}, kind=Proof.METERED)

    page = visitor.get("/en/")
    assert "Substation capacity 180" in page.text.replace("Substation capacity180", "Substation capacity 180")
    assert "Metered 2026-08-14" in page


def test_an_empty_house_says_something_useful(visitor, clock):
    page = visitor.get("/en/")

    assert page.h1 == "No estate is shown here yet"
    assert "kavling estate add" in page


def test_an_estate_without_lots_has_a_home(visitor, estate, session):
    session.commit()

    assert "0 lots" in visitor.get("/en/")


def test_sectors_lead_to_the_lots_they_counted(visitor, land):
    page = visitor.get("/en/")
    link = page.css(".entries .rows a")[0]

    assert words(link.getparent()).endswith("1 lot")
    assert visitor.get(link.get("href")).h1 == "1 lot fits"


def test_the_need_form_reads_numbers_as_the_reader_writes_them(visitor, land):
    sent = visitor.get("/id/").form(".eform")

    answer = visitor.get("/id/lots", query_string={**{k: v[0] for k, v in sent.items()}, "area_min": "25.000"})
    assert answer.location == "/id/lots?area_min=25000"


def test_a_change_of_status_stands_among_recent_changes(visitor, session, land, clock):
    move_lot(session, session.get_one(Lot, land["E-09"].id), Status.RESERVED, act=an_act(session, clock.at))
    session.commit()

    (row,) = visitor.get("/en/").css("table.log tr")
    assert words(row).startswith("2026-03-02 E-09") or words(row).startswith("2026-03-02E-09")
    assert "Available → Reserved" in words(row)


def test_a_hold_that_the_estate_hides_is_no_change(visitor, session, estate, land, clock):
    estate.hold_shown_as = "available"
    move_lot(session, session.get_one(Lot, land["E-09"].id), Status.HELD, act=an_act(session, clock.at))
    session.commit()

    assert not visitor.get("/en/").css("table.log tr")


def test_the_green_tally_counts_what_was_told(visitor, session, estate, land, clock):
    statement = say(session, estate, {}, at=clock.at)
    told = [("PM.P1", "yes"), ("PM.I1", "81"), ("EN.I11", "50")]
    session.add_all(
        Indicator(
            estate_id=estate.id, statement=statement, framework="eip", code=code, answer=Answer.STATED, value=value
        )
        for code, value in told
    )
    session.commit()

    rows = {
        words(row.cssselect("th")[0]): words(row.cssselect("td.num")[0])
        for row in visitor.get("/en/").css(".eip tbody tr")
    }
    assert rows == {"Park management": "1 / 9", "Environment": "0 / 20", "Social": "0 / 13", "Economy": "0 / 9"}


def test_the_other_estates_are_named(visitor, session, estate, land):
    an_estate(session, "second", place={"en": "West Java"})
    an_estate(session, "hidden", published=False)
    session.commit()

    links = visitor.get("/en/").links()
    assert "/en/estates/second" in links
    assert "/en/estates/hidden" not in links


@HOW_MANY
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_home_page_takes_six_statements_and_its_plan_is_drawn_once(
    visitor, told_of, statements, how_many, language
):
    told_of(how_many)

    with statements:
        page = visitor.get(f"/{language}/")
    assert len(statements) == 6, str(statements)
    assert len(page.css("table.log tr")) == min(2 * how_many, 6)
    assert page.css(".eip tbody tr")

    with statements:
        visitor.get(f"/{language}/")
    assert len(statements) == 5, str(statements)


def test_an_unchanged_home_page_is_not_rendered_again(visitor, land, statements):
    first = visitor.get("/en/")
    with statements:
        visitor.get("/en/", status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert len(statements) == 1
