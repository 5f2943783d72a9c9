"""The people of the tests are always the same: each signed in, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models.account import Role, User, UserRole, sign_in
from tests.client import Client

Staff = Callable[..., Client]


@pytest.fixture
def visitor(app: Flask) -> Client:
    """Somebody who looks around, in English."""
    return Client(app)


@pytest.fixture
def investor(app: Flask) -> Client:
    """Somebody in Seoul who looks for land."""
    return Client(app, "ko")


@pytest.fixture
def staff(app: Flask, session: Session) -> Staff:
    """Make a member of staff: staff("engineer", Role.ENGINEER, estate_id=7)."""

    def hire(name: str, *roles: Role, estate_id: int | None = None, language: str = "en") -> Client:
        from web.clock import now

        user = User(email=f"{name.replace('_', '.')}@example.com", name=name.replace("_", " "), language=language)
        user.grants = [UserRole(role=role, estate_id=estate_id) for role in roles]
        session.add(user)
        session.flush()
        client = Client(app, key=sign_in(session, user, now()))
        client.name, client.user_id = user.name, user.id
        session.commit()
        return client

    return hire


@pytest.fixture
def seller(staff: Staff) -> Client:
    """Sales; owns the lead."""
    return staff("seller", Role.SALES)


@pytest.fixture
def other_seller(staff: Staff) -> Client:
    """Sales; does not own the lead."""
    return staff("other_seller", Role.SALES)


@pytest.fixture
def sales_lead(staff: Staff) -> Client:
    """Leads sales."""
    return staff("sales_lead", Role.SALES_LEAD)


@pytest.fixture
def marketer(staff: Staff) -> Client:
    """Writes the pages."""
    return staff("marketer", Role.MARKETING)


@pytest.fixture
def engineer(staff: Staff) -> Client:
    """Keeps the land true."""
    return staff("engineer", Role.ENGINEER)


@pytest.fixture
def admin(staff: Staff) -> Client:
    """Lets people in; reads no lead."""
    return staff("admin", Role.ADMIN)
