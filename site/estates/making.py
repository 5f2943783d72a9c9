"""Making an estate: from the command line, or from the demo's table."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import LANGUAGES
from models.land.estate import Contact, Estate, EstateName, Zone
from models.marks import N_
from models.refusal import Sentence

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")


class NotMade(ValueError):
    """An estate that cannot be made as asked; says why."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why


def add_estate(session: Session, slug: str, names: Mapping[str, str], **columns: object) -> Estate:
    """Make an estate with a name in one or more languages; raise NotMade.

    `columns` are those of Estate; what is not said has a working default, and the desk can change it.
    """
    if not SLUG.fullmatch(slug):
        raise NotMade(
            Sentence.of(
                N_("“%(slug)s” cannot be an address. Use small letters, digits and dashes, like cilegon-2."), slug=slug
            )
        )
    if session.scalar(select(Estate.id).where(Estate.slug == slug)):
        raise NotMade(Sentence.of(N_("The estate “%(slug)s” exists already."), slug=slug))
    if not any(names.values()):
        raise NotMade(Sentence.of(N_("Give the estate a name.")))
    columns.setdefault("languages", frozenset(LANGUAGES))
    estate = Estate(slug=slug, **columns)
    estate.names = [EstateName(language=language, name=name) for language, name in names.items() if name]
    session.add(estate)
    session.flush()
    return estate


def add_zone(session: Session, estate: Estate, code: str, phase: int, name: Mapping[str, str]) -> Zone:
    """Make a zone of an estate."""
    zone = Zone(estate_id=estate.id, code=code, phase=phase, name=dict(name))
    session.add(zone)
    return zone


def add_contact(
    session: Session, estate: Estate, key: str, title: Mapping[str, str], languages: list[str], email: str, hours: str
) -> Contact:
    """Name a desk that answers for an estate."""
    contact = Contact(estate_id=estate.id, key=key, title=dict(title), languages=languages, email=email, hours=hours)
    session.add(contact)
    return contact
