"""Letting people in: the acts behind the pages, each a few short transactions."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from models import password as passwords
from models import throttle
from models.account import LetterKind, User, user_of
from models.act import Act
from models.audit import Audit
from models.job import enqueue
from web import session as desk_session
from web.access import act_of
from web.clock import now
from web.database import db, reading_session, writing_session
from web.limits import network


@dataclass(frozen=True)
class Wait:
    """An attempt that came too early."""

    seconds: int


@dataclass(frozen=True)
class Half:
    """The password was right; a second factor is asked for."""


def enter(email: str, password: str) -> User | Wait | Half | None:
    """Sign a person in, ask for their second factor, or say how long to wait; None when the two do not belong together.

    The attempt is counted before anything is looked at; no transaction is open while the password is hashed.
    """
    db.session.rollback()
    keys = _keys(email)
    with writing_session() as session:
        wait = throttle.attempt(session, keys, now())
    if wait is not None:
        return Wait(math.ceil(wait.total_seconds()))
    with reading_session() as session:
        known = session.scalars(user_of(email)).one_or_none()
        stored = known.password_hash if known is not None and known.disabled_at is None else None
    if not passwords.is_right(password, stored):
        return None
    assert stored is not None
    better = passwords.hash_of(password) if passwords.is_outdated(stored) else stored
    user = db.session.scalars(user_of(email)).one()
    if user.password_hash != stored or user.disabled_at is not None:  # changed in this very second
        return None
    user.password_hash = better
    throttle.forgive(db.session, keys)
    if user.factor_since is not None:
        desk_session.begin_half(user)
        db.session.commit()
        return Half()
    desk_session.begin(user)
    db.session.commit()
    return user


def change(user_id: int, stored: str | None, chosen: str, *, short: bool) -> bool:
    """Put the hash `chosen` in place of `stored`, and sign the person in anew; False when it was changed meanwhile."""
    user = db.session.get_one(User, user_id, populate_existing=True, with_for_update=True)
    if user.password_hash != stored or (short and user.factor_since is None):
        return False
    user.choose_password(db.session, chosen, act_of(user), short=short)
    desk_session.begin(user)
    db.session.commit()
    return True


def ask_for_reset(email: str) -> Wait | None:
    """Send a link to whoever has this address; the same answer and the same work when nobody has."""
    with writing_session() as session:
        wait = throttle.attempt(session, {"letter": _key("letter", network())}, now())
    if wait is not None:
        return Wait(math.ceil(wait.total_seconds()))
    user = db.session.scalars(user_of(email)).one_or_none()
    if user is not None and user.disabled_at is None:
        owe_letter(db.session, user, LetterKind.RESET if user.password_hash else LetterKind.INVITATION, now())
    else:
        enqueue(db.session, "account-mail", {"user": None, "letter": 0}, at=now())
    db.session.commit()
    return None


def owe_letter(session: Session, user: User, kind: LetterKind, at: datetime) -> None:
    """Owe `user` a letter and have it sent; within five minutes of the last one, that one will do."""
    if user.letter is kind and user.letter_at is not None and at - user.letter_at < timedelta(minutes=5):
        return
    user.owe_letter(kind, at)
    stamp = int(at.timestamp())
    session.flush()
    enqueue(session, "account-mail", {"user": user.id, "letter": stamp}, at=at, dedupe_key=f"account:{user.id}:{stamp}")


def invite(session: Session, user: User, act: Act) -> None:
    """Add `user` and send them the link with which they choose their password."""
    session.add(user)
    session.flush()
    session.add(Audit(act=act, what="invited", subject=f"user:{user.id}", details={}))
    owe_letter(session, user, LetterKind.INVITATION, act.at)


def _keys(email: str) -> dict[str, str]:
    """Return the keys under which an attempt is counted; none of them tells an address."""
    address, where = email.strip().lower(), network()
    return {
        "pair": _key("pair", f"{address}|{where}"),
        "network": _key("network", where),
        "address": _key("address", address),
    }


def throttle_key(kind: str, told: str) -> str:
    """Return a key to count attempts under, which tells nothing."""
    return _key(kind, told)


def _key(kind: str, told: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"throttle|{kind}|{told}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
