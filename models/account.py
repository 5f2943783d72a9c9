"""Staff: who they are, what they may do and where, and that they are signed in."""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, delete, or_, select, text
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.act import Act
from models.audit import Audit
from models.base import Base

IDLE = timedelta(hours=12)  # a working day: who comes back in the morning signs in
LONGEST = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=10)  # how often a sign-in notes that it is used


class Role(enum.StrEnum):
    """What a person may do; ANYONE is everybody, signed in or not."""

    ANYONE = "anyone"
    SALES = "sales"
    SALES_LEAD = "sales_lead"
    MARKETING = "marketing"
    ENGINEER = "engineer"
    ADMIN = "admin"


STAFF = tuple(role for role in Role if role is not Role.ANYONE)
INCLUDES = {Role.SALES_LEAD: frozenset({Role.SALES})}  # who leads sales may do what sales may


class LetterKind(enum.StrEnum):
    """Why a person is sent a link with which to choose a password."""

    INVITATION = "invitation"
    RESET = "reset"


class User(Base):
    """A member of staff. Nobody is deleted: who leaves is disabled, and what they did keeps their name."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("language IN ('id', 'en', 'ko', 'ja')", name="language"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True, info={"personal": True})
    name: Mapped[str] = mapped_column(info={"personal": True})
    language: Mapped[str] = mapped_column(default="en")
    password_hash: Mapped[str | None]  # argon2id; null until the person has chosen one
    short_password: Mapped[bool] = mapped_column(default=False)  # shorter than is good without a second factor
    factor_since: Mapped[datetime | None]  # since when there is a second factor (models/second_factor.py)
    disabled_at: Mapped[datetime | None]
    # Links carry this number; raising it ends all that went out before.
    link_epoch: Mapped[int] = mapped_column(default=0)
    letter: Mapped[LetterKind | None]  # asked for and not yet used
    letter_at: Mapped[datetime | None]
    letter_sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    grants: Mapped[list[UserRole]] = relationship(
        back_populates="user", order_by="UserRole.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def zone(self) -> str:
        """The time zone in which the desk shows times."""
        return "Asia/Jakarta"

    def may(self, *roles: Role) -> bool:
        """Tell whether one of `roles` is held, at whatever estate."""
        return any(role in held for grant in self.grants for held in [_with_included(grant.role)] for role in roles)

    def estates(self, *roles: Role) -> frozenset[int] | None:
        """Return the ids of the estates at which one of `roles` is held; None for every estate and what has none."""
        ours = [grant.estate_id for grant in self.grants if _with_included(grant.role) & set(roles)]
        return None if None in ours else frozenset(i for i in ours if i is not None)

    def may_at(self, estate_id: int | None, *roles: Role) -> bool:
        """Tell whether one of `roles` is held at this estate; None asks for all estates."""
        ours = self.estates(*roles)
        return ours is None or estate_id in ours

    def grant(self, session: Session, wanted: Collection[tuple[Role, int | None]], act: Act) -> None:
        """Give exactly the roles `wanted`, each at an estate or (None) at all; a change ends every sign-in."""
        held = {(grant.role, grant.estate_id) for grant in self.grants}
        wanted = set(wanted)
        if wanted == held:
            return
        self.grants = [grant for grant in self.grants if (grant.role, grant.estate_id) in wanted]
        for role, estate_id in sorted(wanted - held, key=str):
            self.grants.append(UserRole(role=role, estate_id=estate_id))
        session.add(Audit(act=act, what="roles", subject=f"user:{self.id}", details={"roles": _told(wanted)}))
        self.end_sign_ins(session)

    def disable(self, session: Session, act: Act) -> None:
        """Let this person in no more."""
        if self.disabled_at is None:
            self.disabled_at = act.at
            self.letter = None
            self.link_epoch += 1
            session.add(Audit(act=act, what="disabled", subject=f"user:{self.id}", details={}))
        self.end_sign_ins(session)

    def enable(self, session: Session, act: Act) -> None:
        """Let this person in again, with the password they had."""
        if self.disabled_at is not None:
            self.disabled_at = None
            session.add(Audit(act=act, what="enabled", subject=f"user:{self.id}", details={}))

    def choose_password(self, session: Session, password_hash: str, act: Act, *, short: bool = False) -> None:
        """Take a new password: every sign-in and every link that was sent ends."""
        session.add(Audit(act=act, what="password", subject=f"user:{self.id}", details={}))
        self.password_hash, self.short_password = password_hash, short
        self.letter = None
        self.link_epoch += 1
        self.end_sign_ins(session)

    def owe_letter(self, kind: LetterKind, at: datetime) -> None:
        """Note that a link is on its way to this person; earlier ones stay good until one is used."""
        self.letter, self.letter_at, self.letter_sent_at = kind, at, None

    def end_sign_ins(self, session: Session) -> None:
        """Sign this person out everywhere."""
        session.execute(delete(SignIn).where(SignIn.user_id == self.id))


class UserRole(Base):
    """A role that a person holds at one estate, or at all of them."""

    __tablename__ = "user_role"
    __table_args__ = (
        Index("uq_user_role_at_estate", "user_id", "role", "estate_id", unique=True),
        Index(
            "uq_user_role_everywhere",
            "user_id",
            "role",
            unique=True,
            sqlite_where=text("estate_id IS NULL"),
            postgresql_where=text("estate_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role]
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"), index=True)  # null: every estate

    user: Mapped[User] = relationship(back_populates="grants")


class SignIn(Base):
    """That a person is signed in: the cookie holds the key, the row its hash. No row, not signed in."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    seen_at: Mapped[datetime]

    user: Mapped[User] = relationship()


def sign_in(session: Session, user: User, at: datetime) -> str:
    """Sign `user` in and return the key that the cookie will hold; it is stored nowhere."""
    session.execute(delete(SignIn).where(or_(SignIn.seen_at < at - IDLE, SignIn.at < at - LONGEST)))
    key = secrets.token_urlsafe(32)
    session.add(SignIn(key_hash=hashed(key), user_id=user.id, at=at, seen_at=at))
    session.flush()
    return key


def sign_out(session: Session, key: str) -> None:
    """End the sign-in of `key`."""
    session.execute(delete(SignIn).where(SignIn.key_hash == hashed(key)))


def signed_in_by(key: str, at: datetime) -> Select[SignIn]:
    """Select the sign-in of `key` that is good at `at`, with its person."""
    return (
        select(SignIn)
        .join(SignIn.user)
        .where(SignIn.key_hash == hashed(key), SignIn.seen_at > at - IDLE, SignIn.at > at - LONGEST)
        .where(User.disabled_at.is_(None))
        .options(joinedload(SignIn.user).joinedload(User.grants))
    )


def user_of(email: str) -> Select[User]:
    """Select the person with this address, in whatever case it was typed."""
    return select(User).where(User.email == email.strip().lower())


def staff_with(*roles: Role) -> Select[User]:
    """Select the people who hold one of `roles` somewhere and are not disabled, by name."""
    holding = {held for held in STAFF if _with_included(held) & set(roles)}
    able = select(UserRole.user_id).where(UserRole.role.in_(holding))
    return select(User).where(User.disabled_at.is_(None), User.id.in_(able)).order_by(User.name, User.id)


def hashed(key: str) -> str:
    """Return what is stored of a key; the key is random, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def _with_included(role: Role) -> frozenset[Role]:
    return INCLUDES.get(role, frozenset()) | {role}


def _told(grants: Iterable[tuple[Role, int | None]]) -> list[str]:
    return sorted(role if estate_id is None else f"{role}@estate:{estate_id}" for role, estate_id in grants)
