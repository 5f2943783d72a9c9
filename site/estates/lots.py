"""Loading lots: columns understood, rows compared with what stands, all of it stored as one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from estates.difference import Added, Ask, Difference, FileLot, Held, difference, fingerprint
from estates.importing import (
    Order,
    Progress,
    Report,
    document_id,
    edition_of,
    estate_of,
    finish,
    new_intake,
    new_statement,
)
from estates.reading import Row
from models.act import Act
from models.land.bringing import NewLot, bring_lots
from models.land.columns import Columns, Picked, catalogue_words, recognise
from models.land.document import Document
from models.land.estate import Estate, Zone
from models.land.intake import Intake
from models.land.lot import Lot, Status
from models.land.recording import Prepared, number, prepare, store, without_collecting
from models.land.renaming import former_codes
from models.land.standing import COLUMNS, Marker
from models.land.statement import Said, Statement, Subject
from models.land.upload import Upload, Waiting
from models.marks import N_
from models.refusal import Refusal, Sentence
from web.database import reading_session, writing_session

LOT: Table = Lot.__table__  # type: ignore[assignment]
WIB = ZoneInfo("Asia/Jakarta")
UNLOCKED_ATTEMPTS = 3
REMEMBERED = 20  # files of an estate, by which a column is read as last time


@dataclass
class Plan:
    """What a file would change, worked out on a snapshot: good while the estate's edition stays."""

    found: Difference
    prepared: Prepared | None
    edition: int


def load_lots(order: Order, rows: Sequence[Row], report: Report, *, at: datetime, progress: Progress) -> None:
    """Compare and store; fill the report."""
    assert report.head is not None
    with reading_session() as session:
        picked = {**as_last_time(session, order.estate), **order.picked}
    headers = [column.header for column in report.head.columns]
    columns = recognise(headers, [row.cells for row in rows], catalogue_words(), picked)
    report.columns, report.read = _told(columns, {h: picked[h] for h in headers if h in picked}), columns
    report.notes += [guess for column in columns.columns.values() for guess in column.guesses]
    report.notes += [
        Sentence.of(N_("The column “%(header)s” was not understood and is left out."), header=header)
        for header in columns.unknown
    ]
    report.notes += [
        Sentence.of(N_("The column “%(header)s” is left out, as last time."), header=header)
        for header in columns.left_out
        if picked[header].before
    ]
    if columns.code is None:
        report.refused.append(
            Refusal(
                0,
                "",
                Sentence.of(N_("No column holds the lots' codes.")),
                Sentence.of(N_("Head it “code”, “Kaveling”, “필지” or “区画”.")),
            )
        )
        return
    with without_collecting():
        lots = [FileLot(columns.read(row.number, row.cells), row.shape, row.refusals) for row in rows]
        report.lots = lots
        _compare_and_store(order, lots, columns, report, at=at, progress=progress)


def _compare_and_store(
    order: Order, lots: Sequence[FileLot], columns: Columns, report: Report, *, at: datetime, progress: Progress
) -> None:
    """Compare without a lock, then store if the estate is still as it was; after some attempts compare under the lock."""
    for attempt in range(UNLOCKED_ATTEMPTS + 1):
        progress("compare", 0, len(lots))
        with reading_session() as session:
            plan = _plan(session, order, lots, columns, report, at)
        _fill(report, plan.found, columns)
        if order.dry_run or (report.refused and not order.skip_bad) or plan.found.nothing:
            report.stored = not order.dry_run and (order.skip_bad or not report.refused)
            return
        if _otherwise(order, plan, report):
            return
        progress("store", 0, len(lots))
        with writing_session() as session:
            estate = estate_of(session, order.estate)
            if order.document and document_id(session, estate, order.document) is None:
                _new_document(session, estate, order)
                continue
            if edition_of(session, estate) != plan.edition:
                if attempt < UNLOCKED_ATTEMPTS:
                    continue
                plan = _plan(session, order, lots, columns, report, at)
                _fill(report, plan.found, columns)
                if _otherwise(order, plan, report):
                    return
            _store(session, estate, order, plan, report, at)
            return


def _otherwise(order: Order, plan: Plan, report: Report) -> bool:
    """Tell, and note, whether what would be stored is not what a person has looked at."""
    report.otherwise = order.expects is not None and fingerprint(plan.found) != order.expects
    return report.otherwise


def as_last_time(session: Session, slug: str) -> dict[str, Picked]:
    """Return what people said of columns when earlier files came into an estate, the latest word of each. One statement."""
    estate = estate_of(session, slug)
    kept = select(Intake.columns).where(Intake.estate_id == estate.id, Intake.kind == "lots")
    found = {}
    for columns in reversed(session.scalars(kept.order_by(Intake.id.desc()).limit(REMEMBERED)).all()):
        for header, told in columns.items():
            if isinstance(told, dict) and told.get("picked") and (picked := Picked.from_json(told, before=True)):
                found[header] = picked
    return found


def _plan(
    session: Session, order: Order, lots: Sequence[FileLot], columns: Columns, report: Report, at: datetime
) -> Plan:
    assert report.head is not None
    estate = estate_of(session, order.estate)
    edition = edition_of(session, estate)
    statement = _statement(session, estate, order, at)
    news = dict(Marker(statement).common)
    if order.as_of is None:
        news.pop("d", None)
    ask = Ask(
        columns,
        _held(session, estate, {column.heading.target.code for column in columns.columns.values()}),
        [zone.code for zone in session.scalars(select(Zone).where(Zone.estate_id == estate.id).order_by(Zone.code))],
        former_codes(session, estate.id),
        estate.boundary,
        report.head.rounding_m,
        news,
    )
    found = difference(lots, ask)
    if found.nothing or (found.refused and not order.skip_bad) or order.dry_run:
        return Plan(found, None, edition)
    new = [_number(place) for place in range(len(found.added))]
    prepared = prepare(session, statement, _lines(found), at=at, new=new)
    return Plan(found, prepared, edition)


def _number(place: int) -> int:
    """Return the number by which a lot that is not there yet is called."""
    return -1 - place


def _lines(found: Difference) -> dict[Subject, dict[str, Said]]:
    lines: dict[Subject, dict[str, Said]] = {}
    for changed in found.changed:
        lines[Subject("lot", changed.held.id)] = {change.code: change.new for change in changed.changes}
    for place, added in enumerate(found.added):
        lines[Subject("lot", _number(place))] = dict(added.said)
    return lines


def _held(session: Session, estate: Estate, codes: Iterable[str]) -> dict[str, Held]:
    """Return the estate's lots as they stand, with the columns of the facts that are compared. One statement."""
    facts = [name for code in codes if code in COLUMNS for name in COLUMNS[code]]
    wanted = [LOT.c[name] for name in ("id", "code", "code_as_given", "status", "outline", "standing", *facts)]
    query = select(Zone.code.label("zone"), *wanted).outerjoin(Zone, Zone.id == LOT.c.zone_id)
    rows = session.connection().execute(query.where(LOT.c.estate_id == estate.id).order_by(LOT.c.id)).mappings()
    return {
        row["code"]: Held(
            row["id"],
            row["code"],
            row["code_as_given"],
            row["status"],
            row["zone"],
            row["outline"],
            row["standing"],
            dict(row),
        )
        for row in rows
    }


def _statement(session: Session, estate: Estate, order: Order, at: datetime) -> Statement:
    return new_statement(
        estate,
        order.source,
        document=document_id(session, estate, order.document),
        illustrative=order.illustrative,
        at=at,
        today=at.astimezone(WIB).date(),
    )


def _new_document(session: Session, estate: Estate, order: Order) -> None:
    assert order.document
    session.add(
        Document(
            estate_id=estate.id,
            key=order.document,
            title=order.document,
            language="id",
            illustrative=order.illustrative,
        )
    )


def _store(session: Session, estate: Estate, order: Order, plan: Plan, report: Report, at: datetime) -> None:
    assert plan.prepared is not None
    act = Act(at=at, by_id=order.by_id, way=order.way)
    session.add(act)
    session.flush()
    intake = new_intake(session, order, report, estate, act)
    statement = _statement(session, estate, order, at)
    statement.act_id, statement.intake_id = act.id, intake.id
    session.add(statement)
    session.flush()
    number(session, plan.prepared)
    new = [_new(place, added) for place, added in enumerate(plan.found.added)]
    ids = bring_lots(session, statement, new, act=act, prepared=plan.prepared)
    numbers = {_number(place): ids[added.code] for place, added in enumerate(plan.found.added)}
    store(session, statement, plan.prepared, at=at, ids=numbers)
    report.statements = [statement.id]
    finish(session, order, report, intake)
    if order.upload_id is not None and report.stored:
        _done_with(session, order.upload_id, intake)


def _done_with(session: Session, upload_id: int, intake: Intake) -> None:
    """Mark a file at the desk as stored, once: whoever stores it a second time takes all of it back."""
    waits = (Upload.id == upload_id, Upload.state == Waiting.STORING)
    done = update(Upload).where(*waits).values(state=Waiting.STORED, intake_id=intake.id)
    if session.connection().execute(done).rowcount != 1:
        raise StoredAlready(upload_id)


class StoredAlready(RuntimeError):
    """Another worker was quicker with the same file."""


def _new(place: int, added: Added) -> NewLot:
    return NewLot(added.code, added.code_as_given, added.first_status, _number(place))


def _fill(report: Report, found: Difference, columns: Columns) -> None:
    report.refused, report.found = [*columns.refusals, *found.refused], found
    report.added = [added.code_as_given for added in found.added]
    report.drafts = sum(added.first_status is Status.DRAFT for added in found.added)
    report.changed = found.changed
    report.untouched = len(found.untouched)
    report.missing = [held.code_as_given for held in found.missing]
    report.warnings = found.warnings


def _told(columns: Columns, picked: Mapping[str, Picked]) -> dict[str, Any]:
    """Return how the columns were read, for the intake's record, and what somebody said of them: the next file asks."""
    read = {
        header: {
            "code": column.heading.target.code,
            "suffix": column.heading.target.suffix,
            "guesses": [guess.as_json() for guess in column.guesses],
        }
        for header, column in columns.columns.items()
    }
    read |= {header: {} for header in (*columns.unknown, *columns.left_out)}
    for header, one in picked.items():
        read[header] = read.get(header, {}) | one.as_json() | {"picked": True}
    return read
