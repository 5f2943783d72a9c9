"""Taking an import back, from the command or the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import User
from models.act import Act, Way
from models.land.bringing import StillNeeded, undo
from models.land.estate import Estate, Feature
from models.land.statement import Statement
from models.marks import N_
from models.refusal import Sentence


class NotUndone(ValueError):
    """A statement whose force cannot be ended; says why."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why


REASONS = {
    "statement": N_("another statement"),
    "inquiry": N_("an inquiry"),
    "lead": N_("a lead"),
    "claim": N_("a hold, reservation or contract"),
    "waiting": N_("a queue"),
}


def take_back(
    session: Session,
    statement_id: int,
    *,
    at: datetime,
    by_id: int | None = None,
    way: Way = Way.COMMAND,
    reason: str = "",
) -> list[str]:
    """End the force of a statement; return the codes of the lots that go with it. Raise NotUndone."""
    statement = session.get(Statement, statement_id)
    if statement is None:
        raise NotUndone(Sentence.of(N_("There is no statement %(id)s."), id=statement_id))
    if statement.force_until is not None:
        raise NotUndone(Sentence.of(N_("Statement %(id)s is undone already."), id=statement_id))
    session.add(
        Act(at=at, by_id=by_id, way=way, reason=f"{_mark(statement_id)}: {reason}" if reason else _mark(statement_id))
    )
    try:
        gone = undo(session, statement, at=at)
    except StillNeeded as needed:
        raise NotUndone(_needed(needed.by)) from needed
    _bring_boundary_back(session, statement)
    return gone


def _mark(statement_id: int) -> str:
    """Return how the reason of an act begins that took a statement back."""
    return f"undo {statement_id}"


class Undone(NamedTuple):
    """Who took a statement back, and why."""

    at: datetime
    email: str | None
    reason: str


def undone_by(session: Session, statements: Sequence[Statement]) -> dict[int, Undone]:
    """Return who took each of these statements back, by the statement's id. One statement of SQL, none without any."""
    moments = {one.force_until for one in statements if one.force_until is not None}
    if not moments:
        return {}
    acts = select(Act, User.email).outerjoin(User, User.id == Act.by_id)
    found = {}
    for act, email in session.execute(acts.where(Act.at.in_(moments), Act.reason.like("undo %"))):
        mark, _colon, reason = (act.reason or "").partition(": ")
        found[mark] = Undone(act.at, email, reason)
    return {one.id: found[_mark(one.id)] for one in statements if _mark(one.id) in found}


def _needed(by: Mapping[str, Sequence[str]]) -> Sentence:
    lots = ", ".join(list(by)[:10]) + (" …" if len(by) > 10 else "")
    reasons = [Sentence.of(REASONS[word]) for word in sorted({word for many in by.values() for word in many})]
    return Sentence.of(
        N_(
            "These lots came with it and are needed by others: %(lots)s (%(reasons)s). Undo those, or withdraw the lots."
        ),
        lots=lots,
        reasons=reduce(lambda told, more: Sentence.of("%(told)s, %(more)s", told=told, more=more), reasons),
    )


def _bring_boundary_back(session: Session, statement: Statement) -> None:
    """Let the estate's boundary be that of the plan in force."""
    boundaries = (
        select(Feature.shape)
        .join(Statement, Statement.id == Feature.statement_id)
        .where(Feature.estate_id == statement.estate_id, Feature.kind == "boundary")
        .order_by(Feature.id.desc())
        .limit(1)
    )
    if session.scalar(boundaries.where(Feature.statement_id == statement.id)) is not None:
        estate = session.get_one(Estate, statement.estate_id)
        estate.boundary = session.scalar(boundaries.where(Statement.force_until.is_(None)))
