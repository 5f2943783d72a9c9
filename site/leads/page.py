"""A lead's page: everything known of one lead, and a form for everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from flask import render_template, request
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from leads import forms, times
from leads.cards import task_words
from leads.conflicts import mark_of
from leads.letter import begun, may_be_written_to
from leads.moving import move_form
from leads.room import desk_of, leads_sales, may_change
from leads.telling import Line, automatic_letters, entries_of, known_by, lines
from leads.told_prices import ToldPrice, told_price
from leads.words import ANSWER_IN, DESK_WORDS, LETTER_KINDS, PURPOSES, SUSPECTED
from models.account import Role, staff_with
from models.inquiry.inquiry import Inquiry, InquiryLot, need_number
from models.land.claim import ACTIVE_STATES, ClaimGroup, LotClaim, Waiting
from models.land.lot import Lot
from models.lead.agreement import agreements_of
from models.lead.demand import LotOfLead, asked_by
from models.lead.fit import Fit, fit_of
from models.lead.lead import CLOSED, ON_THE_BOARD, PROBABILITY, Lead, LeadLot, Stage
from models.lead.letters import LetterPurpose
from models.lead.opening import suspects
from models.lead.reserving import ASK, is_contract, live_groups, policy_for
from models.lead.timeline import EntryKind, Task
from models.lead.whose import leads_of
from models.people.address_line import shown_name
from models.people.arrival import firms_like
from models.people.match import phone_shown
from models.people.organisation import Organisation
from web.access import current_user
from web.clock import now
from web.countries import country_names
from web.database import db, store_nothing
from web.drawing import shape
from web.language import LANGUAGE_WORDS, current_language
from web.need import need_rows
from web.numbers import number

WHOLE = (
    joinedload(Lead.person),
    joinedload(Lead.organisation),
    joinedload(Lead.owner),
    selectinload(Lead.inquiries).selectinload(Inquiry.consents),
    selectinload(Lead.inquiries).selectinload(Inquiry.lots).joinedload(InquiryLot.lot),
    selectinload(Lead.lots).joinedload(LeadLot.lot).joinedload(Lot.estate),
    selectinload(Lead.claim_groups).selectinload(ClaimGroup.claims).joinedload(LotClaim.lot),
)


@dataclass(frozen=True)
class LotRow:
    """A lot of the lead: its shape, its status, how it fits, who else is in line."""

    id: int
    lot: Lot
    state: str
    thumb: Markup
    met: int
    short: int
    unknown: int
    others_waiting: int
    waits: bool
    claimed_by_us: bool
    free: bool


@dataclass(frozen=True)
class GroupRow:
    """A live hold, reservation or contract."""

    group: ClaimGroup
    lots: Sequence[Lot]
    thumbs: Sequence[Markup]
    clock: times.Clock | None
    share: float
    ends: str
    contract: bool
    ran_out: bool
    prices: Sequence[ToldPrice]


@dataclass(frozen=True)
class TaskRow:
    """Something to do, and what the machine asks for by it."""

    task: Task
    words: str
    late: bool
    ask: str | None
    own: bool  # asked by this person, who so cannot approve it


def show(lead: Lead, status: int = 200, **filled: Any) -> tuple[str, int]:
    """Return the page of `lead`; forms that were sent and refused are given as they are filled."""
    store_nothing()
    db.session.scalars(select(Lead).where(Lead.id == lead.id).options(*WHOLE)).one()  # all that the page needs, at once
    at, language = now(), current_language()
    entries = entries_of(db.session, lead)
    writes = may_change(lead)
    page = render_template(
        "leads/lead.html",
        lead=lead,
        at=at,
        writes=writes,
        manager=leads_sales(lead),
        desk=desk_of(lead),
        language_words=LANGUAGE_WORDS,
        answer_in=ANSWER_IN,
        desk_words=DESK_WORDS,
        letter_kinds=LETTER_KINDS,
        purposes=PURPOSES,
        suspected=SUSPECTED,
        lines=lines(entries, known_by(db.session, entries, lead.inquiries), at, automatic_letters(db.session, lead)),
        likelihood=PROBABILITY.get(lead.stage),
        asked=asked_by(
            lead.need, [LotOfLead(one.state, one.lot.net_area or one.lot.geodesic_area) for one in lead.lots]
        ),
        place=ON_THE_BOARD.index(lead.stage) + 1 if lead.stage in ON_THE_BOARD else None,
        stage_days=max(0, (at - lead.stage_since).days),
        answer_clock=times.running(lead.answer_due_at, at, "answer") if lead.answer_due_at else None,
        answer_when=_when(lead, at),
        person_name=_person_name(lead),
        person_phone=phone_shown(lead.person.phone) if lead.person and lead.person.phone else None,
        country=country_names(language).get(lead.organisation.country) if lead.organisation else None,
        need=need_rows(lead.need, language),
        lots=_lots(lead, at),
        groups=[_group(one, at) for one in live_groups(lead)],
        tasks=_tasks(lead, at),
        done_tasks=_done_tasks(lead),
        needs_step=needs_step(lead),
        suspect=db.session.scalar(select(Lead.id).where(Lead.id == lead.id, suspects())) is not None,
        firms=_firms(lead) if writes else [],
        related=_related(lead),
        sellers=db.session.scalars(staff_with(Role.SALES)).all() if writes else [],
        closed=lead.stage in CLOSED,
        agreements=db.session.scalars(agreements_of(lead)).all(),
        may_be_written_to=may_be_written_to(lead.inquiries),
        merged_into=db.session.get(Lead, lead.merged_into_id) if lead.merged_into_id else None,
        **move_form(lead),
        **(_forms(lead, at, entries[0].id if entries else 0) | filled),
    )
    return page, status


def marks(lead: Lead) -> dict[str, str]:
    """Return what each form that changes something was made from."""
    return {
        "need": mark_of(lead.need, lead.decision_on),
        "person": mark_of(*(getattr(lead.person, name) for name in PERSON_FIELDS)) if lead.person else mark_of(None),
        "firm": mark_of(*(getattr(lead.organisation, name) for name in FIRM_FIELDS))
        if lead.organisation
        else mark_of(None),
        "owner": mark_of(lead.owner_id),
    }


WORDS = frozenset({EntryKind.LETTER, EntryKind.RECEIVED, EntryKind.INQUIRY})
PERSON_FIELDS = ("full_native", "full_roman", "reading", "name_order", "title", "language", "phone")
FIRM_FIELDS = ("name_native", "name_roman", "country", "sector")


def _forms(lead: Lead, at: datetime, last_entry: int) -> dict[str, Any]:
    """Return every form as it is first shown."""
    purpose = LetterPurpose.FIRST_REPLY if lead.first_answer_at is None else LetterPurpose.FOLLOW_UP
    if request.args.get("template") in {LetterPurpose.FIRST_REPLY.value, LetterPurpose.FOLLOW_UP.value}:
        purpose = LetterPurpose(request.args["template"])
    letter = begun(lead, desk_of(lead), purpose, at)
    is_new, policy = lead.stage is Stage.NEW, policy_for(lead)
    return {
        "answer": forms.AnswerForm(
            formdata=None,
            template=purpose.value,
            seen=str(last_entry),
            subject=letter.subject,
            body=letter.body,
            contacted=is_new,
        ),
        "call": forms.CallForm(formdata=None, contacted=is_new),
        "note": forms.NoteForm(formdata=None),
        "need_form": need_form(lead),
        "person_form": person_form(lead),
        "firm_form": firm_form(lead),
        "task_form": task_form(lead),
        "hold_form": forms.HoldForm(policy, formdata=None),
        "reserve_form": forms.ReserveForm(policy, formdata=None),
        "sign_form": forms.SignForm(formdata=None, signed_on=times.local_day(at)),
        "agreement_form": forms.AgreementForm(formdata=None, signed_on=times.local_day(at)),
        "merge_form": forms.MergeForm(formdata=None),
        "preview": None,
        "marks": marks(lead),
        "errors_at": None,
    }


def need_form(lead: Lead) -> forms.NeedForm:
    """Return the need as the reader's language writes its numbers."""
    language = current_language()
    told = {**lead.need, "area_min": lead.need.get("area_min") or lead.need.get("area_m2")}
    amounts = {
        name: number(value, language)
        for name in ("area_min", "area_max", "power_mva", "water_m3d", "steam_th")
        if (value := need_number(told, name)) is not None
    }
    rest = {name: told.get(name) for name in ("sector", "tenure", "timeframe", "power_unknown")}
    return forms.NeedForm(formdata=None, decision_on=lead.decision_on, **rest, **amounts)


def person_form(lead: Lead) -> forms.PersonForm:
    """Return what is known of the person."""
    return forms.PersonForm(formdata=None, obj=lead.person)


def firm_form(lead: Lead) -> forms.FirmForm:
    """Return what is known of the firm."""
    return forms.FirmForm(formdata=None, obj=lead.organisation)


def task_form(lead: Lead) -> forms.TaskForm:
    """Return the form of a next step, for the one in charge."""
    form = forms.TaskForm(formdata=None, due_on=times.in_days(1, now()), assignee=str(lead.owner_id or current_user.id))
    return offer_people(form)


def offer_people(form: forms.TaskForm) -> forms.TaskForm:
    """Let a task be given to those who sell."""
    people = db.session.scalars(staff_with(Role.SALES)).all()
    form.assignee.choices = [SelectChoice(str(one.id), one.name) for one in people]
    return form


def _when(lead: Lead, at: datetime) -> str | None:
    if lead.answer_due_at is None:
        return None
    return times.here_and_there(lead.answer_due_at, at, lead.organisation.country if lead.organisation else None)


def _person_name(lead: Lead) -> str | None:
    one = lead.person
    if one is None:
        return None
    return shown_name(current_language(), one.full_native, one.full_roman or "", one.title or "")


def _thumb(lot: Lot) -> Markup:
    return shape(shapely.from_wkb(lot.outline) if lot.outline else None, lot.status)


def _lots(lead: Lead, at: datetime) -> list[LotRow]:
    ids = [one.lot_id for one in lead.lots]
    line = select(Waiting.lot_id, Waiting.lead_id).where(Waiting.lot_id.in_(ids), Waiting.state == "waiting")
    waiting = db.session.execute(line).all() if ids else []
    live = (
        select(LotClaim.lot_id, ClaimGroup.lead_id)
        .join(LotClaim.group)
        .where(LotClaim.lot_id.in_(ids), LotClaim.state.in_(ACTIVE_STATES))
        .where(LotClaim.expires_at.is_(None) | (LotClaim.expires_at > at))
    )
    held_by = dict(db.session.execute(live).all()) if ids else {}
    rows = []
    for one in lead.lots:
        points = [point.fit for point in fit_of(lead.need, one.lot)]
        rows.append(
            LotRow(
                id=one.id,
                lot=one.lot,
                state=one.state,
                thumb=_thumb(one.lot),
                met=points.count(Fit.MET),
                short=points.count(Fit.SHORT),
                unknown=points.count(Fit.UNKNOWN),
                others_waiting=sum(lot_id == one.lot_id and lead_id != lead.id for lot_id, lead_id in waiting),
                waits=(one.lot_id, lead.id) in [tuple(row) for row in waiting],
                claimed_by_us=held_by.get(one.lot_id) == lead.id,
                free=one.lot_id not in held_by,
            )
        )
    return rows


def _group(group: ClaimGroup, at: datetime) -> GroupRow:
    live = [one for one in group.claims if one.state in ACTIVE_STATES]
    lots = [one.lot for one in live]
    until = group.expires_at
    begun_at = min(one.since for one in live)
    share = 100.0
    if until is not None and until > begun_at:
        share = 100 * (until - at) / (until - begun_at)
    return GroupRow(
        group=group,
        lots=lots,
        thumbs=[_thumb(lot) for lot in lots],
        clock=times.running(until, at, "hold") if until is not None else None,
        share=share,
        ends=times.here_and_there(until, at, None) if until is not None else "",
        contract=is_contract(group),
        ran_out=until is not None and until <= at,
        prices=[told for one in live if (told := told_price(one)) is not None],
    )


def _tasks(lead: Lead, at: datetime) -> list[TaskRow]:
    still = select(Task).where(Task.lead_id == lead.id, Task.done_at.is_(None)).options(joinedload(Task.assignee))
    return [
        TaskRow(
            task=one,
            words=task_words(one.title, one.details),
            late=one.due_at <= at,
            ask=str(one.details["ask"]) if "ask" in one.details else None,
            own=one.details.get("ask") == ASK and one.details.get("by") == current_user.id,
        )
        for one in db.session.scalars(still.order_by(Task.due_at, Task.id))
    ]


def _done_tasks(lead: Lead) -> list[tuple[str, datetime]]:
    ticked = select(Task).where(Task.lead_id == lead.id, Task.done_at.is_not(None)).order_by(Task.done_at.desc())
    return [
        (task_words(one.title, one.details), one.done_at or one.due_at) for one in db.session.scalars(ticked.limit(5))
    ]


def needs_step(lead: Lead) -> bool:
    if lead.stage in CLOSED or lead.answer_due_at is not None or lead.revisit_on is not None:
        return False
    still = select(func.count()).select_from(Task).where(Task.lead_id == lead.id, Task.done_at.is_(None))
    return not db.session.scalar(still)


def _firms(lead: Lead) -> Sequence[Organisation]:
    if lead.organisation is None:
        return []
    return db.session.scalars(firms_like(lead.organisation).limit(5)).all()


def _related(lead: Lead) -> Sequence[Lead]:
    """Return other leads of the same person or firm that this person may read."""
    same = []
    if lead.person_id is not None:
        same.append(Lead.person_id == lead.person_id)
    if lead.organisation_id is not None:
        same.append(Lead.organisation_id == lead.organisation_id)
    if not same:
        return []
    others = leads_of(current_user).where(Lead.id != lead.id, same[0] if len(same) == 1 else same[0] | same[1])
    return db.session.scalars(others.order_by(Lead.id.desc()).limit(8)).all()


def last_word(lead: Lead) -> int:
    """Return the last letter or message of a lead: what an answer answers."""
    words = [one.id for one in entries_of(db.session, lead) if one.kind in WORDS]
    return max(words, default=0)


def lines_since(lead: Lead, entry_id: int) -> Sequence[Line]:
    """Return what was written to and by the investor after a line of the timeline."""
    new = [one for one in entries_of(db.session, lead) if one.id > entry_id and one.kind in WORDS]
    return lines(new, known_by(db.session, new), now())
