"""A lead goes from stage to stage: what it needs, who may, and what is asked when something is missing."""

import pytest
from sqlalchemy import select

from models.lead.lead import Stage, StageChange
from models.lead.timeline import EntryKind, Letter
from tests.factories import A_NEED, LeadFactory
from tests.site.leads.desk import answer, form_of, hold, kinds, move, page_of, send, tasks


def missing(page):
    """Return what a refused move says is missing, each with where it is mended."""
    return {link.text_content(): link.get("href") for link in page.one("[data-summary]").cssselect("a")}


def test_a_refused_move_lists_all_that_is_missing_with_the_way_to_mend_it(lead_of, seller):
    lead = lead_of(seller, contacted=True, need={})

    page = move(seller, lead, "qualified", status=422)

    assert "6 things are missing" in page
    assert missing(page) == {
        "The sector": f"{page_of(lead)}#need",
        "The area needed": f"{page_of(lead)}#need",
        "The power needed, or that it is not yet known": f"{page_of(lead)}#need",
        "Sale or lease": f"{page_of(lead)}#need",
        "The quarter of the start": f"{page_of(lead)}#need",
        "The date of the decision, or why there is none": f"{page_of(lead)}#need",
    }


def test_a_refused_move_writes_nothing(lead_of, seller, session):
    lead = lead_of(seller, contacted=True, need={})

    move(seller, lead, "qualified", status=422)

    session.refresh(lead)
    assert lead.stage is Stage.CONTACTED
    assert kinds(session, lead) == []


def test_every_place_that_a_refusal_points_to_is_there(lead_of, seller):
    lead = lead_of(None, stage=Stage.NEW, need={}, person=None, organisation=None)
    page = move(seller, lead, "contacted", status=422)

    opened = seller.get(page_of(lead))

    for address in missing(page).values():
        assert opened.css(f"[id='{address.partition('#')[2]}']"), address


def test_with_all_there_it_moves_and_asks_for_the_next_step(lead_of, seller, session):
    lead = lead_of(seller, contacted=True, need=dict(A_NEED))

    page = move(seller, lead, "qualified", reason="Their board meets in May").follow()

    session.refresh(lead)
    assert lead.stage is Stage.QUALIFIED
    assert "Say what comes next." in page
    assert page.css("#tasks details[open]")


def test_the_history_replays_to_the_stage(lead_of, seller, session):
    lead = lead_of(seller, contacted=True, need=dict(A_NEED))
    move(seller, lead, "qualified", reason="no date yet")
    move(seller, lead, "lost", lost_reason="price")

    steps = session.execute(select(StageChange.old, StageChange.new).where(StageChange.lead_id == lead.id)).all()

    assert [tuple(one) for one in steps] == [(None, "contacted"), ("contacted", "qualified"), ("qualified", "lost")]


def test_a_stage_that_cannot_be_reached_from_here_is_refused(lead_of, sales_lead):
    assert "A stage that can be reached from here" in move(sales_lead, lead_of(), "contracted", status=422)


@pytest.mark.parametrize("stage", ["", "flown", "merged"])
def test_a_stage_that_is_none_is_refused(lead_of, seller, stage):
    move(seller, lead_of(seller), stage, status=422)


def test_sales_cannot_reserve_and_are_told_all_that_is_missing(lead_of, seller, session):
    lead = lead_of(seller, stage=Stage.NEGOTIATION, answered=True)

    page = move(seller, lead, "reserved", status=422)

    assert set(missing(page)) == {"A sales manager, who makes this move", "A reservation of every preferred lot"}
    session.refresh(lead)
    assert lead.stage is Stage.NEGOTIATION


def test_a_lost_lead_says_why_and_lets_its_lots_go(lead_of, lot, seller, session):
    lead = lead_of(seller, contacted=True)
    hold(seller, lead, lot.id)

    assert "Why it is lost" in move(seller, lead, "lost", status=422)
    move(seller, lead, "lost", lost_reason="no_fit", reason="They need 8 ha at the water")

    session.refresh(lead)
    session.refresh(lot)
    assert (lead.stage, lead.lost_reason, lot.status) == (Stage.LOST, "no_fit", "available")
    assert "They need 8 ha at the water" in seller.get(page_of(lead))


def test_later_needs_the_day_to_come_back_within_eighteen_months(lead_of, seller, session):
    lead = lead_of(seller, contacted=True)

    for day in ("", "yesterday", "2026-03-02", "2028-03-02"):
        assert "within 18 months" in move(seller, lead, "nurture", status=422, revisit_on=day)
    move(seller, lead, "nurture", revisit_on="2027-01-15")

    session.refresh(lead)
    assert str(lead.revisit_on) == "2027-01-15"


def test_a_lost_lead_is_reopened_by_the_manager_within_a_year(lead_of, seller, sales_lead, session, clock):
    lead = lead_of(seller, contacted=True)
    move(seller, lead, "lost", lost_reason="timing")

    assert "A sales manager" in move(seller, lead, "contacted", status=422)
    move(sales_lead, lead, "contacted", reason="They wrote again")
    move(seller, lead, "lost", lost_reason="timing")
    clock.move(days=370)

    session.refresh(lead)
    assert lead.stage is Stage.LOST


def test_two_who_move_at_once_from_old_pages_the_later_is_asked(lead_of, seller, sales_lead, session):
    lead = lead_of(seller, contacted=True, need=dict(A_NEED))
    old = form_of(sales_lead.get(page_of(lead)), "stage")
    move(seller, lead, "qualified", reason="no date yet")

    page = sales_lead.post(f"{page_of(lead)}/stage", {**old, "stage": "lost", "lost_reason": "price"}, status=409)

    assert "Someone has changed this in the meantime" in page
    assert "Qualified" in page.one("table").text_content()
    session.refresh(lead)
    assert lead.stage is Stage.QUALIFIED
    sales_lead.post(f"{page_of(lead)}/stage", {k: v for k, v in page.form().items() if k != "csrf_token"})
    session.refresh(lead)
    assert lead.stage is Stage.LOST


def a_suspect(session):
    """Make a lead that a machine put among the spam; its letter is held back."""
    from web.clock import now

    lead = LeadFactory(stage=Stage.SPAM, closed_at=now(), person__organisation__name_native="Cheap Links Ltd")
    letter = Letter(
        lead_id=lead.id, kind="ack", to="seo@links.example.com", language="en", subject="We have it", body="…",
        created_at=now(), state="held",
    )  # fmt: skip
    session.add(letter)
    session.commit()
    return lead, letter


def test_a_suspect_is_rescued_with_one_click_and_its_letters_go_out(clock, seller, session):
    lead, letter = a_suspect(session)
    page = seller.get("/staff/leads?suspected=1&view=list")
    form = page.form(f"form[action='{page_of(lead)}/stage']")

    seller.post(f"{page_of(lead)}/stage", {**form, "stage": "new"})

    session.refresh(lead)
    session.refresh(letter)
    assert (lead.stage, lead.closed_at, letter.state) == (Stage.NEW, None, "queued")


def test_a_suspect_that_is_spam_waits_no_more_and_is_never_written_to(clock, seller, session):
    lead, letter = a_suspect(session)
    assert "1 inquiry that looks like spam" in seller.get("/staff/")

    move(seller, lead, "spam")

    session.refresh(letter)
    assert letter.state == "cancelled"
    assert "No lead here." in seller.get("/staff/leads?suspected=1&view=list")
    assert "looks like spam" not in seller.get("/staff/")


def test_two_leads_that_are_one_are_merged_into_the_one_that_stays(lead_of, lot, seller, session):
    first, second = lead_of(seller), lead_of(seller)

    send(seller, second, "merge", {"into": first.reference.lower(), "reason": "The same project"})

    session.refresh(second)
    assert (second.stage, second.merged_into_id) == (Stage.MERGED, first.id)
    assert kinds(session, first)[-1] is EntryKind.MERGE


def test_a_lead_is_not_merged_into_a_colleagues_or_into_itself(lead_of, seller, other_seller):
    mine, theirs = lead_of(seller), lead_of(other_seller)

    for reference in (theirs.reference, mine.reference, "K-00"):
        page = send(seller, mine, "merge", {"into": reference, "reason": "?"}, status=422)
        assert "No open lead of yours has this reference" in page


def test_a_new_lead_becomes_contacted_with_its_answer_and_without_it_does_not(lead_of, seller, session):
    lead = lead_of(seller)

    assert "A letter or call by a person to the investor" in move(seller, lead, "contacted", status=422)
    answer(seller, lead, contacted="y")

    session.refresh(lead)
    assert lead.stage is Stage.CONTACTED
    assert tasks(session, lead) == []
