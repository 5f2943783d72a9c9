"""A sign-in begins with the right words only, and ends when it should."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from models import password as passwords
from models.account import Role, SignIn, User, UserRole, hashed
from models.act import Act, Way
from models.throttle import Throttle
from tests.client import Client
from tests.site.accounts.conftest import WORDS
from web.clock import now


def sign_in(client, email="person@example.com", password=WORDS, **given):
    """Type address and password into the form of the sign-in page."""
    form = client.get("/staff/sign-in" + given.pop("query", "")).form()
    return client.send("POST", "/staff/sign-in", data=form | {"email": email, "password": password}, **given)


def is_in(client):
    """Tell whether the browser opens the desk."""
    return client.send("GET", "/staff/account").status == 200


def test_who_types_the_right_words_is_in(visitor, person):
    page = sign_in(visitor)

    assert page.status == 303
    assert is_in(visitor)


def test_the_address_may_be_typed_in_any_case(visitor, person):
    sign_in(visitor, email=" Person@Example.COM ", status=303)


def test_one_comes_back_to_where_one_wanted_to_go(visitor, person):
    page = sign_in(visitor, query="?next=/staff/account%3Fa%3Db")

    assert page.location == "/staff/account?a=b"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/en/"]
)
def test_but_nowhere_else(visitor, person, target):
    form = visitor.get("/staff/sign-in").form() | {"email": "person@example.com", "password": WORDS, "next": target}

    page = visitor.send("POST", "/staff/sign-in", data=form, status=303)

    assert page.location == "/staff/"


def test_wrong_words_and_unknown_names_are_answered_alike(visitor, person, session):
    session.add(User(email="gone@example.com", name="Gone", password_hash=passwords.hash_of(WORDS), disabled_at=now()))
    session.add(User(email="invited@example.com", name="Invited"))
    session.commit()

    told = {
        sign_in(Client(visitor.app), email, password, status=422).one(".sum").text_content()
        for email, password in (
            ("person@example.com", "wrong"), ("nobody@example.com", WORDS), ("gone@example.com", WORDS),
            ("invited@example.com", WORDS), ("no address", WORDS),
        )
    }  # fmt: skip

    assert len(told) == 1


def test_an_unknown_name_costs_one_hash_as_well(visitor, person, monkeypatch):
    counted = []
    verify = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda *words: counted.append(1) or verify(*words))

    sign_in(visitor, email="nobody@example.com", status=422)
    sign_in(visitor, password="wrong", status=422)

    assert len(counted) == 2


def test_the_sixth_guess_waits_and_even_the_right_words_are_not_heard(visitor, person, clock):
    for _ in range(5):
        sign_in(visitor, password="wrong", status=422)

    page = sign_in(visitor, status=429)

    assert page.headers["Retry-After"] == "1"
    assert "Wait 1 second" in page
    clock.move(seconds=2)
    sign_in(visitor, status=303)


def test_guesses_sent_all_at_once_are_counted_each(app, person, clock, session):
    clients = [Client(app) for _ in range(12)]
    forms = [client.get("/staff/sign-in").form() for client in clients]
    typed = {"email": "person@example.com", "password": "wrong"}

    with ThreadPoolExecutor(12) as threads:
        pages = list(threads.map(lambda pair: pair[0].browser.open(
            "/staff/sign-in", method="POST", base_url="http://127.0.0.1:8000", data=pair[1] | typed,
            headers={"Origin": "http://127.0.0.1:8000"},
        ).status_code, zip(clients, forms, strict=True)))  # fmt: skip

    assert sorted(pages) == [422] * 5 + [429] * 7


def test_no_address_and_no_network_lies_in_the_counts(visitor, person, session):
    sign_in(visitor, password="wrong", status=422)

    kept = session.scalars(select(Throttle.key)).all()
    assert len(kept) == 3
    assert not any("person" in key or "127" in key for key in kept)


def test_the_cookie_holds_a_key_and_the_row_its_hash(visitor, person, session):
    sign_in(visitor)

    row = session.scalars(select(SignIn)).one()
    key = visitor.app.session_interface.get_signing_serializer(visitor.app).loads(visitor.cookie)["key"]
    assert row.key_hash == hashed(key)
    assert key not in row.key_hash


def test_the_cookie_from_before_the_sign_in_opens_nothing(visitor, person):
    visitor.get("/staff/sign-in")
    before = visitor.cookie

    sign_in(visitor)

    assert visitor.cookie != before
    other = Client(visitor.app)
    other.set_cookie(before)
    assert not is_in(other)


def test_a_second_sign_in_ends_the_first_of_the_same_browser(visitor, person, session):
    sign_in(visitor)
    first = visitor.cookie
    form = Client(visitor.app)
    form.set_cookie(first)
    token = visitor.get("/staff/account").form()["csrf_token"]

    visitor.send(
        "POST",
        "/staff/sign-in",
        data={"csrf_token": token, "email": "person@example.com", "password": WORDS},
        status=303,
    )

    assert not is_in(form)
    assert is_in(visitor)


def old_cookie(client):
    """Return another browser with the cookie that `client` holds now."""
    thief = Client(client.app)
    thief.set_cookie(client.cookie)
    assert is_in(thief)
    return thief


def test_after_sign_out_the_old_cookie_opens_nothing(visitor, person):
    sign_in(visitor)
    thief = old_cookie(visitor)

    visitor.send("POST", "/staff/sign-out", data=visitor.get("/staff/account").form(".who form"), status=303)

    assert not is_in(visitor)
    assert not is_in(thief)


def test_after_a_new_password_every_other_sign_in_ends(visitor, person):
    sign_in(visitor)
    thief = old_cookie(visitor)
    form = visitor.get("/staff/account").form("section[aria-labelledby=secret] form")

    visitor.send(
        "POST",
        "/staff/account/password",
        data=form | {"current": WORDS, "password": "other wise words here"},
        status=303,
    )

    assert is_in(visitor)
    assert not is_in(thief)
    sign_in(Client(visitor.app), status=422)
    sign_in(Client(visitor.app), password="other wise words here", status=303)


def test_after_a_new_role_and_after_disabling_every_sign_in_ends(seller, other_seller, admin, session):
    admin.post(f"/staff/users/{seller.user_id}/roles", {"shown": "sales:", "grants": ["engineer:"]})
    admin.post(f"/staff/users/{other_seller.user_id}/disable")

    assert not is_in(seller)
    assert not is_in(other_seller)
    assert is_in(admin)


def test_an_unused_sign_in_ends_after_half_a_day_and_any_after_two_weeks(visitor, person, clock):
    sign_in(visitor)
    clock.move(hours=11)
    assert is_in(visitor)
    clock.move(hours=11)
    assert is_in(visitor), "it was used in between"
    clock.move(hours=13)
    assert not is_in(visitor)

    sign_in(visitor)
    for _ in range(14):
        clock.move(hours=11)
        assert is_in(visitor)
        clock.move(hours=13 - 2)
        assert is_in(visitor)
    clock.move(days=1, hours=12)
    assert not is_in(visitor)


def test_dead_sign_ins_are_cleared_away(visitor, person, clock, session):
    sign_in(visitor)
    clock.move(days=2)
    sign_in(Client(visitor.app))

    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_remember_opens_no_second_door(visitor, person):
    form = visitor.get("/staff/sign-in").form() | {"email": "person@example.com", "password": WORDS, "remember": "y"}
    page = visitor.send("POST", "/staff/sign-in", data=form, status=303)

    assert "remember" not in str(page.headers)
    visitor.send("POST", "/staff/sign-out", data=visitor.get("/staff/account").form(".who form"), status=303)
    assert not is_in(visitor)


def test_a_cookie_that_somebody_made_up_opens_nothing(visitor, person, session):
    for made_up in ("x", "e30.x.y", ""):
        visitor.set_cookie(made_up)
        assert not is_in(visitor)
    serializer = visitor.app.session_interface.get_signing_serializer(visitor.app)
    for key in ("unknown", 7, None, ["a"]):
        visitor.set_cookie(serializer.dumps({"key": key}))
        assert not is_in(visitor)


def test_each_person_is_spoken_to_in_their_language(staff):
    client = staff("japanese", Role.SALES, language="ja")

    assert client.get("/staff/account").tree.get("lang") == "ja"
    client.post("/staff/account", {"name": "Japanese", "language": "ko"})
    assert client.get("/staff/account").tree.get("lang") == "ko"


def test_a_weaker_hash_is_renewed_at_the_next_sign_in(visitor, person, session, monkeypatch):
    monkeypatch.setattr(passwords, "hasher", passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    before = person.password_hash

    sign_in(visitor)

    session.expire_all()
    assert session.get_one(User, person.id).password_hash != before
    sign_in(Client(visitor.app), status=303)


def test_a_role_change_by_command_ends_sign_ins_too(seller, session, clock):
    user = session.get_one(User, seller.user_id)
    act = Act(at=clock.at, way=Way.COMMAND)
    session.add(act)

    user.grant(session, {(Role.SALES, None)}, act)
    assert is_in(seller), "the same roles are no change"
    user.grant(session, {(Role.MARKETING, None)}, act)
    assert not is_in(seller)
    assert session.scalars(select(UserRole.role).where(UserRole.user_id == user.id)).all() == [Role.MARKETING]


@pytest.mark.thorough
def test_no_account_is_ever_locked(visitor, person, clock):
    for _ in range(60):
        sign_in(visitor, password="wrong", status=422)
        clock.move(minutes=16)

    sign_in(visitor, status=303)
