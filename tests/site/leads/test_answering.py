"""Answering: in the investor's language, through the worker, once; and what stops the clock."""

import pytest
from sqlalchemy import select

from models.job import Job
from models.lead.timeline import EntryKind, Letter
from models.lead.work import received
from tests.factories import LeadFactory
from tests.site.leads.desk import LETTER, answer, form_of, kinds, page_of, send
from tests.support.mail import mail_server


def draft(client, lead, template=""):
    """Return subject and text as the letter is begun."""
    page = client.get(page_of(lead) + (f"?template={template}" if template else ""))
    form = form_of(page, "answer")
    return form["subject"][0], form["body"][0]


def test_the_letter_is_begun_in_their_language_with_their_salutation(lead_of, seller):
    subject, body = draft(seller, lead_of(seller))

    assert "촌토 산업단지" in subject
    assert body.lstrip().startswith("해외사업팀 담당자")
    assert "B-03" in body
    assert "{answer}" in body


def test_a_second_letter_is_begun_as_a_follow_up_and_either_can_be_chosen(lead_of, seller):
    lead = lead_of(seller, contacted=True)

    assert draft(seller, lead)[0] == draft(seller, lead, "follow_up")[0]
    assert draft(seller, lead, "first_reply")[0] != draft(seller, lead)[0]


@pytest.mark.parametrize("language", ["id", "en", "ko", "ja"])
def test_each_language_has_its_letter(lead_of, seller, language):
    lead = lead_of(seller, language=language)

    page = seller.get(page_of(lead))

    assert page.one("#answer-body").iterancestors("div").__next__().getparent().get("lang") == language
    assert "{" not in draft(seller, lead)[1].replace("{answer}", "")


def test_an_answer_is_on_its_way_before_it_is_acknowledged(lead_of, seller, session):
    lead = lead_of(seller)

    page = answer(seller, lead).follow()

    assert "The answer is on its way." in page
    assert "Waiting to be sent" in page
    letter = session.scalars(select(Letter).where(Letter.kind == "answer")).one()
    assert (letter.to, letter.language, letter.author_id) == (lead.person.email, "ko", seller.user_id)
    assert letter.reply_to == "korean.desk@example.com"
    assert session.scalars(select(Job).where(Job.dedupe_key == f"letter:{letter.id}")).one().kind == "letter"


def test_the_worker_sends_it_and_the_timeline_says_so(app, lead_of, seller, run_jobs, monkeypatch):
    lead = lead_of(seller)
    with mail_server() as (server, url):
        settings = app.config["SETTINGS"]
        monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"smtp_url": url}))
        answer(seller, lead)
        run_jobs()

    (sent,) = server.messages
    assert (sent["Subject"], sent["Reply-To"]) == (LETTER["subject"], "korean.desk@example.com")
    assert seller.get(page_of(lead)).one("#timeline").getparent().cssselect(".tag.ok")[0].text_content() == "Sent"


def test_without_a_mail_server_it_can_be_read_and_sent_later(lead_of, seller, session, run_jobs):
    lead = lead_of(seller)
    answer(seller, lead)
    run_jobs()

    page = seller.get("/staff/letters")

    assert "Not sent: no mail server is set" in page
    assert LETTER["body"] in page.client.get(next(link for link in page.links() if "/staff/letters/" in link))
    letter = session.scalars(select(Letter)).one()
    seller.post(f"/staff/letters/{letter.id}/again")
    session.refresh(letter)
    assert letter.state == "queued"
    assert run_jobs() == 1


def test_a_letter_that_is_sent_is_not_sent_again(lead_of, seller, session):
    lead = lead_of(seller)
    answer(seller, lead)

    seller.post(f"/staff/letters/{session.scalars(select(Letter.id)).one()}/again", status=409)


def test_the_first_answers_moment_is_set_once_and_never_changes(lead_of, seller, session, clock):
    lead = lead_of(seller)
    answer(seller, lead)
    session.refresh(lead)
    first = lead.first_answer_at
    clock.move(hours=3)
    answer(seller, lead)
    send(seller, lead, "call", {"text": "They called back"})

    session.refresh(lead)
    assert lead.first_answer_at == first == clock.at.replace(hour=2)
    assert lead.answer_due_at is None


def test_a_call_is_contact_and_a_note_is_not(lead_of, seller, session):
    called, noted = lead_of(seller), lead_of(seller)

    send(seller, called, "call", {"text": "They want a visit"})
    send(seller, noted, "note", {"text": "Ask the engineer"})

    session.refresh(called)
    session.refresh(noted)
    assert called.first_answer_at is not None
    assert (noted.first_answer_at, noted.answer_due_at is None) == (None, False)
    assert kinds(session, called) == [EntryKind.CALL]


def test_an_automatic_letter_never_meets_the_clock(visitor, seller, session, run_jobs, lot):
    sent = {
        "name": "박담당", "organisation": "새솔(주)", "email": "new@saesol.example.com", "country": "KR", "message": "문의합니다",
        "consent_inquiry": "yes", "consent_transfer": "yes", "form_key": "a-form-key-of-sixteen",
        "lot": f"{lot.estate.slug}/{lot.code}",
    }  # fmt: skip
    visitor.post("/ko/inquire", sent)
    run_jobs()

    page = seller.get("/staff/")

    assert session.scalars(select(Letter).where(Letter.kind == "ack")).one().author_id is None
    assert "First answer" in page
    assert "새솔(주)" in page


def test_what_stands_in_braces_has_to_be_replaced_first(lead_of, seller, session):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "answer")

    page = send(seller, lead, "answer", {**form, "do": "send"}, status=422)

    assert "Replace this before it goes out: {answer}" in page
    assert session.scalars(select(Letter)).all() == []


def test_what_would_offend_does_not_go_out(lead_of, seller):
    lead = lead_of(seller, language="ja")

    assert "Replace" in answer(seller, lead, status=422, body="株式会社サクラ御中 山田様")


def test_a_preview_sends_nothing_and_keeps_what_was_typed(lead_of, seller, session):
    lead = lead_of(seller)

    page = answer(seller, lead, status=200, do="preview")

    assert "As it goes out" in page
    assert LETTER["body"] in page.one("#answer-body").text
    assert session.scalars(select(Letter)).all() == []


def test_who_answers_a_lead_of_nobody_takes_it(lead_of, seller, session):
    lead = lead_of()

    answer(seller, lead)

    session.refresh(lead)
    assert lead.owner_id == seller.user_id


def test_an_answer_that_crosses_with_a_message_is_asked_about_and_can_still_go(lead_of, seller, session, clock):
    from models.act import Act, Way

    lead = lead_of(seller, contacted=True)
    form = form_of(seller.get(page_of(lead)), "answer") | LETTER
    act = Act(at=clock.at, way=Way.WEB)
    session.add(act)
    session.flush()
    received(session, lead, act=act, text="그 사이에 조건이 바뀌었습니다.", due_at=clock.at)
    session.commit()

    page = send(seller, lead, "answer", form, status=409)

    assert "그 사이에 조건이 바뀌었습니다." in page
    assert session.scalars(select(Letter)).all() == []
    again = {name: value for name, value in page.form().items() if name != "csrf_token"}
    send(seller, lead, "answer", again | {"do": "send"})
    assert len(session.scalars(select(Letter)).all()) == 1


def test_nobody_is_written_to_who_withdrew_the_consent_to_be_answered(visitor, seller, session, lot):
    sent = {
        "name": "박담당", "organisation": "새솔(주)", "email": "new@saesol.example.com", "country": "KR", "message": "문의합니다",
        "consent_inquiry": "yes", "consent_transfer": "yes", "form_key": "a-form-key-of-sixteen",
        "lot": f"{lot.estate.slug}/{lot.code}",
    }  # fmt: skip
    page = visitor.post("/ko/inquire", sent)
    path, _, key = page.location.partition("?")
    visitor.post(f"{path}/withdraw/inquiry?{key}", {}, status=303)
    lead = session.scalars(select(LeadFactory._meta.model)).one()

    page = seller.get(page_of(lead))

    assert "Nothing may be written to them." in page
    form = {"subject": "x", "body": "y", "do": "send", "seen": "999999"}
    assert "Nothing may be written" in send(seller, lead, "answer", form, status=422)


def test_hostile_words_in_a_letter_stay_words(lead_of, seller):
    lead = lead_of(seller)

    page = answer(
        seller, lead, status=200, do="preview", subject="a\r\nBcc: x@example.com", body="<script>alert(1)</script>"
    )

    assert not page.css("main script")
    assert "<script>alert(1)</script>" in page.one(".letter").text_content()
