"""Somebody with a password, and hashing that does not take long."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from models import password as passwords
from models.account import Role, User, UserRole

WORDS = "four wise words here"


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work that argon2 does."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def person(session: Session) -> User:
    """Somebody in sales whose password is WORDS."""
    user = User(email="person@example.com", name="Person", language="en", password_hash=passwords.hash_of(WORDS))
    user.grants = [UserRole(role=Role.SALES, estate_id=None)]
    session.add(user)
    session.commit()
    return user
