"""Who wrote: the person by their address, the firm by two signs. One sign alone suggests and joins nothing.

The same mail address is the same person. A firm is taken for one we know when its name has the same key and, beside it,
the address lies under the firm's own domain or the person already belongs to it; free mail is no domain. Everything
else makes a new row, unconfirmed, beside which `firms_like` shows the desk what it may be.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models.people.match import email_key, firm_domain, is_latin, match_key, names_of, phone_e164
from models.people.organisation import Organisation, Person

FAMILY_FIRST = frozenset({"KR", "JP", "CN", "TW", "HK", "VN"})


class Writer(NamedTuple):
    """What somebody said of themselves."""

    name: str
    organisation: str
    email: str
    country: str  # ISO 3166
    language: str
    title: str | None = None
    phone: str | None = None
    sector: str | None = None


def who_wrote(session: Session, writer: Writer, at: datetime) -> tuple[Person, Organisation]:
    """Return the person and the firm that wrote, found or new; flushes. What is on record of a known person stays."""
    key = email_key(writer.email)
    person = session.scalar(select(Person).where(Person.email_key == key))
    firm = _firm(session, writer, person)
    if person is None:
        native, roman = names_of(writer.name)
        person = Person(
            full_native=native,
            full_roman=roman,
            name_order=_name_order(native, writer.country),
            title=writer.title,
            language=writer.language,
            email=writer.email,
            email_key=key,
            phone=phone_e164(writer.phone, writer.country) or writer.phone if writer.phone else None,
            organisation=firm,
            first_seen=at,
        )
        session.add(person)
    elif person.organisation is None:
        person.organisation = firm
    session.flush()
    return person, firm


def _firm(session: Session, writer: Writer, person: Person | None) -> Organisation:
    key, domain = match_key(writer.organisation), firm_domain(writer.email)
    if person is not None and person.organisation is not None and person.organisation.match_key == key:
        return person.organisation
    if domain is not None:
        known = select(Organisation).where(Organisation.match_key == key, Organisation.domain == domain)
        if (firm := session.scalars(known.order_by(Organisation.id)).first()) is not None:
            return firm
    native, roman = names_of(writer.organisation)
    firm = Organisation(
        name_native=native,
        name_roman=roman,
        country=writer.country,
        match_key=key,
        domain=domain,
        sector=writer.sector,
    )
    session.add(firm)
    return firm


def _name_order(name: str, country: str) -> str:
    if " " not in name and is_latin(name):
        return "single"
    return "family_first" if country in FAMILY_FIRST and not is_latin(name) else "given_first"


def firms_like(organisation: Organisation) -> Select[Organisation]:
    """Select firms that may be the same: by the key of the name or by the mail domain. A person decides."""
    signs = [Organisation.match_key == organisation.match_key]
    if organisation.domain is not None:
        signs.append(Organisation.domain == organisation.domain)
    return select(Organisation).where(Organisation.id != organisation.id, or_(*signs)).order_by(Organisation.id)
