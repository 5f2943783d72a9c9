"""Loading a file into an estate, from the command or the desk: read, compare, report, store.

Reading happens in a child process, comparing on a snapshot without a lock; the writing transaction is short. If the estate
changed in between, it is compared again. Any refusal stops the whole file, unless the caller says to skip what is bad.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates import ledgers
from estates.ledgers import LEDGERS, Source, Taken
from estates.reading import ANY, OUTLINES, Head, Reading, Row, Unreadable, read_table
from models.act import Act, Way
from models.base import estate_scope
from models.edition import SITE, Edition, touch
from models.land.answer import Proof
from models.land.document import Document
from models.land.estate import Estate, Feature
from models.land.intake import Intake
from models.land.recording import record
from models.land.statement import Statement, Subject
from models.marks import N_
from models.refusal import Refusal, Sentence
from web.database import reading_session, writing_session

KINDS = ("lots", "plan", "estate", "documents", *LEDGERS)


@dataclass(frozen=True)
class Order:
    """What to load, and what is said of the whole file."""

    kind: str
    path: Path
    estate: str  # slug
    proof: Proof = Proof.DECLARED
    as_of: date | None = None
    valid_to: date | None = None
    document: str | None = None  # key, or a title that none has yet
    illustrative: bool = False
    crs: str | None = None
    encoding: str | None = None
    dry_run: bool = False
    skip_bad: bool = False
    by_id: int | None = None
    way: Way = Way.COMMAND
    name: str | None = None  # what people call the file, where the path is not it

    @property
    def file(self) -> str:
        """Return the file's name as people see it."""
        return unicodedata.normalize("NFC", self.name or self.path.name)

    @property
    def source(self) -> Source:
        """Return who says the rows that do not tell themselves."""
        return Source(self.proof, self.as_of, self.valid_to, self.document, None, None)


@dataclass(frozen=True)
class Change:
    """A fact that a file says anew: of which lot, which attribute, what it was and is."""

    lot: str
    code: str
    old: Any
    new: Any


@dataclass
class Report:
    """What a file did, or would do."""

    file: str
    kind: str
    head: Head | None = None
    statements: list[int] = field(default_factory=list)
    intake: int | None = None
    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    untouched: int = 0
    missing: list[str] = field(default_factory=list)  # lots of the estate that the file does not name
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)  # guesses and warnings
    stored: bool = False

    @property
    def stopped(self) -> bool:
        """Tell whether refusals kept the whole file out."""
        return bool(self.refused) and not self.stored

    def as_json(self) -> dict[str, Any]:
        """Return counts, and the first of each, for the intake's record."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "untouched": self.untouched,
            "missing": len(self.missing),
            "refused": [refusal.as_json() for refusal in self.refused[:100]],
            "notes": [note.as_json() for note in self.notes],
        }


Progress = Callable[[str, int, int], None]
"""Told how far it is: what is being done, how many of how many."""


def quietly(_what: str, _done: int, _all: int) -> None:
    """Tell nobody."""


class NoSuchEstate(LookupError):
    """There is no estate of that slug."""


def load(order: Order, *, at: datetime, progress: Progress = quietly) -> Report:
    """Load a file and report; nothing is stored on a dry run, or when anything is refused and `skip_bad` is not said."""
    from estates.lots import load_lots

    report = Report(order.file, order.kind)
    try:
        with read_table(
            order.path,
            crs=order.crs,
            encoding=order.encoding,
            shapes=OUTLINES if order.kind == "lots" else ANY,
            suggest=_suggested_crs(order),
            name=order.file,
        ) as reading:
            report.head = reading.head
            report.notes += reading.head.warnings
            rows = list(_told(reading, progress))
    except Unreadable as unreadable:
        report.refused.append(unreadable.refusal())
        return report
    if order.kind == "lots":
        load_lots(order, rows, report, at=at, progress=progress)
    else:
        _load_beside(order, rows, report, at=at)
    return report


def _told(reading: Reading, progress: Progress) -> Iterator[Row]:
    for number, row in enumerate(reading, 1):
        if number % 500 == 0:
            progress("read", number, reading.head.rows)
        yield row


def _suggested_crs(order: Order) -> str:
    with reading_session() as session:
        return f"EPSG:{estate_of(session, order.estate).utm_epsg}"


def estate_of(session: Session, slug: str) -> Estate:
    """Return an estate by slug; raise NoSuchEstate."""
    estate = session.scalar(select(Estate).where(Estate.slug == slug))
    if estate is None:
        raise NoSuchEstate(slug)
    return estate


def edition_of(session: Session, estate: Estate) -> int:
    """Return the number of what the public sees of an estate: it has moved when the estate changed."""
    return session.scalar(select(Edition.number).where(Edition.scope == estate_scope(estate.id))) or 0


def _load_beside(order: Order, rows: Sequence[Row], report: Report, *, at: datetime) -> None:
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


def new_intake(session: Session, order: Order, report: Report, estate: Estate, act: Act) -> Intake:
    """Put on record that a file came."""
    content = order.path.read_bytes()
    intake = Intake(
        act_id=act.id,
        estate_id=estate.id,
        kind=order.kind,
        name=order.file,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        head=report.head.as_json() if report.head else {},
        columns={},
        report={},
    )
    session.add(intake)
    session.flush()
    return intake


def new_statement(
    session: Session, estate: Estate, source: Source, order: Order, act: Act, intake: Intake, at: datetime
) -> Statement:
    """Return a statement, not yet in the session, of who says something by a file."""
    return Statement(
        act_id=act.id,
        estate_id=estate.id,
        kind=source.proof,
        as_of=source.as_of,
        valid_to=source.valid_to,
        document_id=_document_id(session, estate, source.document, illustrative=order.illustrative),
        source=source.published,
        certainty=source.certainty,
        intake_id=intake.id,
        illustrative=order.illustrative,
        force_from=at,
    )


def _document_id(session: Session, estate: Estate, named: str | None, *, illustrative: bool) -> int | None:
    """Return the document of a key or a title; one that is not known yet is made by its title."""
    if named is None:
        return None
    of_estate = Document.estate_id == estate.id
    document = session.scalar(select(Document).where(of_estate, (Document.key == named) | (Document.title == named)))
    if document is None:
        document = Document(estate_id=estate.id, key=named, title=named, language="id", illustrative=illustrative)
        session.add(document)
        session.flush()
    return document.id


def finish(session: Session, order: Order, report: Report, intake: Intake) -> None:
    """Keep the report with the intake, or take everything back: on a dry run, on a refusal, when nothing changed."""
    wanted = not order.dry_run and (order.skip_bad or not report.refused)
    if not wanted or not (report.added or report.changed):
        session.rollback()
        report.statements.clear()
        report.stored = wanted
        return
    intake.report = report.as_json()
    touch(session, (SITE, estate_scope(intake.estate_id)))
    report.intake = intake.id
    report.stored = True


NOTHING_NEW = N_("Nothing in this file is new.")
