"""Firms and the people who write for them, with native and roman names and the keys by which they are matched."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

PERSONAL = {"personal": True}
"""Marks a column that holds personal data: export and erasure walk these (models/people/personal.py)."""

DERIVED = {"personal": True, "derived": True}
"""Marks one made from personal data, to search or compare by: erased with them, and no news to whom they are about."""


class Organisation(Base):
    """A firm. `match_key` folds legal forms, width and case (models/people/match.py); equal keys are suggested, never merged."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_match_key", "match_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name_native: Mapped[str]
    name_roman: Mapped[str | None]
    country: Mapped[str]  # ISO 3166
    match_key: Mapped[str]
    domain: Mapped[str | None] = mapped_column(index=True)  # never a free-mail domain
    sector: Mapped[str | None]  # ISIC division
    confirmed: Mapped[bool] = mapped_column(default=False)  # a person at the desk has looked at it
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Person(Base):
    """Someone who writes to us. Only the full name is compulsory: many people have one name."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("name_order IN ('family_first', 'given_first', 'single')", name="name_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    full_native: Mapped[str] = mapped_column(info=PERSONAL)
    full_roman: Mapped[str | None] = mapped_column(info=PERSONAL)
    reading: Mapped[str | None] = mapped_column(info=PERSONAL)  # kana or Hangul, for sorting
    name_order: Mapped[str] = mapped_column(default="single")
    title: Mapped[str | None] = mapped_column(info=PERSONAL)
    language: Mapped[str]  # in which we write to them
    email: Mapped[str] = mapped_column(info=PERSONAL)
    email_key: Mapped[str] = mapped_column(unique=True, info=DERIVED)
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)  # E.164
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    first_seen: Mapped[datetime]
    kept_until: Mapped[date | None]  # a law or a dispute obliges us to keep what we know until then
    kept_why: Mapped[str | None] = mapped_column(info=PERSONAL)  # in words, which may name somebody
    erased_at: Mapped[datetime | None]  # what was known of them is gone; the row stays, for others point to it
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    organisation: Mapped[Organisation | None] = relationship()
