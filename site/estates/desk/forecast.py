"""What taking a statement back will do, told before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from estates.desk.rows import said_in_words
from estates.undoing import REASONS
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.bringing import still_needed
from models.land.declaring import Inherits
from models.land.estate import Feature
from models.land.ledger import Indicator, Operator, PublicNote, Tenant, Utility, in_force
from models.land.lot import Lot
from models.land.standing import said_by
from models.land.statement import CODE_AS_GIVEN, OF_THE_LOT_ITSELF, OUTLINE, ZONE, Fact, Statement
from models.marks import N_
from web.words import gettext

MOST_LINES = 400  # of a statement that are looked at one by one
MOST_SHOWN = 24

LABELS = {OUTLINE: N_("Lot boundary"), ZONE: N_("Zone"), CODE_AS_GIVEN: N_("Code as given")}
OTHER_ROWS: Sequence[tuple[Any, str]] = (
    (Utility, N_("Capacities of utilities")),
    (Operator, N_("Operators")),
    (Indicator, N_("Values of indicators")),
    (Tenant, N_("Companies in the estate")),
    (PublicNote, N_("Public notes")),
    (Feature, N_("Features of the plan")),
)


@dataclass(frozen=True)
class Change:
    """A fact that will read differently."""

    lot: Lot | None  # none: it is the estate's
    label: str
    now: str
    then: str


@dataclass(frozen=True)
class Needed:
    """A lot that came with the statement and that other things point to."""

    code: str
    reasons: Sequence[str]


@dataclass(frozen=True)
class Forecast:
    """What a statement says, and what follows when it is taken back."""

    facts: int
    lots: int
    going: Sequence[str]  # codes of lots that only it brought
    needed: Sequence[Needed]
    others: Sequence[tuple[str, int]]  # rows beside the facts: what, how many
    changes: Sequence[Change]
    more: bool  # than are listed


def forecast(session: Session, statement: Statement, language: str, at: datetime) -> Forecast:
    """Work out what taking `statement` back would do; nothing is changed."""
    counted = select(func.count(), func.count(Fact.lot_id.distinct())).where(Fact.statement_id == statement.id)
    facts, lots = session.execute(counted).one()
    going = session.scalars(select(Lot.code).where(Lot.brought_by_id == statement.id).order_by(Lot.code)).all()
    changes = _changes(session, statement, language, at)
    return Forecast(
        facts,
        lots,
        going,
        [
            Needed(code, [gettext(REASONS[word]) for word in by])
            for code, by in still_needed(session, statement).items()
        ],
        list(_others(session, statement)),
        changes[:MOST_SHOWN],
        facts > MOST_LINES or len(changes) > MOST_SHOWN,
    )


def _others(session: Session, statement: Statement) -> Iterable[tuple[str, int]]:
    for kind, words in OTHER_ROWS:
        count = session.scalar(select(func.count()).select_from(kind).where(kind.statement_id == statement.id))
        if count:
            yield gettext(words), count


def _changes(session: Session, statement: Statement, language: str, at: datetime) -> list[Change]:
    """Return the facts that are today's answer by this statement, with what holds without it."""
    query = select(Fact, Lot).outerjoin(Lot, Lot.id == Fact.lot_id).where(Fact.statement_id == statement.id)
    stays = Lot.brought_by_id.is_(None) | (Lot.brought_by_id != statement.id)
    rows = session.execute(query.where(stays).order_by(Lot.code, Fact.id).limit(MOST_LINES)).all()
    before = _before(session, statement, [fact for fact, _ in rows], at)
    changes = []
    for fact, lot in rows:
        attribute = ATTRIBUTES.get(fact.code)
        if attribute is None or (lot is not None and not _stands(lot, fact)):
            continue
        earlier = before.get((fact.lot_id, fact.estate_id, fact.code))
        if earlier is not None:
            then = said_in_words(attribute, said_by(earlier), language)
        elif lot is not None and attribute.inherits is Inherits.SAME:
            then = gettext("What the estate says")
        else:
            then = gettext("Not stated")
        now = said_in_words(attribute, said_by(fact), language)
        changes.append(Change(lot, gettext(attribute.label), now, then))
    return changes


def _stands(lot: Lot, fact: Fact) -> bool:
    """Tell whether a fact is a lot's answer today."""
    mark = lot.standing.get(fact.code)
    return fact.answer is Answer.NOT_STATED if mark is None else mark.get("f") == fact.id


def _before(
    session: Session, statement: Statement, facts: Sequence[Fact], at: datetime
) -> dict[tuple[int | None, int | None, str], Fact]:
    """Return the newest in force of what others said of the same."""
    lots = {fact.lot_id for fact in facts if fact.lot_id is not None}
    codes = {fact.code for fact in facts if fact.code not in OF_THE_LOT_ITSELF}
    whose = Fact.lot_id.in_(lots) | (Fact.estate_id == statement.estate_id)
    query = select(Fact).join(Fact.statement).where(whose, Fact.code.in_(codes), Statement.id != statement.id)
    found = {}
    for fact in session.scalars(query.where(in_force(at)).order_by(Statement.force_from, Fact.id)):
        found[fact.lot_id, fact.estate_id, fact.code] = fact
    return found
