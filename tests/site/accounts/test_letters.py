"""Invitations and forgotten passwords: a link that is good once, sent by the worker."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.account import LetterKind, User
from models.job import Job
from tests.client import Client
from tests.site.accounts.test_sign_in import is_in, sign_in
from web import mail

NEW = "quite other words here"


@pytest.fixture
def sent(monkeypatch):
    """The letters that were handed to the mail server."""
    letters = []
    monkeypatch.setattr(mail, "can_send", lambda: True)
    monkeypatch.setattr(mail, "deliver", letters.append)
    return letters


def link_in(letter):
    """Return the path of the link in a letter."""
    text = letter.get_content() if hasattr(letter, "get_content") else letter
    return re.search(r"http://127\.0\.0\.1:8000(/staff/reset/\S+)", text)[1]


def forget(client, email, **given):
    """Ask for a link."""
    return client.send("POST", "/staff/forgot", data=client.get("/staff/forgot").form() | {"email": email}, **given)


def choose(client, link, password=NEW, **given):
    """Choose a password by `link`."""
    return client.send("POST", link, data=client.get(link).form() | {"password": password}, **given)


def test_who_forgot_chooses_anew_by_a_link(visitor, person, sent, run_jobs):
    forget(visitor, "Person@example.com", status=200)
    run_jobs()

    (letter,) = sent
    assert letter["To"] == "person@example.com"
    choose(visitor, link_in(letter), status=303)
    sign_in(visitor, status=422)
    sign_in(visitor, password=NEW, status=303)


def test_a_link_is_good_once(visitor, person, sent, run_jobs):
    forget(visitor, person.email)
    run_jobs()
    link = link_in(sent[0])
    choose(visitor, link, status=303)

    visitor.get(link, status=404)
    Client(visitor.app).get(link, status=404)


def test_and_for_an_hour(visitor, person, sent, run_jobs, clock):
    forget(visitor, person.email)
    run_jobs()
    link = link_in(sent[0])

    visitor.get(link)
    clock.move(minutes=61)
    visitor.get(link, status=404)


def test_an_altered_link_opens_nothing(visitor, person, sent, run_jobs):
    forget(visitor, person.email)
    run_jobs()
    link = link_in(sent[0])

    for altered in (
        link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1],  # of the last one, two bits count for nothing
        link + "x",
        "/staff/reset/x",
        "/staff/reset/e30.a.b",
    ):
        visitor.get(altered, status=404)


def test_a_link_ends_every_sign_in_and_signs_nobody_in(visitor, person, sent, run_jobs):
    thief = Client(visitor.app)
    sign_in(thief)
    forget(visitor, person.email)
    run_jobs()

    choose(visitor, link_in(sent[0]), status=303)

    assert not is_in(thief)
    assert not is_in(visitor)


def test_the_page_of_a_link_tells_nobody_its_address(visitor, person, sent, run_jobs):
    forget(visitor, person.email)
    run_jobs()

    page = visitor.get(link_in(sent[0]))

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_answer_does_not_tell_who_has_an_account(visitor, person, session, sent, run_jobs):
    known = forget(visitor, person.email)
    unknown = forget(Client(visitor.app), "nobody@example.com")

    assert known.source == unknown.source
    assert len(session.scalars(select(Job)).all()) == 2
    run_jobs()
    assert [letter["To"] for letter in sent] == [person.email]


def test_who_is_disabled_gets_no_link_and_an_old_one_is_dead(visitor, person, sent, run_jobs, admin):
    forget(visitor, person.email)
    run_jobs()
    admin.post(f"/staff/users/{person.id}/disable")

    visitor.get(link_in(sent[0]), status=404)
    forget(visitor, person.email)
    run_jobs()
    assert len(sent) == 1


def test_a_letter_asked_for_twice_is_sent_once(visitor, person, sent, run_jobs, clock):
    forget(visitor, person.email)
    forget(visitor, person.email)
    run_jobs()
    assert len(sent) == 1

    clock.move(minutes=6)
    forget(visitor, person.email)
    run_jobs()
    assert len(sent) == 2
    assert sent[0]["Message-ID"] != sent[1]["Message-ID"]


def test_an_attempt_that_failed_goes_out_under_the_same_message_id(
    person, session, sent, run_jobs, clock, monkeypatch, visitor
):
    tried = []

    def refuse(letter):
        tried.append(letter["Message-ID"])
        raise ConnectionRefusedError

    forget(visitor, person.email)
    monkeypatch.setattr(mail, "deliver", refuse)
    run_jobs()
    clock.move(minutes=2)
    monkeypatch.setattr(mail, "deliver", sent.append)
    run_jobs()

    assert tried == [sent[0]["Message-ID"]]


def test_one_network_cannot_send_letters_without_end(visitor, person):
    for n in range(10):
        forget(visitor, f"somebody{n}@example.com", status=200)

    assert "Wait" in forget(visitor, "somebody11@example.com", status=429)


@pytest.mark.thorough
@pytest.mark.parametrize("typed", ["short", "passwordpassword", "person@example.com", "x" * 129])
def test_a_weak_password_is_refused_with_the_reason(visitor, person, session, sent, run_jobs, typed):
    forget(visitor, person.email)
    run_jobs()

    page = choose(visitor, link_in(sent[0]), typed, status=422)

    assert page.css(".msg")
    assert page.one("#password").get("aria-invalid") == "true"
    assert not page.one("#password").get("value")


def test_an_invited_person_gets_a_letter_in_their_language_and_comes_in(admin, visitor, session, sent, run_jobs):
    form = {"name": "New Person", "email": "New@Example.com", "language": "ja", "grants": ["sales:", "engineer:"]}

    page = admin.post("/staff/users", form).follow()
    run_jobs()

    assert "New Person" in page
    (letter,) = sent
    assert letter["Content-Language"] == "ja"
    user = session.scalars(select(User).where(User.email == "new@example.com")).one()
    assert user.letter_sent_at is not None
    choose(visitor, link_in(letter), status=303)
    sign_in(visitor, email="new@example.com", password=NEW, status=303)


def test_an_invitation_is_good_for_a_week(admin, visitor, sent, run_jobs, clock):
    admin.post("/staff/users", {"name": "New", "email": "new@example.com", "language": "en"})
    run_jobs()

    clock.move(days=6, hours=23)
    visitor.get(link_in(sent[0]))
    clock.move(hours=2)
    visitor.get(link_in(sent[0]), status=404)


def test_without_a_mail_server_the_letter_waits_on_the_desk(admin, visitor, run_jobs):
    shown = admin.post("/staff/users", {"name": "New", "email": "new@example.com", "language": "en"}).follow()
    run_jobs()

    choose(visitor, link_in(shown.text), status=303)

    sign_in(visitor, email="new@example.com", password=NEW, status=303)
    assert "waits" not in admin.get(shown.path)


def test_links_are_ours_whatever_host_the_request_names(person, session, app):
    from accounts.letters import letter_to
    from web.clock import now

    person.owe_letter(LetterKind.RESET, now() - timedelta(minutes=1))
    with app.test_request_context(
        "/staff/forgot", base_url="http://evil.example", headers={"X-Forwarded-Host": "evil.example"}
    ):
        text = letter_to(person).text

    assert "evil" not in text
    assert link_in(text)


def test_a_name_cannot_add_a_recipient(app):
    with app.app_context():
        letter = mail.letter(
            to="person@example.com",
            subject="Hello\r\nBcc: evil@example.com",
            text="x",
            message_id="<a@example.com>",
            language="en",
        )

    assert "Bcc" not in letter
    with app.app_context(), pytest.raises(ValueError, match=r".*"):
        mail.letter(
            to="person@example.com\r\nBcc: x@example.com",
            subject="x",
            text="x",
            message_id="<a@example.com>",
            language="en",
        )
