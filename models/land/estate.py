"""An estate: its names over time, who answers for it, its zones, and how it shows a hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public, estate_scope
from models.edition import SITE
from models.land.facts import EstateFacts


class Estate(EstateFacts, Base, Public):
    """An industrial estate. Its facts' columns are today's answer; statements are the truth (models/land/statement.py)."""

    __tablename__ = "estate"
    __table_args__ = (
        CheckConstraint("hold_shown_as IN ('held', 'in_talks', 'available')", name="hold_shown_as"),
        CheckConstraint("answer_within > 0", name="answer_within_positive"),
        CheckConstraint(
            "hold_days BETWEEN 1 AND sales_hold_days AND sales_hold_days <= most_hold_days AND hold_extensions >= 0"
            " AND reservation_days BETWEEN 1 AND most_reservation_days",
            name="claim_days",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    place: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # language: town, province
    utm_epsg: Mapped[int] = mapped_column(default=32748)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    languages: Mapped[frozenset[str]]
    hold_shown_as: Mapped[str] = mapped_column(default="held")
    answer_within: Mapped[int] = mapped_column(default=240)  # minutes of the desk's working time
    # how long lots are set aside, in days: what is offered, what sales may, what anybody may (models/land/policy.py)
    hold_days: Mapped[int] = mapped_column(default=14)
    sales_hold_days: Mapped[int] = mapped_column(default=30)
    most_hold_days: Mapped[int] = mapped_column(default=180)
    hold_extensions: Mapped[int] = mapped_column(default=2)
    reservation_days: Mapped[int] = mapped_column(default=90)
    most_reservation_days: Mapped[int] = mapped_column(default=365)
    desk_mail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # language: address; "" is for all others
    illustrative: Mapped[bool] = mapped_column(default=False)
    published: Mapped[bool] = mapped_column(default=True)
    boundary: Mapped[bytes | None]  # WKB, WGS 84
    standing: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    names: Mapped[list[EstateName]] = relationship(order_by="EstateName.id", cascade="all, delete-orphan")
    contacts: Mapped[list[Contact]] = relationship(order_by="Contact.id", cascade="all, delete-orphan")
    zones: Mapped[list[Zone]] = relationship(order_by="Zone.code", cascade="all, delete-orphan")

    def scopes(self) -> Iterable[str]:
        """Yield the editions of this estate and of the site, whose home and list show it."""
        yield SITE
        yield estate_scope(self.id)

    def name(self, language: str, on: date) -> str:
        """Return the estate's name in `language` on that day; else the English, the Indonesian, any, the slug."""
        valid = [n for n in self.names if (n.valid_from or date.min) <= on < (n.valid_to or date.max)]
        return said_in({n.language: n.name for n in valid}, language) or self.slug

    def rename(self, language: str, name: str, on: date) -> None:
        """Call the estate `name` in `language` from `on`; what it was called until then stays on record.

        A name in that language that would begin later is dropped.
        """
        former = [n for n in self.names if n.language == language and (n.valid_to or date.max) > on]
        for one in former:
            if (one.valid_from or date.min) >= on:
                self.names.remove(one)
            else:
                one.valid_to = on
        first = not any(n.language == language for n in self.names)
        self.names.append(EstateName(language=language, name=name, valid_from=None if first else on))

    def mail_address(self, language: str) -> str | None:
        """Return the desk's address for `language`, else the one for all."""
        return self.desk_mail.get(language) or self.desk_mail.get("")

    def desk(self, language: str) -> Contact | None:
        """Return the desk that reads `language` best; none when nobody does."""
        reads = [one for one in self.contacts if language in one.languages]
        return min(reads, key=lambda one: one.languages.index(language), default=None)


class EstateName(Base, Public):
    """What an estate is called in a language, from a day to a day (open ends allowed)."""

    __tablename__ = "estate_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)
    language: Mapped[str]
    name: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the first day it no longer holds

    def scopes(self) -> Iterable[str]:
        """Yield the editions of the site and of the estate."""
        yield SITE
        yield estate_scope(self.estate_id)


class Contact(Base, Public):
    """A desk that answers for an estate: a role with its languages and hours."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("estate_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    key: Mapped[str]
    title: Mapped[dict[str, Any]] = mapped_column(JSON)  # language: what the desk is called
    languages: Mapped[list[str]]  # the best first
    email: Mapped[str]
    hours: Mapped[str]  # as people read it, in WIB
    phone: Mapped[str | None]  # E.164
    messengers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # kakao, line, whatsapp: name or number

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


class Zone(Base, Public):
    """A part of an estate, opened in a phase."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("estate_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    code: Mapped[str]
    phase: Mapped[int] = mapped_column(default=1)
    name: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


class Feature(Base, Public):
    """A thing on an estate's plan that is no lot: street, green, water, utility line, facility, contour, hazard."""

    __tablename__ = "feature"

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    kind: Mapped[str]
    properties: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    shape: Mapped[bytes]  # WKB, WGS 84

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


def said_in(texts: Mapping[str, str], language: str) -> str:
    """Return the text of `language`, else the English, the Indonesian, any."""
    return texts.get(language) or texts.get("en") or texts.get("id") or next(iter(texts.values()), "")
