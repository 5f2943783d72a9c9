"""Who learns a password is not in; who loses a phone is not out; nothing is good twice."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from accounts.sealing import Unsealed, seal, unseal
from models.account import SignIn, User
from models.audit import Audit
from models.job import Job
from models.second_factor import OneTimeSecret, RecoveryCode
from tests.client import ANY, Client
from tests.site.accounts.conftest import WORDS

SECOND = "/staff/account/second-factor"


@pytest.fixture
def browser(app):
    """Somebody's own browser."""
    return Client(app)


def sign_in(client, password=WORDS, status=303, **fields):
    form = client.get("/staff/sign-in").form() | {"email": "person@example.com", "password": password}
    return client.send("POST", "/staff/sign-in", data=form | fields, status=status)


def send(client, page, fields=None, selector="main form", status=None):
    """Send a form as it stands on its page."""
    form = page.one(selector)
    sent = page.form(selector) | (fields or {})
    return client.send("POST", form.get("action") or page.path, data=sent, status=status)


def set_up(client):
    """Set up an app; return what makes its codes, and the recovery codes."""
    page = send(client, client.get(SECOND), selector='form[action$="/codes/begin"]', status=303).follow()
    codes = pyotp.TOTP(page.one(".acc-key").text_content().replace(" ", ""))
    from web.clock import now

    done = send(client, page, {"code": codes.at(now())}, status=200)
    return codes, [item.text_content() for item in done.css(".acc-codes li")]


def answer(client, code, status=303):
    return send(client, client.get("/staff/sign-in/second"), {"code": code}, status=status)


@pytest.fixture
def guarded(browser, person, clock):
    """Somebody whose account asks for codes, signed out: what makes them, and the recovery codes."""
    sign_in(browser)
    made = set_up(browser)
    browser.browser.delete_cookie(browser.app.config["SESSION_COOKIE_NAME"], domain="127.0.0.1", path="/staff/")
    clock.at += timedelta(minutes=5)
    return made


def test_a_password_alone_opens_nothing_any_more(browser, guarded):
    page = sign_in(browser)

    assert page.location.startswith("/staff/sign-in/second")
    browser.get("/staff/account", status=303)


def test_a_code_lets_in_and_is_good_once(browser, guarded, clock, app):
    codes, _ = guarded
    code = codes.at(clock.at)
    sign_in(browser)
    answer(browser, code)
    browser.get("/staff/account", status=200)

    thief = Client(app)
    sign_in(thief)

    answer(thief, code, status=422)
    clock.at += timedelta(seconds=30)
    answer(thief, codes.at(clock.at))


@pytest.mark.parametrize("code", ["000000", "12345", "１２３４５６", "abc", "x" * 40, "1 2 3 4 5 6", "\0"])
def test_what_is_no_code_is_told(browser, guarded, code):
    sign_in(browser)

    answer(browser, code, status=422)


def test_clocks_may_differ_by_half_a_minute_and_no_more(browser, guarded, clock):
    codes, _ = guarded
    sign_in(browser)
    answer(browser, codes.at(clock.at + timedelta(seconds=90)), status=422)

    answer(browser, codes.at(clock.at + timedelta(seconds=30)))


def test_guessing_waits_and_nobody_is_locked_out(browser, guarded, clock):
    codes, _ = guarded
    sign_in(browser)
    for _ in range(5):
        answer(browser, "000000", status=422)
    late = answer(browser, codes.at(clock.at), status=429)
    assert int(late.headers["Retry-After"]) >= 1

    clock.at += timedelta(minutes=1)
    answer(browser, codes.at(clock.at))


def test_a_recovery_code_lets_in_once(browser, guarded, app, session):
    _, recovery = guarded
    assert len(recovery) == len(set(recovery)) == 10
    sign_in(browser)
    answer(browser, recovery[0].upper().replace("-", " "))

    other = Client(app)
    sign_in(other)

    answer(other, recovery[0], status=422)
    assert recovery[0] not in str(session.scalars(select(RecoveryCode.code_hash)).all())


def test_new_recovery_codes_close_the_old_ones(browser, guarded, app, clock):
    codes, recovery = guarded
    sign_in(browser)
    answer(browser, codes.at(clock.at))
    page = send(browser, browser.get(SECOND), selector='form[action$="/recovery"]', status=200)
    assert len(page.css(".acc-codes li")) == 10

    other = Client(app)
    sign_in(other)

    answer(other, recovery[3], status=422)


def test_ten_minutes_after_the_password_it_is_asked_for_again(browser, guarded, clock):
    sign_in(browser)
    clock.at += timedelta(minutes=11)

    assert browser.get("/staff/sign-in/second", status=303).location.startswith("/staff/sign-in")


def test_a_password_that_was_changed_meanwhile_is_no_half(browser, guarded, session):
    sign_in(browser)
    session.scalars(select(User)).one().password_hash = "another"
    session.commit()

    browser.get("/staff/sign-in/second", status=303)


def test_the_secret_is_sealed_and_only_our_key_opens_it(app, browser, guarded, session):
    codes, _ = guarded
    row = session.scalars(select(OneTimeSecret)).one()
    assert codes.secret not in row.sealed
    assert row.sealed.startswith("v1:")
    with app.app_context():
        assert unseal(row.sealed) == codes.secret
        for other in (row.sealed[:-4] + "AAAA", "v2:x", ""):
            with pytest.raises(Unsealed):
                unseal(other)
        assert seal("x") != seal("x")


def test_the_picture_is_there_while_it_is_needed_and_no_longer(browser, person, clock):
    sign_in(browser)
    browser.get(f"{SECOND}/codes.svg", status=404)
    send(browser, browser.get(SECOND), selector='form[action$="/codes/begin"]', status=303)
    drawn = browser.get(f"{SECOND}/codes.svg", status=200)
    assert drawn.answer.mimetype == "image/svg+xml"
    assert "style=" not in drawn.source
    assert drawn.headers["Cache-Control"] == "no-store"
    clock.at += timedelta(minutes=16)

    browser.get(f"{SECOND}/codes.svg", status=404)


def test_a_change_asks_for_the_password_again_after_a_while(browser, person, clock):
    sign_in(browser)
    clock.at += timedelta(minutes=16)
    page = send(browser, browser.get(SECOND), selector='form[action$="/codes/begin"]', status=303).follow()
    assert page.path == "/staff/account/prove"
    send(browser, page, {"password": "wrong words here now"}, status=422)

    assert send(browser, page, {"password": WORDS}, status=303).location == SECOND
    set_up(browser)


def test_with_a_second_factor_eight_characters_will_do_and_it_cannot_go_without_longer_ones(browser, guarded, clock, session):
    codes, _ = guarded
    sign_in(browser)
    answer(browser, codes.at(clock.at))
    change = {"current": WORDS, "password": "wombats9"}
    send(browser, browser.get("/staff/account"), change, 'form[action$="/password"]', status=303)

    page = send(browser, browser.get(SECOND), selector='form[action$="/codes/remove"]', status=303).follow()

    assert "too short to stand alone" in page
    session.expire_all()
    assert session.scalars(select(User)).one().factor_since is not None


def test_without_one_eight_characters_will_not_do(browser, person):
    sign_in(browser)
    change = {"current": WORDS, "password": "wombats9"}

    send(browser, browser.get("/staff/account"), change, 'form[action$="/password"]', status=422)


def test_removed_the_password_is_enough_again(browser, guarded, clock, session):
    codes, _ = guarded
    sign_in(browser)
    answer(browser, codes.at(clock.at))
    send(browser, browser.get(SECOND), selector='form[action$="/codes/remove"]', status=303)

    assert not sign_in(Client(browser.app)).location.startswith("/staff/sign-in/second")
    assert session.scalars(select(RecoveryCode)).all() == []


def test_an_administrator_takes_it_away_and_the_person_is_told(admin, guarded, person, session):
    user_id = person.id
    page = admin.get(f"/staff/users/{user_id}")
    send(admin, page, selector='form[action$="/second-factor/reset"]', status=303)

    session.expire_all()
    assert session.get(User, user_id).factor_since is None
    assert session.scalars(select(OneTimeSecret)).all() == []
    assert session.scalars(select(SignIn).where(SignIn.user_id == user_id)).all() == []
    row = session.scalars(select(Audit).where(Audit.what == "second_factor").order_by(Audit.id.desc())).first()
    assert (row.details, row.act.by_id) == ({"fields": ["reset"]}, admin.user_id)
    assert session.scalars(select(Job).where(Job.kind == "account-notice")).one().args["user"] == user_id


def test_a_role_that_needs_one_opens_nothing_else_before_it_is_set_up(app, admin, seller, monkeypatch):
    settings = app.config["SETTINGS"].model_copy(update={"second_factor": ["admin", "sales_lead"]})
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    assert admin.get("/staff/users", status=303).location == SECOND
    assert "Your role needs a second factor" in admin.get(SECOND)
    admin.get("/staff/account")
    seller.get("/staff/leads")


def test_crooked_passkey_answers_are_refused_in_words(browser, admin, person):
    token = browser.get("/staff/sign-in").form()["csrf_token"]
    for crooked in ("", "null", "[]", "{", '{"id": 7}', '{"id": "a", "rawId": "a", "response": {}}', "x" * 20_000):
        page = browser.send("POST", "/staff/sign-in/passkey", data={"csrf_token": token, "credential": crooked}, status=422)
        assert "could not be used" in page.source
    for crooked in ("null", '{"id": "a"}'):
        admin.post(f"{SECOND}/passkeys", {"credential": crooked}, status=ANY)
