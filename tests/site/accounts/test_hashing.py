"""While a password is hashed, a tenth of a second, nobody waits: no connection to the database is in use."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models import password as passwords
from models.account import User
from tests.client import Client
from tests.site.accounts.conftest import WORDS
from tests.site.accounts.test_letters import NEW, choose, forget, link_in, sent
from tests.site.accounts.test_sign_in import is_in, sign_in

__all__ = ["sent"]  # the fixture


class Watch:
    """Hashes as the hasher does, and notes how many connections are in use meanwhile."""

    def __init__(self, app, hasher):
        self.app, self.hasher, self.in_use, self.meanwhile = app, hasher, [], None

    def __getattr__(self, name):
        def watched(*given):
            from web.database import db

            with self.app.app_context():
                self.in_use.append(db.engine.pool.checkedout())
            if self.meanwhile is not None and name == "hash":
                self.meanwhile()
            return getattr(self.hasher, name)(*given)

        return watched


@pytest.fixture
def watch(app, monkeypatch):
    watch = Watch(app, passwords.hasher)
    monkeypatch.setattr(passwords, "hasher", watch)
    return watch


def change(client, status=303):
    """Change one's own password on the account's page."""
    form = client.get("/staff/account").form("section[aria-labelledby=secret] form")
    return client.send(
        "POST", "/staff/account/password", data=form | {"current": WORDS, "password": NEW}, status=status
    )


def test_at_sign_in_and_when_a_password_is_changed(visitor, person, watch):
    sign_in(visitor)
    change(visitor)

    assert is_in(visitor)
    assert watch.in_use == [0] * 4  # sign-in: right, not outdated; change: right, hashed


def test_when_a_password_is_chosen_by_a_link(visitor, person, sent, run_jobs, watch):
    forget(visitor, person.email)
    run_jobs()
    choose(visitor, link_in(sent[0]), status=303)

    assert watch.in_use == [0]
    sign_in(visitor, password=NEW)


def test_when_somebody_is_added_by_the_command(kavling, watch):
    assert kavling("user", "add", "someone@example.com", "--role", "sales").exit_code == 0

    assert watch.in_use == [0]


def test_the_first_sign_ins_are_hashed_before(kavling, watch):
    kavling("estate", "add", "cilegon", "--name", "Cilegon")  # not empty: the demo stays away
    kavling("prepare")

    assert len(watch.in_use) == 5
    assert not any(watch.in_use)


def test_a_link_that_is_used_twice_at_once_is_good_once(visitor, person, sent, run_jobs, watch):
    forget(visitor, person.email)
    run_jobs()
    link = link_in(sent[0])
    other = Client(visitor.app)

    def use_it_first():
        watch.meanwhile = None
        choose(other, link, "words that came before", status=303)

    watch.meanwhile = use_it_first
    choose(visitor, link, status=404)

    sign_in(visitor, password="words that came before")


def test_a_password_that_was_changed_meanwhile_is_not_changed_over(visitor, person, session, watch):
    sign_in(visitor)

    def change_it_first():
        watch.meanwhile = None
        session.execute(update(User).values(password_hash=passwords.hash_of("words that came before")))
        session.commit()

    watch.meanwhile = change_it_first
    assert "This is not your current password." in change(visitor, status=422)

    assert is_in(visitor)
