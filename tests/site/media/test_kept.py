"""What is kept from the public: opened by the link of a letter, and by an agreement that is on record."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.inquiry.inquiry import Inquiry
from models.land.document import Document
from models.land.lot import Lot
from models.lead.agreement import Agreement
from models.lead.lead import Lead
from tests.page import words
from tests.site.inquiries.asking import a_question, inquiry_of
from tests.support.files import PDF, a_paper, a_picture


@pytest.fixture
def papers(app, session, lot, estate):
    """A document of each level about the lot."""
    levels = ("public", "registered", "nda")
    return {level: a_paper(app, session, estate, level=level, title=level, title_en=level, lots=[lot]) for level in levels}


@pytest.fixture
def sent(visitor, session, lot):
    """The page of an inquiry about the lot, just sent."""
    return visitor.post("/en/inquire", a_question(lot), status=303).follow()


def mailed(app, session, page):
    """Return the address of that page as a letter has it."""
    from inquiries.links import status_url

    with app.test_request_context("/"):
        url = status_url(inquiry_of(session, page), "en")
    return url.removeprefix(app.config["SETTINGS"].address)


def listed(page):
    """Return the documents of a status page, each with whether it can be opened."""
    rows = page.css("table.docs tbody tr")
    return {words(row.cssselect("td")[0]).partition("PDF")[0]: bool(row.cssselect("a")) for row in rows}


def agree(seller, session, **told):
    """Let sales put an agreement on record; return the lead."""
    lead = session.scalars(select(Lead)).one()
    lead.owner_id = seller.user_id
    session.commit()
    seller.post(f"/staff/leads/{lead.id}/agreement", {"signed_on": "2026-03-01", "valid_to": ""} | told)
    return lead


def test_the_page_after_sending_names_them_and_opens_none(visitor, papers, sent):
    assert listed(sent) == {"registered": False, "nda": False}
    assert "open with the link in the email that we sent you" in sent
    key = re.search(r"key=[\w-]+", sent.answer.request.full_path)[0]
    for one in papers.values():
        visitor.get(f"{sent.path}/documents/{one.id}?{key}", status=404)


def test_the_link_of_the_letter_opens_what_is_for_registered_readers(app, session, visitor, papers, sent):
    page = visitor.get(mailed(app, session, sent))

    assert listed(page) == {"registered": True, "nda": False}
    assert "after a non-disclosure agreement" in page
    link = page.one("table.docs a").get("href")
    answer = visitor.get(link)
    assert answer.body == PDF
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    visitor.get(link.replace(str(papers["registered"].id), str(papers["nda"].id), 1), status=404)
    visitor.get(link.partition("?")[0], status=404)


def test_an_agreement_opens_the_others_until_it_ends(app, session, visitor, seller, papers, sent, clock):
    link = mailed(app, session, sent)
    lead = agree(seller, session, valid_to="2026-04-01")

    page = visitor.get(link)
    assert listed(page) == {"registered": True, "nda": True}
    address = page.css("table.docs a")[1].get("href")
    assert visitor.get(address).body == PDF
    assert listed(visitor.get(sent.answer.request.full_path)) == {"registered": False, "nda": False}
    clock.move(days=31)
    assert listed(visitor.get(link)) == {"registered": True, "nda": False}
    visitor.get(address, status=404)
    clock.move(days=-31)
    agreement_id = session.scalar(select(Agreement.id))
    seller.post(f"/staff/leads/{lead.id}/agreement/{agreement_id}/end")
    visitor.get(address, status=404)
    desk = seller.get(f"/staff/leads/{lead.id}")
    assert "Non-disclosure agreement signed on 2026-03-01" in desk
    assert "The non-disclosure agreement of 2026-03-01 ended" in desk


def test_who_asks_once_more_under_the_same_address_reads_nothing_of_it(
    app, session, visitor, seller, papers, sent, lot, clock
):
    agree(seller, session)
    clock.move(minutes=5)
    again = visitor.post("/en/inquire", a_question(lot), status=303).follow()

    first, second = session.scalars(select(Inquiry).order_by(Inquiry.id)).all()
    assert first.lead_id == second.lead_id  # else the test proves nothing
    assert listed(visitor.get(mailed(app, session, again))) == {"registered": True, "nda": False}


def test_what_is_about_another_lot_is_not_there(app, session, visitor, seller, lot, estate, sent):
    other = session.scalars(select(Lot).where(Lot.code == "E-10")).one()
    paper = a_paper(app, session, estate, level="registered", lots=[other])
    link = mailed(app, session, sent)

    assert not listed(visitor.get(link))
    visitor.get(link.replace("?", f"/documents/{paper.id}?"), status=404)


def test_a_picture_for_registered_readers_is_sent_to_no_cache(app, session, visitor, lot, estate, sent):
    a_picture(app, session, estate, level="registered", lots=[lot])
    link = visitor.get(mailed(app, session, sent)).one("table.docs a").get("href")

    answer = visitor.get(link)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_corrected_address_has_to_be_confirmed_anew(app, session, visitor, papers, sent):
    link = mailed(app, session, sent)
    after = visitor.post(link, {"do": "address", "a-email": "right@example.com"}, status=303)

    visitor.get(link, status=404)
    assert listed(after.follow()) == {"registered": False, "nda": False}


def test_an_agreement_of_tomorrow_is_refused(session, seller, sent, clock):
    lead = session.scalars(select(Lead)).one()
    lead.owner_id = seller.user_id
    session.commit()
    tomorrow = clock.at.date() + timedelta(days=1)

    seller.post(f"/staff/leads/{lead.id}/agreement", {"signed_on": str(tomorrow)}, status=422)
    seller.post(f"/staff/leads/{lead.id}/agreement", {"signed_on": "x"}, status=422)
    assert not session.scalars(select(Agreement)).all()


def test_what_is_only_named_is_said_to_be_sent_on_request(app, session, visitor, lot, estate, sent):
    session.add(Document(estate_id=estate.id, key="k", title="Uji tanah", language="id", level="registered"))
    session.commit()
    page = visitor.get(mailed(app, session, sent))

    assert listed(page) == {"Uji tanah": False}
    assert "We send them when you ask for them by a message below." in page
    assert "open with the link in the email" not in visitor.get(sent.answer.request.full_path)
