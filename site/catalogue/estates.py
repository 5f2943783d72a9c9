"""The estates that the public sees, each with its names and the desks that answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from models.land.estate import Contact, Estate, said_in
from web.dates import iso, office_hours
from web.drawing import Ground
from web.language import language_word
from web.words import gettext, listed, ngettext

LIGHT = (
    Estate.slug,
    Estate.place,
    Estate.utm_epsg,
    Estate.hold_shown_as,
    Estate.illustrative,
    Estate.published,
)
"""What a list needs of an estate: its facts and their marks are read again for every name and desk beside them."""


def public_estates(session: Session, *, whole: bool = False) -> Sequence[Estate]:
    """Return the published estates with names and desks, the first made first; `whole` with their facts. One statement."""
    beside = (joinedload(Estate.names), joinedload(Estate.contacts))
    query = select(Estate).where(Estate.published).options(*beside).order_by(Estate.id)
    return session.scalars(query if whole else query.options(load_only(*LIGHT))).unique().all()


def estate_named(session: Session, slug: str) -> Estate | None:
    """Return a published estate with names, desks and facts. One statement."""
    beside = (joinedload(Estate.names), joinedload(Estate.contacts))
    query = select(Estate).where(Estate.slug == slug, Estate.published).options(*beside)
    return session.scalars(query).unique().one_or_none()


def with_desks(session: Session, estate: Estate) -> Estate:
    """Return an estate that is loaded, now with its names and desks. One statement."""
    beside = (joinedload(Estate.names), joinedload(Estate.contacts), load_only(Estate.slug))
    return session.scalars(select(Estate).where(Estate.id == estate.id).options(*beside)).unique().one()


def name_of(estate: Estate, language: str, at: datetime) -> str:
    """Return what an estate is called today."""
    return estate.name(language, at.date())


def place_of(estate: Estate, language: str) -> str:
    """Return where an estate lies."""
    return said_in(estate.place, language)


@dataclass(frozen=True)
class Desk:
    """Who answers for an estate to readers of a language."""

    title: str
    email: str
    hours: str
    phone: str | None
    messengers: dict[str, Any]
    languages: str


def desk_of(estate: Estate, language: str, on: date) -> Desk | None:
    """Return the desk that speaks a language best: the earlier it names it, the better; else English, else the first."""

    def rank(contact: Contact) -> tuple[int, int]:
        spoken = contact.languages
        for step, wanted in enumerate((language, "en")):
            if wanted in spoken:
                return step, spoken.index(wanted)
        return 2, 0

    best = min(estate.contacts, key=rank, default=None)
    return told(best, language, on) if best else None


def desks_of(estate: Estate, language: str, on: date) -> list[Desk]:
    """Return all desks of an estate, those that speak a language before the others."""
    contacts = sorted(estate.contacts, key=lambda one: (language not in one.languages, one.id))
    return [told(contact, language, on) for contact in contacts]


def told(contact: Contact, language: str, on: date) -> Desk:
    """Return a desk as readers of a language see it."""
    return Desk(
        title=said_in(contact.title, language),
        email=contact.email,
        hours=office_hours(contact.hours, language, on),
        phone=contact.phone,
        messengers=contact.messengers,
        languages=listed(map(language_word, contact.languages)),
    )


def title_block(
    estate: Estate, language: str, at: datetime, *, lots: int, edition: int | None
) -> list[tuple[str, list[str]]]:
    """Return what stands in the drawing's title block at the foot of a page: a word and its lines."""
    zone = Ground(estate.utm_epsg).name
    desk = desk_of(estate, language, at.date())
    rows = [
        (gettext("Drawing"), [name_of(estate, language, at), place_of(estate, language)]),
        (gettext("Coordinate system"), ["WGS 84", zone]),
        (gettext("Edition"), [f"R{edition}" if edition is not None else "", iso(at)]),
        (gettext("Data"), [ngettext("%(num)d lot", "%(num)d lots", lots), "CSV · XLSX · GeoJSON"]),
    ]
    if desk:
        rows.append((gettext("Contact"), [desk.title, desk.hours]))
    return [(word, [line for line in lines if line]) for word, lines in rows]
