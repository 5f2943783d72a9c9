"""The reports: what they count, what they leave out, what they cost, and the same numbers as files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from models.account import Role
from models.act import Act, Way
from models.inquiry.inquiry import Inquiry
from models.land.answer import Proof
from models.land.ledger import Utility
from models.land.statement import Statement
from models.lead.lead import Stage, StageChange
from models.sought import Sought
from tests.factories import EstateFactory, LeadFactory, LotFactory

YEAR = "from=2026-01-01&to=2026-12-31"


def table(client, name, query=YEAR):
    """Return a report as its file tells it: rows of cells."""
    page = client.get(f"/staff/reports/{name}.csv?{query}")
    return list(csv.reader(io.StringIO(page.text.removeprefix("\ufeff").replace("\N{NO-BREAK SPACE}", " "))))


def column(rows, word):
    return rows[0].index(word)


def row_of(rows, word):
    return next(row for row in rows if row[0] == word)


def inquiry_of(session, lead, **columns):
    """Put the inquiry that opened a lead on record."""
    act = Act(at=lead.created_at, way=Way.WEB)
    told = {
        "reference": lead.reference, "form_key": lead.reference, "fingerprint": "f", "received_at": lead.created_at,
        "due_at": lead.created_at + timedelta(hours=4), "lead": lead, "act": act, "language": lead.language,
        "zone": "Asia/Seoul", "name": "Investor", "organisation": "Investor Ltd", "email": "i@investor.example.com",
        "country": "KR", "message": "?",
    }  # fmt: skip
    session.add(Inquiry(**(told | columns)))
    session.commit()


def test_the_funnel_counts_the_furthest_stage_that_a_lead_reached(lead_of, lead, session, seller):
    lead_of(seller, stage=Stage.QUALIFIED, need={"area_m2": "30000", "power_mva": "12"})
    gone = lead_of(seller, stage=Stage.NURTURE)
    gone.history.append(
        StageChange(old="contacted", new="qualified", at=gone.created_at, act=Act(at=gone.created_at, way=Way.DESK))
    )
    session.commit()

    rows = table(seller, "funnel")

    assert row_of(rows, "New")[1] == "3"
    assert row_of(rows, "Contacted")[1] == "2"
    assert row_of(rows, "Qualified")[1] == "2"
    assert row_of(rows, "Lots proposed")[1] == "0"
    assert row_of(rows, "Qualified")[column(rows, "MVA")] == "12.0"


@pytest.fixture
def lead(lead_of, seller):
    return lead_of(seller)


def test_the_funnel_parts_leads_by_language_country_and_source(lead, session, seller, lead_of):
    inquiry_of(session, lead, source="hannover-2026")
    lead_of(seller, language="ja", person__organisation__country="JP")

    rows = table(seller, "funnel")
    new = row_of(rows, "New")

    assert [new[column(rows, word)] for word in ("Korean", "Japanese", "English")] == ["1", "1", "0"]
    assert new[column(rows, "hannover-2026")] == "1"
    assert new[column(rows, "No campaign")] == "1"
    assert new[column(rows, "South Korea")] == "1"


def test_spam_and_leads_of_other_days_are_left_out(lead_of, seller, clock):
    lead_of(seller, stage=Stage.SPAM, closed_at=clock.at)
    lead_of(seller)

    assert row_of(table(seller, "funnel"), "New")[1] == "1"
    assert row_of(table(seller, "funnel", "from=2025-01-01&to=2025-12-31"), "New")[1] == "0"
    assert "No lead was begun in these days." in seller.get("/staff/reports?from=2025-01-01&to=2025-12-31")


def test_a_day_of_the_desk_begins_at_its_midnight(lead_of, staff, clock):
    clock.move(to=datetime(2026, 3, 2, 16, 59, tzinfo=UTC))
    lead_of()
    clock.move(to=datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    lead_of()
    seller = staff("seller", Role.SALES)

    assert row_of(table(seller, "funnel", "from=2026-03-02&to=2026-03-02"), "New")[1] == "1"
    assert row_of(table(seller, "funnel", "from=2026-03-03&to=2026-03-03"), "New")[1] == "1"


def test_the_time_to_the_first_answer_is_working_time_and_is_held_against_the_promise(lead_of, session, seller, clock):
    quick = lead_of(seller, first_answer_at=clock.at + timedelta(minutes=90), answer_due_at=None)
    over_noon = lead_of(seller, first_answer_at=clock.at + timedelta(hours=5), answer_due_at=None)  # an hour of it is lunch
    for one in (quick, over_noon):
        inquiry_of(session, one)
    inquiry_of(session, lead_of(seller))

    rows = table(seller, "answers")
    korean = row_of(rows, "Korean")

    assert korean[column(rows, "1–2")] == "1"
    assert korean[column(rows, "3–4")] == "1"
    assert korean[column(rows, "Answered")] == "2"
    assert korean[column(rows, "After the promise")] == "1"
    assert korean[column(rows, "Not answered")] == "1"
    assert korean[column(rows, "Half within, min")] == "90"
    assert korean[column(rows, "Slowest, min")] == "240"
    assert korean[column(rows, "As promised, %")] == "50"


def test_an_open_inquiry_past_its_promise_counts_against_it(lead, session, staff, clock):
    inquiry_of(session, lead)
    clock.move(hours=30)
    seller = staff("next_day", Role.SALES)

    rows = table(seller, "answers")

    assert row_of(rows, "All")[column(rows, "Of these overdue")] == "1"
    assert row_of(rows, "All")[column(rows, "As promised, %")] == "0"
    assert "1 overdue" in seller.get(f"/staff/reports?{YEAR}")


def test_each_inquiry_is_a_square_hollow_past_the_promise(lead_of, session, seller, clock):
    for minutes in (30, 40, 400):
        inquiry_of(
            session, lead_of(seller, first_answer_at=clock.at + timedelta(minutes=minutes), answer_due_at=None)
        )

    page = seller.get(f"/staff/reports?{YEAR}")

    assert len(page.css(".d-hs .d-sq1")) == 2
    assert len(page.css(".d-hs .d-sq9")) == 1


def capacity(session, estate, **columns):
    """State a source of power."""
    act = Act(at=estate_moment(), way=Way.DESK)
    statement = Statement(
        act=act, estate_id=estate.id, kind=Proof.CERTIFIED, as_of=date(2026, 1, 1), force_from=estate_moment()
    )
    told = {
        "utility": "power", "letter": "E", "item": "Substation", "capacity": Decimal(100), "in_use": Decimal(60),
        "committed": Decimal(10), "unit": "MV.A", "basis": "permit", "estate_id": estate.id, "statement": statement,
    }  # fmt: skip
    session.add(Utility(**(told | columns)))
    session.commit()


def estate_moment():
    from web.clock import now

    return now()


NEED = {"area_m2": "30000", "power_mva": "20", "timeframe": "2026Q3"}


def test_what_is_asked_for_is_added_up_by_quarter_and_weighted_by_stage(lead_of, session, estate, seller):
    capacity(session, estate)
    lead_of(seller, stage=Stage.QUALIFIED, need=NEED)
    lead_of(seller, stage=Stage.NEGOTIATION, need=NEED | {"timeframe": "2027Q1"})
    lead_of(seller, stage=Stage.NEW, need=NEED)

    power = {row[1]: row[3:] for row in table(seller, "supply") if row[0] == "Power"}

    assert power["Free capacity"] == ["30.0"] * 8
    assert power["Reserved, already off"] == ["10.0"] * 8
    assert power["Asked for, all"] == ["0.0", "0.0", "20.0", "20.0", "40.0", "40.0", "40.0", "40.0"]
    assert power["Asked for, weighted"][2:5] == ["5.0", "5.0", "18.0"]
    assert power["Free less weighted"][4] == "12.0"


def test_a_plan_is_not_capacity_and_what_comes_later_counts_from_then(session, estate, seller):
    capacity(session, estate)
    capacity(session, estate, item="Planned", basis="plan")
    capacity(
        session, estate, item="To come", capacity=Decimal(40), in_use=None, committed=None, available_from=date(2026, 7, 1)
    )

    power = {row[1]: row[3:] for row in table(seller, "supply") if row[0] == "Power"}

    assert power["Free capacity"][:4] == ["30.0", "30.0", "70.0", "70.0"]


def test_where_nobody_states_a_capacity_the_report_says_so(seller, estate):
    power = {row[1]: row[3:] for row in table(seller, "supply") if row[0] == "Power"}

    assert set(power["Free capacity"]) == {"Not stated"}
    assert "No firm capacity is stated." in seller.get("/staff/reports")


def test_a_quarter_in_which_more_is_asked_for_than_free_is_told(lead_of, session, estate, seller):
    capacity(session, estate)
    for _ in range(3):
        lead_of(seller, stage=Stage.NEGOTIATION, need=NEED)

    assert "Q3 2026: 39 weighted against 30 free" in seller.get("/staff/reports")


def test_land_is_what_is_on_offer_and_handed_over_by_then(estate, seller):
    LotFactory(estate=estate, net_area=20_000)
    LotFactory(estate=estate, net_area=10_000, handover_date=date(2026, 8, 1))
    LotFactory(estate=estate, net_area=90_000, draft=True)

    land = {row[1]: row[3:] for row in table(seller, "supply") if row[0] == "Land"}

    assert land["Free capacity"][:4] == ["2.0", "2.0", "3.0", "3.0"]


def searched(session, condition, **columns):
    told = {
        "day": date(2026, 3, 1), "estate": "", "language": "ko", "condition": condition, "asked": 5, "found_none": 4,
        "found_few": 1, "unsaid": 0,
    }  # fmt: skip
    session.add(Sought(**(told | columns)))
    session.commit()


def test_searches_that_found_nothing_are_told_by_condition_with_why_and_the_nearest(session, estate, seller):
    LotFactory(estate=estate, net_area=50_000, code="B-06", code_as_given="B-06", steam_flow=None)
    searched(session, "area_min=60000")
    searched(session, "area_min=60000", language="ja", found_none=2)
    searched(session, "steam_min=20", unsaid=4)
    searched(session, "area_min=50000&port_max=1")

    rows = table(seller, "searches")
    area = row_of(rows, "Net area at least 6 ha")

    assert area[1:5] == ["6", "2", "10", "0"]
    assert area[5:7] == ["4", "2"]
    assert area[-2:] == ["No lot has it", "B-06, 5 ha"]
    assert row_of(rows, "Steam supply at least 20 t/h")[-2:] == ["Not stated", "1 lot does not say"]
    assert any("Net area at least 5 ha, " in row[0] for row in rows)
    assert len(seller.get(f"/staff/reports?{YEAR}").css(".d-fu")) == 1


def test_a_condition_that_a_lot_meets_today_says_so(session, estate, seller):
    LotFactory(estate=estate, net_area=70_000)
    searched(session, "area_min=60000")

    assert row_of(table(seller, "searches"), "Net area at least 6 ha")[-2:] == ["There is one now", "1 lot has it"]


def test_a_stored_condition_that_nobody_can_read_any_more_does_no_harm(session, estate, seller):
    searched(session, "gone_min=3")
    searched(session, "area_min=x&kind=nothing")
    searched(session, "price_max=140&currency=USD")

    assert "Price at most 140" in seller.get(f"/staff/reports?{YEAR}")


def test_sales_see_their_own_estates_only(staff, lead_of, estate, session):
    other = EstateFactory()
    LeadFactory(about=[LotFactory(estate=other)])
    lead_of()

    theirs = staff("elsewhere", Role.SALES, estate_id=other.id)

    assert row_of(table(theirs, "funnel"), "New")[1] == "1"
    assert row_of(table(theirs, "funnel", f"{YEAR}&estate={estate.id}"), "New")[1] == "1"  # not theirs: as if not named


@pytest.mark.parametrize("query", ["from=x", "to=2026-02-30", "from=2026-05-01&to=2026-01-01", "estate=99999999999", "from=%00"])
def test_what_cannot_be_read_is_told_and_never_an_error_page(seller, estate, query):
    seller.get(f"/staff/reports?{query}", status=200)
    for name in ("funnel", "answers", "supply", "searches"):
        seller.get(f"/staff/reports/{name}.csv?{query}")
    seller.get(f"/staff/reports.xlsx?{query}")


def test_there_is_no_other_report(seller, estate):
    seller.get("/staff/reports/people.csv", status=404)


def test_words_of_others_are_no_formulas(lead, session, seller):
    inquiry_of(session, lead, source="-2")

    assert "'-2" in table(seller, "funnel")[0]


@pytest.mark.parametrize("lang", ["id", "ko", "ja"])
def test_every_language_has_its_reports(lead, session, staff, lang, estate):
    inquiry_of(session, lead)
    searched(session, "area_min=60000")
    reader = staff("reader", Role.SALES_LEAD, language=lang)

    assert reader.get(f"/staff/reports?{YEAR}").tree.get("lang") == lang


def test_a_report_asks_as_much_of_one_lead_as_of_many(lead_of, session, seller, statements, estate):
    def asked() -> int:
        with statements:
            seller.get(f"/staff/reports?{YEAR}")
        return len(statements)

    inquiry_of(session, lead_of(seller, stage=Stage.QUALIFIED, need=NEED))
    searched(session, "area_min=60000")
    one = asked()
    for number in range(30):
        inquiry_of(session, lead_of(seller, stage=Stage.QUALIFIED, need=NEED))
        searched(session, f"power_min={number + 1}")

    assert asked() == one <= 20


def test_a_campaign_in_the_address_of_the_form_is_the_source(visitor, estate):
    for query in ("source=fair-2026", "utm_campaign=fair-2026&utm_source=mail", "utm_source=fair-2026"):
        assert visitor.get(f"/en/inquire?{query}").form()["source"] == ["fair-2026"]
