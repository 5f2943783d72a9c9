"""Loading what stands beside the lots: plan, documents, facts of the estate, ledgers. See ledgers.py for their rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates import ledgers
from estates.importing import Order, Report, estate_of, finish, new_intake, new_statement
from estates.ledgers import LEDGERS, Taken
from estates.reading import Row
from models.act import Act
from models.land.estate import Estate, Feature
from models.land.intake import Intake
from models.land.recording import record
from models.land.statement import Statement, Subject
from web.database import writing_session


def load_beside(order: Order, rows: Sequence[Row], report: Report, *, at: datetime) -> None:
    """Load what is no lot. These files are small: comparing and storing are one transaction."""
    with writing_session() as session:
        estate = estate_of(session, order.estate)
        act = Act(at=at, by_id=order.by_id, way=order.way)
        session.add(act)
        session.flush()
        intake = new_intake(session, order, report, estate, act)
        if order.kind == "documents":
            _store_documents(session, estate, order, rows, report)
        elif order.kind == "plan":
            _store_plan(session, estate, order, rows, report, act, intake, at)
        elif order.kind == "estate":
            taken = ledgers.take_estate_facts(session, estate, rows, order.source)
            _report(report, taken)
            if not report.refused or order.skip_bad:
                for source, said in taken.by_source.items():
                    statement = new_statement(session, estate, source, order, act, intake, at)
                    record(session, statement, {Subject("estate", estate.id): dict(said)}, at=at)
                    report.statements.append(statement.id)
        else:
            taken = ledgers.take_ledger(session, estate, order.kind, rows, order.source)
            _report(report, taken)
            if not report.refused or order.skip_bad:
                _store_ledger(session, estate, order, taken, report, act, intake, at)
        finish(session, order, report, intake)


def _report(report: Report, taken: Taken) -> None:
    report.refused += taken.refused
    report.untouched += taken.untouched
    report.added += [_name(one) for many in taken.by_source.values() for one in many]


def _name(one: Any) -> str:
    """Return what a report calls a row: an estate's fact by its code, a ledger's by its first words."""
    if isinstance(one, tuple):
        return str(one[0])
    return " ".join(str(value) for value in list(one.values())[:3] if value is not None)


def _store_ledger(
    session: Session, estate: Estate, order: Order, taken: Taken, report: Report, act: Act, intake: Intake, at: datetime
) -> None:
    table = LEDGERS[order.kind].table
    for source, read in taken.by_source.items():
        statement = new_statement(session, estate, source, order, act, intake, at)
        session.add(statement)
        session.flush()
        session.add_all(table(estate_id=estate.id, statement_id=statement.id, **one) for one in read)
        report.statements.append(statement.id)


def _store_documents(session: Session, estate: Estate, order: Order, rows: Sequence[Row], report: Report) -> None:
    with session.no_autoflush:
        documents, taken = ledgers.take_documents(session, estate, rows, illustrative=order.illustrative)
    _report(report, taken)
    report.added += [document.key for document in documents]
    if not report.refused or order.skip_bad:
        session.add_all(documents)


def _store_plan(
    session: Session,
    estate: Estate,
    order: Order,
    rows: Sequence[Row],
    report: Report,
    act: Act,
    intake: Intake,
    at: datetime,
) -> None:
    """Store a plan whole: the one before it ends its force."""
    features, taken = ledgers.take_plan(rows)
    _report(report, taken)
    if report.refused and not order.skip_bad:
        return
    if ledgers.same_plan(session, estate, features):
        report.untouched = len(features)
        return
    report.added = [str(feature["kind"]) for feature in features]
    before = select(Feature.statement_id).where(Feature.estate_id == estate.id).scalar_subquery()
    for older in session.scalars(select(Statement).where(Statement.id.in_(before), Statement.force_until.is_(None))):
        older.force_until = at
    statement = new_statement(session, estate, order.source, order, act, intake, at)
    session.add(statement)
    session.flush()
    session.add_all(Feature(estate_id=estate.id, statement_id=statement.id, **feature) for feature in features)
    boundary = next((f["shape"] for f in features if f["kind"] == "boundary"), None)
    estate.boundary = boundary
    report.statements.append(statement.id)
