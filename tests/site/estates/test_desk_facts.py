"""Several values stated on a lot's page become one statement; nothing typed is lost, and nobody overwrites unseen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from models.account import Role
from models.act import Way
from models.edition import Edition
from models.land.answer import Answer, Proof, Visibility
from models.land.document import Document
from models.land.lot import Lot
from models.land.statement import Fact, Statement, Subject
from models.land.values import Quantity
from tests.client import ANY
from tests.land import NOW, an_estate, lots, say
from tests.site.estates.kept import a_held_lot, as_shown


@pytest.fixture(autouse=True)
def today(clock):
    """The lots were surveyed in August; it is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def lot(session, estate):
    found = lots(session, estate, {"A-01": {"net_area": 20000, "lot_power_capacity": "16", "frontage": "146"}})["A-01"]
    session.commit()
    return found


@pytest.fixture
def address(lot):
    return f"/staff/lots/{lot.id}"


def newest(session):
    """Return the statement made last, with what it says by code."""
    session.expire_all()
    statement = session.scalars(select(Statement).order_by(Statement.id.desc())).first()
    facts = session.scalars(select(Fact).where(Fact.statement_id == statement.id))
    return statement, {fact.code: fact for fact in facts}


def standing(session, lot):
    """Return the lot as it stands now."""
    session.expire_all()
    return session.get_one(Lot, lot.id)


def count(session):
    """Return how many statements there are."""
    return session.scalar(select(func.count()).select_from(Statement))


def test_a_lot_shows_its_facts_with_who_says_so_on_what_strength(session, estate, lot, address, seller):
    say(
        session,
        estate,
        {Subject("estate", estate.id): {"steam_pressure": "12", "steam_flow": "64"}},
        kind=Proof.METERED,
    )

    page = seller.get(address)

    assert page.h1 == "A-01"
    assert "20,000 m² Surveyed 2026-08-14" in page
    assert "12 bar(g) Estate value Metered 2026-08-14" in page
    assert "Not stated Estate: 64 t/h in all" in page
    assert not page.css("form[data-facts]"), "sales reads"


def test_several_values_become_one_statement_with_its_proof(session, lot, address, engineer):
    page = engineer.get(address)

    answer = engineer.post(
        address,
        as_shown(
            page, proof="certified", as_of="2026-11-20", valid_to="2027-11-19",
            lot_power_capacity="18", fault_level_answer="not_disclosed", water_table_answer="not_measured",
            frontage_answer="not_stated", min_lot_area_answer="not_applicable", min_lot_area_note="cannot be split",
        ),
    )  # fmt: skip

    assert "5 values are stored as statement 2." in answer.follow()
    statement, said = newest(session)
    assert (statement.kind, statement.as_of, statement.valid_to) == (
        Proof.CERTIFIED, date(2026, 11, 20), date(2027, 11, 19)
    )  # fmt: skip
    assert statement.act.by_id == engineer.user_id
    assert statement.act.way is Way.DESK
    assert {code: fact.answer for code, fact in said.items()} == {
        "lot_power_capacity": Answer.STATED,
        "fault_level": Answer.NOT_DISCLOSED,
        "water_table": Answer.NOT_MEASURED,
        "frontage": Answer.NOT_STATED,
        "min_lot_area": Answer.NOT_APPLICABLE,
    }
    assert said["min_lot_area"].note == "cannot be split"
    now = standing(session, lot)
    assert now.lot_power_capacity == 18
    assert now.frontage is None
    assert "frontage" not in now.standing
    assert now.net_area == 20000


def test_what_an_engineer_states_is_read_on_the_public_page_and_raises_the_edition(
    session, estate, lot, address, engineer, visitor
):
    before = edition(session, estate)
    assert "16 MVA" in visitor.get("/en/lots/trial/A-01")

    engineer.post(address, as_shown(engineer.get(address), lot_power_capacity="18"))

    assert "18 MVA" in visitor.get("/en/lots/trial/A-01")
    assert edition(session, estate) == before + 1


def edition(session, estate):
    """Return the number of what the public sees of the estate."""
    session.expire_all()
    return session.scalar(select(Edition.number).where(Edition.scope == f"estate:{estate.id}"))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("language", "typed", "stored"),
    [
        ("id", "30.515,5", "30515.5"),
        ("id", "3,05 ha", "30500"),
        ("en", "30,515.5", "30515.5"),
        ("ko", "9,231평", "30515.702479"),
        ("ko", "3만 515", "30515"),
        ("ja", "9,231坪", "30515.702479"),
        ("ja", "３０５１５", "30515"),
    ],
)
def test_numbers_are_read_as_people_write_them_in_their_language(session, lot, address, staff, language, typed, stored):
    person = staff("engineer_abroad", Role.ENGINEER, language=language)

    person.post(address, as_shown(person.get(address), net_area=typed))

    assert standing(session, lot).net_area == Decimal(stored)


def test_a_wrong_number_in_indonesian_is_told_beside_its_field_and_all_that_was_typed_stays(
    session, lot, address, staff
):
    person = staff("insinyur", Role.ENGINEER, language="id")
    before = count(session)

    page = person.post(
        address, as_shown(person.get(address), net_area="dua puluh ribu", lot_power_capacity="7.000", frontage="120,5"),
        status=422,
    )  # fmt: skip

    assert count(session) == before
    assert page.tree.get("lang") == "id"
    sent = page.form("form[data-facts]")
    assert sent["net_area"] == ["dua puluh ribu"]
    assert sent["lot_power_capacity"] == ["7.000"]
    assert sent["frontage"] == ["120,5"]
    assert page.css("#net_area-error")
    assert "0,1" in page.one("#lot_power_capacity-error").text_content()  # from 0,1 to 600
    assert {link.get("href") for link in page.css("[data-summary] a")} == {"#say-net_area", "#say-lot_power_capacity"}


@pytest.mark.thorough
def test_a_figure_that_is_shown_can_be_sent_back_as_it_stands(session, lot, address, staff):
    for language in ("id", "en", "ko", "ja"):
        person = staff(f"engineer_{language}", Role.ENGINEER, language=language)

        page = person.post(address, as_shown(person.get(address)), status=422)

        assert page.css("[data-summary] p"), "nothing to store is told"
    person = person_in_english(staff)
    told = person.post(address, as_shown(person.get(address)), status=422)
    assert "Nothing was changed, so nothing was stored." in told
    assert count(session) == 1


def person_in_english(staff):
    return staff("another_engineer", Role.ENGINEER)


def test_the_same_figure_written_otherwise_is_no_change(session, lot, address, engineer):
    engineer.post(address, as_shown(engineer.get(address), net_area="2 ha"), status=422)

    assert count(session) == 1


def test_the_same_figure_can_be_said_again_on_better_proof(session, lot, address, engineer):
    engineer.post(address, as_shown(engineer.get(address), net_area_again="1", proof="certified", as_of="2026-11-01"))

    _statement, said = newest(session)
    assert list(said) == ["net_area"]
    assert standing(session, lot).standing["net_area"]["p"] == "certified"


def test_a_price_is_whole_with_currency_and_basis_or_refused(session, lot, address, engineer):
    page = engineer.get(address)

    refused = engineer.post(address, as_shown(page, price_answer="stated", price="162"), status=422)
    engineer.post(
        address, as_shown(page, price_answer="stated", price="162", price_currency="USD", price_basis="per_m2")
    )

    assert "needs its" in refused.one("#price-error").text_content()
    now = standing(session, lot)
    assert (now.price, now.price_currency, now.price_basis) == (162, "USD", "per_m2")


def test_distances_keep_how_they_were_measured_and_how_long_they_take(session, lot, address, engineer):
    filled = {"distance_port_answer": "stated", "distance_port": "5.4", "distance_port_method": "road"}
    engineer.post(address, as_shown(engineer.get(address), **filled, distance_port_minutes="12"))

    _statement, said = newest(session)
    assert said["distance_port"].value == {"amount": "5.4", "method": "road", "minutes": 12}
    assert "5.4 km By road, 12 min" in engineer.get(address)


def test_choices_sets_days_years_and_yes_or_no_are_stated(session, lot, address, engineer):
    engineer.post(
        address,
        as_shown(
            engineer.get(address), telecom_answer="stated", telecom=["fibre", "mobile_5g"], land_right_answer="stated",
            land_right="hgb", handover_date_answer="stated", handover_date="2027-03-01", fill_year_answer="stated",
            fill_year="2019", splittable_answer="stated", splittable="no", klb_answer="stated", klb="2.5",
        ),
    )  # fmt: skip

    now = standing(session, lot)
    assert now.telecom == {"fibre", "mobile_5g"}
    assert now.land_right == "hgb"
    assert now.handover_date == date(2027, 3, 1)
    assert now.fill_year == 2019
    assert now.splittable is False
    assert now.klb == Decimal("2.5")


def test_a_floor_area_ratio_is_typed_in_per_cent_where_people_say_it_so(session, lot, address, staff):
    person = staff("engineer_in_seoul", Role.ENGINEER, language="ko")

    person.post(address, as_shown(person.get(address), klb_answer="stated", klb="250"))

    assert standing(session, lot).klb == Decimal("2.5")
    assert person.get(address).form("form[data-facts]")["klb"] == ["250"]


def test_a_narrowed_price_is_read_by_sales_and_by_nobody_outside(
    session, lot, address, engineer, seller, marketer, visitor
):
    filled = {"price_answer": "stated", "price": "162", "price_currency": "USD", "price_basis": "per_m2"}
    engineer.post(address, as_shown(engineer.get(address), **filled, price_visibility="registered"))

    _statement, said = newest(session)
    assert said["price"].visibility is Visibility.REGISTERED
    assert "162 USD/m² Registered readers" in seller.get(address)
    for reader, path in ((marketer, address), (visitor, "/en/lots/trial/A-01")):
        page = reader.get(path)
        assert "162" not in page
        assert "On request" in page
    assert engineer.get(address).form("form[data-facts]")["price"] == ["162"]


def test_an_estates_value_is_overruled_by_the_lots_and_holds_again_when_that_is_taken_away(
    session, estate, lot, address, engineer
):
    say(session, estate, {Subject("estate", estate.id): {"steam_pressure": "12"}}, kind=Proof.METERED)
    page = engineer.get(address)
    assert page.form("form[data-facts]")["steam_pressure_answer"] == ["not_stated"]

    engineer.post(address, as_shown(page, steam_pressure_answer="stated", steam_pressure="9"))
    assert standing(session, lot).steam_pressure == 9

    engineer.post(address, as_shown(engineer.get(address), steam_pressure_answer="not_stated"))
    now = standing(session, lot)
    assert now.steam_pressure == 12
    assert now.standing["steam_pressure"]["o"] == 1


def test_a_certificate_that_ran_out_loses_its_mark_and_shows_the_day(session, estate, lot, address, engineer):
    say(
        session, estate, {Subject("lot", lot.id): {"land_right": "hgb"}}, kind=Proof.CERTIFIED, valid_to=date(2026, 11, 23)
    )  # fmt: skip

    row = engineer.get(address).one("#land_right")

    assert "Expired 2026-11-23" in row.text_content()
    assert "Certified" not in row.text_content()
    assert not row.cssselect("use[href='#p-certified']")


def test_a_new_document_is_put_beside_the_others_once(session, estate, lot, address, engineer):
    title = "Grid operator letter 0533"
    for power in ("17", "18"):
        filled = {"document": "new", "new_document": f" {title} ", "lot_power_capacity": power}
        engineer.post(address, as_shown(engineer.get(address), **filled))

    document = session.scalars(select(Document)).one()
    statement, _said = newest(session)
    assert (document.title, document.estate_id) == (title, estate.id)
    assert statement.document_id == document.id
    assert title in engineer.get(address).one("#lot_power_capacity").text_content()


def test_papers_of_other_estates_and_of_other_lots_are_not_offered(session, estate, lot, address, engineer):
    other = lots(session, estate, {"B-02": {}})["B-02"]
    elsewhere = an_estate(session, "elsewhere")
    mine = Document(estate_id=estate.id, key="a", title="Of the estate", language="id")
    theirs = Document(estate_id=estate.id, key="b", title="Of another lot", language="id", lots=[other])
    far = Document(estate_id=elsewhere.id, key="c", title="Of another estate", language="id")
    session.add_all([mine, theirs, far])
    session.commit()

    page = engineer.get(address)
    offered = [option.text_content() for option in page.css("#document option")]

    assert offered == ["None", "Of the estate", "New document"]
    engineer.post(address, as_shown(page, document=str(far.id), lot_power_capacity="18"), status=422)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("as_of", "2026-11-25"), ("as_of", "24/11/2026"), ("as_of", ""), ("as_of", "0001-01-01"), ("valid_to", "2026-01-01"),
        ("valid_to", "soon"), ("proof", "sworn"), ("document", "999"), ("document", "new"), ("net_area_visibility", "king"),
        ("net_area_answer", "perhaps"), ("net_area_note", "x" * 501), ("new_document", "x" * 201),
    ],
)  # fmt: skip
def test_a_statement_that_cannot_be_is_refused_beside_its_field(session, lot, address, engineer, field, text):
    page = engineer.post(
        address, as_shown(engineer.get(address), **({"lot_power_capacity": "18"} | {field: text})), status=422
    )

    assert page.css(".msg")
    assert page.form("form[data-facts]")["lot_power_capacity"] == ["18"]
    assert count(session) == 1


def test_two_open_forms_do_not_overwrite_each_other_and_nothing_typed_is_lost(session, lot, address, engineer, staff):
    mine, theirs = engineer.get(address), person_in_english(staff).get(address)
    theirs.client.post(address, as_shown(theirs, lot_power_capacity="14", net_area="19,990"))

    clash = engineer.post(address, as_shown(mine, lot_power_capacity="18", frontage="150"), status=409)

    assert standing(session, lot).lot_power_capacity == 14
    sides = {row[0]: row[1:] for row in rows(clash, ".d-clash table")}
    assert sides["Power available"] == ["16 MVA", "14 MVA another.engineer@example.com", "18 MVA"]
    assert sides["Net area"] == ["20,000 m²", "19,990 m² another.engineer@example.com", "nothing new"]
    sent = clash.form("form[data-facts]")
    assert (sent["lot_power_capacity"], sent["frontage"], sent["net_area"]) == (["18"], ["150"], ["19,990"])

    engineer.post(address, as_shown(clash))

    now = standing(session, lot)
    assert (now.lot_power_capacity, now.frontage, now.net_area) == (18, 150, 19990)


def rows(page, selector):
    """Return the cells of a table's body, row by row."""
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.css(f"{selector} tbody tr")]


def test_a_program_that_sends_an_old_version_is_told_of_both_sides(session, lot, address, engineer):
    version = str(lot.version)
    engineer.post(address, {"version": version, **FILLED, "lot_power_capacity": "14"})

    clash = engineer.post(address, {"version": version, **FILLED, "lot_power_capacity": "18"}, status=409)

    assert "14 MVA" in clash
    assert standing(session, lot).lot_power_capacity == 14


FILLED = {"proof": "declared", "as_of": "2026-11-24", "typed": "en"}


def test_a_hold_placed_meanwhile_is_no_reason_to_refuse_a_figure(session, lot, address, engineer):
    page = engineer.get(address)
    a_held_lot(session, lot, until=NOW + timedelta(days=3))

    engineer.post(address, as_shown(page, lot_power_capacity="18"))

    assert standing(session, lot).lot_power_capacity == 18


def test_a_number_is_read_in_the_language_of_the_page_it_was_typed_on(session, lot, address, staff):
    person = staff("engineer_of_two_tongues", Role.ENGINEER, language="id")
    page = person.get(address)
    person.post("/staff/account", {"name": "Engineer", "language": "en"})

    person.post(address, as_shown(page, net_area="21.500"))

    assert standing(session, lot).net_area == 21500


def test_who_leads_sales_states_the_price_and_nothing_else(session, lot, address, sales_lead):
    page = sales_lead.get(address)
    named = {name.partition("_answer")[0] for name in page.form("form[data-facts]") if name.endswith("_answer")}
    assert named == {"price", "vat_included", "service_charge"}

    filled = {"price_answer": "stated", "price": "170", "price_currency": "USD", "price_basis": "per_m2"}
    sales_lead.post(address, as_shown(page, **filled, net_area_answer="stated", net_area="1,000"))

    now = standing(session, lot)
    assert (now.price, now.net_area) == (170, 20000)


def test_the_engineer_of_another_estate_finds_no_lot_here(session, lot, address, staff):
    stranger = staff("stranger", Role.ENGINEER, estate_id=an_estate(session, "elsewhere").id)

    stranger.get(address, status=404)
    stranger.post(address, {**FILLED, "version": "1", "net_area": "1000"}, status=404)

    assert count(session) == 1


def test_who_is_an_engineer_elsewhere_only_reads_here(session, estate, lot, address, staff):
    mixed = staff("mixed", Role.ENGINEER, estate_id=an_estate(session, "elsewhere").id)
    from models.account import UserRole

    session.add(UserRole(user_id=mixed.user_id, role=Role.SALES, estate_id=estate.id))
    session.commit()

    assert not mixed.get(address).css("form[data-facts]")
    mixed.post(address, {**FILLED, "version": "1", "net_area": "1000"}, status=404)


HOSTILE = [
    "\x00",
    "١٢٣",
    "1e400",
    "NaN",
    "-",
    "9" * 70,
    "1.2.3,4",
    "<script>",
    "𝟙𝟚",
    "2026-02-30",
    "½",
    "12 parsec",
    "\u202e12",
]


@pytest.mark.thorough
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_breaks_the_page(session, lot, address, engineer, text):
    codes = ("net_area", "price", "distance_port", "handover_date", "land_right", "telecom", "fill_year", "splittable")
    filled = {f"{code}_answer": "stated" for code in codes} | dict.fromkeys(codes, text)
    beside = dict.fromkeys(
        ("price_currency", "price_basis", "distance_port_method", "distance_port_minutes", "net_area_seen", "version",
         "as_of", "valid_to", "document", "typed", "pga_note", "new_document"), text,
    )  # fmt: skip

    page = engineer.get(address)
    engineer.post(address, as_shown(page, **filled), status=422)
    assert engineer.post(address, as_shown(page, **filled, **beside), status=ANY).status in {409, 422}

    assert count(session) == 1


@pytest.mark.thorough
@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "\ud800" * 3, "x" * 500, "<b>bold</b>", "{{ 7 * 7 }}"]
)
def test_words_beside_a_value_are_kept_without_what_nobody_sees(session, lot, address, engineer, text):
    filled = {
        "lot_power_capacity": "18",
        "lot_power_capacity_note": text,
        "document": "new",
        "new_document": f"Letter {text}"[:200],
    }
    engineer.post(
        address, {name: _sendable(value) for name, value in as_shown(engineer.get(address), **filled).items()}
    )

    _statement, said = newest(session)
    note = said["lot_power_capacity"].note or ""
    assert "\x00" not in note
    engineer.get(f"{address}/facts/lot_power_capacity")
    assert "49" not in engineer.get(address).one("#lot_power_capacity").text_content()


def _sendable(value):
    """Return text as a browser can send it."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def test_a_page_of_a_lot_asks_the_database_ten_times_at_most(session, estate, lot, address, engineer, statements):
    for number in range(5):
        say(session, estate, {Subject("lot", lot.id): {"frontage": str(100 + number), "pga": "0.3"}})

    with statements:
        engineer.get(address)

    assert len(statements) <= 10, str(statements)


def test_a_quantity_keeps_its_currency_when_only_its_amount_is_changed(session, estate, lot, address, engineer):
    say(session, estate, {Subject("lot", lot.id): {"price": Quantity(Decimal(160), currency="SGD", basis="per_m2")}})

    engineer.post(address, as_shown(engineer.get(address), price="170"))

    now = standing(session, lot)
    assert (now.price, now.price_currency) == (170, "SGD")
