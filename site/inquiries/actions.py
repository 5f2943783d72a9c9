"""What an inquiry sets going. Each act is one transaction of the caller's, who commits before answering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inquiries import letters
from inquiries.asked import Asked
from inquiries.rights import Right
from models import calendar
from models.act import Act, Way
from models.constraints import violated
from models.inquiry.consents import notice_row
from models.inquiry.inquiry import REQUIRED, Consent, Inquiry, InquiryLot, Purpose
from models.inquiry.notice import notice
from models.inquiry.reference import mint_reference
from models.land.estate import Estate
from models.lead.lead import Lead
from models.lead.opening import Asker, call_off, join, open_lead, open_leads_of, readdress, searched, send
from models.lead.timeline import Entry, EntryKind, Letter
from models.lead.work import add_task, note_down, received
from models.people.arrival import who_wrote
from models.people.match import email_key
from web.controller import controller

ANSWER_WITHIN = 240  # minutes of the desk's working time, where no estate says
LEGAL_CLOCK = timedelta(hours=72)  # every hour counts, holidays too


class SentOtherwise(ValueError):
    """The same form was sent before, with other words; `first` is what was stored."""

    def __init__(self, first: Inquiry) -> None:
        super().__init__(first.reference)
        self.first = first


def receive(
    session: Session, asked: Asked, at: datetime, *, way: Way = Way.WEB, request_id: str | None = None
) -> Inquiry:
    """Store an inquiry with all that follows from it, or return the one this form has already made.

    Raises SentOtherwise when the form was sent before with other words. Flushes.
    """
    first = session.scalars(inquiry_of_form(asked.form_key)).one_or_none()
    first = first or _stored(session, asked, at, way, request_id)
    if first.fingerprint != asked.fingerprint():
        raise SentOtherwise(first)
    return first


def inquiry_of_form(form_key: str) -> Select[Inquiry]:
    """Select the inquiry that a form has made."""
    return select(Inquiry).where(Inquiry.form_key == form_key)


def _stored(session: Session, asked: Asked, at: datetime, way: Way, request_id: str | None) -> Inquiry:
    """Store it; let the database decide who was first. Two first inquiries of one person: the whole act once more."""
    for attempt in (1, 2):
        try:
            with session.begin_nested():
                return _store(session, asked, Act(at=at, way=way, request_id=request_id))
        except IntegrityError as clash:
            if violated(clash) == "uq_inquiry_form_key":
                break
            if attempt == 2:
                raise
    return session.scalars(inquiry_of_form(asked.form_key)).one()


def _store(session: Session, asked: Asked, act: Act) -> Inquiry:
    session.add(act)
    estate = asked.lots[0].estate if asked.lots else None
    person, firm = who_wrote(session, asked.writer, act.at)
    due_at = answer_due(estate, act.at)
    reference = mint_reference(act.at)
    asker = Asker(person, firm, asked.language)
    lead = None if asked.suspect else session.scalars(open_leads_of(person, estate.id if estate else None)).first()
    opened = lead is None
    if lead is None:
        lead = open_lead(
            session,
            asker,
            asked.lots,
            reference=reference,
            need=asked.need.told(),
            due_at=due_at,
            act=act,
            suspect=asked.suspect,
        )
    else:
        join(session, lead, asked.lots)
        lead.answer_due_at = lead.answer_due_at or due_at
    inquiry = _inquiry(asked, act, lead, reference, due_at)
    inquiry.opened_lead = opened
    session.add(inquiry)
    session.flush()
    lead.search_text = searched(lead)
    _put_consents(session, inquiry, asked)
    note_down(
        session,
        lead,
        EntryKind.INQUIRY,
        act=act,
        text=asked.message,
        language=asked.language,
        inquiry=inquiry.id,
        lots=[lot.id for lot in asked.lots],
    )
    post(session, [letters.acknowledgement(inquiry, act.at), letters.to_desk(inquiry, act.at)], act.at)
    return inquiry


def _inquiry(asked: Asked, act: Act, lead: Lead, reference: str, due_at: datetime) -> Inquiry:
    writer = asked.writer
    return Inquiry(
        reference=reference,
        form_key=asked.form_key,
        fingerprint=asked.fingerprint(),
        received_at=act.at,
        due_at=due_at,
        act=act,
        lead=lead,
        language=asked.language,
        zone=asked.zone,
        channel=asked.channel,
        source=asked.source,
        name=writer.name,
        organisation=writer.organisation,
        title=writer.title,
        email=writer.email,
        phone=writer.phone,
        country=writer.country,
        message=asked.message,
        need=asked.need.told(),
        suspect=asked.suspect,
        network=asked.network,
        lots_unknown=list(asked.lots_unknown),
        lots=[
            InquiryLot(lot=lot, rank=rank, status_shown=lot.shown_status(act.at))
            for rank, lot in enumerate(asked.lots, start=1)
        ],
    )


def _put_consents(session: Session, inquiry: Inquiry, asked: Asked) -> None:
    """Store each answer with the notice as it was shown."""
    for purpose, given in asked.consents.items():
        row = notice_row(session, notice(purpose, asked.language, controller(asked.language)))
        inquiry.consents.append(Consent(purpose=purpose, given=given, notice=row, at=inquiry.received_at))
    session.flush()


def post(session: Session, written: Sequence[Letter], at: datetime) -> None:
    """Let letters go out after the commit; those about a suspect wait until somebody has looked."""
    for letter in written:
        if letter.state == "held":
            session.add(letter)
        else:
            send(session, letter, at)
    session.flush()


def answer_due(estate: Estate | None, at: datetime) -> datetime:
    """Return when a person has to have answered what came at `at`."""
    return calendar.due(at, estate.answer_within if estate is not None else ANSWER_WITHIN)


def add_message(session: Session, inquiry: Inquiry, text: str, form_key: str, act: Act) -> bool:
    """Put one more message on the lead's timeline and tell the desk; False when this form has done so already.

    The caller holds the inquiry's row, so that a second press waits for the first.
    """
    lead = inquiry.lead
    said = select(Entry).where(Entry.lead_id == lead.id, Entry.kind == EntryKind.RECEIVED)
    if any(entry.details.get("form_key") == form_key for entry in session.scalars(said)):
        return False
    due_at = answer_due(letters.estate_of(inquiry), act.at)
    entry = received(session, lead, act=act, text=text, due_at=due_at)
    entry.language = inquiry.language
    entry.details = {"inquiry": inquiry.id, "form_key": form_key, "due": due_at.isoformat()}
    post(session, [letters.message_to_desk(inquiry, due_at, act.at)], act.at)
    return True


class SameAddress(ValueError):
    """The address given as the right one is the one we have."""


def correct_address(session: Session, inquiry: Inquiry, address: str, act: Act) -> None:
    """Send everything of an inquiry to another address from now on; raise SameAddress.

    The old link dies, the desk sees both addresses, the acknowledgement goes out again with a new link. A person we
    know from elsewhere keeps their address: whoever knows it could else turn their letters away. An inquiry that was
    put to another's open lead by its first address gets a lead of its own.
    """
    old = inquiry.address
    if email_key(old) == email_key(address):
        raise SameAddress(address)
    inquiry.corrected_email = address
    inquiry.epoch += 1
    call_off(session, to=old, inquiry_id=inquiry.id)
    before, both = inquiry.lead, f"{old} → {address}"
    note_down(session, before, EntryKind.ADDRESS, act=act, text=both, inquiry=inquiry.id)
    readdress(session, inquiry, address, act)
    if inquiry.lead is not before:
        note_down(session, inquiry.lead, EntryKind.ADDRESS, act=act, text=both, inquiry=inquiry.id, before=before.id)
    post(session, [letters.acknowledgement(inquiry, act.at)], act.at)


def withdraw(session: Session, inquiry: Inquiry, purpose: Purpose, act: Act) -> bool:
    """Withdraw a consent; False when there is none in force. Without a required one all work on the inquiry stops."""
    consent = next((one for one in inquiry.consents if one.purpose is purpose), None)
    if consent is None or not consent.given or consent.withdrawn_at is not None:
        return False
    consent.withdrawn_at, consent.withdrawn_by_id = act.at, act.id
    note_down(session, inquiry.lead, EntryKind.CONSENT, act=act, inquiry=inquiry.id, withdrawn=purpose.value)
    until = act.at + LEGAL_CLOCK
    if purpose in REQUIRED and inquiry.stopped_at is None:
        _stop(session, inquiry, purpose, until, act)
    post(session, [letters.withdrawal(inquiry, notice(purpose, inquiry.language).title, until, act.at)], act.at)
    return True


def _stop(session: Session, inquiry: Inquiry, purpose: Purpose, until: datetime, act: Act) -> None:
    """Let all work on an inquiry end within the legal clock; other inquiries of its lead go on."""
    inquiry.stopped_at = act.at
    call_off(session, to=inquiry.address, inquiry_id=inquiry.id)
    if all(one.stopped_at for one in inquiry.lead.inquiries):
        inquiry.lead.answer_due_at = None
        call_off(session, to=inquiry.address, lead_id=inquiry.lead_id)
    title = notice(purpose, letters.DESK_LANGUAGE).title
    add_task(session, inquiry.lead, letters.stop_task(title), until, act=act)
    post(session, [letters.stop_to_desk(inquiry, title, until, act.at)], act.at)


def ask_right(session: Session, inquiry: Inquiry, right: Right, words: str, act: Act) -> bool:
    """Put a person's wish about their own data on the desk, with the legal clock; False when it waits there already.

    `words` say the wish in the language of the inquiry.
    """
    asked = select(Entry).where(Entry.lead_id == inquiry.lead_id, Entry.kind == EntryKind.RECEIVED)
    about = {"inquiry": inquiry.id, "right": right.value}
    if any(about.items() <= entry.details.items() for entry in session.scalars(asked)):
        return False
    until = act.at + LEGAL_CLOCK
    note_down(session, inquiry.lead, EntryKind.RECEIVED, act=act, text=words, language=inquiry.language, **about)
    add_task(session, inquiry.lead, letters.right_task(right), until, act=act)
    post(session, [letters.message_to_desk(inquiry, until, act.at)], act.at)
    return True
