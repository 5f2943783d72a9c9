"""A letter to the investor as it is begun: in their language, addressed as they are addressed, holes where a person writes."""

from __future__ import annotations

from datetime import datetime

from models.inquiry.inquiry import Inquiry
from models.land.estate import Estate, said_in
from models.lead.lead import Lead
from models.lead.letters import LetterPurpose, Written, draft
from models.people.address_line import Addressee, address_line
from models.people.match import phone_shown
from models.people.organisation import Person
from web.language import speaking
from web.words import gettext


def begun(lead: Lead, estate: Estate | None, purpose: LetterPurpose, at: datetime) -> Written:
    """Return the letter as a person goes on with it; what only they can say stays a visible hole."""
    language = lead.language
    lots = ", ".join(one.lot.code_as_given for one in lead.lots if one.state != "dropped")
    return draft(
        purpose,
        language,
        estate=estate.name(language, at.date()) if estate is not None else "Kavling",
        sender_title=_sender(estate, language),
        salutation=address_line(addressee(lead), language),
        reference=reference_of(lead),
        lots=lots,
        contact=_contact(estate, language),
    )


def addressee(lead: Lead) -> Addressee:
    """Return who a letter is for, by all that is known of them."""
    person, firm = lead.person, lead.organisation
    return Addressee(
        firm_native=firm.name_native if firm is not None else "",
        firm_roman=(firm.name_roman or "") if firm is not None else "",
        native=person.full_native if person is not None else "",
        roman=(person.full_roman or "") if person is not None else "",
        family_native=_family(person),
        title_native=(person.title or "") if person is not None else "",
    )


def reference_of(lead: Lead) -> str:
    """Return the reference that the investor knows: of what they asked last."""
    return lead.inquiries[-1].reference if lead.inquiries else lead.reference


def reply_address(estate: Estate | None, language: str) -> str | None:
    """Return where their answer goes: the desk for their language."""
    if estate is None:
        return None
    desk = estate.desk(language)
    return estate.mail_address(language) or (desk.email if desk is not None else None)


def may_be_written_to(inquiries: list[Inquiry]) -> bool:
    """Tell whether anything may be written: not when the consent to answer was withdrawn from all they asked."""
    return not inquiries or any(one.stopped_at is None for one in inquiries)


def _family(person: Person | None) -> str:
    if person is None or person.name_order != "family_first":
        return ""
    first, space, _ = person.full_native.partition(" ")
    return first if space else ""


def _sender(estate: Estate | None, language: str) -> str:
    desk = estate.desk(language) if estate is not None else None
    if desk is not None:
        return said_in(desk.title, language)
    with speaking(language):
        return gettext("Inquiry desk")


def _contact(estate: Estate | None, language: str) -> str:
    desk = estate.desk(language) if estate is not None else None
    if desk is None:
        return ""
    return " · ".join(filter(None, [desk.email, phone_shown(desk.phone) if desk.phone else ""]))
