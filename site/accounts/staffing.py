"""Staff from the command line, and the sign-ins of a first start."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import password as passwords
from models.account import STAFF, Role, User, UserRole, user_of
from models.act import Act, Way
from models.audit import Audit
from models.land.estate import Estate
from models.refusal import Sentence

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


class Hashed(NamedTuple):
    """A password with its hash, made before the transaction that stores it: that takes a tenth of a second."""

    password: str
    hash: str

    @classmethod
    def of(cls, password: str) -> Hashed:
        """Hash a password."""
        return cls(password, passwords.hash_of(password))


class NotAdded(ValueError):
    """The person cannot be added; the text says why and what to do."""

    def __init__(self, sentence: Sentence | str) -> None:
        super().__init__(str(sentence))


def add_person(
    session: Session, email: str, roles: Sequence[Role], estates: Sequence[str], password: Hashed, at: datetime
) -> User:
    """Add a member of staff who holds `roles` at `estates` (slugs; none: everywhere) and signs in with `password`."""
    try:
        email = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as wrong:
        raise NotAdded(f"{email}: {wrong}") from None
    if session.scalars(user_of(email)).first() is not None:
        raise NotAdded(f"{email} has an account already. Change its roles at /staff/users.")
    if weakness := passwords.weakness(password.password, (email,)):
        raise NotAdded(weakness)
    act = Act(at=at, way=Way.COMMAND)
    user = User(email=email, name=email.partition("@")[0], password_hash=password.hash)
    session.add_all([act, user])
    session.flush()
    wanted: list[tuple[Role, int | None]] = [
        (role, place) for role in roles for place in (_ids(session, estates) or [None])
    ]
    user.grant(session, wanted, act)
    session.add(Audit(act=act, what="added", subject=f"user:{user.id}", details={}))
    session.flush()
    return user


def sign_ins_to_make(session: Session) -> int:
    """Return how many passwords `first_sign_ins` will give: none when anybody has one already."""
    if session.scalar(select(User.id).where(User.password_hash.is_not(None)).limit(1)) is not None:
        return 0
    held = set(session.scalars(select(UserRole.role).distinct()))
    there = session.scalar(select(func.count()).select_from(User).where(User.disabled_at.is_(None))) or 0
    return there + len(set(STAFF) - held)


def first_sign_ins(session: Session, at: datetime, ready: Iterable[Hashed]) -> list[tuple[str, str, str]]:
    """Give everybody who is staff a password, and each role somebody who holds it; return address, roles, password.

    Once: when anybody has a password already, nobody gets one and nothing is returned. `ready` are as many passwords as
    `sign_ins_to_make` said.
    """
    spare = iter(ready)
    if session.scalar(select(User.id).where(User.password_hash.is_not(None)).limit(1)) is not None:
        return []
    act = Act(at=at, way=Way.COMMAND)
    session.add(act)
    session.flush()
    held = set(session.scalars(select(UserRole.role).distinct()))
    for role in STAFF:
        if role not in held:
            name = str(role).replace("_", "-")
            user = User(email=f"{name}@example.com", name=name.replace("-", " ").capitalize())
            session.add(user)
            session.flush()
            user.grant(session, [(role, None)], act)
    made = []
    for user in session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id)):
        given = next(spare, None) or Hashed.of(new_password())
        user.choose_password(session, given.hash, act)
        made.append((user.email, ", ".join(sorted({grant.role for grant in user.grants})), given.password))
    return made


def new_password() -> str:
    """Return twenty letters drawn by chance, in groups that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def _ids(session: Session, slugs: Sequence[str]) -> list[int | None]:
    """Return the ids of the estates with these slugs."""
    ids: list[int | None] = []
    for slug in slugs:
        estate_id = session.scalar(select(Estate.id).where(Estate.slug == slug))
        if estate_id is None:
            raise NotAdded(f"There is no estate {slug}. `kavling estate add` makes one.")
        ids.append(estate_id)
    return ids
