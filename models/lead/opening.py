"""How a lead comes about: from an inquiry, a call, a visitor at a fair; and how an inquiry finds one that is open.

A second inquiry of the same person to the same estate goes to the lead that is still open there, and its timeline shows
it. To another estate, to a lead that is closed, or as a suspect of spam, it opens its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from models.act import Act
from models.inquiry.inquiry import Inquiry
from models.inquiry.reference import mint_reference
from models.job import enqueue
from models.land.lot import Lot
from models.lead.lead import CLOSED, Lead, LeadLot, Stage, StageChange
from models.lead.timeline import Letter
from models.people.arrival import Writer, who_wrote
from models.people.match import email_key, fold
from models.people.organisation import Organisation, Person

LETTER_JOB = "letter"


class Asker(NamedTuple):
    """For whom a lead is opened."""

    person: Person | None
    organisation: Organisation | None
    language: str


def open_lead(
    session: Session,
    asker: Asker,
    lots: Sequence[Lot],
    *,
    reference: str,
    need: Mapping[str, Any],
    due_at: datetime | None,
    act: Act,
    estate_id: int | None = None,
    suspect: str | None = None,
) -> Lead:
    """Open a lead about `lots`, in their order, for the desk of the first one's estate; flushes.

    `suspect` says why it looks like spam: it is kept among the spam, from where one move brings it back.
    """
    stage = Stage.SPAM if suspect else Stage.NEW
    lead = Lead(
        reference=reference,
        estate_id=lots[0].estate_id if lots else estate_id,
        stage=stage,
        stage_since=act.at,
        created_at=act.at,
        person=asker.person,
        organisation=asker.organisation,
        language=asker.language,
        need=dict(need),
        answer_due_at=due_at,
        closed_at=act.at if stage in CLOSED else None,
    )
    lead.history.append(StageChange(old=None, new=stage, at=act.at, reason=suspect, act=act))
    session.add(lead)
    join(session, lead, lots)
    return lead


def join(session: Session, lead: Lead, lots: Sequence[Lot]) -> None:
    """Put `lots` behind those that a lead is about, and renew what search looks through; flushes."""
    there = {one.lot_id for one in lead.lots}
    for lot in lots:
        if lot.id not in there:
            lead.lots.append(LeadLot(lot=lot, lot_id=lot.id, rank=len(lead.lots) + 1))
            there.add(lot.id)
    lead.search_text = searched(lead)
    session.flush()


def searched(lead: Lead) -> str:
    """Return what search looks through: references, names in every script, address and lots, folded."""
    person, firm = lead.person, lead.organisation
    words = [lead.reference, *(inquiry.reference for inquiry in lead.inquiries)]
    if firm is not None:
        words += [firm.name_native, firm.name_roman or ""]
    if person is not None:
        words += [person.full_native, person.full_roman or "", person.reading or "", person.email]
    for one in lead.inquiries:  # as they wrote themselves, which may be otherwise than we know them
        words += [one.name, one.organisation, one.address]
    words += [name for one in lead.lots for name in (one.lot.code, one.lot.code_as_given)]
    return " ".join(dict.fromkeys(fold(word) for word in words if word))


def search_anew(session: Session, which: ColumnElement[bool]) -> None:
    """Renew what search looks through of the leads that `which` selects: what they show of others has changed.

    Written past their versions: nobody's open form is outdated by it. Flushes.
    """
    session.flush()
    shown = (
        joinedload(Lead.person),
        joinedload(Lead.organisation),
        selectinload(Lead.inquiries),
        selectinload(Lead.lots).joinedload(LeadLot.lot),
    )
    for lead in session.scalars(select(Lead).where(which).order_by(Lead.id).options(*shown)).all():
        if (words := searched(lead)) != lead.search_text:
            session.execute(update(Lead).where(Lead.id == lead.id).values(search_text=words))


def open_leads_of(person: Person, estate_id: int | None) -> Select[Lead]:
    """Select the leads of `person` at an estate's desk that are still open, the latest first."""
    still = select(Lead).where(Lead.person_id == person.id, Lead.stage.not_in(CLOSED))
    return still.where(Lead.estate_id.is_not_distinct_from(estate_id)).order_by(Lead.id.desc())


def rescue(session: Session, lead: Lead, *, act: Act) -> None:
    """Take a lead out of the spam: it is new, and the letters that were held back go out."""
    lead.move_to(Stage.NEW, act=act)
    session.flush()
    held = select(Letter).where(Letter.lead_id == lead.id, Letter.state == "held").order_by(Letter.id)
    for letter in session.scalars(held):
        letter.state = "queued"
        send(session, letter, act.at)


def confirm_spam(session: Session, lead: Lead, *, act: Act) -> None:
    """Say, as a person, that a suspect is spam: it waits no more, and what was held back is never sent."""
    if lead.stage is not Stage.SPAM:
        lead.move_to(Stage.SPAM, act=act)
    else:
        change = StageChange(old=Stage.SPAM, new=Stage.SPAM, at=act.at, reason=None, act=act)
        lead.history.append(change)
    lead.answer_due_at = None
    unsent = (Letter.lead_id == lead.id) & Letter.state.in_(("held", "queued"))
    session.execute(update(Letter).where(unsent).values(state="cancelled"))
    session.flush()


def suspects() -> ColumnElement[bool]:
    """Say of a lead that it is among the spam by a machine's word alone: a person has still to look."""
    looked = select(StageChange.id).join(StageChange.act).where(StageChange.lead_id == Lead.id, Act.by_id.is_not(None))
    return (Lead.stage == Stage.SPAM) & ~looked.exists()


def send(session: Session, letter: Letter, at: datetime) -> None:
    """Let the worker send `letter` after the commit, once; flushes."""
    session.add(letter)
    session.flush()
    enqueue(session, LETTER_JOB, {"letter_id": letter.id}, at=at, dedupe_key=f"{LETTER_JOB}:{letter.id}")


def call_off(session: Session, *, to: str, inquiry_id: int | None = None, lead_id: int | None = None) -> None:
    """Call off letters to an address that are not sent yet: it is wrong, or nobody may write to it any more."""
    about = Letter.inquiry_id == inquiry_id if inquiry_id is not None else Letter.lead_id == lead_id
    waiting = about & (Letter.to == to) & Letter.state.in_(("queued", "held"))
    session.execute(update(Letter).where(waiting).values(state="cancelled"))


def readdress(session: Session, inquiry: Inquiry, address: str, act: Act) -> None:
    """Let the lead of `inquiry` write to `address`; flushes.

    A person who came with this inquiry alone gets the right address; one we know from elsewhere keeps theirs. Where
    other inquiries are in the lead, they were sent under the first address and stay: this one gets a lead of its own.
    """
    lead, person = inquiry.lead, inquiry.lead.person
    writer = Writer(
        name=inquiry.name,
        organisation=inquiry.organisation,
        email=address,
        country=inquiry.country,
        language=inquiry.language,
        title=inquiry.title,
        phone=inquiry.phone,
        sector=inquiry.need.get("sector"),
    )
    if not _is_alone(session, inquiry):
        other, firm = who_wrote(session, writer, act.at)
        _part(session, inquiry, Asker(other, firm, inquiry.language), act)
        return
    key = email_key(address)
    taken = session.scalar(select(Person.id).where(Person.email_key == key))
    if taken is None and person is not None and _came_with(session, person, inquiry):
        person.email, person.email_key = address, key
    else:
        lead.person, firm = who_wrote(session, writer, act.at)
        lead.organisation = lead.organisation or firm
    join(session, lead, ())


def _part(session: Session, inquiry: Inquiry, asker: Asker, act: Act) -> None:
    before = inquiry.lead
    due_at = before.answer_due_at
    lots = [one.lot for one in inquiry.lots]
    inquiry.lead = open_lead(
        session, asker, lots, reference=mint_reference(act.at), need=inquiry.need, due_at=due_at, act=act
    )
    inquiry.opened_lead = True
    session.flush()
    session.expire(before, ["inquiries"])
    session.expire(inquiry.lead, ["inquiries"])
    search_anew(session, Lead.id.in_([before.id, inquiry.lead.id]))


def _is_alone(session: Session, inquiry: Inquiry) -> bool:
    more = select(Inquiry.id).where(Inquiry.lead_id == inquiry.lead_id, Inquiry.id != inquiry.id)
    return inquiry.opened_lead and session.scalars(more).first() is None


def _came_with(session: Session, person: Person, inquiry: Inquiry) -> bool:
    """Tell whether we know `person` from nothing but `inquiry`."""
    elsewhere = select(Lead.id).where(Lead.person_id == person.id, Lead.id != inquiry.lead_id)
    return person.first_seen == inquiry.received_at and session.scalars(elsewhere).first() is None
