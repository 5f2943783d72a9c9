"""What loading a file is made of: the order, the report, and what is put on record of both.

Any refusal stops the whole file, unless the order says to skip what is bad.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates.difference import Changed, Difference, FileLot, Warned
from estates.drawings import DRAWN
from estates.ledgers import LEDGERS, Source
from estates.reading import Head
from models.act import Act, Way
from models.base import estate_scope
from models.edition import SITE, Edition, touch
from models.land.answer import Proof
from models.land.columns import Columns, Picked
from models.land.document import Document
from models.land.estate import Estate
from models.land.intake import Intake
from models.land.statement import Statement
from models.refusal import Refusal, Sentence

KINDS = ("lots", *DRAWN, "estate", "documents", *LEDGERS)


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
    layer: str | None = None  # or sheet
    dry_run: bool = False
    skip_bad: bool = False
    by_id: int | None = None
    way: Way = Way.COMMAND
    name: str | None = None  # what people call the file, where the path is not it
    picked: Mapping[str, Picked] = field(default_factory=dict)  # header: as what it is to be read, whatever it says
    upload_id: int | None = None  # the file at the desk that is done with when this is stored
    expects: str | None = None  # the fingerprint of the difference that was looked at: another one is not stored

    @property
    def file(self) -> str:
        """Return the file's name as people see it."""
        return unicodedata.normalize("NFC", self.name or self.path.name)

    @property
    def source(self) -> Source:
        """Return who says the rows that do not tell themselves."""
        return Source(self.proof, self.as_of, self.valid_to, self.document, None, None)


@dataclass
class Report:
    """What a file did, or would do."""

    file: str
    kind: str
    head: Head | None = None
    statements: list[int] = field(default_factory=list)
    intake: int | None = None
    added: list[str] = field(default_factory=list)
    drafts: int = 0  # how many of these nobody outside sees yet
    changed: list[Changed] = field(default_factory=list)
    untouched: int = 0
    missing: list[str] = field(default_factory=list)  # lots of the estate that the file does not name
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)  # of the file: guesses, columns left out
    warnings: list[Warned] = field(default_factory=list)  # of rows
    columns: dict[str, Any] = field(default_factory=dict)  # header: what it was read as
    stored: bool = False
    found: Difference | None = None  # all of it, while it is at hand
    read: Columns | None = None
    lots: Sequence[FileLot] = ()
    otherwise: bool = False  # not the difference that the order expects: nothing was stored

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
            "warnings": [{"row": warned.row, "what": warned.what.as_json()} for warned in self.warnings[:100]],
        }


Progress = Callable[[str, int, int], None]
"""Told how far it is: what is being done, how many of how many."""


def quietly(_what: str, _done: int, _all: int) -> None:
    """Tell nobody."""


class NoSuchEstate(LookupError):
    """There is no estate of that slug."""


def estate_of(session: Session, slug: str) -> Estate:
    """Return an estate by slug; raise NoSuchEstate."""
    estate = session.scalar(select(Estate).where(Estate.slug == slug))
    if estate is None:
        raise NoSuchEstate(slug)
    return estate


def edition_of(session: Session, estate: Estate) -> int:
    """Return the number of what the public sees of an estate: it has moved when the estate changed."""
    return session.scalar(select(Edition.number).where(Edition.scope == estate_scope(estate.id))) or 0


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
        columns=report.columns,
        report={},
    )
    session.add(intake)
    session.flush()
    return intake


def new_statement(
    estate: Estate, source: Source, *, document: int | None, illustrative: bool, at: datetime, today: date
) -> Statement:
    """Return a statement, in no session yet, of who says something by a file; as of today where nobody says when."""
    return Statement(
        estate_id=estate.id,
        kind=source.proof,
        as_of=source.as_of or today,
        valid_to=source.valid_to,
        document_id=document,
        source=source.published,
        certainty=source.certainty,
        illustrative=illustrative,
        force_from=at,
    )


def document_id(session: Session, estate: Estate, named: str | None) -> int | None:
    """Return the document of a key or a title, if the estate has it."""
    if named is None:
        return None
    of_estate = Document.estate_id == estate.id
    return session.scalar(select(Document.id).where(of_estate, (Document.key == named) | (Document.title == named)))


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
