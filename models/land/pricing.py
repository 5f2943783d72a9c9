"""A price list changes at a moment: one statement over many lots, in force from then on; until then it can be taken back.

The figures are written when the moment comes, by a job; statements are what is true, so whoever replays them earlier or
later finds the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import estate_scope
from models.edition import SITE, add_edge, touch
from models.job import enqueue
from models.land.answer import Answer, Proof
from models.land.ledger import in_force
from models.land.lot import Lot, Status
from models.land.recording import ESTATES_ZONE, record, replay
from models.land.standing import said_by
from models.land.statement import Fact, Said, Statement, Subject
from models.land.values import Quantity

PRICE = "price"
IN_FORCE = "prices-in-force"
PRICED = (Status.DRAFT, Status.AVAILABLE, Status.HELD, Status.RESERVED, Status.WITHDRAWN)
"""Lots whose price may still change; what is sold or leased keeps what it was told."""


def prices_at(session: Session, estate_id: int, at: datetime) -> dict[int, Said]:
    """Return what is said of the price of each lot of an estate at `at`, what is kept from the public too. One statement."""
    query = select(Fact).join(Fact.statement).join(Lot, Lot.id == Fact.lot_id)
    query = query.where(Lot.estate_id == estate_id, Fact.code == PRICE, in_force(at))
    return {
        fact.lot_id: said_by(fact)
        for fact in session.scalars(query.order_by(Statement.force_from, Fact.id))
        if fact.lot_id is not None
    }


def change_prices(
    session: Session, estate_id: int, new: Mapping[int, Said], from_at: datetime, *, act: Act
) -> Statement:
    """Put new prices of lots on record, in force from `from_at`: at once when that is not to come."""
    moment = max(from_at, act.at)
    statement = Statement(
        act_id=act.id,
        estate_id=estate_id,
        kind=Proof.DECLARED,
        as_of=moment.astimezone(ESTATES_ZONE).date(),
        force_from=moment,
    )
    record(session, statement, {Subject("lot", lot_id): {PRICE: said} for lot_id, said in new.items()}, at=act.at)
    if moment > act.at:
        add_edge(session, estate_scope(estate_id), moment, "price")
        enqueue(session, IN_FORCE, {"statement": statement.id}, at=moment, dedupe_key=f"prices:{statement.id}")
    session.flush()
    return statement


def come_into_force(session: Session, statement: Statement, at: datetime) -> None:
    """Write what a statement says now that its moment has come; nothing when it was taken back."""
    if statement.force_from is None or statement.force_from > at or statement.force_until is not None:
        return
    lots = select(Fact.lot_id).where(Fact.statement_id == statement.id, Fact.lot_id.is_not(None)).distinct()
    replay(session, statement.estate_id, at=at, lot_ids=[lot_id for lot_id in session.scalars(lots) if lot_id is not None])
    touch(session, (SITE, estate_scope(statement.estate_id)))


def to_come(estate_id: int, at: datetime) -> Select[Statement, int]:
    """Select the price lists of an estate that are not yet in force, the next first, each with how many lots it is of."""
    count = func.count(Fact.id)
    query = select(Statement, count).join(Fact, Fact.statement_id == Statement.id).where(Fact.code == PRICE)
    waiting = (Statement.estate_id == estate_id, Statement.force_from > at, Statement.force_until.is_(None))
    return query.where(*waiting).group_by(Statement.id).order_by(Statement.force_from, Statement.id)


def quantity_of(said: Said | None) -> Quantity | None:
    """Return a price that is stated; None when it is not."""
    if said is None or said.answer is not Answer.STATED or not isinstance(said.value, Quantity):
        return None
    return said.value
