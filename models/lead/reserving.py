"""A reservation needs two people: sales asks, who leads sales approves or declines. And holds that run on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.account import User
from models.act import Act
from models.land.claim import ACTIVE_STATES, ClaimGroup, ClaimState, extend
from models.land.lot import Lot
from models.land.policy import ClaimPolicy, policy_of
from models.lead.lead import Lead
from models.lead.timeline import EntryKind, Task
from models.lead.work import SamePerson, finish_task, note_down, remember_end, reserve

ASK = "reservation"


class TooLong(ValueError):
    """A hold is longer than this person may; `days` is what they may."""

    def __init__(self, days: int) -> None:
        super().__init__(str(days))
        self.days = days


class TooOften(ValueError):
    """A hold was extended as often as sales may; `times` says how often that is."""

    def __init__(self, times: int) -> None:
        super().__init__(str(times))
        self.times = times


def policy_for(lead: Lead, lots: Sequence[Lot] = ()) -> ClaimPolicy:
    """Return how long lots may be set aside: `lots`, else any of the lead's."""
    return policy_of({lot.estate for lot in lots or [one.lot for one in lead.lots]})


def check_hold(until: datetime, at: datetime, policy: ClaimPolicy, *, manager: bool) -> None:
    """Raise TooLong when a hold until then is more than this person may."""
    days = policy.most_hold_days if manager else policy.sales_hold_days
    if until - at > timedelta(days=days + 1):  # to the end of the last day
        raise TooLong(days)


def prolong(
    session: Session,
    lead: Lead,
    group: ClaimGroup,
    until: datetime,
    *,
    act: Act,
    manager: bool,
    reason: str | None = None,
) -> None:
    """Let a hold or reservation of a lead run until later; raise TooLong or TooOften."""
    if group.kind == "hold":
        policy = policy_for(lead, [one.lot for one in group.claims])
        check_hold(until, act.at, policy, manager=manager)
        if group.extensions >= policy.hold_extensions and not manager:
            raise TooOften(policy.hold_extensions)
    extend(session, group, until, act=act)
    remember_end(session, group)
    live = [one.lot_id for one in group.claims if one.state in ACTIVE_STATES]
    note_down(
        session, lead, EntryKind.CLAIM, act=act, text=reason, state="extended", lots=live, until=until.isoformat()
    )


def ask_reservation(
    session: Session,
    lead: Lead,
    lots: Sequence[Lot],
    until: datetime,
    *,
    act: Act,
    asked_by: User,
    deposit: Decimal | None = None,
    deposit_currency: str | None = None,
    text: str | None = None,
) -> Task:
    """Ask who leads sales for a reservation; it is a task that anybody of them may take."""
    details = {
        "ask": ASK,
        "lots": [lot.id for lot in lots],
        "until": until.isoformat(),
        "by": asked_by.id,
        "deposit": None if deposit is None else str(deposit),
        "currency": deposit_currency,
    }
    title = ", ".join(lot.code_as_given for lot in lots)
    task = Task(lead=lead, title=title, due_at=act.at + timedelta(days=1), act_id=act.id, details=details)
    session.add(task)
    note_down(session, lead, EntryKind.CLAIM, act=act, text=text, state="asked", lots=details["lots"])
    return task


def asked_reservations() -> Select[Task]:
    """Select the reservations that wait for approval, the oldest first."""
    asking = Task.details["ask"].as_string() == ASK
    return select(Task).where(Task.done_at.is_(None), asking).order_by(Task.id)


def approve(session: Session, task: Task, *, act: Act) -> ClaimGroup:
    """Reserve what a task asks for; raise SamePerson, Taken or NotForClaim."""
    told = task.details
    if told["by"] == act.by_id:
        raise SamePerson
    deposit = told.get("deposit")
    group = reserve(
        session,
        task.lead,
        lots_of(session, task),
        datetime.fromisoformat(str(told["until"])),
        act=act,
        asked_by=session.get_one(User, told["by"]),
        deposit=Decimal(str(deposit)) if deposit else None,
        deposit_currency=str(told["currency"]) if deposit else None,
    )
    finish_task(session, task, act=act)
    return group


def decline(session: Session, task: Task, *, act: Act, reason: str) -> None:
    """Say no to a reservation, and why."""
    lots = [lot.id for lot in lots_of(session, task)]
    note_down(session, task.lead, EntryKind.CLAIM, act=act, text=reason, state="declined", lots=lots)
    task.done_at, task.done_by_id = act.at, act.id


def lots_of(session: Session, task: Task) -> list[Lot]:
    """Return the lots that a task is about."""
    ids = task.details.get("lots") or []
    assert isinstance(ids, list)
    return list(session.scalars(select(Lot).where(Lot.id.in_(ids)).order_by(Lot.id)))


def live_groups(lead: Lead) -> list[ClaimGroup]:
    """Return a lead's groups that still claim something, the latest first."""
    live = [group for group in lead.claim_groups if any(one.state in ACTIVE_STATES for one in group.claims)]
    return live[::-1]


def is_contract(group: ClaimGroup) -> bool:
    """Tell whether a group is a signed contract, which nobody extends or releases."""
    return any(one.state is ClaimState.CONTRACTED for one in group.claims)
