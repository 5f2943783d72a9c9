"""The first page of the desk: what bites first, one action a line; hours shared with Seoul and Tokyo; what is where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from leads import times
from leads.cards import Card, cards_of, fill
from leads.conflicts import mark_of
from leads.due import Item, Kind, Reader, grouped, items_of, leaving, shared
from leads.letters import letters_not_out
from leads.room import bp
from models.account import STAFF, Role
from models.calendar import CILEGON, SEOUL, TOKYO, Span, working_spans
from models.lead.demand import Demand, together
from models.lead.handing import left_behind
from models.lead.lead import CLOSED, ON_THE_BOARD, Lead, Stage
from models.lead.opening import suspects
from models.lead.reserving import asked_reservations
from models.lead.timeline import Letter, Task
from models.lead.whose import leads_of, leads_sales_at, led_leads_of
from models.marks import N_
from web.access import allow, current_user, may_open
from web.clock import now
from web.database import db
from web.dates import short_weekday
from web.language import current_language
from web.numbers import EN_DASH, NBSP
from web.words import gettext, listed

KINDS = {
    Kind.ANSWER: N_("Answers"),
    Kind.HOLD: N_("Holds ending"),
    Kind.TASK: N_("Tasks"),
    Kind.STEP: N_("No next step"),
}
NEXT_DAYS = 4
RULER = (7, 17)


@dataclass(frozen=True)
class Ruler:
    """The hours of the day at both ends, in hours on the desk's clock."""

    ours: list[tuple[float, float]]
    theirs: list[tuple[float, float]]
    both: list[tuple[float, float]]
    now: float
    left: str
    label: str


@dataclass(frozen=True)
class NextDay:
    """A day to come: when both ends work, what is due, what closes it."""

    words: str
    hours: str
    due: int
    notes: Sequence[str]


@bp.get("/staff/")
@allow(*STAFF)
def today() -> str | Response:
    """Show what has to be done; who does not sell is sent to their own first page."""
    if not current_user.may(Role.SALES):
        return redirect(_first_page(), 303)
    at, team = now(), request.args.get("whose") == "team"
    cards = _cards(team)
    reader = Reader(current_user.id, team, partial(leads_sales_at, current_user))
    items = items_of(cards, at, reader)
    shown = request.args.get("show") if request.args.get("show") in KINDS else None
    counts = {kind: sum(item.kind is kind for item in items) for kind in KINDS}
    return render_template(
        "leads/today.html",
        at=at,
        nobodys=mark_of(None),
        team=team,
        shown=shown,
        kinds=KINDS,
        counts=counts,
        total=len(items),
        groups=grouped([item for item in items if shown is None or item.kind == shown], at),
        ruler=_ruler(at),
        stages=_stages(cards),
        days=_next_days(at, items),
        suspects=_count(leads_of(current_user).where(suspects())),
        letters=_letters(),
        asked=_asked(cards),
        left=_left_behind(),
    )


def _first_page() -> str:
    """Return the room that somebody who does not sell works in: whoever writes is at home among the texts."""
    rooms = ["estates.lots", "users.users"]
    rooms.insert(0 if current_user.may(Role.MARKETING) and not current_user.may(Role.ENGINEER) else 1, "content.pages")
    return next(
        (url_for(one) for one in rooms if one in current_app.view_functions and may_open(current_user, one)),
        url_for("accounts.account"),
    )


def _cards(team: bool) -> list[Card]:
    """Return the open leads: one's own and those of nobody, and those with a task for oneself; or all."""
    still = leads_of(current_user).where(Lead.stage.not_in(CLOSED - {Stage.CONTRACTED}))
    if not team:
        task = select(Task.id).where(
            Task.lead_id == Lead.id, Task.done_at.is_(None), Task.assignee_id == current_user.id
        )
        asked = asked_reservations().with_only_columns(Task.lead_id).order_by(None)
        led = Lead.id.in_(asked) & Lead.id.in_(led_leads_of(current_user).with_only_columns(Lead.id))
        still = still.where(Lead.owner_id.is_(None) | (Lead.owner_id == current_user.id) | task.exists() | led)
    cards = cards_of(db.session, still.order_by(Lead.id))
    fill(db.session, cards)
    return cards


def _stages(cards: Sequence[Card]) -> tuple[list[tuple[Stage, Demand]], Demand]:
    by_stage = [(stage, together(card.asked for card in cards if card.stage is stage)) for stage in ON_THE_BOARD]
    still = together(card.asked for card in cards if card.stage in ON_THE_BOARD and card.is_open)
    return by_stage, still


def _ruler(at: datetime) -> Ruler:
    day = times.local_day(at)
    ours = list(CILEGON.windows(day))
    theirs = _joined(day)
    both = shared(day, at)
    leave = leaving(at)
    minutes = int(sum((end - max(begin, at)).total_seconds() for begin, end in both if end > at) // 60)
    told = {
        "ours": _words(ours),
        "theirs": _words(theirs),
        "both": _words(both),
        "now": f"{at.astimezone(times.ZONE):%H:%M}",
    }
    label = gettext(
        "Cilegon works %(ours)s WIB. Seoul and Tokyo work %(theirs)s WIB. Both: %(both)s. It is %(now)s.", **told
    )
    return Ruler(
        ours=_hours(ours),
        theirs=_hours(theirs),
        both=_hours(both),
        now=_hour(at),
        left=times.left(minutes) if minutes and leave is not None else "",
        label=label,
    )


def _joined(day: date) -> list[Span]:
    begin = datetime.combine(day, datetime.min.time(), times.ZONE)
    if not (SEOUL.windows(day) or TOKYO.windows(day)):
        return []
    end = begin + timedelta(days=1)
    return list(takewhile(lambda span: span[0] < end, working_spans(begin, (SEOUL, TOKYO))))


def _hour(at: datetime) -> float:
    local = at.astimezone(times.ZONE)
    return local.hour + local.minute / 60


def _hours(spans: Sequence[Span]) -> list[tuple[float, float]]:
    first, last = RULER
    cut = [(max(first, _hour(b)), min(last, _hour(e) or 24)) for b, e in spans]
    return [(b, e) for b, e in cut if b < e]


def _words(spans: Sequence[Span]) -> str:
    def hour(at: datetime) -> str:
        local = at.astimezone(times.ZONE)
        return f"{local:%H}" if not local.minute else f"{local:%H:%M}"

    return ", ".join(f"{hour(b)}{EN_DASH}{hour(e)}" for b, e in spans) or gettext("closed")


def _next_days(at: datetime, items: Sequence[Item]) -> list[NextDay]:
    """Return the next days on which the desk or one of the others works; a holiday is named."""
    found: list[NextDay] = []
    day = times.local_day(at)
    for ahead in range(1, 15):
        one = day + timedelta(days=ahead)
        closed = [(place, calendar.holiday(one)) for place, calendar in PLACES.items()]
        notes = [
            gettext("%(place)s closed: %(holiday)s", place=gettext(place), holiday=listed(map(gettext, off.names)))
            for place, off in closed
            if off is not None and off.names
        ]
        if one.weekday() >= 5 and not notes:
            continue
        if one.weekday() < 5:
            due = sum(item.due_at is not None and times.local_day(item.due_at) == one for item in items)
            words = f"{short_weekday(one, current_language())}{NBSP}{one.day}"
            found.append(NextDay(words, _words(shared(one, at)), due, notes))
        if len(found) == NEXT_DAYS:
            break
    return found


PLACES = {N_("Cilegon"): CILEGON, N_("Seoul"): SEOUL, N_("Tokyo"): TOKYO}


def _count(question: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(question.subquery())) or 0


def _letters() -> int:
    mine = leads_of(current_user).with_only_columns(Lead.id)
    return _count(letters_not_out().where(Letter.lead_id.in_(mine)))


def _left_behind() -> Sequence[Any]:
    """Return who can no longer sign in and is still in charge of leads where this person leads sales."""
    if not current_user.may(Role.SALES_LEAD):
        return ()
    led = led_leads_of(current_user).with_only_columns(Lead.id)
    return db.session.execute(left_behind().where(Lead.id.in_(led))).all()


def _asked(cards: Sequence[Card]) -> list[tuple[Card, str]]:
    """Return the reservations that wait for who leads sales."""
    return [(card, task.title) for card in cards for task in card.tasks if task.details.get("ask") == "reservation"]
