"""What is known of a lead, who is in charge, and two people who write it down at once."""

import re

import pytest
from sqlalchemy import select

from models.land.lot import Status
from models.lead.lead import Lead
from models.lead.timeline import EntryKind
from models.people.organisation import Organisation
from tests.factories import LotFactory
from tests.site.inquiries.asking import a_question
from tests.site.leads.desk import form_of, kinds, page_of, send


def test_a_need_is_read_as_it_is_typed_and_written_as_it_is_read(lead_of, staff, session):
    from models.account import Role

    seller = staff("korean seller", Role.SALES, language="ko")
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "need")

    send(seller, lead, "need", {**form, "area_min": "1만평", "power_mva": "12.5", "sector": "C24", "tenure": "sale"})

    session.refresh(lead)
    assert (lead.need["area_min"], lead.need["power_mva"]) == ("33057.85124", "12.5")
    assert "33,057.85124" in seller.get(page_of(lead)).one("#need-area-min").get("value")
    assert kinds(session, lead) == [EntryKind.CHANGED]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("field", "typed"),
    [("area_min", "plenty"), ("power_mva", "-3"), ("power_mva", "9" * 40), ("decision_on", "soon"), ("sector", "Z99")],
)
def test_a_need_that_cannot_be_read_is_refused_beside_its_field(lead_of, seller, session, field, typed):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "need")

    page = send(seller, lead, "need", {**form, field: typed}, status=422)

    assert page.css("#need details[open] .f.err")
    session.refresh(lead)
    assert lead.need == {}


def found(client, words):
    """Return the ids of the leads that a search of the list finds."""
    page = client.get("/staff/leads", query_string={"view": "list", "q": words})
    links = (re.fullmatch(r"/staff/leads/(\d+)", link.get("href", "")) for link in page.css("main a"))
    return {int(link[1]) for link in links if link}


def test_every_lead_of_a_person_and_of_a_firm_is_found_by_their_new_names(lead_of, seller, session):
    lead = lead_of(seller)
    other = lead_of(None, person=lead.person, organisation=lead.organisation, contacted=True)
    strangers = lead_of(None)
    version = other.version

    form = form_of(seller.get(page_of(lead)), "person")
    send(seller, lead, "person", {**form, "full_native": "남궁민수", "reading": "なむぐん"})
    form = form_of(seller.get(page_of(lead)), "firm")
    send(seller, lead, "firm", {**form, "name_native": "㈜새벽중공업"})

    for words in ("남궁민수", "なむぐん", "새벽중공업"):
        assert found(seller, words) == {lead.id, other.id}
    session.refresh(other)
    assert other.version == version, "nobody's open form is outdated by it"
    session.refresh(strangers)
    assert "새벽" not in strangers.search_text


def test_what_is_merged_is_found_by_its_inquiry_where_it_went(visitor, seller, lot, lead_of, session):
    visitor.post("/ko/inquire", a_question(lot, name="한지우", email="jiwoo@example.com"), status=303)
    first = session.scalars(select(Lead)).one()
    into = lead_of(seller)

    send(seller, first, "merge", {"into": into.reference, "reason": "the same project"})

    session.refresh(into)
    assert "한지우" in into.search_text
    assert first.inquiries == []
    assert into.id in found(seller, "jiwoo")


def test_two_open_forms_both_saved_the_later_is_asked_and_decides(lead_of, seller, sales_lead, session):
    lead = lead_of(seller)
    first = form_of(seller.get(page_of(lead)), "need")
    second = form_of(sales_lead.get(page_of(lead)), "need")
    send(seller, lead, "need", {**first, "power_mva": "12"})

    page = send(sales_lead, lead, "need", {**second, "power_mva": "16"}, status=409)

    row = next(row for row in page.css("table tr") if "Power" in row.text_content())
    assert "12 MVA" in row.text_content().replace("\N{NO-BREAK SPACE}", " ")
    assert "16 MVA" in row.text_content().replace("\N{NO-BREAK SPACE}", " ")
    session.refresh(lead)
    assert lead.need["power_mva"] == "12"
    again = {name: value for name, value in page.form().items() if name != "csrf_token"}
    send(sales_lead, lead, "need", again)
    session.refresh(lead)
    assert lead.need["power_mva"] == "16"


def test_a_note_between_two_forms_asks_nobody(lead_of, seller, sales_lead):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "need")
    send(sales_lead, lead, "note", {"text": "I was here"})

    send(seller, lead, "need", {**form, "power_mva": "12"})


def test_a_contact_gets_reading_and_latin_letters_and_is_found_by_them(lead_of, seller, session):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "person")

    send(seller, lead, "person", {**form, "full_roman": "Overseas Team", "reading": "カイガイ", "language": "ja"})

    session.refresh(lead)
    assert lead.language == "ja"
    assert lead.reference in seller.get("/staff/leads?view=list&q=overseas")
    assert lead.reference in seller.get("/staff/leads?view=list&q=かいがい")
    assert "Answer in Japanese" in seller.get(page_of(lead))


def test_a_company_that_was_looked_at_is_confirmed(lead_of, seller, session):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "firm")

    send(seller, lead, "firm", {**form, "sector": "C24"})

    session.refresh(lead.organisation)
    assert (lead.organisation.confirmed, lead.organisation.sector) == (True, "C24")


def test_a_company_of_the_same_key_is_suggested_and_joined_by_a_person_only(lead_of, seller, session):
    known = lead_of(seller, person__organisation__name_native="한빛소재(주)").organisation
    lead = lead_of(seller, person__organisation__name_native="㈜한빛소재")

    page = seller.get(page_of(lead))

    assert lead.organisation_id != known.id
    assert "It may be a company that we know" in page
    send(seller, lead, "firm/same", {"firm": str(known.id)})
    session.refresh(lead)
    assert lead.organisation_id == known.id
    assert "Also from them:" in seller.get(page_of(lead))
    assert session.scalars(select(Organisation)).all()


def test_a_company_that_is_not_alike_cannot_be_joined(lead_of, seller):
    other = lead_of(seller, person__organisation__name_native="다른회사").organisation

    send(seller, lead_of(seller), "firm/same", {"firm": str(other.id)}, status=404)


def test_a_lead_is_given_to_a_colleague_with_its_tasks(lead_of, seller, other_seller, session):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "tasks")
    send(seller, lead, "tasks", {**form, "title": "Call them", "due_on": "2026-03-03"})
    form = form_of(seller.get(page_of(lead)), "owner")

    send(seller, lead, "owner", {**form, "owner": str(other_seller.user_id)})

    session.refresh(lead)
    assert lead.owner_id == other_seller.user_id
    assert "Call them" in other_seller.get("/staff/")


def test_a_lead_is_given_to_nobody_who_does_not_sell(lead_of, seller, admin, session):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "owner")

    send(seller, lead, "owner", {**form, "owner": str(admin.user_id)}, status=422)


def test_who_takes_a_lead_that_was_taken_meanwhile_is_asked(lead_of, seller, sales_lead):
    lead = lead_of()
    first, second = (form_of(one.get(page_of(lead)), "take") for one in (seller, sales_lead))
    send(seller, lead, "take", first)

    assert "seller" in send(sales_lead, lead, "take", second, status=409).one("table").text_content()


def test_lots_are_proposed_by_their_codes_and_fit_is_told(lead_of, lot, seller, session):
    lead = lead_of(seller, need={"area_m2": "30000", "power_mva": "12"})
    LotFactory(estate=lot.estate, code="B-04", code_as_given="B-04", net_area=20_000, lot_power_capacity=16)

    assert "Proposed: B-04, b-03" in send(seller, lead, "lots", {"codes": "B-04, b-03"}).follow()
    page = seller.get(page_of(lead))
    told = [cell.cssselect(".vh")[0].text_content() for cell in page.css(".ld-lots td.num")]
    assert told == ["1 met, 0 short, 1 not known", "1 met, 1 short, 0 not known"]


def test_a_lot_that_is_not_there_is_named(lead_of, seller, estate):
    draft = LotFactory(estate=estate, draft=True)

    page = send(seller, lead_of(seller), "lots", {"codes": f"X-99, {draft.code}"}, status=422)

    assert f"No lot here is called X-99, {draft.code}." in page


def test_a_lot_that_is_no_longer_in_question_stays_readable(lead_of, lot, seller, session):
    lead = lead_of(seller)

    send(seller, lead, f"lots/{lead.lots[0].id}/drop")

    page = seller.get(page_of(lead))
    assert page.css(".ld-lots tr.gone")
    session.refresh(lot)
    assert lot.status is Status.AVAILABLE
