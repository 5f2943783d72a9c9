"""What has to be done, in the order it bites: answers, tasks, holds that end, leads without a next step."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leads import times
from leads.cards import Card, CardHold, CardTask, task_words
from leads.words import ANSWER_IN
from models.calendar import OFFICES, SEOUL, TOKYO, Span, working_spans
from models.lead.lead import Stage
from models.lead.reserving import ASK
from web.dates import DESK_ZONE, clock
from web.language import current_language
from web.words import gettext, listed, ngettext

AHEAD = timedelta(days=7)


class Kind(enum.StrEnum):
    """What a line of the day is; the filters of the page."""

    ANSWER = "answers"
    HOLD = "holds"
    TASK = "tasks"
    STEP = "no_step"


@dataclass(frozen=True)
class Item:
    """One thing to do, with the one action that does it."""

    kind: Kind
    card: Card
    due_at: datetime | None
    clock: times.Clock
    when: str
    what: str  # the kind in words
    about: str
    action: str
    anchor: str
    takes: bool = False  # the action also takes the lead


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    heading: str
    items: Sequence[Item]
    late: bool = False


@dataclass(frozen=True)
class Reader:
    """Who looks at the day: whose tasks they are, and where this person approves reservations."""

    user_id: int
    team: bool
    leads_at: Callable[[Collection[int]], bool]

    def does(self, card: Card, task: CardTask) -> bool:
        """Tell whether a task is theirs to do; nobody approves what they asked for."""
        if task.details.get("ask") == ASK:
            return task.details.get("by") != self.user_id and self.leads_at(card.estates)
        return self.team or task.assignee_id in (None, self.user_id)


def items_of(cards: Iterable[Card], at: datetime, reader: Reader) -> list[Item]:
    """Return what is to be done for these leads, the most urgent first."""
    found = [item for card in cards for item in _of(card, at, reader)]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or at, one.card.id))


def _of(card: Card, at: datetime, reader: Reader) -> Iterator[Item]:
    if not card.is_open:
        return
    if card.answer_due_at is not None:
        yield _answer(card, card.answer_due_at, at)
    for task in card.tasks:
        if task.due_at <= at + AHEAD and reader.does(card, task):
            words = task_words(task.title, task.details)
            action = gettext("Decide") if task.details.get("ask") == ASK else gettext("Open the task")
            yield _item(Kind.TASK, card, task.due_at, at, (gettext("Task"), words, action, "tasks"))
    for hold in card.holds:
        if hold.expires_at <= at + AHEAD:
            yield _item(Kind.HOLD, card, hold.expires_at, at, _hold(hold, at))
    if card.revisit_on is not None and card.stage is Stage.NURTURE and card.revisit_on <= times.local_day(at + AHEAD):
        due_at = times.end_of(card.revisit_on)
        words = gettext("the day to follow up")
        yield _item(Kind.TASK, card, due_at, at, (gettext("Follow up"), words, gettext("Open the lead"), "move"))
    if not card.has_next_step:
        days = times.quiet_days(card.last_at or card.created_at, at)
        yield Item(
            kind=Kind.STEP,
            card=card,
            due_at=None,
            clock=times.idle(days),
            when=gettext("working days") if days else "",
            what=gettext("Next step"),
            about=gettext("none is set"),
            action=gettext("Set next step"),
            anchor="tasks",
        )


def _answer(card: Card, due_at: datetime, at: datetime) -> Item:
    first = card.first_answer_at is None
    nobody = card.owner_id is None
    about = gettext("nobody has it yet") if nobody else gettext("they wait for it")
    if card.lot is None:
        about = gettext("%(about)s; a need without a lot", about=about)
    return Item(
        kind=Kind.ANSWER,
        card=card,
        due_at=due_at,
        clock=times.running(due_at, at, "answer"),
        when=times.here_and_there(due_at, at, card.country),
        what=gettext("First answer") if first else gettext("Answer"),
        about=about,
        action=gettext("Take and answer") if nobody else gettext(ANSWER_IN[card.language]),
        anchor="answer",
        takes=nobody,
    )


def _hold(hold: CardHold, at: datetime) -> tuple[str, str, str, str]:
    """Return what a line says of a hold or reservation that ends."""
    lots, ended = listed(hold.codes), hold.expires_at <= at
    if hold.kind == "reservation":
        what = gettext("Reservation expired") if ended else gettext("Reservation ends")
    else:
        what = gettext("Hold expired") if ended else gettext("Hold ends")
    if hold.waiting:
        behind = ngettext("%(num)d waiting behind it", "%(num)d waiting behind it", hold.waiting)
        lots = f"{lots}, {behind}"
    return what, lots, gettext("Extend or release"), "claims"


def _item(kind: Kind, card: Card, due_at: datetime, at: datetime, words: tuple[str, str, str, str]) -> Item:
    what, about, action, anchor = words
    when = times.here_and_there(due_at, at, card.country)
    return Item(kind, card, due_at, times.running(due_at, at), when, what, about, action, anchor)


def grouped(items: Sequence[Item], at: datetime) -> list[Group]:
    """Return the lines in the order they bite; groups without a line are left out."""
    leave, today = leaving(at), times.local_day(at)
    late: list[Item] = []
    before: list[Item] = []
    later: list[Item] = []
    tomorrow: list[Item] = []
    week: list[Item] = []
    none: list[Item] = []
    for item in items:
        due_at = item.due_at
        if due_at is None:
            none.append(item)
        elif due_at <= at:
            late.append(item)
        elif leave is not None and due_at <= leave:
            before.append(item)
        elif times.local_day(due_at) == today:
            later.append(item)
        else:
            (tomorrow if times.local_day(due_at) == today + timedelta(days=1) else week).append(item)
    away = ""
    if leave is not None:
        hour = f"{clock(leave, DESK_ZONE, current_language())} WIB"
        away = gettext("Before Seoul and Tokyo leave at %(hour)s", hour=hour)
    groups = [
        Group(gettext("Overdue"), late, late=True),
        Group(away, before),
        Group(gettext("Later today"), later),
        Group(gettext("Tomorrow"), tomorrow),
        Group(gettext("In the next seven days"), week),
        Group(gettext("No next step"), none),
    ]
    return [group for group in groups if group.items]


def leaving(at: datetime) -> datetime | None:
    """Return when Seoul and Tokyo close today, the later one; None when they are closed already."""
    day = times.local_day(at)
    ends = [span[1] for calendar in (SEOUL, TOKYO) for span in calendar.windows(day)]
    last = max(ends, default=at)
    return last if last > at else None


def shared(day: date, at: datetime) -> list[Span]:
    """Return when Cilegon and at least one of Seoul and Tokyo work on a day."""
    begin = datetime.combine(day, datetime.min.time(), times.ZONE)
    end = begin + timedelta(days=1)
    there = [span for span in working_spans(begin, (SEOUL, TOKYO)) if span[0] < end][:8] if _works(day) else []
    both = []
    for first, last in OFFICES["ID"].windows(day):
        both += [(max(first, b), min(last, e)) for b, e in there if max(first, b) < min(last, e)]
    return sorted(both)


def _works(day: date) -> bool:
    return any(calendar.windows(day) for calendar in (SEOUL, TOKYO))
