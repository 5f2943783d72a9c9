"""An estate's page: what is firm and free, how far it is, what the scorecard says, who is there, and nothing that is not so."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import shapely

from models.land.answer import Answer, Proof
from models.land.document import Document
from models.land.estate import Feature
from models.land.ledger import Indicator, Operator, PublicNote, Tenant, Utility
from models.land.statement import Subject
from tests.land import lots, say
from tests.page import words

PATH = "/en/estates/trial"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def told(session, estate, clock):
    """Let somebody say rows beside the estate's facts: `told(Utility, {...}, {...}, kind=…)`."""

    def tell(table, *rows, **statement):
        statement = say(session, estate, {}, at=clock.at, **{"kind": Proof.CERTIFIED, **statement})
        session.add_all(table(estate_id=estate.id, statement=statement, **row) for row in rows)
        session.commit()
        return statement

    return tell


def power(**more):
    return {
        "utility": "power", "letter": "E", "item": "Substation", "capacity": Decimal(100), "in_use": Decimal(40),
        "committed": Decimal(10), "unit": "MV.A", "basis": "permit", "available_from": date(2020, 1, 1), **more,
    }  # fmt: skip


def indicator(code, value="yes", **more):
    return {"framework": "eip", "code": code, "answer": Answer.STATED, "value": value, **more}


def plain(node):
    return words(node).replace(NBSP, " ")


def ledger(page):
    """Return by utility what firm, in use, committed and free are, and what stands beside the bar."""
    return {
        plain(row.cssselect(".uname")[0]): [plain(cell) for cell in row.cssselect("td")[:5]] for row in page.css(".led tbody tr")
    }


def scorecard(page):
    """Return by code: target, value, verdict."""
    return {
        plain(row.cssselect(".code")[0]): [plain(row.cssselect(part)[0]) for part in (".tg", ".vl", ".jd")]
        for row in page.css(".ind tbody tr")
    }


def test_an_estate_has_a_page_in_every_language(visitor, estate, land):
    for lang, name in (("id", "Kawasan Uji"), ("en", "Trial Estate"), ("ko", "시험 산업단지"), ("ja", "試験工業団地")):
        page = visitor.get(f"/{lang}/estates/trial")
        assert page.h1 == name
        assert len(page.css("link[rel=alternate]")) == 5
    assert {plain(row.cssselect("th")[0]): plain(row.cssselect("td")[0]) for row in visitor.get(PATH).css(".stt tbody tr")} == {
        "Available": "2", "On hold": "0", "Reserved": "0", "Sold": "1", "Leased": "0",
    }  # fmt: skip


def test_an_estate_of_which_nothing_is_said_has_a_page(visitor, session, estate):
    session.commit()
    page = visitor.get(PATH)

    assert "No lot of this estate is shown yet." in page
    assert not page.css("#util, #green, #where, #docs, #firms")


def test_an_estate_that_is_not_published_is_not_there(visitor, session, estate):
    estate.published = False
    session.commit()

    visitor.get(PATH, status=404)
    visitor.get("/en/estates/none", status=404)


def test_free_is_firm_less_in_use_and_committed_and_a_plan_never_counts(visitor, told):
    told(
        Utility,
        power(),
        power(item="Second", capacity=Decimal("20.5"), in_use=Decimal(0), committed=Decimal(0), basis="letter"),
        power(item="Third", capacity=Decimal(500), basis="plan", available_from=date(2030, 1, 1)),
        power(item="Fourth", capacity=Decimal(30), basis="letter", available_from=date(2029, 6, 1)),
        power(item="Line on a map", capacity=Decimal(900), basis=None),
    )
    page = visitor.get(PATH)

    cells = ledger(page)["E Power"]
    assert cells[:4] == ["120.5 MVA", "40", "10", "70.5"]
    assert "Plan only: +500 MVA from 2030-01" in cells[4]
    assert "Supplier's letter: +30 MVA from 2029-06" in cells[4]
    assert "900" not in " ".join(cells)
    assert "Line on a map" in plain(page.one("#published"))


def test_a_capacity_counts_from_its_day_on_though_nobody_did_anything(visitor, told, clock):
    told(Utility, power(), power(item="New", capacity=Decimal(50), available_from=clock.at.date() + timedelta(days=2)))
    before = visitor.get(PATH)
    assert ledger(before)["E Power"][0] == "100 MVA"

    clock.move(days=1)
    assert ledger(visitor.get(PATH))["E Power"][0] == "100 MVA"
    clock.move(days=1)
    after = visitor.get(PATH, headers={"If-None-Match": before.headers["ETag"]})
    assert ledger(after)["E Power"][0] == "150 MVA"


def test_what_is_not_stated_is_no_zero_and_makes_nothing_free(visitor, told):
    told(Utility, power(in_use=None))

    assert ledger(visitor.get(PATH))["E Power"][:4] == ["100 MVA", "Not stated", "10", "Not stated"]


@pytest.mark.parametrize(
    ("in_use", "said"), [("79.9", ""), ("80", "10% left"), ("95", "More promised than there is"), ("90", "0% left")]
)
def test_a_utility_of_which_nine_tenths_are_taken_says_so(visitor, told, in_use, said):
    told(Utility, power(in_use=Decimal(in_use)))
    page = visitor.get(PATH)

    assert [plain(tag) for tag in page.css(".tight")] == ([said] if said else [])
    assert len(page.css(".led .lim")) == bool(said)


def test_amounts_of_different_units_are_never_added(visitor, told):
    told(Utility, power(), power(item="Plant", unit="MW", capacity=Decimal(7)))

    assert [plain(row.cssselect("td")[0]) for row in visitor.get(PATH).css(".led tbody tr")] == ["100 MVA", "7 MW"]


def test_the_last_said_of_a_source_counts(visitor, told):
    told(Utility, power())
    told(Utility, power(in_use=Decimal(60)))

    assert ledger(visitor.get(PATH))["E Power"][1] == "60"


def test_a_statement_that_was_taken_back_is_not_shown(visitor, session, told, clock):
    statement = told(Utility, power())
    assert ledger(visitor.get(PATH))
    statement.force_until = clock.at
    session.commit()

    told(Tenant, {"company": "Other", "status": "operating"})  # raises the edition, as taking back does
    assert not ledger(visitor.get(PATH))


def test_an_operator_is_told_with_its_days_and_who_was_before(visitor, told):
    told(Utility, power(operator="PT Baru"))
    told(
        Operator,
        {"role": "power", "name": "PT Lama", "valid_from": "2017-01-01", "valid_to": "2023-02"},
        {"role": "power", "name": "PT Baru", "valid_from": "2023-03-01"},
        {"role": "estate", "name": "PT Nanti", "valid_from": "2031"},
    )
    page = visitor.get(PATH)

    assert plain(page.one(".led .op")) == "PT Baru, since 2023-03 (before: PT Lama)"
    rows = [[plain(cell) for cell in row.cssselect("th, td")][:4] for row in page.css("#firms tbody tr")]
    assert rows == [
        ["Estate management", "PT Nanti", "2031", "today"],
        ["Power", "PT Baru", "2023-03-01", "today"],
        ["Power", "PT Lama", "2017-01-01", "2023-02"],
    ]


def test_a_tenant_that_has_closed_is_never_shown(visitor, told, clock):
    today = clock.at.date()
    told(
        Tenant,
        {"company": "Gone", "status": "closed", "until": date(2020, 1, 1)},
        {"company": "Closes tomorrow", "status": "operating", "until": today + timedelta(days=1)},
        {"company": "Closed yesterday", "status": "operating", "until": today - timedelta(days=1)},
        {"company": "Builds", "status": "under_construction", "isic": "C20", "since": "2025-12"},
    )

    def names():
        return [plain(name) for name in visitor.get(PATH).css("#firms tbody th > span[translate=no]")]

    assert names() == ["Closes tomorrow", "Builds"]
    assert "Gone" not in visitor.get(PATH)
    clock.move(days=3)
    assert names() == ["Builds"]


def test_a_tenant_is_told_with_its_status_its_day_and_its_source(visitor, told):
    told(
        Tenant, {"company": "Builds", "status": "under_construction", "isic": "C20", "since": "2025-12"},
        kind=Proof.DECLARED, as_of=date(2025, 12, 10), source="Daily, 10 Dec 2025", certainty="F/H",
    )  # fmt: skip
    (row,) = visitor.get(PATH).css("#firms tbody tr")

    assert "Builds Chemicals" in plain(row).replace("BuildsChemicals", "Builds Chemicals")
    assert "Under construction" in plain(row)
    assert "2025-12" in plain(row)
    assert "Source: Daily, 10 Dec 2025 · high certainty" in plain(row)
    assert "Declared" not in plain(row)  # the press said so, not the estate


def test_the_scorecard_has_every_row_of_the_framework(visitor, told):
    told(Indicator, indicator("PM.P1"))
    rows = scorecard(visitor.get(PATH))

    assert len(rows) == 51
    assert rows["PM.P1"] == ["Yes", "Yes", "Met"]
    assert rows["EN.I11"] == ["< 50%", "Not stated", "Not known"]


def test_exactly_fifty_where_below_fifty_is_asked_fails_and_says_why(visitor, told):
    told(Indicator, indicator("EN.I11", "50"), indicator("EC.I5", "50"), indicator("EN.I7", "95"))
    page = visitor.get(PATH)
    rows = scorecard(page)

    assert rows["EN.I11"] == ["< 50%", "50%", "Not met"]
    assert rows["EC.I5"] == ["> 50%", "50%", "Not met"]
    assert rows["EN.I7"] == ["≥ 95%", "95%", "Met"]
    assert "Less than 50% is asked; exactly 50% is not met." in page.text.replace(NBSP, " ")
    assert "More than 50% is asked; exactly 50% is not met." in page.text.replace(NBSP, " ")


def test_the_answers_without_a_value_keep_their_words(visitor, told):
    told(
        Indicator,
        indicator("PM.I2", None, answer=Answer.NOT_MEASURED),
        indicator("EN.P3", None, answer=Answer.NOT_APPLICABLE),
        indicator("EC.I3", None, answer=Answer.NOT_DISCLOSED),
        indicator("PM.P4", "no", under_way=True),
    )
    page = visitor.get(PATH)
    rows = scorecard(page)

    assert [rows[code][1:] for code in ("PM.I2", "EN.P3", "EC.I3", "PM.P4")] == [
        ["Not measured", "Not known"], ["Not applicable", "Not applicable"], ["Not disclosed", "Not known"], ["No", "Under way"],
    ]  # fmt: skip
    assert "1 row does not apply and is not counted." in page


def test_tallies_and_table_say_the_same(visitor, told):
    told(Indicator, indicator("PM.P1"), indicator("PM.P2", "no"), indicator("PM.P3", "no", under_way=True))
    page = visitor.get(PATH)
    row = page.css(".score-t tbody tr")[0]

    squares = row.cssselect("svg.tally rect")
    assert [square.get("class") for square in squares] == ["c1", "c2", "c0", *["c9"] * 6]
    assert [plain(cell) for cell in row.cssselect("td.num")] == ["1 / 9", "11%", "55%"]
    assert "1 met · 1 under way · 1 not met · 6 not known" in row.cssselect("svg")[0].get("aria-label")
    assert "Sustainability 12(24), 10611" in page


def test_a_reference_series_is_named_with_its_value_and_its_day(visitor, told):
    told(Indicator, indicator("EN.I3", "14"), as_of=date(2026, 10, 31))
    assert "No value to compare with is on record." in visitor.get(PATH)

    series = {"framework": "reference", "code": "national_grid_renewable_share", "answer": Answer.STATED}
    told(Indicator, {**series, "value": "14"}, as_of=date(2025, 12, 31))
    told(Indicator, {**series, "value": "99"}, as_of=date(2026, 12, 31))
    page = visitor.get(PATH)
    assert scorecard(page)["EN.I3"] == ["≥ national grid average, 14%", "14%", "Met"]
    assert "Compared with the value of 2025-12-31." in page


def test_it_says_what_is_self_assessed(visitor, told):
    told(Indicator, indicator("PM.P1"), indicator("PM.P2"), kind=Proof.DECLARED)
    told(Indicator, indicator("PM.P3"), kind=Proof.CERTIFIED)
    page = visitor.get(PATH)

    assert "Assessed by the estate itself" in page
    assert "Of 3 answers, 2 are only declared." in page


def test_the_ministrys_standard_gives_points_and_adds_up_nothing(visitor, told):
    share = {"framework": "permenperin26", "answer": Answer.STATED}
    told(Indicator, {**share, "code": "plots_share", "value": "70"}, {**share, "code": "green_space", "value": "9.9"})
    page = visitor.get(PATH)
    rows = {plain(row.cssselect("th")[0]): row for row in page.css(".std tbody tr")}

    assert [plain(one) for one in rows["Land in lots"].cssselect(".bands .on")] == ["≤ 70% 3 points reached"]
    assert "No band is reached." in plain(rows["Green space"])
    assert plain(rows["Green space"].cssselect("td.num")[1]) == "0"
    assert plain(rows["Roads and drains"].cssselect("td.num")[1]) == "Not stated"
    assert "accredited from 150 points on" in page


def test_distances_are_the_estates_own_else_the_lots_with_method_and_proof(visitor, session, estate, land):
    own = {"amount": "96", "method": "road", "minutes": "110"}
    say(session, estate, {Subject("estate", estate.id): {"distance_airport": own}})
    rows = [[plain(cell) for cell in row.cssselect("td")] for row in visitor.get(PATH).css(".reach tbody tr")]

    assert rows[0][1:] == ["1.46 km", "4 min", "By roadfrom the lots", "Surveyed 2026-08-14"]
    assert rows[1][1:] == ["96 km", "1 h 50 min", "By road", "Surveyed 2026-08-14"]


def test_the_sketch_numbers_its_places_as_the_table_does(visitor, session, estate, land):
    statement = say(session, estate, {})
    square = shapely.box(105.5, -6.5, 106.5, -5.5)
    port = {"place": "port", "name_en": "Far port"}
    drawn = [
        ("region_land", square, {"credit": "© Somebody"}),
        ("region_coast", square.exterior, {}),
        ("region_place", shapely.Point(106.1, -6.0), {"place": "other", "name_en": "Market <b>"}),
        ("region_place", shapely.Point(107.0, -6.0), port),
    ]
    session.add_all(
        Feature(estate_id=estate.id, statement_id=statement.id, kind=kind, shape=shapely.to_wkb(shape), properties=more)
        for kind, shape, more in drawn
    )
    session.commit()
    page = visitor.get(PATH)

    assert [plain(disc) for disc in page.css(".reg .bdg")] == ["1", "2"]
    rows = [[plain(cell) for cell in row.cssselect("th, td")] for row in page.css(".reach tbody tr")]
    assert rows[0][0].startswith("1Market <b>")
    assert [rows[0][1], *rows[0][3:]] == ["11.1 km", "Straight line", "computed"]
    assert "Far port" in rows[1][0]
    assert rows[1][1] == "1.46 km"  # what the lots say of the port
    assert "straight line 111 km" in rows[1][0]
    assert "© Somebody" in page
    assert page.one("svg.reg").get("role") == "img"


def test_only_public_papers_are_listed_and_the_others_counted(visitor, session, estate, land):
    about = {"estate_id": estate.id, "language": "id"}
    session.add_all(
        [
            Document(key="a", title="Peta", title_en="Survey plan", level="public", **about),
            Document(key="b", title="Rahasia", level="nda", **about),
            Document(key="c", title="Daftar", level="registered", **about),
            Document(key="d", title="Milik kaveling", level="public", lots=[land["E-09"]], **about),
        ]
    )
    session.commit()
    page = visitor.get(PATH)

    assert [plain(row.cssselect("td")[0]) for row in page.css("table.docs tbody tr")] == ["Survey plan"]
    assert "2 more can be read after registration" in page
    assert "Rahasia" not in page


def test_what_is_invented_says_so_and_what_was_published_names_its_source(visitor, told):
    told(Utility, power(), illustrative=True)
    firms = {"topic": "firms", "value": "92", "unit": "{count}"}
    told(PublicNote, {"topic": "name", "text": "The Real Estate"}, firms, source="Daily")
    page = visitor.get(PATH)

    assert page.css("aside.demo")
    assert "Illustrative" in plain(page.one("#util"))
    assert "about The Real Estate" in page.one("#published").text_content()
    assert "Daily" in plain(page.one("#published"))


def test_a_desk_is_told_with_its_hours_on_the_readers_clock(visitor, session, estate):
    session.commit()
    page = visitor.get("/ja/estates/trial")

    assert "月–金 08:00–17:00 WIB (10:00–19:00 JST)" in page.text.replace(NBSP, " ").replace("\N{WORD JOINER}", "")
    assert len(page.css("svg.hrs")) == 1
    assert not visitor.get("/id/estates/trial").css("svg.hrs")


def test_home_lots_and_a_lot_lead_to_the_estate_and_the_map_names_it(visitor, land):
    for path in ("/en/", "/en/lots", "/en/lots/trial/E-09"):
        assert PATH in visitor.get(path).links(), path
    assert PATH in visitor.get("/sitemap.xml").text


@pytest.mark.parametrize("how_many", [1, 100])
def test_an_estate_takes_eight_statements_however_much_is_told(visitor, session, estate, told, statements, how_many):
    far = {"net_area": "20000", "distance_port": {"amount": 3, "method": "road"}}
    lots(session, estate, {f"A-{n:03}": far for n in range(how_many)})
    say(session, estate, {Subject("estate", estate.id): {"saidi_minutes": "42", "wwtp_capacity": "12000"}})
    for n in range(how_many):
        told(Utility, power(item=f"Item {n}"))
    told(Operator, *({"role": "power", "name": f"PT {n}"} for n in range(how_many)))
    told(Tenant, *({"company": f"Firm {n}", "status": "operating"} for n in range(how_many)))
    told(PublicNote, *({"topic": f"topic {n}", "text": "x"} for n in range(how_many)))
    told(Indicator, indicator("PM.P1"))
    session.add_all(Document(estate_id=estate.id, key=f"k{n}", title=f"T{n}", language="id") for n in range(how_many))
    session.commit()

    with statements:
        visitor.get(PATH)

    assert len(statements) <= 8, str(statements)


def test_an_unchanged_estate_is_not_rendered_again(visitor, land, statements):
    first = visitor.get(PATH)
    with statements:
        visitor.get(PATH, status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert len(statements) == 1
