"""What people at the desk do with a lead. Every verb leaves its line in the timeline; the desk and the demo's story use the same.

All take the act by which it is done, flush, and never commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.account import User
from models.act import Act
from models.job import enqueue
from models.land.claim import (
    ACTIVE_STATES,
    ClaimGroup,
    ClaimState,
    LotClaim,
    Waiting,
    claim,
    end_claims,
)
from models.land.lot import Lot
from models.lead.lead import Lead, LeadLot, Stage
from models.lead.opening import confirm_spam, rescue, search_anew, searched
from models.lead.timeline import Entry, EntryKind, Letter, Task


def note_down(
    session: Session,
    lead: Lead,
    kind: EntryKind,
    *,
    act: Act,
    text: str | None = None,
    language: str | None = None,
    **details: Any,
) -> Entry:
    """Add a line to the timeline: people's words as `text`, what a machine says by codes and ids in `details`."""
    entry = Entry(lead_id=lead.id, kind=kind, at=act.at, act=act, text=text, language=language, details=details)
    session.add(entry)
    session.flush()
    return entry


def assign(session: Session, lead: Lead, owner: User | None, *, act: Act) -> None:
    """Give a lead to somebody, or to nobody; open tasks without anyone go along."""
    before = lead.owner_id
    lead.owner = owner
    for task in session.scalars(select(Task).where(Task.lead_id == lead.id, Task.done_at.is_(None))):
        if task.assignee_id in (None, before):
            task.assignee = owner
    note_down(session, lead, EntryKind.ASSIGNED, act=act, old=before, new=owner.id if owner else None)


def answer(
    session: Session,
    lead: Lead,
    author: User,
    *,
    act: Act,
    subject: str,
    body: str,
    template: str | None = None,
    reply_to: str | None = None,
) -> Letter:
    """Write to the investor in their language: a letter that the worker sends. The first one stops the answer clock."""
    if lead.person is None:
        raise ValueError("a lead without a person cannot be answered")
    letter = Letter(
        lead_id=lead.id,
        kind="answer",
        template=template,
        to=lead.person.email,
        reply_to=reply_to,
        language=lead.language,
        subject=subject,
        body=body,
        created_at=act.at,
        author_id=author.id,
    )
    session.add(letter)
    session.flush()
    entry = note_down(session, lead, EntryKind.LETTER, act=act, text=body, language=lead.language, subject=subject)
    entry.letter = letter
    enqueue(session, "letter", {"letter_id": letter.id}, at=act.at, dedupe_key=f"letter:{letter.id}")
    answered(lead, act.at)
    return letter


def log_call(session: Session, lead: Lead, *, act: Act, text: str) -> Entry:
    """Put a call with the investor on record; it is contact as a letter is."""
    answered(lead, act.at)
    return note_down(session, lead, EntryKind.CALL, act=act, text=text)


def answered(lead: Lead, at: datetime) -> None:
    """Stop the answer clock. The first answer's moment is set once and never changes."""
    lead.answer_due_at = None
    if lead.first_answer_at is None:
        lead.first_answer_at = at


def received(session: Session, lead: Lead, *, act: Act, text: str, due_at: datetime) -> Entry:
    """Put on record what the investor wrote; unless one runs already, an answer clock starts."""
    if lead.answer_due_at is None and lead.is_open:
        lead.answer_due_at = due_at
    return note_down(session, lead, EntryKind.RECEIVED, act=act, text=text, language=lead.language)


def change_need(
    session: Session, lead: Lead, need: Mapping[str, Any], *, act: Act, decision_on: date | None = None
) -> None:
    """Say what the investor needs, as known now, and when they decide."""
    before = {**lead.need, "decision_on": lead.decision_on}
    lead.need = {key: value for key, value in need.items() if value not in (None, "")}
    if decision_on is not None:
        lead.decision_on = decision_on
    session.flush()
    now = {**lead.need, "decision_on": lead.decision_on}
    if changed := sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key)):
        note_down(session, lead, EntryKind.CHANGED, act=act, what="need", fields=changed)


def offer(session: Session, lead: Lead, lots: Sequence[Lot], *, act: Act) -> None:
    """Propose lots: they join the lead's lots and are marked offered."""
    known = {x.lot_id: x for x in lead.lots}
    for lot in lots:
        one = known.get(lot.id)
        if one is None:
            one = LeadLot(lot=lot, rank=len(lead.lots) + 1)
            lead.lots.append(one)
        one.state = "offered"
    lead.search_text = searched(lead)
    note_down(session, lead, EntryKind.OFFER, act=act, lots=[lot.id for lot in lots])


def drop(session: Session, lead: Lead, lot: Lot, *, act: Act, reason: str | None = None) -> None:
    """Say that a lot is no longer in question for this lead."""
    for one in lead.lots:
        if one.lot_id == lot.id:
            one.state = "dropped"
    note_down(session, lead, EntryKind.OFFER, act=act, text=reason, dropped=[lot.id])


def hold(
    session: Session, lead: Lead, lots: Sequence[Lot], until: datetime, *, act: Act, reason: str | None = None
) -> ClaimGroup:
    """Hold lots for a lead until a moment, all or none; raise Taken or NotForClaim."""
    return _claim(session, lead, lots, act=act, state=ClaimState.HELD, kind="hold", expires_at=until, reason=reason)


def reserve(
    session: Session,
    lead: Lead,
    lots: Sequence[Lot],
    until: datetime,
    *,
    act: Act,
    asked_by: User | None = None,
    deposit: Decimal | None = None,
    deposit_currency: str | None = None,
) -> ClaimGroup:
    """Reserve lots for a lead; who approves is not who asked. Other lots it held are released."""
    if asked_by is not None and asked_by.id == act.by_id:
        raise SamePerson
    group = _claim(
        session,
        lead,
        lots,
        act=act,
        state=ClaimState.RESERVED,
        kind="reservation",
        expires_at=until,
        asked_by_id=asked_by.id if asked_by else None,
        approved_by_id=act.by_id,
        deposit=deposit,
        deposit_currency=deposit_currency,
    )
    prefer(lead, lots)
    return group


class SamePerson(ValueError):
    """A reservation is approved by another person than the one who asked for it."""


def sign(
    session: Session,
    lead: Lead,
    lots: Sequence[Lot],
    *,
    act: Act,
    kind: str,
    form: str,
    number: str,
    signed_on: date,
    ends_on: date | None = None,
) -> ClaimGroup:
    """Put a signed contract on record: the lots are sold or leased."""
    group = _claim(
        session,
        lead,
        lots,
        act=act,
        state=ClaimState.CONTRACTED,
        kind="contract",
        expires_at=None,
        contract_kind=kind,
        contract_form=form,
        contract_number=number,
        signed_on=signed_on,
        ends_on=ends_on,
    )
    prefer(lead, lots)
    return group


def prefer(lead: Lead, lots: Sequence[Lot]) -> None:
    """Mark the lots that the investor has chosen."""
    chosen = {lot.id for lot in lots}
    for one in lead.lots:
        if one.lot_id in chosen:
            one.state = "preferred"


def _claim(
    session: Session, lead: Lead, lots: Sequence[Lot], *, act: Act, state: ClaimState, kind: str, **columns: Any
) -> ClaimGroup:
    known = {x.lot_id for x in lead.lots}
    for lot in lots:
        if lot.id not in known:
            lead.lots.append(LeadLot(lot=lot, rank=len(lead.lots) + 1, state="offered"))
    lead.search_text = searched(lead)
    group = ClaimGroup(lead_id=lead.id, kind=kind, act=act, **columns)
    session.add(group)
    session.flush()
    claim(session, group, lots, act=act, state=state)
    remember_end(session, group)
    got = Waiting.lot_id.in_([lot.id for lot in lots]) & (Waiting.lead_id == lead.id)
    session.execute(update(Waiting).where(got).values(state="taken"))
    session.expire(lead, ["claim_groups"])
    until = columns.get("expires_at")
    note_down(
        session,
        lead,
        EntryKind.CLAIM,
        act=act,
        text=columns.get("reason"),
        state=state.value,
        lots=[lot.id for lot in lots],
        until=until.isoformat() if until else None,
    )
    return group


def remember_end(session: Session, group: ClaimGroup) -> None:
    """Let a job see to it when a group runs out (models/lead/expiring.py); again whenever that moment changes."""
    if group.expires_at is not None:
        key = f"hold:{group.id}:{int(group.expires_at.timestamp())}"
        enqueue(session, "hold-end", {"group_id": group.id}, at=group.expires_at, dedupe_key=key)


def release(
    session: Session, lead: Lead, *, act: Act, lots: Sequence[Lot] | None = None, reason: str | None = None
) -> list[Lot]:
    """End the lead's live holds and reservations (of `lots`, or all of them); return the lots that are free again."""
    wanted = None if lots is None else {lot.id for lot in lots}
    ending = [
        one
        for one in live_claims_of(session, lead)
        if one.state is not ClaimState.CONTRACTED and (wanted is None or one.lot_id in wanted)
    ]
    if not ending:
        return []
    end_claims(session, ending, act=act)
    session.expire(lead, ["claim_groups"])
    freed = [one.lot for one in ending]
    note_down(session, lead, EntryKind.CLAIM, act=act, text=reason, state="released", lots=[lot.id for lot in freed])
    for lot in freed:
        tell_the_next(session, lot, act)
    return freed


def tell_the_next(session: Session, lot: Lot, act: Act) -> None:
    """Let the desk of the lead that waits first for a lot know that it is free."""
    line = select(Waiting).where(Waiting.lot_id == lot.id, Waiting.state == "waiting").order_by(Waiting.id)
    for place in session.scalars(line):
        lead = session.get_one(Lead, place.lead_id)
        if not lead.is_open:
            place.state = "lapsed"
            continue
        place.state = "offered"
        details = {"ask": "free_lot", "lots": [lot.id]}
        session.add(
            Task(lead=lead, title=lot.code_as_given, due_at=act.at, assignee=lead.owner, act_id=act.id, details=details)
        )
        note_down(session, lead, EntryKind.CLAIM, act=act, state="free", lots=[lot.id])
        return


def live_claims_of(session: Session, lead: Lead) -> list[LotClaim]:
    """Return the lead's claims that hold a lot at this moment, or held it until their end passed untidied."""
    return list(
        session.scalars(
            select(LotClaim)
            .join(LotClaim.group)
            .where(ClaimGroup.lead_id == lead.id, LotClaim.state.in_(ACTIVE_STATES))
            .order_by(LotClaim.lot_id)
        )
    )


def wait_for(session: Session, lead: Lead, lot: Lot, *, act: Act) -> Waiting:
    """Put a lead in line for a lot that another holds; once is enough."""
    place = session.scalar(select(Waiting).where(Waiting.lot_id == lot.id, Waiting.lead_id == lead.id))
    if place is None:
        place = Waiting(lot_id=lot.id, lead_id=lead.id, joined_at=act.at)
        session.add(place)
        note_down(session, lead, EntryKind.CLAIM, act=act, state="waiting", lots=[lot.id])
    elif place.state != "waiting":
        place.state, place.joined_at = "waiting", act.at
        note_down(session, lead, EntryKind.CLAIM, act=act, state="waiting", lots=[lot.id])
    return place


def move(
    session: Session, lead: Lead, stage: Stage, *, act: Act, reason: str | None = None, revisit_on: date | None = None
) -> None:
    """Move a lead to a stage; a lost lead lets go of its lots first. Raise IllegalMove or Refused.

    Out of the spam its letters go out and, unless a person has answered, the clock runs again; into it, and when a
    person says so of what a machine put there, they never do.
    """
    old = lead.stage
    if revisit_on is not None:
        lead.revisit_on = revisit_on
    if stage in (Stage.LOST, Stage.NURTURE, Stage.MERGED) or (old, stage) == (Stage.RESERVED, Stage.NEGOTIATION):
        release(session, lead, act=act, reason=reason)
    if (old, stage) == (Stage.SPAM, Stage.NEW):
        rescue(session, lead, act=act)
        if lead.first_answer_at is None:
            lead.answer_due_at = max((inquiry.due_at for inquiry in lead.inquiries), default=None)
    elif stage is Stage.SPAM:
        confirm_spam(session, lead, act=act)
    else:
        lead.move_to(stage, act=act, reason=reason)
    if not lead.is_open:
        lead.answer_due_at = None
    if old in (Stage.NURTURE, Stage.LOST):
        lead.revisit_on = None
    session.flush()
    note_down(session, lead, EntryKind.STAGE, act=act, text=reason, old=old.value, new=stage.value)


def merge(session: Session, lead: Lead, into: Lead, *, act: Act, reason: str) -> None:
    """Close a lead in favour of another: its inquiries and lots go along, its own timeline stays readable."""
    for inquiry in list(lead.inquiries):
        inquiry.lead_id = into.id
    known = {x.lot_id for x in into.lots}
    for one in lead.lots:
        if one.lot_id not in known:
            into.lots.append(LeadLot(lot_id=one.lot_id, rank=len(into.lots) + 1, state=one.state))
    session.flush()
    session.expire(lead, ["inquiries"])
    session.expire(into, ["inquiries"])
    search_anew(session, Lead.id.in_([lead.id, into.id]))
    lead.merged_into_id = into.id
    move(session, lead, Stage.MERGED, act=act, reason=reason)
    note_down(session, into, EntryKind.MERGE, act=act, text=reason, merged=lead.id)


def add_task(
    session: Session, lead: Lead, title: str, due_at: datetime, *, act: Act, assignee: User | None = None
) -> Task:
    """Say what must happen next, by when, by whom."""
    task = Task(lead_id=lead.id, title=title, due_at=due_at, assignee=assignee or lead.owner, act_id=act.id)
    session.add(task)
    session.flush()
    return task


def finish_task(session: Session, task: Task, *, act: Act) -> None:
    """Tick a task off; twice is once."""
    if task.done_at is not None:
        return
    task.done_at, task.done_by_id = act.at, act.id
    note_down(session, task.lead, EntryKind.TASK_DONE, act=act, text=task.title, task=task.id)
