"""The letters an inquiry sets going, as rows that the worker sends; to the investor in their language, to the desk in its own."""

from __future__ import annotations

from datetime import datetime

from babel import Locale
from flask import current_app

from inquiries.rights import Right, words_of
from inquiries.waiting import closed_days
from models.inquiry.inquiry import Inquiry
from models.inquiry.status_link import STATUS_LINK
from models.land.estate import Estate, said_in
from models.lead.letters import LetterPurpose, write
from models.lead.timeline import Letter
from models.people.address_line import Addressee, address_line
from models.people.match import names_of
from web.countries import country_names
from web.dates import DESK_ZONE, moment
from web.language import speaking
from web.need import need_rows
from web.numbers import LOCALES
from web.words import gettext, listed

DESK_LANGUAGE = "id"


def desk_address(inquiry: Inquiry) -> str:
    """Return where the desk of the inquiry's estate reads its mail; without an estate, where the house does."""
    estate = estate_of(inquiry)
    address = estate.mail_address(inquiry.language) if estate is not None else None
    return address or str(current_app.config["SETTINGS"].mail_from)


def estate_of(inquiry: Inquiry) -> Estate | None:
    """Return the estate whose desk answers: that of the first lot."""
    return inquiry.lots[0].lot.estate if inquiry.lots else None


def acknowledgement(inquiry: Inquiry, at: datetime) -> Letter:
    """Tell the sender that we have it, with a copy and the link to its page."""
    with speaking(inquiry.language):
        told = {
            "received": _when(inquiry, inquiry.received_at),
            "due": _when(inquiry, inquiry.due_at),
            "closed": listed(closed_days(inquiry.received_at, inquiry.due_at, inquiry.language)),
            "lots": _lots(inquiry),
            "need": _need(inquiry, inquiry.language),
            "message": inquiry.message,
            "status_url": STATUS_LINK,
        }
        return _to_investor(inquiry, LetterPurpose.ACK, at, told)


def withdrawal(inquiry: Inquiry, title: str, until: datetime, at: datetime) -> Letter:
    """Tell the sender that a consent is withdrawn, and by when we are done."""
    with speaking(inquiry.language):
        told = {
            "consent": title,
            "received": _when(inquiry, at),
            "due": _when(inquiry, until),
            "stopped": "yes" if inquiry.stopped_at else "",
        }
        return _to_investor(inquiry, LetterPurpose.WITHDRAWN, at, told)


def to_desk(inquiry: Inquiry, at: datetime) -> Letter:
    """Tell the desk that somebody asks."""
    with speaking(DESK_LANGUAGE):
        told = {
            "country": country_names(DESK_LANGUAGE).get(inquiry.country, inquiry.country),
            "answer_in": str(Locale.parse(LOCALES[DESK_LANGUAGE]).languages[inquiry.language]),
            "due": moment(inquiry.due_at, DESK_ZONE, DESK_LANGUAGE),
            "lots": _lots(inquiry),
            "need": _need(inquiry, DESK_LANGUAGE),
            "note": _note(inquiry),
        }
        return _to_desk(inquiry, LetterPurpose.DESK_NOTICE, at, told)


def message_to_desk(inquiry: Inquiry, due_at: datetime, at: datetime) -> Letter:
    """Tell the desk that the sender has written once more."""
    with speaking(DESK_LANGUAGE):
        return _to_desk(inquiry, LetterPurpose.DESK_MESSAGE, at, {"due": moment(due_at, DESK_ZONE, DESK_LANGUAGE)})


def stop_to_desk(inquiry: Inquiry, title: str, until: datetime, at: datetime) -> Letter:
    """Tell the desk that a consent was withdrawn without which nothing can be answered."""
    with speaking(DESK_LANGUAGE):
        told = {"consent": title, "due": moment(until, DESK_ZONE, DESK_LANGUAGE)}
        return _to_desk(inquiry, LetterPurpose.DESK_STOP, at, told)


def stop_task(title: str) -> str:
    """Return what the desk has to do then, in its language."""
    with speaking(DESK_LANGUAGE):
        return gettext(
            "Stop work on this inquiry: %(consent)s was withdrawn. Record here when it is done.", consent=title
        )


def right_task(right: Right) -> str:
    """Return what the desk has to do about a wish of this kind, in its language."""
    with speaking(DESK_LANGUAGE):
        wish = words_of(right).wish
        return gettext("Within 72 hours: the investor asks “%(wish)s”. Record here when it is done.", wish=wish)


def house_name(inquiry: Inquiry, language: str, at: datetime) -> str:
    """Return who writes: the estate's name; without an estate the site's."""
    estate = estate_of(inquiry)
    return estate.name(language, at.date()) if estate is not None else "Kavling"


def _to_investor(inquiry: Inquiry, purpose: LetterPurpose, at: datetime, told: dict[str, str]) -> Letter:
    language = inquiry.language
    native, roman = names_of(inquiry.name)
    who = Addressee(
        firm_native=inquiry.organisation, native=native, roman=roman or "", title_native=inquiry.title or ""
    )
    written = write(
        purpose,
        language,
        estate=house_name(inquiry, language, at),
        sender_title=_sender_title(inquiry, language),
        salutation=address_line(who, language),
        reference=inquiry.reference,
        **told,
    )
    to, desk = inquiry.address, desk_address(inquiry)
    return _row(inquiry, "ack", purpose, language, at, to=to, reply_to=desk, subject=written.subject, body=written.body)


def _to_desk(inquiry: Inquiry, purpose: LetterPurpose, at: datetime, told: dict[str, str]) -> Letter:
    written = write(
        purpose,
        DESK_LANGUAGE,
        estate=house_name(inquiry, DESK_LANGUAGE, at),
        organisation=inquiry.organisation,
        reference=inquiry.reference,
        received=moment(at, DESK_ZONE, DESK_LANGUAGE),
        desk_url=f"{current_app.config['SETTINGS'].address}/staff/leads/{inquiry.lead_id}",
        **told,
    )
    to = desk_address(inquiry)
    return _row(inquiry, "desk_notice", purpose, DESK_LANGUAGE, at, to=to, subject=written.subject, body=written.body)


def _row(inquiry: Inquiry, kind: str, purpose: LetterPurpose, language: str, at: datetime, **text: str) -> Letter:
    return Letter(
        lead_id=inquiry.lead_id,
        inquiry_id=inquiry.id,
        kind=kind,
        template=purpose.value,
        language=language,
        created_at=at,
        state="held" if inquiry.suspect else "queued",
        **text,
    )


def _sender_title(inquiry: Inquiry, language: str) -> str:
    estate = estate_of(inquiry)
    desk = estate.desk(language) if estate is not None else None
    return said_in(desk.title, language) if desk is not None else gettext("Inquiry desk")


def _when(inquiry: Inquiry, at: datetime) -> str:
    """Return a moment in the reader's zone, the desk's beside it where it is another."""
    own = moment(at, inquiry.zone, inquiry.language)
    return own if inquiry.zone == DESK_ZONE else f"{own} ({moment(at, DESK_ZONE, inquiry.language, year=False)})"


def _lots(inquiry: Inquiry) -> str:
    return listed([*(one.lot.code_as_given for one in inquiry.lots), *inquiry.lots_unknown])


def _need(inquiry: Inquiry, language: str) -> str:
    return "; ".join(f"{word}: {value}" for word, value in need_rows(inquiry.need, language) if value)


def _note(inquiry: Inquiry) -> str:
    if not inquiry.opened_lead:
        return gettext("The same person has an open lead here; the inquiry is in its timeline.")
    return ""
