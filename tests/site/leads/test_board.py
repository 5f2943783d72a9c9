"""The board and the list: what they count, what they find, and what they cost."""

import pytest

from models.lead.lead import Stage
from tests.factories import LeadFactory
from tests.site.leads.desk import move, page_of

NEED = {"area_m2": "30000", "power_mva": "12"}


def column(page, stage):
    return page.one(f"[data-stage={stage}]")


def test_a_column_sums_hectares_and_power_and_counts_what_is_not_known(lot, seller):
    LeadFactory(about=[lot], need=NEED)
    LeadFactory(about=[], need={})

    head = column(seller.get("/staff/leads"), "new").cssselect("header")[0].text_content()

    assert "3.00ha" in head
    assert "+1 unknown" in head
    assert "12MVA" in head


def test_without_a_need_the_lot_says_how_much_land_it_is(lot, seller):
    LeadFactory(about=[lot], need={})

    assert "3.05" in column(seller.get("/staff/leads"), "new").text_content()


def test_an_overdue_lead_is_marked_and_counted(lead_of, seller, clock):
    lead_of(seller)
    clock.move(hours=10)

    page = seller.get("/staff/leads")

    assert page.css(".lead.late")
    assert "1 overdue" in page
    assert "overdue" in seller.get("/staff/leads?late=1")


@pytest.mark.parametrize("words", ["한빛", "소재", "hanbit MATERIALS", "ｈａｎｂｉｔ", "B-03", "b-03"])
def test_a_lead_is_found_by_any_name_in_any_script_and_by_its_lot(lead_of, seller, words):
    lead = lead_of(seller)

    assert lead.reference in seller.get(f"/staff/leads?view=list&q={words}")


def test_two_kanji_find_the_firm_and_variants_of_a_character_are_one(lead_of, seller):
    lead = lead_of(seller, person__organisation__name_native="髙橋製鋼株式会社")

    assert lead.reference in seller.get("/staff/leads?view=list&q=高橋")
    assert lead.reference in seller.get("/staff/leads?view=list&q=製鋼")
    assert "髙橋製鋼株式会社" in seller.get("/staff/leads?view=list&q=高橋")


def test_a_reference_finds_its_lead_and_signs_of_a_pattern_find_nothing(lead_of, seller):
    lead = lead_of(seller)

    assert lead.reference in seller.get(f"/staff/leads?view=list&q={lead.reference.lower()}")
    assert "No lead here." in seller.get("/staff/leads?view=list&q=%25")
    assert "No lead here." in seller.get("/staff/leads?view=list&q=_____")


def test_filters_narrow_and_say_so(lead_of, seller, other_seller):
    mine, theirs = lead_of(seller), lead_of(other_seller, language="ja", person__organisation__country="JP")

    assert theirs.reference not in seller.get("/staff/leads?owner=me")
    assert mine.reference not in seller.get("/staff/leads?language=ja")
    assert theirs.reference in seller.get("/staff/leads?country=JP")
    assert "Japanese" in seller.get("/staff/leads?language=ja&country=JP").one(".chips").text_content()
    assert "No lead here." in seller.get("/staff/leads?view=list&owner=none")


@pytest.mark.parametrize(
    "query",
    ["estate=x", "owner=%00", "stage=flown", "page=99999999999", "sort=;drop", "country=%F0", "late=2", "q=%00"],
)
def test_what_cannot_be_read_is_left_out(lead_of, seller, query):
    lead = lead_of(seller)

    assert lead.reference in seller.get(f"/staff/leads?view=list&{query}")


def test_closed_and_lost_leads_are_in_the_list_not_on_the_board(lead_of, seller):
    lead = lead_of(seller, contacted=True)
    move(seller, lead, "lost", lost_reason="price")

    assert not seller.get("/staff/leads").css("article")
    assert lead.reference in seller.get("/staff/leads?view=list&stage=lost")


def test_the_menu_of_a_card_moves_it_without_scripts_and_comes_back(lead_of, seller):
    lead = lead_of(seller, first_answer_at=None, stage=Stage.CONTACTED, answered=True, need={})
    page = seller.get("/staff/leads?language=ko")
    form = page.form(f"form[action='{page_of(lead)}/stage']")

    back = seller.post(f"{page_of(lead)}/stage", {**form, "stage": "lost", "lost_reason": "price"})

    assert back.location == "/staff/leads?language=ko"


def test_a_card_offers_only_moves_that_its_reader_may_make(lead_of, seller, other_seller, sales_lead):
    lead_of(seller, stage=Stage.NEGOTIATION, answered=True)

    def moves(client):
        return client.get("/staff/leads").one("[data-moves]").get("data-moves").split()

    assert moves(other_seller) == []
    assert "reserved" not in moves(seller)
    assert "reserved" in moves(sales_lead)


@pytest.mark.thorough
@pytest.mark.parametrize("address", ["/staff/leads", "/staff/leads?view=list"])
def test_the_board_asks_the_database_as_often_for_a_hundred_leads_as_for_one(
    lead_of, seller, statements, address, clock
):
    """At most ten times, and that also when it is noted that the sign-in is still used."""
    lead_of(seller)
    with statements:
        seller.get(address)
    first = len(statements)
    for number in range(99):
        lead_of(seller, stage=list(Stage)[number % 8], closed_at=None) if number % 8 != 7 else lead_of(seller)
    with statements:
        seller.get(address)
    assert len(statements) == first, str(statements)
    clock.move(minutes=11)
    with statements:
        seller.get(address)

    assert len(statements) == first + 1 <= 10, str(statements)


def test_a_long_column_shows_its_first_cards_and_leads_to_the_rest(lot, seller):
    for _ in range(43):
        LeadFactory(about=[lot])

    page = column(seller.get("/staff/leads"), "new")

    assert len(page.cssselect("article")) == 40
    assert "3 more in the list" in page.text_content()


@pytest.mark.thorough
def test_pages_of_the_list_hold_fifty(lot, seller):
    for _ in range(51):
        LeadFactory(about=[lot])

    assert len(seller.get("/staff/leads?view=list").css("tbody tr")) == 50
    assert len(seller.get("/staff/leads?view=list&page=2").css("tbody tr")) == 1
