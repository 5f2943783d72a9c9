"""Several values typed on one page become one statement, or come back with what is wrong; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from estates.desk.fields import as_typed, read, typed_in
from estates.desk.forms import NEW, StatementForm
from estates.desk.lines import Line, lines_by_id
from estates.desk.rows import Holder, Row, answer_word, said_in_words
from models.act import Act
from models.land.answer import Answer, Proof
from models.land.document import Document
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.recording import record
from models.land.standing import said_by
from models.land.statement import Said, Statement, Subject
from models.land.values import Wrong
from web.addresses import row_number
from web.forms import text_of


@dataclass(frozen=True)
class Clash:
    """A fact that somebody else said something of after the page was opened."""

    row: Row
    before: str  # what the page showed
    now: str
    typed: str  # empty when nothing else was typed


@dataclass(frozen=True)
class Sent:
    """What came back from the page."""

    rows: dict[str, Row]
    said: dict[str, Said]
    clashes: list[Clash]

    @property
    def wrong(self) -> list[Row]:
        """Return the rows that cannot be stored as typed."""
        return [row for row in self.rows.values() if row.wrong is not None]


def receive(
    session: Session, rows: Mapping[str, Row], form: MultiDict[str, str], *, language: str, outdated: bool
) -> Sent:
    """Read what was typed into the fields of `rows`; `outdated` says that the page showed an earlier version."""
    seen = _seen(session, rows, form) if outdated else {}
    told: dict[str, Row] = {}
    said: dict[str, Said] = {}
    clashes = []
    for code, row in rows.items():
        typed = typed_in(form, row.attribute) if row.editable else None
        if typed is None:
            told[code] = row
            continue
        shown = seen.get(code)
        base = row.base if shown is None else as_typed(row.attribute, shown, language)
        if not typed.says_more_than(base):
            told[code] = row
            if shown is not None:
                clashes.append(_clash(row, shown, "", language))
            continue
        told[code], becomes = _read(replace(row, typed=typed), said, language)
        if shown is not None or (outdated and f"{code}_seen" not in form):
            clashes.append(_clash(told[code], shown or row.own, becomes, language))
    return Sent(told, said, clashes)


def _read(row: Row, said: dict[str, Said], language: str) -> tuple[Row, str]:
    """Put what is typed in `row` into `said`, unless it is what stands; return the row with what became of it, in words."""
    try:
        wanted = read(row.attribute, row.typed, language)
    except Wrong as wrong:
        return replace(row, wrong=wrong), row.typed.value or ", ".join(sorted(row.typed.chosen))
    becomes = said_in_words(row.attribute, wanted, language)
    if wanted == row.own and not row.typed.again:  # written differently, but the same
        return replace(row, typed=row.base), becomes
    said[row.code] = wanted
    return replace(row, becomes=becomes), becomes


def _seen(session: Session, rows: Mapping[str, Row], form: MultiDict[str, str]) -> dict[str, Said | None]:
    """Return what the page showed of those facts that have changed since."""
    moved = {
        code: form[f"{code}_seen"]
        for code, row in rows.items()
        if f"{code}_seen" in form and form[f"{code}_seen"] != row.seen
    }
    lines = lines_by_id(session, [number for text in moved.values() if (number := row_number(text))])
    return {code: _of(lines, text, rows[code]) for code, text in moved.items()}


def _of(lines: Mapping[int, Line], text: str, row: Row) -> Said:
    line = lines.get(row_number(text))
    if line is None or line.fact.code != row.code:
        return Said(Answer.NOT_STATED)
    return said_by(line.fact)


def _clash(row: Row, before: Said, typed: str, language: str) -> Clash:
    return Clash(
        row, said_in_words(row.attribute, before, language), said_in_words(row.attribute, row.own, language), typed
    )


def put_on_record(
    session: Session, holder: Holder, said: Mapping[str, Said], form: StatementForm, act: Act
) -> Statement:
    """Make one statement of all that was typed, in force at once."""
    statement = statement_of(session, holder.estate_id if isinstance(holder, Lot) else holder.id, form, act)
    subject = Subject("lot" if isinstance(holder, Lot) else "estate", holder.id)
    record(session, statement, {subject: said}, at=act.at)
    return statement


def statement_of(session: Session, estate_id: int, form: StatementForm, act: Act) -> Statement:
    """Return a statement as the form says, in force at once; its values are still to come."""
    return Statement(
        act_id=act.id,
        estate_id=estate_id,
        kind=Proof(form.proof.data),
        as_of=form.as_of.data,
        valid_to=form.valid_to.data,
        document_id=_document_id(session, estate_id, form),
        illustrative=form.illustrative.data,
        force_from=act.at,
    )


def _document_id(session: Session, estate_id: int, form: StatementForm) -> int | None:
    """Return the id of the paper chosen; one of a new title is made, one that the estate has by that title is taken."""
    if form.document.data != NEW:
        return int(form.document.data) if form.document.data else None
    title = text_of(form.new_document)
    same = (Document.title == title) | (Document.key == title)
    known = session.scalar(
        select(Document.id).where(Document.estate_id == estate_id, same).order_by(Document.id).limit(1)
    )
    if known is not None:
        return known
    estate = session.get_one(Estate, estate_id)
    document = Document(
        estate_id=estate.id, key=title, title=title, language="id", illustrative=bool(form.illustrative.data)
    )
    session.add(document)
    session.flush()
    return document.id


def word_of(answer: str) -> str:
    """Return an answer in words, by its code."""
    return answer_word(Answer(answer))
