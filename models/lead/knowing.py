"""What we come to know of who asks: the person, the firm, and which firm it is. A person at the desk decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models.act import Act
from models.lead.lead import Lead
from models.lead.opening import search_anew, searched
from models.lead.timeline import EntryKind
from models.lead.work import note_down
from models.people.match import kept, match_key, phone_e164
from models.people.organisation import Organisation, Person


def change_person(session: Session, lead: Lead, person: Person, told: Mapping[str, Any], *, act: Act) -> None:
    """Write down what is known of the contact: names, their order and reading, title, phone, language."""
    told = {**told, "phone": _phone(told.get("phone"), lead)} if "phone" in told else told
    changed = _set(person, told)
    if "language" in changed:
        lead.language = person.language  # in which they are answered
    _noted(session, lead, "person", changed, act)
    if changed:
        search_anew(session, Lead.person_id == person.id)


def change_firm(session: Session, lead: Lead, firm: Organisation, told: Mapping[str, Any], *, act: Act) -> None:
    """Write down what is known of the firm; a person has looked at it now."""
    changed = _set(firm, told)
    if "name_native" in changed:
        firm.match_key = match_key(firm.name_native)
    firm.confirmed = True
    _noted(session, lead, "firm", changed or ["confirmed"], act)
    if changed:
        search_anew(session, Lead.organisation_id == firm.id)


def name_firm(session: Session, lead: Lead, told: Mapping[str, Any], *, act: Act) -> Organisation:
    """Give a lead without a firm its firm."""
    firm = Organisation(**told, match_key=match_key(told["name_native"]), confirmed=True)
    session.add(firm)
    session.flush()
    lead.organisation = firm
    if lead.person is not None and lead.person.organisation is None:
        lead.person.organisation = firm
    _noted(session, lead, "firm", sorted(told), act)
    return firm


def join_firm(session: Session, lead: Lead, firm: Organisation, *, act: Act) -> None:
    """Say that a lead's firm is one that we know already: lead and person belong to it. The other row stays."""
    lead.organisation = firm
    if lead.person is not None:
        lead.person.organisation = firm
    firm.confirmed = True
    _noted(session, lead, "firm", ["organisation"], act)


def _set(row: Person | Organisation, told: Mapping[str, Any]) -> list[str]:
    changed = []
    for name, value in told.items():
        clean = kept(value) or None if isinstance(value, str) else value
        if getattr(row, name) != clean:
            setattr(row, name, clean)
            changed.append(name)
    return changed


def _phone(text: str | None, lead: Lead) -> str | None:
    country = lead.organisation.country if lead.organisation is not None else None
    return phone_e164(text, country) or text if text else None


def _noted(session: Session, lead: Lead, what: str, fields: list[str], act: Act) -> None:
    if not fields:
        return
    session.flush()
    lead.search_text = searched(lead)
    note_down(session, lead, EntryKind.CHANGED, act=act, what=what, fields=fields)
