"""Loading what stands beside the lots: plan, documents, facts of the estate, ledgers. See ledgers.py for their rows.

These files are small: comparing and storing are one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates import drawings, ledgers
from estates.drawings import DRAWN
from estates.importing import Order, Report, document_id, estate_of, finish, new_intake, new_statement
from estates.ledgers import LEDGERS, Source, Taken
from estates.reading import Row
from models.act import Act
from models.land.document import Document
from models.land.estate import Estate, Feature
from models.land.intake import Intake
from models.land.recording import record
from models.land.statement import Statement, Subject
from web.database import writing_session

WIB = ZoneInfo("Asia/Jakarta")


def load_beside(order: Order, rows: Sequence[Row], report: Report, *, at: datetime) -> None:
    """Compare and store a file of any kind but lots; fill the report."""
    with writing_session() as session:
        estate = estate_of(session, order.estate)
        act = Act(at=at, by_id=order.by_id, way=order.way)
        session.add(act)
        session.flush()
        intake = new_intake(session, order, report, estate, act)
        loading = _Loading(session, estate, order, report, act, intake, at)
        if order.kind == "documents":
            loading.documents(rows)
        elif order.kind in DRAWN:
            loading.drawing(rows)
        elif order.kind == "estate":
            loading.facts(rows)
        else:
            loading.ledger(rows)
        finish(session, order, report, intake)


@dataclass
class _Loading:
    """One file on its way in."""

    session: Session
    estate: Estate
    order: Order
    report: Report
    act: Act
    intake: Intake
    at: datetime

    def facts(self, rows: Sequence[Row]) -> None:
        """Load facts of the estate: a statement for each who says them."""
        taken = ledgers.take_estate_facts(self.session, self.estate, rows, self.order.source)
        if self._go_on(taken):
            for source, said in taken.by_source.items():
                statement = self._statement(source)
                record(self.session, statement, {Subject("estate", self.estate.id): dict(said)}, at=self.at)
                self.report.statements.append(statement.id)

    def ledger(self, rows: Sequence[Row]) -> None:
        """Load rows of a ledger: a statement for each who says them."""
        taken = ledgers.take_ledger(self.session, self.estate, self.order.kind, rows, self.order.source)
        if not self._go_on(taken):
            return
        table: Any = LEDGERS[self.order.kind].table
        for source, read in taken.by_source.items():
            statement = self._stored(self._statement(source))
            self.session.add_all(table(estate_id=self.estate.id, statement_id=statement.id, **one) for one in read)

    def documents(self, rows: Sequence[Row]) -> None:
        """Load documents by their keys."""
        with self.session.no_autoflush:
            documents, taken = ledgers.take_documents(
                self.session, self.estate, rows, illustrative=self.order.illustrative
            )
        self.report.added += [document.key for document in documents]
        if self._go_on(taken):
            self.session.add_all(documents)

    def drawing(self, rows: Sequence[Row]) -> None:
        """Load a plan or the surroundings whole: the one before it ends its force."""
        kind = self.order.kind
        features, taken = drawings.take_drawing(rows, kind)
        if not self._go_on(taken):
            return
        if drawings.same_plan(self.session, self.estate, kind, features):
            self.report.untouched = len(features)
            return
        self.report.added = [str(feature["kind"]) for feature in features]
        before = select(Feature.statement_id).where(
            Feature.estate_id == self.estate.id, Feature.kind.in_(drawings.stored_kinds(kind))
        )
        for older in self.session.scalars(
            select(Statement).where(Statement.id.in_(before), Statement.force_until.is_(None))
        ):
            older.force_until = self.at
        statement = self._stored(self._statement(self.order.source))
        self.session.add_all(
            Feature(estate_id=self.estate.id, statement_id=statement.id, **feature) for feature in features
        )
        if kind == "plan":
            self.estate.boundary = next((f["shape"] for f in features if f["kind"] == "boundary"), None)

    def _go_on(self, taken: Taken) -> bool:
        """Put what was read into the report; tell whether it may be stored."""
        self.report.refused += taken.refused
        self.report.untouched += taken.untouched
        self.report.added += [_name(one) for many in taken.by_source.values() for one in many]
        return self.order.skip_bad or not self.report.refused

    def _statement(self, source: Source) -> Statement:
        statement = new_statement(
            self.estate,
            source,
            document=self._document(source.document),
            illustrative=self.order.illustrative,
            at=self.at,
            today=self.at.astimezone(WIB).date(),
        )
        statement.act_id, statement.intake_id = self.act.id, self.intake.id
        return statement

    def _stored(self, statement: Statement) -> Statement:
        self.session.add(statement)
        self.session.flush()
        self.report.statements.append(statement.id)
        return statement

    def _document(self, named: str | None) -> int | None:
        """Return the document of a key or a title; one that is not known yet is made by its title."""
        known = document_id(self.session, self.estate, named)
        if named is None or known is not None:
            return known
        document = Document(
            estate_id=self.estate.id, key=named, title=named, language="id", illustrative=self.order.illustrative
        )
        self.session.add(document)
        self.session.flush()
        return document.id


def _name(one: Any) -> str:
    """Return what a report calls a row: an estate's fact by its code, a ledger's by its first words."""
    if isinstance(one, tuple):
        return str(one[0])
    return " ".join(str(value) for value in list(one.values())[:3] if value is not None)
