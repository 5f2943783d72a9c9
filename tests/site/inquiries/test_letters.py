"""The letters of an inquiry go out, once, to whom they are for, or somebody sees why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.job import PAUSES, Job, State
from models.lead.timeline import Letter
from tests.client import Client
from tests.factories import LotFactory
from tests.site.inquiries.asking import a_question, inquiry_of
from tests.support.clock import Clock
from tests.support.mail import MailServer

RunJobs = Callable[[], int]


def text_of(message: EmailMessage) -> str:
    return str(message.get_content())


def states(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Letter.state).order_by(Letter.id)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "Nomor referensi"),
        ("en", "Reference number"),
        ("ko", "접수 번호"),
        ("ja", "受付番号"),
    ],
)
def test_both_letters_go_out_each_in_its_readers_language(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, language: str, words: str
) -> None:
    page = visitor.post(f"/{language}/inquire", a_question(LotFactory()), status=303)
    run_jobs()

    inquiry = inquiry_of(session, page)
    to_investor, to_desk = post_office.messages
    assert words in text_of(to_investor)
    assert inquiry.message in text_of(to_investor)
    assert inquiry.reference in to_investor["Subject"]
    assert (to_investor["To"], to_investor["Content-Language"]) == ("minsu@hanbit.example.com", language)
    assert to_investor["Reply-To"] == ("korean.desk@example.com" if language == "ko" else "desk@example.com")
    assert to_investor["Auto-Submitted"] == "auto-generated"
    assert "Batas waktu jawaban" in text_of(to_desk)
    assert "/staff/leads/" in text_of(to_desk)
    for personal in (inquiry.name, inquiry.email, inquiry.message):
        assert personal not in text_of(to_desk)
    assert states(session) == ["sent", "sent"]


def test_the_link_in_the_letter_opens_the_inquiry(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs
) -> None:
    page = visitor.post("/ko/inquire", a_question(), status=303)
    run_jobs()

    link = re.search(r"http://\S+", text_of(post_office.messages[0]))
    assert link is not None
    mailed, sent = (one.partition("key=") for one in (link[0], page.location))
    assert mailed[0] == "http://127.0.0.1:8000" + sent[0]
    assert mailed[2] != sent[2]  # the page after sending is seen by whoever typed the address, the letter by who reads it
    assert inquiry_of(session, page).reference in visitor.get(link[0].removeprefix("http://127.0.0.1:8000"))
    assert not [key for key in (mailed[2], sent[2]) if key in text_of(post_office.messages[1])]


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_korean_and_japanese_pass_a_server_that_takes_seven_bits_only(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, language: str
) -> None:
    visitor.post(f"/{language}/inquire", a_question(LotFactory(), message="髙橋 山﨑 똠방각하 펲시콜라"), status=303)
    run_jobs()

    for _to, data in post_office.envelopes:
        assert data.isascii()
        assert max(map(len, data.splitlines())) <= 998
    assert "髙橋 山﨑 똠방각하 펲시콜라" in text_of(post_office.messages[0])
    assert "촌토 산업단지" in post_office.messages[0]["Subject"] or language == "ja"


def test_the_message_id_is_made_from_the_row_and_the_address_of_the_site(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs
) -> None:
    visitor.post("/en/inquire", a_question(), status=303)
    run_jobs()

    assert [message["Message-ID"] for message in post_office.messages] == [
        "<letter.1@127.0.0.1>",
        "<letter.2@127.0.0.1>",
    ]


def test_a_server_that_refuses_is_asked_again_after_each_pause_until_it_takes(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, clock: Clock
) -> None:
    visitor.post("/en/inquire", a_question(), status=303)
    post_office.mood = "refuses"
    for pause in PAUSES[:3]:
        assert run_jobs() == 2
        assert states(session) == ["queued", "queued"]
        clock.move(seconds=pause.total_seconds() - 1)
        assert run_jobs() == 0
        clock.move(seconds=1)

    post_office.mood = "takes"
    run_jobs()

    assert states(session) == ["sent", "sent"]
    assert len(post_office.messages) == 2


def test_a_server_that_hangs_up_after_taking_gets_the_same_letter_under_the_same_id(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, clock: Clock
) -> None:
    visitor.post("/en/inquire", a_question(), status=303)
    post_office.mood = "hangs up"
    run_jobs()
    assert states(session) == ["queued", "queued"]

    post_office.mood = "takes"
    clock.move(minutes=1)
    run_jobs()

    assert states(session) == ["sent", "sent"]
    ids = [message["Message-ID"] for message in post_office.messages]
    assert sorted(ids) == sorted(2 * ["<letter.1@127.0.0.1>", "<letter.2@127.0.0.1>"])
    bodies = {message["Message-ID"]: text_of(message) for message in post_office.messages}
    assert all(text_of(message) == bodies[message["Message-ID"]] for message in post_office.messages)


def test_after_the_last_attempt_the_letter_is_dead_and_seen(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, clock: Clock
) -> None:
    visitor.post("/en/inquire", a_question(), status=303)
    post_office.mood = "refuses"
    for pause in (*PAUSES, PAUSES[-1]):
        run_jobs()
        clock.move(seconds=pause.total_seconds())

    assert states(session) == ["dead", "dead"]
    assert {job.state for job in session.scalars(select(Job))} == {State.DEAD}


def test_a_dead_letter_goes_out_when_somebody_lets_its_job_run_again(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, clock: Clock
) -> None:
    test_after_the_last_attempt_the_letter_is_dead_and_seen(visitor, session, post_office, run_jobs, clock)
    for job in session.scalars(select(Job)):
        job.retry(clock.at)
    post_office.mood = "takes"

    run_jobs()

    assert states(session) == ["sent", "sent"]


def test_without_a_mail_server_the_letters_stay_to_be_read(
    visitor: Client, session: Session, run_jobs: RunJobs
) -> None:
    visitor.post("/en/inquire", a_question(), status=303)

    run_jobs()

    assert states(session) == ["unsent", "unsent"]
    letter = session.scalars(select(Letter).order_by(Letter.id)).first()
    assert letter is not None
    assert letter.sent_at is None
    assert "Reference number" in letter.body


def test_a_letter_called_off_does_not_go_out(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs
) -> None:
    page = visitor.post("/en/inquire", a_question(email="wrong@example.com"), status=303).follow()
    corrected = visitor.post(
        page.answer.request.full_path, {"do": "address", "a-email": "right@example.com"}, status=303
    )

    run_jobs()

    assert post_office.recipients == [["desk@example.com"], ["right@example.com"]]
    link = re.search(r"http://127.0.0.1:8000(\S+)", text_of(post_office.messages[1]))
    assert link is not None
    assert visitor.get(link[1]).path == corrected.location.partition("?")[0]


def test_a_letter_already_under_way_to_the_old_address_holds_no_new_link(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs
) -> None:
    page = visitor.post("/en/inquire", a_question(email="wrong@example.com"), status=303).follow()
    visitor.post(page.answer.request.full_path, {"do": "address", "a-email": "right@example.com"}, status=303)
    old = session.scalars(select(Letter).where(Letter.to == "wrong@example.com")).one()
    old.state = "queued"  # as if it had been read before the correction

    run_jobs()

    to_the_old = next(m for m in post_office.messages if m["To"] == "wrong@example.com")
    assert "key=" not in text_of(to_the_old)


def test_a_suspects_letters_do_not_go_out(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs
) -> None:
    visitor.post("/en/inquire", a_question(reply_topic="x"), status=303)

    assert run_jobs() == 0
    assert not post_office.messages


HOSTILE = (
    "x\r\nBcc: other@example.com",
    "x\nTo: other@example.com\n\nbody",
    "x\rCc: other@example.com",
    "x\u2028Bcc: other@example.com",
    "x\x0bBcc: other@example.com",
    "x%0d%0aBcc: other@example.com",
    "other@example.com, x",
    '"<other@example.com>" x',
    "{desk_url} {status_url} {reference}",
    "[[status-link]]",
    "\n.\nRCPT TO:<other@example.com>\n.\n",
)


@pytest.mark.thorough
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_bring_no_recipient_and_no_header(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs, words: str
) -> None:
    sent = a_question(LotFactory(), name=words, organisation=words, title=words, message=words)

    visitor.post("/en/inquire", sent, status=303)
    run_jobs()

    assert post_office.recipients == [["minsu@hanbit.example.com"], ["desk@example.com"]]
    for message in post_office.messages:
        assert {name.casefold() for name in message} <= {
            *("from", "to", "subject", "message-id", "date", "content-type", "content-transfer-encoding"),
            *("mime-version", "content-language", "reply-to", "auto-submitted", "x-peer", "x-mailfrom", "x-rcptto"),
        }
    assert states(session) == ["sent", "sent"]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com\r\nBcc: other@example.com",
        "a@example.com,other@example.com",
        "a@example.com;other@example.com",
        "<a@example.com>,<other@example.com>",
        '"a\r\nRCPT TO:<other@example.com>"@example.com',
        "a%other@example.com@example.org",
        "@relay.example:a@example.com",
    ],
)
def test_a_hostile_address_is_refused_in_words(visitor: Client, session: Session, address: str) -> None:
    visitor.post("/en/inquire", a_question(email=address), status=422)

    assert states(session) == []


def test_an_address_under_a_korean_domain_is_reached(
    visitor: Client, session: Session, post_office: MailServer, run_jobs: RunJobs
) -> None:
    visitor.post("/ko/inquire", a_question(email="info@한빛소재.한국"), status=303)
    run_jobs()

    assert post_office.recipients[0] == ["info@" + "한빛소재.한국".encode("idna").decode()]
