"""Leads as lines and cards: who, which lots, how much, what is next. A page asks for all of its leads at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import shapely
from markupsafe import Markup
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from leads import times
from models.account import User
from models.land.claim import ACTIVE_STATES, ClaimGroup, ClaimState, LotClaim, Waiting
from models.land.lot import Lot
from models.lead import demand
from models.lead.demand import Asked, LotOfLead
from models.lead.lead import CLOSED, Lead, LeadLot, Stage
from models.lead.timeline import Entry, Task
from models.people.organisation import Organisation, Person
from web.drawing import shape
from web.words import gettext, listed


@dataclass(frozen=True)
class CardLot:
    """A lot of a lead, as small as a line shows it."""

    id: int
    estate_id: int
    code: str
    state: str
    status: str
    area_m2: Decimal | None
    outline: bytes | None

    @property
    def thumb(self) -> Markup:
        """Its own shape at the scale of all lots."""
        return shape(shapely.from_wkb(self.outline) if self.outline else None, self.status)


@dataclass(frozen=True)
class CardTask:
    """Something to do for a lead."""

    id: int
    title: str
    due_at: datetime
    assignee_id: int | None
    details: dict[str, Any]


@dataclass(frozen=True)
class CardHold:
    """A live hold or reservation of a lead."""

    group_id: int
    kind: str
    expires_at: datetime
    extensions: int
    waiting: int
    codes: tuple[str, ...]


@dataclass
class Card:
    """A lead as boards, lists and today show it."""

    id: int
    reference: str
    stage: Stage
    stage_since: datetime
    created_at: datetime
    estate_id: int | None
    language: str
    owner_id: int | None
    owner: str | None
    firm: str | None
    firm_roman: str | None
    country: str | None
    person: str | None
    need: dict[str, Any]
    answer_due_at: datetime | None
    first_answer_at: datetime | None
    revisit_on: Any
    last_at: datetime | None
    lots: list[CardLot] = field(default_factory=list)
    tasks: list[CardTask] = field(default_factory=list)
    holds: list[CardHold] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Who asks: the firm, else the person, else nobody we know."""
        return self.firm or self.person or self.reference

    @property
    def lot(self) -> CardLot | None:
        """The lot that a line shows: the chosen one, else the first still in question."""
        live = [one for one in self.lots if one.state != "dropped"]
        return next((one for one in live if one.state == "preferred"), live[0] if live else None)

    @property
    def more_lots(self) -> int:
        """How many lots there are beside the one shown."""
        return max(0, sum(one.state != "dropped" for one in self.lots) - 1)

    @property
    def estates(self) -> frozenset[int]:
        """The estates whose staff may see it."""
        own = {one.estate_id for one in self.lots}
        return frozenset(own if self.estate_id is None else own | {self.estate_id})

    @property
    def asked(self) -> Asked:
        """How much land and power."""
        return demand.asked_by(self.need, [LotOfLead(one.state, one.area_m2) for one in self.lots])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage not in CLOSED

    def next_step(self, at: datetime) -> tuple[times.Clock | None, str]:
        """Return the clock that bites first and what it is for."""
        steps: list[tuple[datetime, str, str]] = []
        if self.answer_due_at is not None:
            words = gettext("First answer") if self.first_answer_at is None else gettext("Answer")
            steps.append((self.answer_due_at, "answer", words))
        steps += [(task.due_at, "task", task_words(task.title, task.details)) for task in self.tasks[:1]]
        steps += [(hold.expires_at, "hold", hold_words(hold)) for hold in self.holds]
        if steps:
            due_at, kind, words = min(steps)
            return times.running(due_at, at, kind), words
        if not self.is_open:
            return None, ""
        if self.revisit_on is not None:
            return None, gettext("Follow up on %(day)s", day=self.revisit_on.isoformat())
        return times.idle(times.quiet_days(self.last_at or self.created_at, at)), gettext("No next step")

    @property
    def has_next_step(self) -> bool:
        """Whether something is planned: an answer due, a task, a day to come back."""
        return self.answer_due_at is not None or bool(self.tasks) or self.revisit_on is not None


def task_words(title: str, details: dict[str, Any]) -> str:
    """Return what a task is: people's words, or what the machine asks for, in the reader's language."""
    ask = details.get("ask")
    if ask == "reservation":
        return gettext("Approve the reservation of %(lots)s", lots=title)
    if ask == "hold_ended":
        return gettext("The hold of %(lots)s expired: hold again, or say what comes next", lots=title)
    if ask == "free_lot":
        return gettext("%(lot)s is free again: offer it, they are first in the queue", lot=title)
    return title


def hold_words(hold: CardHold) -> str:
    """Return which hold ends."""
    lots = listed(hold.codes)
    if hold.kind == "reservation":
        return gettext("Reservation ends: %(lots)s", lots=lots)
    return gettext("Hold ends: %(lots)s", lots=lots)


LAST = select(func.max(Entry.at)).where(Entry.lead_id == Lead.id).correlate(Lead).scalar_subquery()
COLUMNS = (
    Lead.id,
    Lead.reference,
    Lead.stage,
    Lead.stage_since,
    Lead.created_at,
    Lead.estate_id,
    Lead.language,
    Lead.owner_id,
    User.name.label("owner"),
    Organisation.name_native.label("firm"),
    Organisation.name_roman.label("firm_roman"),
    Organisation.country,
    Person.full_native.label("person"),
    Lead.need,
    Lead.answer_due_at,
    Lead.first_answer_at,
    Lead.revisit_on,
    LAST.label("last_at"),
)


def joined(leads: Select[Lead]) -> Select[Any]:
    """Return the question for leads with who asks and who owns them; orders and limits stay."""
    who = leads.outerjoin(User, User.id == Lead.owner_id).outerjoin(
        Organisation, Organisation.id == Lead.organisation_id
    )
    return who.outerjoin(Person, Person.id == Lead.person_id)


def cards_of(session: Session, leads: Select[Lead]) -> list[Card]:
    """Return the leads of a question, in its order, as cards that still lack lots, tasks and holds."""
    return [Card(**row._asdict()) for row in session.execute(joined(leads).with_only_columns(*COLUMNS))]


def fill(session: Session, cards: Sequence[Card]) -> None:
    """Give cards their lots, open tasks and live holds: three questions for all of them."""
    ids = [card.id for card in cards]
    if not ids:
        return
    lots, tasks, holds = _lots(session, ids), _tasks(session, ids), _holds(session, ids)
    for card in cards:
        card.lots, card.tasks, card.holds = lots[card.id], tasks[card.id], holds[card.id]


def _lots(session: Session, ids: Sequence[int]) -> dict[int, list[CardLot]]:
    found: dict[int, list[CardLot]] = defaultdict(list)
    area = func.coalesce(Lot.net_area, Lot.geodesic_area, type_=Lot.net_area.type)
    columns = (LeadLot.lead_id, Lot.id, Lot.estate_id, Lot.code_as_given, LeadLot.state, Lot.status, area, Lot.outline)
    asked = select(*columns).join(LeadLot.lot).where(LeadLot.lead_id.in_(ids)).order_by(LeadLot.rank, LeadLot.id)
    for row in session.execute(asked):
        found[row.lead_id].append(CardLot(*row[1:]))
    return found


def _tasks(session: Session, ids: Sequence[int]) -> dict[int, list[CardTask]]:
    found: dict[int, list[CardTask]] = defaultdict(list)
    columns = (Task.lead_id, Task.id, Task.title, Task.due_at, Task.assignee_id, Task.details)
    still = select(*columns).where(Task.lead_id.in_(ids), Task.done_at.is_(None)).order_by(Task.due_at, Task.id)
    for row in session.execute(still):
        found[row.lead_id].append(CardTask(*row[1:]))
    return found


def _holds(session: Session, ids: Sequence[int]) -> dict[int, list[CardHold]]:
    behind = select(func.count()).where(Waiting.lot_id == LotClaim.lot_id, Waiting.state == "waiting").scalar_subquery()
    group = (ClaimGroup.lead_id, ClaimGroup.id, ClaimGroup.kind, LotClaim.expires_at, ClaimGroup.extensions)
    live = (
        select(*group, behind.label("waiting"), Lot.code_as_given)
        .join(LotClaim.group)
        .join(LotClaim.lot)
        .where(ClaimGroup.lead_id.in_(ids), LotClaim.state.in_(ACTIVE_STATES), LotClaim.state != ClaimState.CONTRACTED)
        .order_by(LotClaim.expires_at, ClaimGroup.id, Lot.id)
    )
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(live):
        groups[row.id].append(row)
    found: dict[int, list[CardHold]] = defaultdict(list)
    for group_id, rows in groups.items():
        first, codes = rows[0], tuple(row.code_as_given for row in rows)
        waiting = sum(row.waiting for row in rows)
        found[first.lead_id].append(CardHold(group_id, first.kind, first.expires_at, first.extensions, waiting, codes))
    return found
