"""A lead moves from stage to stage. The board's menu, its drag and the lead's page post the same form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from leads.cards import Card
from leads.conflicts import Difference, ask, is_outdated
from leads.room import SELLERS, act, bp, done, lead_to_write, leads_sales, page_of
from leads.words import LOST_REASONS
from models.account import User
from models.lead.lead import MANAGER_MOVES, MOVES, IllegalMove, Lead, Need, Refused, Stage
from models.lead.reserving import live_groups
from models.lead.timeline import EntryKind, Task
from models.lead.whose import estates_of, leads_sales_at, may_write
from models.lead.work import move, note_down
from models.marks import N_
from web.access import allow, current_user, safe_next
from web.clock import now
from web.database import db, store_nothing
from web.fields import lines
from web.states import stage_name
from web.words import gettext

LONGEST_REASON = 1000
REVISIT_MONTHS = 18
REOPEN_DAYS = 365
WITH_REASON = frozenset({Stage.QUALIFIED, Stage.VISIT, Stage.NEGOTIATION, Stage.CONTACTED, Stage.SHORTLISTED})

MANAGER = Need("manager", N_("A sales manager, who makes this move"), "move", lambda *_: False)
LOST_WHY = Need("lost_reason", N_("Why it is lost"), "lost_reason", lambda *_: False)
REVISIT_DAY = Need("revisit", N_("The day to follow up, within 18 months"), "revisit_on", lambda *_: False)
TOO_OLD = Need("reopen", N_("A new lead: this one was lost more than a year ago"), "move", lambda *_: False)
NO_WAY = Need("way", N_("A stage that can be reached from here"), "move", lambda *_: False)


@dataclass(frozen=True)
class Wanted:
    """A move as it was asked for."""

    stage: Stage
    reason: str | None
    note: str | None
    revisit_on: date | None


def ways(user: User, stage: Stage, owner_id: int | None, estates: Collection[int]) -> list[Stage]:
    """Return the stages to which `user` may take a lead from `stage`; merging has a form of its own."""
    if not may_write(user, owner_id, estates):
        return []
    manager = leads_sales_at(user, estates)
    able = (one for one in Stage if one in MOVES[stage] and one is not Stage.MERGED)
    return [one for one in able if manager or (stage, one) not in MANAGER_MOVES]


def moves_for(user: User, card: Card) -> list[Stage]:
    """Return the stages to which `user` may take a card."""
    return ways(user, card.stage, card.owner_id, card.estates)


def moves_of(user: User, lead: Lead) -> list[Stage]:
    """Return the stages to which `user` may take a lead."""
    return ways(user, lead.stage, lead.owner_id, estates_of(lead))


@bp.post("/staff/leads/<int:lead_id>/stage")
@allow(*SELLERS)
def move_lead(lead_id: int) -> Response | tuple[str, int]:
    """Take a lead to another stage, or say all that is missing."""
    lead = lead_to_write(lead_id)
    stage = _stage(request.form.get("stage"))
    if stage is None:
        abort(422)
    wanted = _wanted(stage)
    if "was" in request.form and is_outdated(lead.stage.value):
        then = request.form["was"]
        shown = Difference(gettext("Stage"), stage_name(lead.stage), stage_name(wanted.stage))
        moved = Difference(gettext("Stage when you opened the page"), stage_name(lead.stage), stage_name(then))
        return ask(lead, [moved, shown], lead.stage.value, "move")
    missing = _missing(lead, wanted)
    try:
        move(db.session, lead, wanted.stage, act=act(), reason=wanted.reason, revisit_on=wanted.revisit_on)
    except IllegalMove:
        missing = [NO_WAY]
    except Refused as refused:
        missing += [one for one in refused.missing if one.code not in {need.code for need in missing}]
    if missing:
        store_nothing()
        return _refused(lead_to_write(lead_id), wanted, _without_doubles(missing))
    if wanted.note:
        note_down(db.session, lead, EntryKind.NOTE, act=act(), text=wanted.note)
    words = gettext("%(lead)s is now: %(stage)s.", lead=lead.reference, stage=stage_name(lead.stage))
    if lead.is_open and _has_no_next_step(lead):
        return done(lead, f"{words} {gettext('Say what comes next.')}", "tasks")
    return done(lead, words)


def _stage(text: str | None) -> Stage | None:
    return Stage(text) if text in {stage.value for stage in Stage} and text != Stage.MERGED else None


def _wanted(stage: Stage) -> Wanted:
    note = (lines(request.form.get("reason", "")) or "")[:LONGEST_REASON] or None
    if stage is Stage.LOST:
        code = request.form.get("lost_reason", "")
        return Wanted(stage, code if code in LOST_REASONS else None, note, None)
    return Wanted(stage, note, None, _day(request.form.get("revisit_on")) if stage is Stage.NURTURE else None)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    ahead = (day - now().date()).days
    return day if 0 < ahead <= REVISIT_MONTHS * 31 else None


def _missing(lead: Lead, wanted: Wanted) -> list[Need]:
    """Return what the desk asks for beside what the machine of stages does."""
    missing = []
    if (lead.stage, wanted.stage) in MANAGER_MOVES and not leads_sales(lead):
        missing.append(MANAGER)
    if wanted.stage is Stage.LOST and wanted.reason is None:
        missing.append(LOST_WHY)
    if wanted.stage is Stage.NURTURE and wanted.revisit_on is None:
        missing.append(REVISIT_DAY)
    if lead.stage is Stage.LOST and lead.closed_at is not None and (now() - lead.closed_at).days > REOPEN_DAYS:
        missing.append(TOO_OLD)
    return missing


def _without_doubles(missing: Sequence[Need]) -> list[Need]:
    """Return what is missing, each thing once: why it is lost is the reason that the machine misses."""
    codes = {one.code for one in missing}
    return [one for one in missing if not (one.code == "reason" and "lost_reason" in codes)]


def _refused(lead: Lead, wanted: Wanted, missing: Sequence[Need]) -> tuple[str, int]:
    page = render_template(
        "leads/move.html",
        lead=lead,
        wanted=wanted,
        missing=[(one, _place(lead, one)) for one in missing],
        back=safe_next(request.form.get("next")),
        **move_form(lead),
    )
    return page, 422


def _place(lead: Lead, need: Need) -> str:
    """Return where a missing thing is mended: on this page when its form has the field, else on the lead's."""
    here = {"move", "lost_reason", "revisit_on"}
    return f"#{need.field}" if need.field in here else page_of(lead.id, need.field)


def move_form(lead: Lead) -> dict[str, Any]:
    """Return what the form of a move offers."""
    return {
        "moves": moves_of(current_user, lead),
        "lost_reasons": LOST_REASONS,
        "lots_let_go": [one.lot.code_as_given for group in live_groups(lead) for one in group.claims],
    }


def _has_no_next_step(lead: Lead) -> bool:
    planned = lead.answer_due_at is not None or lead.revisit_on is not None
    return (
        not planned
        and db.session.query(Task.id).filter(Task.lead_id == lead.id, Task.done_at.is_(None)).first() is None
    )
