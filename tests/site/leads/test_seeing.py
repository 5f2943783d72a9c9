"""Who sees which leads, and who may change them."""

from sqlalchemy import select

from models.account import Role
from models.audit import Audit
from tests.factories import EstateFactory, LeadFactory, LotFactory
from tests.site.leads.desk import move, page_of, send


def test_sales_read_a_colleagues_lead_and_cannot_change_it(lead_of, seller, other_seller, session):
    lead = lead_of(seller)

    page = other_seller.get(page_of(lead))

    assert "A colleague is in charge" in page
    assert not page.css("form[action$='/answer']")
    send(other_seller, lead, "note", {"text": "mine now"}, status=404)
    move(other_seller, lead, "spam", status=404)


def test_the_sales_manager_changes_everybodys_leads(lead_of, seller, sales_lead):
    lead = lead_of(seller)

    assert "Noted." in send(sales_lead, lead, "note", {"text": "Call them on Friday"}).follow()


def test_a_lead_that_nobody_has_is_for_everybody_who_sells(lead_of, other_seller, session):
    lead = lead_of()

    send(other_seller, lead, "take", {"was": mark_on(other_seller, lead)})

    session.refresh(lead)
    assert lead.owner_id == other_seller.user_id


def mark_on(client, lead):
    return client.get(page_of(lead)).form("form[action$='/take']")["was"][0]


def test_sales_of_one_estate_see_the_leads_among_whose_lots_is_one_of_theirs(lot, staff):
    elsewhere = LotFactory(estate=EstateFactory())
    ours, both = LeadFactory(about=[lot]), LeadFactory(about=[elsewhere, lot])
    theirs, of_none = LeadFactory(about=[elsewhere]), LeadFactory(about=[])
    local = staff("local seller", Role.SALES, estate_id=lot.estate_id)

    board = local.get("/staff/leads")

    shown = [lead.reference for lead in (ours, both, theirs, of_none) if lead.reference in board]
    assert shown == [ours.reference, both.reference]
    local.get(page_of(theirs), status=404)
    local.get(page_of(of_none), status=404)


def test_the_manager_of_one_estate_leads_sales_there_alone(lot, staff, seller):
    elsewhere = LotFactory(estate=EstateFactory())
    here, there = LeadFactory(about=[lot], owner_id=seller.user_id), LeadFactory(about=[elsewhere])
    manager = staff("local manager", Role.SALES_LEAD, estate_id=lot.estate_id)

    send(manager, here, "note", {"text": "seen"})
    send(manager, there, "note", {"text": "seen"}, status=404)


def test_who_does_not_sell_reads_no_lead(lead_of, admin, marketer, engineer):
    lead = lead_of()

    for person in (admin, marketer, engineer):
        person.get(page_of(lead), status=404)
        person.get("/staff/leads", status=404)
        person.get("/staff/", status=303)


def test_who_opens_a_lead_is_put_on_record_and_not_what_they_read(lead_of, seller, session):
    lead = lead_of(seller)

    seller.get(page_of(lead))

    opened = session.scalars(select(Audit).where(Audit.what == "opened")).one()
    assert (opened.subject, opened.act.by_id, opened.details) == (f"lead:{lead.id}", seller.user_id, {})


def test_a_closed_door_leaves_no_trace_of_having_been_opened(lead_of, admin, session):
    admin.get(page_of(lead_of()), status=404)

    assert session.scalars(select(Audit).where(Audit.what == "opened")).all() == []


def test_the_export_is_for_the_sales_manager_and_put_on_record(lead_of, seller, sales_lead, session):
    lead_of(seller, person__organisation__name_native="=HYPERLINK(1)")

    file = sales_lead.post("/staff/leads.csv?language=ko", status=200)

    assert file.source.startswith("\ufeff")
    assert "'=HYPERLINK(1)" in file.source
    told = session.scalars(select(Audit).where(Audit.what == "exported")).one()
    assert told.details == {"count": 1, "narrowed_by": ["language"]}
    seller.post("/staff/leads.csv", status=404)


def test_hostile_words_stay_words_on_every_page_of_the_desk(lead_of, seller):
    words = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    lead = lead_of(seller, person__organisation__name_native=words, person__full_native=words)
    send(seller, lead, "note", {"text": words})

    for address in ("/staff/", "/staff/leads", "/staff/leads?view=list&q=<script>", page_of(lead)):
        page = seller.get(address)
        assert not page.css("main img, main script")
        assert "49" not in page.h1
    assert words in seller.get(page_of(lead)).h1


def test_a_leads_page_asks_the_database_as_often_for_a_long_story_as_for_a_short_one(lead_of, seller, statements):
    lead = lead_of(seller)
    send(seller, lead, "note", {"text": "first"})
    with statements:
        seller.get(page_of(lead))
    first = len(statements)
    for number in range(20):
        send(seller, lead, "note", {"text": f"note {number}"})
    with statements:
        seller.get(page_of(lead))

    assert len(statements) == first, str(statements)
    assert first <= 30, str(statements)
