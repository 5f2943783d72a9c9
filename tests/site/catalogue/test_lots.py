"""The list of lots: what was asked, what is found, in the reader's words, and nothing asked twice of the database."""

import csv
import io
import json

import pytest

from models.land.lot import Status
from models.land.recording import record  # noqa: F401 - facts are written by it alone
from tests.land import an_estate, lots, say
from tests.page import words
from tests.site.catalogue.conftest import HOW_MANY


def rows(page):
    return [words(link) for link in page.css(".lrow h2 a")]


def test_the_list_shows_every_lot_that_the_public_may_see(visitor, land, session, estate):
    lots(session, estate, {"D-01": {}}, status=Status.DRAFT)

    page = visitor.get("/en/lots")

    assert rows(page) == ["E-09", "E-10", "S-01"]
    assert page.h1 == "3 lots"
    assert "3 of 3 lots · 6.05 ha" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ko", ["30,515 m²", "9,231평", "164 USD/m²", "약 69억 원", "별도 문의"]),
        ("ja", ["30,515 m²", "9,231坪", "164 USD/m²", "約7億5,067万円"]),
        ("id", ["30.515 m²", "164 USD/m²", "Rp 80,1 miliar"]),
        ("en", ["30,515 m²", "164 USD/m²", "5,004,460 USD"]),
    ],
)
def test_figures_read_as_in_the_readers_language(visitor, land, language, told):
    text = visitor.get(f"/{language}/lots").text.replace("\N{NO-BREAK SPACE}", " ")

    for figure in told:
        assert figure in text


def test_what_people_type_leads_to_the_plain_address(visitor, land):
    answer = visitor.get("/id/lots?typed=id&area_min=25.000&unit=&currency=IDR&q=")

    assert answer.status == 302
    assert answer.location == "/id/lots?area_min=25000"
    assert rows(answer.follow()) == ["E-09"]


def test_the_form_sends_what_the_page_shows(visitor, land):
    page = visitor.get("/en/lots?area_min=25000&power_min=12&power_unknown=0&status=available&sort=price")

    sent = page.form("[data-filters]")
    assert sent["area_min"] == ["25,000"]
    assert sent["power_min"] == ["12"]
    assert sent["power_unknown"] == ["0"]
    assert sent["status"] == ["available"]
    assert sent["sort"] == ["price"]
    again = visitor.get("/en/lots", query_string=[(name, value) for name, many in sent.items() for value in many])
    assert again.location == "/en/lots?area_min=25000&status=available&power_min=12&power_unknown=0&sort=price"


def test_a_condition_stands_as_a_chip_that_takes_it_off(visitor, land):
    page = visitor.get("/en/lots?area_min=25000&status=available")

    chips = {words(chip): chip.get("href") for chip in page.css(".chip")}
    assert list(chips.values()) == ["/en/lots?status=available", "/en/lots?area_min=25000"]
    assert any("25,000 m²" in text for text in chips)
    assert "1 lot fits" in page


def test_counts_stand_beside_every_choice_and_zero_stays(visitor, land):
    page = visitor.get("/en/lots?status=available")

    boxes = page.css("[type=checkbox][name=status]")
    counts = {box.get("value"): words(box.getparent().find_class("n")[-1]) for box in boxes}
    assert counts == {"available": "2", "held": "0", "reserved": "0", "sold": "1", "leased": "0"}
    assert {box.getparent().get("data-zero") for box in page.css("[type=checkbox][name=status][value=held]")} == {""}


def test_what_is_not_known_is_counted_and_can_be_left_out(visitor, land):
    kept = visitor.get("/en/lots?power_min=12")
    assert rows(kept) == ["E-09", "E-10", "S-01"]
    assert "2 do not state something you asked for" in kept
    assert words(kept.one("[name=power_unknown][type=checkbox]").getparent()).endswith("2")

    assert rows(visitor.get("/en/lots?power_min=12&power_unknown=0")) == ["E-09"]


def test_a_value_that_cannot_be_read_is_told_beside_its_field_and_stays_in_it(visitor, land):
    page = visitor.get("/ko/lots?area_min=넓게&price_max=200&status=available")

    field = page.one("#area_min")
    assert field.get("value") == "넓게"
    assert field.get("aria-invalid") == "true"
    assert page.css("#area_min-error")
    assert page.css("#price_max-error")
    assert rows(page) == ["E-09", "E-10"]


def test_nothing_found_says_what_is_nearest_and_which_condition_to_drop(visitor, land):
    page = visitor.get("/en/lots?area_min=32000&area_unknown=0&power_min=10&power_unknown=0")

    assert "No lot meets all of these conditions." in page
    assert "1,485 m² short" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert page.css('.near a[href="/en/lots/trial/E-09"]')
    assert page.css('.near a.btn[href="/en/lots?power_min=10&power_unknown=0"]')


def test_lots_that_do_not_fit_are_faded_on_the_plan_not_removed(visitor, land):
    page = visitor.get("/en/lots?area_min=25000")

    drawn = {path.get("data-lot"): path.get("class") for path in page.css("svg.plan [data-lot]")}
    assert drawn == {"trial/E-09": "lot available", "trial/E-10": "lot dim", "trial/S-01": "lot dim"}


def test_a_hold_is_in_talks_where_the_estate_says_so(visitor, session, clock):
    estate = an_estate(session, "other", hold_shown_as="in_talks")
    lot = lots(session, estate, {"T-01": {}})["T-01"]
    lot.status = lot.public_status = Status.HELD
    session.commit()

    page = visitor.get("/en/lots")

    assert words(page.one(".lrow .st")) == "In talks"


def test_pages_of_24_in_an_order_that_names_who_is_next(visitor, session, estate):
    lots(session, estate, {f"A-{n:02}": {"net_area": str(10_000 + n)} for n in range(30)})

    first = visitor.get("/en/lots?sort=area")
    second = visitor.get(first.one("a[rel=next]").get("href"))

    assert [*rows(first), *rows(second)] == [f"A-{n:02}" for n in range(30)]
    assert rows(visitor.get("/en/lots?sort=area&page=99")) == rows(second)


@HOW_MANY
@pytest.mark.parametrize("query", ["", "?area_min=15000&power_min=3&sort=price", "?area_min=90000&sort=-price&page=2"])
def test_a_list_takes_eight_statements_however_many_lots_there_are(visitor, told_of, statements, how_many, query):
    told_of(how_many)

    with statements:
        visitor.get(f"/en/lots{query}")

    thin = "area_min" in query and (how_many == 1 or "page" in query)  # then the nearest misses are told, too
    assert len(statements) == 7 + thin - ("page" in query), str(statements)


def test_an_unchanged_list_is_not_rendered_again_and_a_changed_one_is(visitor, session, estate, land, statements):
    first = visitor.get("/en/lots")
    with statements:
        again = visitor.get("/en/lots", status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert len(statements) == 1
    assert again.headers["ETag"] == first.headers["ETag"]

    from models.land.statement import Subject

    say(session, estate, {Subject("lot", land["E-10"].id): {"net_area": "21000"}})

    changed = visitor.get("/en/lots", headers={"If-None-Match": first.headers["ETag"]})
    assert "21,000 m²" in changed.text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_files_hold_the_same_result(visitor, land):
    asked = "?area_min=15000&sort=area"
    table = list(csv.reader(io.StringIO(visitor.get(f"/en/lots.csv{asked}").source.removeprefix("\ufeff"))))
    shapes = json.loads(visitor.get(f"/en/lots.geojson{asked}").source)

    assert [row[1] for row in table[1:]] == ["E-10", "E-09"]
    assert sorted(lot["id"] for lot in shapes["features"]) == ["trial/E-09", "trial/E-10"]
    assert set(shapes["features"][0]["properties"]) == {"code", "estate", "status", "area_m2"}
    head = table[0]
    assert table[2][head.index("Net area (m²)")] == "30515"
    assert table[1][head.index("Price")] == "On request"
    assert table[2][head.index("Industrial water supply (m³/day)")] == "0"  # said to be none
    assert table[1][head.index("Industrial water supply (m³/day)")] == ""  # nothing said


def test_a_workbook_opens_with_the_same_lots(visitor, land):
    from python_calamine import CalamineWorkbook

    answer = visitor.get("/ko/lots.xlsx?area_min=15000")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.answer.get_data())).get_sheet_by_index(0).to_python()

    assert [row[1] for row in sheet[1:]] == ["E-09", "E-10"]


def test_a_word_that_begins_like_a_formula_is_no_formula_in_a_file(visitor, session, estate):
    lot = lots(session, estate, {"A-01": {}})["A-01"]
    lot.code_as_given = "=1+1"
    session.commit()

    assert "'=1+1" in visitor.get("/en/lots.csv").source


def test_an_empty_house_says_something_useful(visitor, clock):
    assert "No lots are offered here yet." in visitor.get("/ko/lots".replace("ko", "en"))
    assert visitor.get("/en/lots.csv").status == 200
    assert json.loads(visitor.get("/en/lots.geojson").source)["features"] == []
    assert visitor.get("/en/lots/map.js").status == 200


def test_land_that_is_only_let_is_not_called_for_sale(visitor, session, estate):
    lots(session, estate, {"L-01": {"tenure_offer": "lease"}})

    page = visitor.get("/en/lots")

    assert words(page.one(".lrow .st")) == "Available for lease"
    assert page.css("svg.plan title")[0].text_content() == "L-01, Available for lease"
    assert words(visitor.get("/en/lots/trial/L-01").one(".lot-h .st")) == "Available for lease"
