"""Files beside the lots: documents, an estate's facts, capacities, operators, indicators, tenants, notes.

Each row says by its own columns who says it: rows of equal proof, dates, document or source are one statement. A row that
says what is on record already is left out, so the same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates.reading import Row
from models.land import values
from models.land.answer import Answer, Proof
from models.land.attribute import ATTRIBUTES
from models.land.declaring import Scope
from models.land.document import Document
from models.land.estate import Estate
from models.land.frameworks import CODES, REFERENCE, eip
from models.land.frameworks.engine import NO, YES, number_of
from models.land.ledger import (
    CLOSED,
    LETTERS,
    TENANT_STATUSES,
    Indicator,
    OfStatement,
    Operator,
    PublicNote,
    Tenant,
    Utility,
)
from models.land.lot import Lot
from models.land.standing import said_by
from models.land.statement import Fact, Said, Statement
from models.marks import N_
from models.refusal import Refusal, Sentence

NOT_THERE = (Answer.NOT_MEASURED, Answer.NOT_APPLICABLE, Answer.NOT_DISCLOSED)
"""Answers that a cell may hold in place of a value, as their codes."""


@dataclass(frozen=True)
class Source:
    """Who says a row: what makes rows one statement."""

    proof: Proof
    as_of: date | None
    valid_to: date | None
    document: str | None  # key
    published: str | None  # source of a public fact
    certainty: str | None

    def repeats(self, before: Source) -> bool:
        """Tell whether this says nothing new of who said it; a day that nobody names is any day."""
        return self == (before if self.as_of else replace(before, as_of=None))


@dataclass
class Taken:
    """What was read of a file: things to store by who says them, and what could not be taken."""

    by_source: dict[Source, list[Any]] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    untouched: int = 0


class Cells:
    """A row's cells, read one by one; what is wrong is collected, not raised."""

    def __init__(self, row: Row, refused: list[Refusal]) -> None:
        self.row, self.refused = row, refused

    def text(self, name: str) -> str | None:
        """Return a cell as text, or None when it is empty."""
        value = self.row.cells.get(name)
        return None if value is None else str(value).strip() or None

    def needed(self, name: str) -> str:
        """Return a cell that must be there."""
        value = self.text(name)
        if value is None:
            self.refuse(
                name, Sentence.of(N_("This cell is empty.")), Sentence.of(N_("Fill it in, or leave the row out."))
            )
        return value or ""

    def day(self, name: str) -> date | None:
        """Return a cell as a day."""
        value = self.text(name)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            self.refuse(
                name,
                Sentence.of(N_("“%(value)s” is no date."), value=value),
                Sentence.of(N_("Write it like 2026-11-24.")),
            )
            return None

    def number(self, name: str) -> Decimal | None:
        """Return a cell as a number."""
        value = self.text(name)
        try:
            return None if value is None else Decimal(value)
        except InvalidOperation:
            self.refuse(
                name,
                Sentence.of(N_("“%(value)s” is no number."), value=value),
                Sentence.of(N_("Write it like 1234.5.")),
            )
            return None

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        """Return a cell that holds one of some words."""
        value = self.text(name) or default
        allowed = list(choices)
        if value not in allowed:
            self.refuse(
                name,
                Sentence.of(N_("“%(value)s” is not known here."), value=value),
                Sentence.of(N_("Choose one of: %(choices)s."), choices=", ".join(allowed)),
            )
            return default
        return value

    def refuse(self, name: str, wrong: Sentence, right: Sentence | None = None) -> None:
        """Say that a cell cannot be taken."""
        self.refused.append(Refusal(self.row.number, name, wrong, right))


def source_of(cells: Cells, fallback: Source) -> Source:
    """Return who says a row: its own columns, else what was said of the whole file."""
    return Source(
        Proof(cells.choice("proof", Proof, fallback.proof)),
        cells.day("as_of") or fallback.as_of,
        cells.day("valid_to") if "valid_to" in cells.row.cells and "role" not in cells.row.cells else fallback.valid_to,
        cells.text("document") or fallback.document,
        cells.text("source") or fallback.published,
        cells.text("certainty") or fallback.certainty,
    )


def facts_of_estate(cells: Cells) -> tuple[str, Said] | None:
    """Return what a row `code,value,currency,basis,method,minutes` says of the estate."""
    code = cells.needed("code")
    attribute = ATTRIBUTES.get(code)
    if attribute is None or not attribute.scope.covers(Scope.ESTATE) or attribute.derived or not attribute.stated:
        cells.refuse("code", Sentence.of(N_("“%(value)s” is no fact of an estate."), value=code))
        return None
    raw = cells.needed("value")
    if raw in [answer.value for answer in NOT_THERE]:
        return code, Said(Answer(raw), note=cells.text("note"))
    whole: Any = raw
    if attribute.companions:
        whole = {"amount": raw} | {s: cells.text(s) for s in attribute.companions if cells.text(s) is not None}
    try:
        return code, Said(Answer.STATED, values.clean(attribute, whole), note=cells.text("note"))
    except values.Wrong as wrong:
        cells.refuse("value", wrong.wrong, wrong.right)
        return None


def utility(cells: Cells) -> dict[str, Any]:
    """Return a line of the ledger of capacities."""
    return {
        "utility": cells.needed("utility"),
        "letter": cells.choice("letter", LETTERS, ""),
        "item": cells.needed("item"),
        "capacity": cells.number("capacity"),
        "in_use": cells.number("in_use"),
        "committed": cells.number("committed"),
        "unit": cells.needed("unit"),
        "available_from": cells.day("available_from"),
        "basis": cells.text("basis"),
        "operator": cells.text("operator"),
        "note": cells.text("note") or cells.text("text"),
    }


def operator(cells: Cells) -> dict[str, Any]:
    """Return who runs what, from when to when, as far as it is known."""
    return {
        "role": cells.needed("role"),
        "name": cells.needed("name"),
        "parent": cells.text("parent"),
        "valid_from": cells.text("valid_from"),
        "valid_to": cells.text("valid_to"),
        "note": cells.text("note") or cells.text("text"),
    }


def indicator(cells: Cells) -> dict[str, Any]:
    """Return an estate's value under a row of a framework."""
    answer = Answer(cells.choice("answer", Answer, Answer.STATED))
    framework, code = cells.choice("framework", CODES, ""), cells.needed("code")
    if framework and code and code not in CODES[framework]:
        cells.refuse("code", Sentence.of(N_("“%(value)s” is no row of this framework."), value=code))
    return {
        "framework": framework,
        "code": code,
        "answer": answer,
        "value": _indicator_value(cells, framework, code) if answer is Answer.STATED else None,
        "under_way": cells.text("under_way") == "yes",
        "note": cells.text("note"),
    }


def _indicator_value(cells: Cells, framework: str, code: str) -> str:
    """Return a value as the framework's row takes it: yes or no, or a number."""
    if framework == eip.CODE and code in eip.YES_OR_NO:
        return cells.choice("value", (YES, NO), "")
    value = cells.needed("value")
    if value and number_of(value) is None:
        cells.refuse(
            "value",
            Sentence.of(N_("“%(value)s” is no number."), value=value),
            Sentence.of(N_("Write it like 1234.5.")),
        )
    return value


def tenant(cells: Cells) -> dict[str, Any]:
    """Return a company in the estate."""
    return {
        "company": cells.needed("company"),
        "isic": cells.text("isic"),
        "status": cells.choice("status", (*TENANT_STATUSES, CLOSED), "operating"),
        "since": cells.text("since"),
        "until": cells.day("until"),
        "text": cells.text("text"),
    }


def note(cells: Cells) -> dict[str, Any]:
    """Return a public statement that is no attribute."""
    return {
        "topic": cells.needed("topic"),
        "value": cells.text("value"),
        "unit": cells.text("unit"),
        "text": cells.text("text"),
    }


@dataclass(frozen=True)
class Ledger:
    """A kind of file: how a row is read, and where it is kept."""

    table: type[OfStatement]
    read: Callable[[Cells], dict[str, Any]]


LEDGERS: Mapping[str, Ledger] = {
    "ledger": Ledger(Utility, utility),
    "operators": Ledger(Operator, operator),
    "indicators": Ledger(Indicator, indicator),
    "tenants": Ledger(Tenant, tenant),
    "notes": Ledger(PublicNote, note),
}


def take_ledger(session: Session, estate: Estate, kind: str, rows: Iterable[Row], fallback: Source) -> Taken:
    """Read the rows of a ledger file; those on record word for word are counted as untouched."""
    ledger = LEDGERS[kind]
    known = _on_record(session, estate, ledger)
    taken, seen = Taken(), dict[tuple[Any, ...], int]()
    for row in rows:
        taken.refused += row.refusals
        cells = Cells(row, taken.refused)
        source, read = source_of(cells, fallback), ledger.read(cells)
        key = (*(read[name] for name in ledger.table.KEY), _of_day(read, source.as_of))
        if key in seen:
            cells.refuse(ledger.table.KEY[-1], Sentence.of(N_("Row %(row)s says the same thing already."), row=seen[key]))
            continue
        seen[key] = row.number
        before = known.get(key)
        if before and before[1] == read and source.repeats(before[0]):
            taken.untouched += 1
            continue
        taken.by_source.setdefault(source, []).append(read)
    return taken


def _on_record(
    session: Session, estate: Estate, ledger: Ledger
) -> dict[tuple[Any, ...], tuple[Source, dict[str, Any]]]:
    """Return for each thing what is said of it today, and by whom."""
    table: Any = ledger.table
    query = (
        select(table, Statement, Document.key)
        .join(table.statement)
        .outerjoin(Document, Document.id == Statement.document_id)
        .where(table.estate_id == estate.id, Statement.force_until.is_(None))
        .order_by(table.id)
    )
    known: dict[tuple[Any, ...], tuple[Source, dict[str, Any]]] = {}
    kept = {"id", "estate_id", "statement_id", "gone"}
    for row, statement, document in session.execute(query):
        told = {c.key: getattr(row, c.key) for c in table.__table__.columns if c.key not in kept}
        key = (*(told[name] for name in ledger.table.KEY), _of_day(told, statement.as_of))
        if row.gone:
            known.pop(key, None)
        else:
            known[key] = (_source(statement, document), told)
    return known


def _of_day(told: Mapping[str, Any], as_of: date | None) -> date | None:
    """Return the day that tells two rows of one code apart: a reference series has a value for each, all else only one."""
    return as_of if told.get("framework") == REFERENCE else None


def take_estate_facts(session: Session, estate: Estate, rows: Iterable[Row], fallback: Source) -> Taken:
    """Read the rows of an estate's facts; those on record are counted as untouched."""
    query = (
        select(Fact, Statement, Document.key)
        .join(Fact.statement)
        .outerjoin(Document, Document.id == Statement.document_id)
        .where(Fact.estate_id == estate.id, Statement.force_until.is_(None))
    )
    on_record: dict[str, list[tuple[Source, Said]]] = {}
    for fact, statement, document in session.execute(query):
        on_record.setdefault(fact.code, []).append((_source(statement, document), said_by(fact)))
    taken = Taken()
    for row in rows:
        taken.refused += row.refusals
        cells = Cells(row, taken.refused)
        source, read = source_of(cells, fallback), facts_of_estate(cells)
        if read is None:
            continue
        if any(said == read[1] and source.repeats(before) for before, said in on_record.get(read[0], ())):
            taken.untouched += 1
        else:
            taken.by_source.setdefault(source, []).append(read)
    return taken


def _source(statement: Statement, document: str | None) -> Source:
    return Source(statement.kind, statement.as_of, statement.valid_to, document, statement.source, statement.certainty)


def take_documents(
    session: Session, estate: Estate, rows: Iterable[Row], *, illustrative: bool
) -> tuple[list[Document], Taken]:
    """Read documents by key: new ones are made, known ones brought up to date."""
    known = {d.key: d for d in session.scalars(select(Document).where(Document.estate_id == estate.id))}
    lots = {lot.code: lot for lot in session.scalars(select(Lot).where(Lot.estate_id == estate.id))}
    taken, documents = Taken(), []
    for row in rows:
        taken.refused += row.refusals
        cells = Cells(row, taken.refused)
        read = {
            "title": cells.needed("title"),
            "language": cells.choice("language", ("id", "en", "ko", "ja"), "id"),
            "title_en": cells.text("title_en"),
            "issuer": cells.text("issuer"),
            "number": cells.text("number"),
            "issued_on": cells.day("issued_on"),
            "valid_to": cells.day("valid_to"),
            "level": cells.choice("level", ("public", "registered", "nda"), "public"),
            "note": cells.text("note"),
            "illustrative": illustrative,
        }
        named = [code for code in (cells.text("lots") or "").split(";") if code]
        if unknown := [code for code in named if code not in lots]:
            cells.refuse("lots", Sentence.of(N_("No lot %(lots)s in this estate."), lots=", ".join(unknown)))
            continue
        key = cells.needed("key")
        document = known.get(key) or Document(estate_id=estate.id, key=key, **read)
        papers = [lots[code] for code in named]
        if key in known and all(getattr(document, n) == v for n, v in read.items()) and list(document.lots) == papers:
            taken.untouched += 1
            continue
        for name, value in read.items():
            setattr(document, name, value)
        document.lots = papers
        documents.append(document)
    return documents, taken
