"""A lot's page: every fact with who says so, nothing hidden, nothing invented left unmarked."""

from datetime import date, timedelta

import pytest

from models.land.answer import Answer, Proof
from models.land.claim import publish, withdraw
from models.land.document import Document
from models.land.lot import Lot, LotRedirect, Status
from models.land.statement import Subject
from tests.land import an_act, lots, say, square
from tests.page import words
from tests.site.catalogue.conftest import HOW_MANY


def fact(page, label):
    """Return the cells of the fact of that label."""
    (row,) = [row for row in page.css("table.facts tr") if words(row.cssselect("th")[0]) == label]
    return [words(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row.cssselect("td")]


def test_a_fact_stands_with_its_unit_its_proof_and_its_date(visitor, land):
    page = visitor.get("/en/lots/trial/E-09")

    assert page.h1 == "E-09"
    assert fact(page, "Power available")[0] == "18 MVA"
    assert fact(page, "Power available")[2] == "Surveyed 2026-08-14"
    assert fact(page, "Distance to port")[:2] == ["1.46 km", "By road, 4 min"]
    assert fact(page, "Sale or lease")[0] == "Sale or lease"


def test_the_five_answers_are_five_words_and_none_is_a_zero(visitor, session, estate, land):
    lot = Subject("lot", land["E-10"].id)
    say(session, estate, {lot: {"pile_depth": Answer.NOT_MEASURED, "steam_flow": Answer.NOT_DISCLOSED}})
    page = visitor.get("/en/lots/trial/E-10")

    assert fact(page, "Pile depth")[0].startswith("Not measured")
    assert fact(page, "Steam supply")[0].startswith("Not disclosed")
    assert fact(page, "Natural gas supply")[0].startswith("Not stated")
    assert fact(visitor.get("/en/lots/trial/E-09"), "Steam supply")[0] == "Not applicable"
    assert fact(visitor.get("/en/lots/trial/E-09"), "Industrial water supply")[0] == "0 m³/day"


def test_every_figure_that_is_not_stated_can_be_asked_for(visitor, land):
    page = visitor.get("/ko/lots/trial/E-10")

    asks = [link for link in page.links() if "ask=natural_gas_supply" in link]
    assert asks
    assert "E-10" in visitor.get(asks[0])


def test_a_price_on_request_says_so_until_the_land_is_gone(visitor, session, estate, land):
    assert fact(visitor.get("/en/lots/trial/E-10"), "Price")[0].startswith("On request")


def test_an_estates_value_is_marked_and_its_total_stands_beside_what_the_lot_does_not_state(
    visitor, session, estate, land
):
    whole = Subject("estate", estate.id)
    say(session, estate, {whole: {"pga": "0.42", "natural_gas_supply": "18"}}, kind=Proof.CERTIFIED)
    page = visitor.get("/en/lots/trial/E-10")

    assert fact(page, "Design ground acceleration")[0] == "0.42 g Estate value"
    assert fact(page, "Natural gas supply")[0].startswith("Not stated Estate: 18 MMSCFD")
    assert fact(page, "Natural gas supply")[2] == "Certified 2026-08-14"


def test_an_expired_certificate_loses_its_mark_by_itself_the_day_after(visitor, session, estate, land, clock):
    lot = Subject("lot", land["E-09"].id)
    last = clock.at.date() + timedelta(days=5)
    say(session, estate, {lot: {"kdb_pct": "60"}}, kind=Proof.CERTIFIED, valid_to=last, at=clock.at)
    path = "/en/lots/trial/E-09"

    clock.move(days=5)
    before = visitor.get(path)
    assert fact(before, "Building coverage (KDB)")[2] == "Certified 2026-08-14"
    clock.move(days=1)
    after = visitor.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert fact(after, "Building coverage (KDB)")[2] == f"Certified expired {last}"
    assert fact(after, "Building coverage (KDB)")[0] == "60%"


def test_what_is_invented_says_so_and_what_is_public_names_its_source(visitor, session, estate, land):
    lot = Subject("lot", land["E-09"].id)
    say(session, estate, {lot: {"kdb_pct": "60"}}, illustrative=True)
    say(session, estate, {lot: {"klb": "2.4"}}, source="example.com, 24 Nov 2025", kind=Proof.DECLARED)
    page = visitor.get("/en/lots/trial/E-09")

    assert page.css("aside.demo")
    assert "Illustrative" in fact(page, "Building coverage (KDB)")[1]
    assert fact(page, "Floor-area ratio (KLB)")[1] == "Source: example.com, 24 Nov 2025"
    assert not visitor.get("/en/lots/trial/E-10").css("aside.demo")


def test_a_ratio_reads_in_percent_where_readers_count_so(visitor, session, estate, land):
    say(session, estate, {Subject("lot", land["E-09"].id): {"klb": "2.4"}})

    assert "240%" in visitor.get("/ko/lots/trial/E-09")
    assert fact(visitor.get("/en/lots/trial/E-09"), "Floor-area ratio (KLB)")[0] == "2.4"


def test_the_drawing_shows_the_lengths_of_its_sides(visitor, land):
    page = visitor.get("/en/lots/trial/E-09")

    assert len(page.css(".draw .dim-t")) == 4
    assert len(page.css(".draw .peg")) == 4


def test_a_lot_without_an_outline_has_a_page(visitor, session, estate):
    made = lots(session, estate, {"X-01": {}})["X-01"]
    say(session, estate, {Subject("lot", made.id): {"outline": Answer.NOT_STATED}})

    page = visitor.get("/en/lots/trial/X-01")

    assert "No outline of this lot is on record yet." in page
    assert visitor.get("/en/lots").status == 200


def test_a_sold_lot_stays_readable(visitor, land):
    page = visitor.get("/en/lots/trial/S-01")

    assert "Sold" in words(page.one(".lot-h .st"))


def test_a_withdrawn_lot_that_was_shown_is_gone_and_a_draft_was_never_there(visitor, session, estate, land):
    lots(session, estate, {"D-01": {}}, status=Status.DRAFT)
    withdraw(session, land["E-10"], act=an_act(session))
    session.commit()

    visitor.get("/en/lots/trial/E-10", status=410)
    visitor.get("/en/lots/trial/D-01", status=404)
    visitor.get("/en/lots/trial/none", status=404)
    visitor.get("/en/lots/none/E-09", status=404)

    publish(session, land["E-10"], act=an_act(session))
    session.commit()
    visitor.get("/en/lots/trial/E-10", status=200)


@pytest.mark.parametrize("written", ["e-09", "E_09", "e%2009", "Ｅ-09"])
def test_the_code_as_people_write_it_leads_to_the_lot(visitor, land, written):
    assert visitor.get(f"/ko/lots/trial/{written}", status=301).location == "/ko/lots/trial/E-09"


def test_a_code_that_a_lot_had_leads_to_it(visitor, session, estate, land):
    session.add(LotRedirect(estate_id=estate.id, code="OLD-9", lot_id=land["E-09"].id))
    session.commit()

    assert visitor.get("/en/lots/trial/OLD-9", status=301).location == "/en/lots/trial/E-09"


def test_a_lot_of_an_estate_that_is_not_published_is_not_there(visitor, session, estate, land):
    estate.published = False
    session.commit()

    visitor.get("/en/lots/trial/E-09", status=404)


def test_a_hold_shows_until_when_and_ends_at_that_second(visitor, session, land, clock):
    lot = session.get_one(Lot, land["E-09"].id)
    lot.status = lot.public_status = Status.HELD
    lot.public_until, lot.public_then = clock.at + timedelta(days=2), Status.AVAILABLE
    session.commit()

    page = visitor.get("/en/lots/trial/E-09")
    assert "until Wed 4 March 2026, 09:00 WIB" in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_right_runs_as_a_clock(visitor, land):
    page = visitor.get("/en/lots/trial/E-09").text.replace("\N{NO-BREAK SPACE}", " ")

    assert "First term 30 years until 2054" in page.replace("yearsuntil", "years until")
    assert "2104" in page


def test_papers_say_who_may_read_them(visitor, session, estate, land):
    session.add_all(
        [
            Document(estate_id=estate.id, key="a", title="Peta", language="id", title_en="Survey plan", level="public"),
            Document(
                estate_id=estate.id,
                key="b",
                title="Izin",
                language="id",
                level="nda",
                valid_to=date(2020, 1, 1),
                lots=[session.get_one(Lot, land["E-09"].id)],
            ),
        ]
    )
    session.commit()

    papers = [words(row) for row in visitor.get("/en/lots/trial/E-09").css("table.docs tbody tr")]
    assert len(papers) == 2
    assert papers[0].startswith("Survey plan")
    assert "expired 2020-01-01" in papers[1]
    assert "After an NDA" in papers[1]
    assert len(visitor.get("/en/lots/trial/E-10").css("table.docs tbody tr")) == 1
    assert words(visitor.get("/id/lots/trial/E-10").css("table.docs tbody tr")[0]).startswith("Peta")


def test_neighbours_and_the_nearest_free_land_are_named(visitor, session, estate):
    lots(
        session,
        estate,
        {
            "A": {"outline": square(0)},
            "B": {"outline": square(1)},
            "C": {"outline": square(3)},
            "D": {"outline": square(9)},
        },
        status={"B": Status.SOLD, "C": Status.SOLD},
    )

    around = [
        [words(cell) for cell in row.cssselect("th, td")] for row in visitor.get("/en/lots/trial/A").css(".near-t tr")
    ]

    assert [row[:2] for row in around] == [["B", "Sold"], ["D", "Available"]]
    assert around[0][3] == "adjoining"


def test_a_named_desk_answers_in_the_readers_language(visitor, land):
    page = visitor.get("/ko/lots/trial/E-09")

    assert "desk@example.com" in page
    assert "월–금 08:00–17:00 WIB (10:00–19:00 KST)" in page.text.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{WORD JOINER}", ""
    )


def test_ask_about_this_lot_leads_to_the_form_with_the_lot(visitor, land):
    page = visitor.get("/en/lots/trial/E-09")
    (link,) = {link.get("href") for link in page.css("a.btn.pri")}

    assert "E-09" in visitor.get(link)


@HOW_MANY
def test_a_lot_takes_eight_statements(visitor, told_of, statements, how_many):
    told_of(how_many)

    with statements:
        page = visitor.get("/en/lots/trial/A-000")

    assert len(statements) == 8, str(statements)
    assert "example.com" in page


def test_an_unchanged_lot_is_not_rendered_again(visitor, land, statements):
    first = visitor.get("/ja/lots/trial/E-09")
    with statements:
        visitor.get("/ja/lots/trial/E-09", status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert len(statements) == 1
