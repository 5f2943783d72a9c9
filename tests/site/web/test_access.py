"""Nobody sees or does what is not theirs; what says nothing is closed."""

from __future__ import annotations

import pytest

from models.account import Role
from tests.client import BASE
from tests.site.web.probe import other
from web.access import safe_next

CROOKED = [
    "https://evil.example/", "//evil.example/staff/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "/staff/\n//evil.example", "/staff//evil.example", "/staff/../en/", "staff/leads", "/en/", "http:/staff/", "///staff/",
    "/staff/\x00", "https:///staff/", "/staff/" + "a" * 3000, "http://[", "",
]  # fmt: skip


def test_a_route_that_says_nothing_is_closed_for_everybody(visitor, admin, probing):
    made = probing()

    other(visitor, made).get("/en/silent", status=404)
    other(visitor, made).get("/staff/closed", status=404)
    other(admin, made).get("/staff/closed", status=404)


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(visitor):
    page = visitor.get("/staff/users?state=disabled", status=303)

    assert page.location == "/staff/sign-in?next=/staff/users?state%3Ddisabled"
    assert page.follow().form()["next"] == ["/staff/users?state=disabled"]


def test_who_is_not_signed_in_and_sends_something_is_told_so(visitor):
    assert "signed out" in visitor.post("/staff/users", {"name": "x"}, status=401)


def test_what_a_role_may_not_see_is_not_there(seller, marketer, engineer, sales_lead):
    for client in (seller, marketer, engineer, sales_lead):
        client.get("/staff/users", status=404)
        client.post("/staff/users", {"name": "x"}, status=404)


def test_who_leads_sales_may_do_what_sales_may(sales_lead, marketer, probing):
    made = probing()

    other(sales_lead, made).post("/staff/act")
    other(marketer, made).post("/staff/act", status=404)


@pytest.mark.parametrize("target", CROOKED)
def test_nobody_is_sent_elsewhere_after_sign_in(target):
    assert safe_next(target) is None


@pytest.mark.parametrize("target", ["/staff/", "/staff/leads?q=a&page=2", "/staff/leads/7#tasks"])
def test_a_path_of_the_desk_is_where_one_comes_back_to(target):
    assert safe_next(target) == target


@pytest.mark.thorough
@pytest.mark.parametrize(
    "lines",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": None},
        {"Origin": None, "Sec-Fetch-Site": "cross-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8001", "Sec-Fetch-Site": None},
        {"Origin": "null", "Sec-Fetch-Site": None},
        {"Origin": "http://[", "Sec-Fetch-Site": None},
        {"Origin": None, "Sec-Fetch-Site": None},
    ],
)
def test_a_request_of_the_desk_from_elsewhere_is_refused(seller, lines, probing):
    client = other(seller, probing())

    client.post("/staff/act", headers=lines, status=403)


@pytest.mark.parametrize(
    "lines", [{}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": None}, {"Origin": None}]
)
def test_a_request_from_a_page_of_the_desk_counts(seller, lines, probing):
    client = other(seller, probing())

    client.post("/staff/act", headers=lines)


def test_a_request_of_the_desk_without_its_token_is_refused(seller, other_seller, probing):
    client = other(seller, probing())

    client.send("POST", "/staff/act", data={}, status=403)
    client.send("POST", "/staff/act", data={"csrf_token": "guessed"}, status=403)
    client.send("POST", "/staff/act", data={"csrf_token": client.token + "x"}, status=403)


def test_a_token_in_a_header_counts_as_one_in_a_field(seller, probing):
    client = other(seller, probing())

    client.send("POST", "/staff/act", json={"a": 1}, headers={"X-CSRF-Token": client.token})


def test_a_role_at_one_estate_is_none_at_another():
    from models.account import User, UserRole

    user = User(grants=[UserRole(role=Role.SALES_LEAD, estate_id=7), UserRole(role=Role.ENGINEER, estate_id=None)])

    assert user.may(Role.SALES)
    assert user.estates(Role.SALES) == {7}
    assert user.estates(Role.ENGINEER) is None
    assert user.estates(Role.ADMIN) == frozenset()
    assert user.may_at(7, Role.SALES)
    assert not user.may_at(8, Role.SALES)
    assert not user.may_at(None, Role.SALES)
    assert user.may_at(8, Role.ENGINEER)


def test_one_transaction_is_one_act_and_one_that_was_rolled_back_is_none(app, session):
    from web.access import act_of
    from web.database import db

    with app.test_request_context("/en/", method="POST", base_url="http://127.0.0.1:8000"):
        first = act_of()
        assert act_of(reason="asked") is first
        db.session.rollback()
        second = act_of()
        assert second is not first
        assert second.id is not None
        db.session.commit()
