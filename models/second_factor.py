"""The second factor: codes from an app, recovery codes, passkeys. Secrets come sealed; what is shown once is kept hashed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.account import User
from models.act import Act
from models.audit import Audit
from models.base import Base

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
HOW_MANY = 10


class OneTimeSecret(Base):
    """What an app makes codes from. Sealed under the secret key, with the version of the seal in front."""

    __tablename__ = "one_time_secret"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # none: shown, and no code came from it yet
    last_step: Mapped[int] = mapped_column(default=0)  # of the code that was taken last: none is taken twice


class RecoveryCode(Base):
    """A code for who has lost the app: shown once, kept as a keyed hash, good once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key on somebody's device; we hold what proves that it was used."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(info={"personal": True})  # as its owner calls it
    credential: Mapped[str] = mapped_column(unique=True)  # base64url
    public_key: Mapped[bytes]
    count: Mapped[int]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def begin_codes(session: Session, user: User, sealed: str, at: datetime) -> None:
    """Keep a new secret that no code has come from yet, in place of one that was never confirmed."""
    session.execute(delete(OneTimeSecret).where(OneTimeSecret.user_id == user.id))
    session.add(OneTimeSecret(user_id=user.id, sealed=sealed, made_at=at, last_step=0))
    session.flush()


def confirm_codes(session: Session, row: OneTimeSecret, user: User, step: int, *, act: Act) -> None:
    """Let the app's codes count from now on."""
    row.confirmed_at, row.last_step = act.at, step
    _changed(session, user, "codes", act)
    settle(session, user, act.at)


def take_step(session: Session, user_id: int, step: int) -> bool:
    """Take a code's step, once: of two that send the same code at once, one is let in."""
    row = update(OneTimeSecret).where(
        OneTimeSecret.user_id == user_id, OneTimeSecret.confirmed_at.is_not(None), OneTimeSecret.last_step < step
    )
    return session.connection().execute(row.values(last_step=step)).rowcount == 1


def new_recovery_codes(session: Session, user: User, secret: str, *, act: Act) -> list[str]:
    """Return ten new codes; earlier ones open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(HOW_MANY)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=hashed_code(secret, user.id, one)) for one in codes)
    _changed(session, user, "recovery_codes", act)
    session.flush()
    return codes


def use_recovery_code(session: Session, user_id: int, secret: str, typed: str, at: datetime) -> bool:
    """Take a recovery code, once."""
    code_hash = hashed_code(secret, user_id, typed)
    free = (RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
    return session.connection().execute(update(RecoveryCode).where(*free).values(used_at=at)).rowcount == 1


def hashed_code(secret: str, user_id: int, typed: str) -> str:
    """Return what is stored of a recovery code, however it was typed."""
    plain = "".join(letter for letter in typed.lower() if letter in LETTERS)
    return hmac.new(secret.encode(), f"recovery\x1f{user_id}\x1f{plain}".encode(), hashlib.sha256).hexdigest()


def recovery_codes_left(session: Session, user_id: int) -> int:
    """Return how many recovery codes are still good."""
    free = (RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count(RecoveryCode.id)).where(*free)) or 0


def passkeys_of(session: Session, user_id: int) -> Sequence[Passkey]:
    """Return a person's passkeys, the first made first."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


def remove_codes(session: Session, user: User, *, act: Act) -> None:
    """Let the app's codes count no more."""
    session.execute(delete(OneTimeSecret).where(OneTimeSecret.user_id == user.id))
    _changed(session, user, "codes", act)
    settle(session, user, act.at)


def add_passkey(session: Session, user: User, key: Passkey, *, act: Act) -> None:
    """Let a passkey count from now on."""
    key.user_id, key.made_at = user.id, act.at
    session.add(key)
    session.flush()
    _changed(session, user, f"passkey:{key.id}", act)
    settle(session, user, act.at)


def remove_passkey(session: Session, user: User, key: Passkey, *, act: Act) -> None:
    """Let a passkey count no more."""
    _changed(session, user, f"passkey:{key.id}", act)
    session.delete(key)
    session.flush()
    settle(session, user, act.at)


def forget(session: Session, user: User, *, act: Act) -> None:
    """Take all second factors away, by an administrator's word; every sign-in ends."""
    session.execute(delete(OneTimeSecret).where(OneTimeSecret.user_id == user.id))
    session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    _changed(session, user, "reset", act)
    settle(session, user, act.at)
    user.end_sign_ins(session)


def settle(session: Session, user: User, at: datetime) -> None:
    """Note whether there is a second factor; without one, recovery codes go, too."""
    session.flush()
    confirmed = select(OneTimeSecret.user_id).where(
        OneTimeSecret.user_id == user.id, OneTimeSecret.confirmed_at.is_not(None)
    )
    has = session.scalar(confirmed) is not None or bool(passkeys_of(session, user.id))
    if not has:
        user.factor_since = None
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    elif user.factor_since is None:
        user.factor_since = at
    session.flush()


def _changed(session: Session, user: User, what: str, act: Act) -> None:
    session.add(Audit(act=act, what="second_factor", subject=f"user:{user.id}", details={"fields": [what]}))
