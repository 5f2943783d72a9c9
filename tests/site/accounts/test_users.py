"""Administrators say who may do what, and nobody shuts the door behind the last of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.account import Role, User, UserRole
from models.audit import Audit


def roles_of(session, user_id):
    """Return what a person may do, as (role, estate)."""
    session.expire_all()
    return {
        (grant.role, grant.estate_id) for grant in session.scalars(select(UserRole).where(UserRole.user_id == user_id))
    }


def test_everybody_is_listed_with_what_they_may_do(admin, seller, engineer):
    page = admin.get("/staff/users")

    for client in (admin, seller, engineer):
        assert client.name in page
    assert "Engineer" in page


def test_roles_are_given_and_taken(admin, seller, session):
    admin.post(f"/staff/users/{seller.user_id}/roles", {"shown": "sales:", "grants": ["marketing:", "engineer:"]})

    assert roles_of(session, seller.user_id) == {(Role.MARKETING, None), (Role.ENGINEER, None)}


def test_who_saves_over_a_colleague_is_told(admin, seller, session):
    page = admin.get(f"/staff/users/{seller.user_id}")
    form = page.form("section[aria-labelledby=roles] form")
    admin.post(f"/staff/users/{seller.user_id}/roles", {"shown": "sales:", "grants": ["marketing:"]})

    admin.send("POST", f"/staff/users/{seller.user_id}/roles", data=form | {"grants": ["engineer:"]}, status=409)

    assert roles_of(session, seller.user_id) == {(Role.MARKETING, None)}


@pytest.mark.parametrize("crooked", ["owner:", "sales:999", "sales:x", "anyone:", "sales", ":", "sales:-1"])
def test_a_role_that_is_not_offered_is_not_given(admin, seller, session, crooked):
    admin.post(f"/staff/users/{seller.user_id}/roles", {"shown": "sales:", "grants": ["admin:", crooked]}, status=422)

    assert roles_of(session, seller.user_id) == {(Role.SALES, None)}


@pytest.mark.parametrize("way", ["roles", "disable", "enable", "letter"])
def test_nobody_changes_themselves_there(admin, session, way):
    admin.post(f"/staff/users/{admin.user_id}/{way}", {"shown": "admin:", "grants": []}, status=409)

    assert roles_of(session, admin.user_id) == {(Role.ADMIN, None)}


def test_who_is_disabled_can_be_let_in_again(admin, seller, session):
    admin.post(f"/staff/users/{seller.user_id}/disable")
    assert session.get_one(User, seller.user_id).disabled_at is not None

    admin.post(f"/staff/users/{seller.user_id}/enable")

    session.expire_all()
    assert session.get_one(User, seller.user_id).disabled_at is None


def test_an_address_works_here_once(admin, seller, session):
    page = admin.post("/staff/users", {"name": "Again", "email": "SELLER@example.com", "language": "id"}, status=422)

    assert "works here already" in page


@pytest.mark.parametrize(
    "typed", [{"email": "no address"}, {"name": ""}, {"language": "xx"}, {"name": "x" * 201}, {"grants": ["x"]}]
)
def test_what_cannot_be_used_is_told_beside_its_field(admin, session, typed):
    good = {"name": "New", "email": "new@example.com", "language": "id"}

    admin.post("/staff/users", good | typed, status=422)

    assert session.scalars(select(User).where(User.email == "new@example.com")).first() is None


def test_a_change_of_roles_is_kept_with_who_did_it_by_ids_only(admin, seller, session):
    admin.post(f"/staff/users/{seller.user_id}/roles", {"shown": "sales:", "grants": ["engineer:"]})

    (kept,) = session.scalars(select(Audit)).all()
    assert (kept.what, kept.subject, kept.act.by_id) == ("roles", f"user:{seller.user_id}", admin.user_id)
    assert kept.details == {"roles": ["engineer"]}
    assert kept.act.request_id


def test_a_person_who_is_not_there_is_not_there(admin):
    admin.get("/staff/users/999", status=404)
    for way in ("roles", "disable", "enable", "letter"):
        admin.post(f"/staff/users/999/{way}", status=404)


def test_a_list_of_a_hundred_asks_no_more_than_a_list_of_one(admin, session, statements):
    with statements:
        admin.get("/staff/users")
    alone = len(statements)
    for n in range(100):
        user = User(email=f"many{n}@example.com", name=f"Many {n}", language="id")
        user.grants = [UserRole(role=Role.SALES, estate_id=None)]
        session.add(user)
    session.commit()

    with statements:
        admin.get("/staff/users")

    assert len(statements) <= alone, str(statements)


def test_a_hostile_name_stays_words(admin, session):
    page = admin.post(
        "/staff/users", {"name": "<script>alert(1)</script>", "email": "h@example.com", "language": "id"}
    ).follow()

    assert "<script>alert(1)</script>" in page
    assert "<script>alert" not in page.source
