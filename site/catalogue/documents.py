"""The papers of a lot, its own and those of the whole estate, and those of an estate; each with who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.land.answer import Visibility
from models.land.choices import VISIBILITY
from models.land.document import Document, document_lot
from models.land.lot import Lot
from web.dates import DESK_ZONE
from web.language import language_word
from web.showing import chosen

LEVELS = {level.code: level for level in VISIBILITY}


@dataclass(frozen=True)
class Paper:
    """A document as a list prints it."""

    title: str
    title_language: str
    language: str  # of the document, in the reader's words
    issuer: str
    number: str
    issued_on: date | None
    valid_to: date | None
    run_out: bool
    level: str
    level_word: str
    illustrative: bool


def documents_of(session: Session, lot: Lot, language: str, at: datetime) -> list[Paper]:
    """Return the papers of a lot, those that everybody may read first. One statement."""
    named = exists().where(document_lot.c.document_id == Document.id)
    own = exists().where(document_lot.c.document_id == Document.id, document_lot.c.lot_id == lot.id)
    query = select(Document).where(Document.estate_id == lot.estate_id, own | ~named)
    papers = [paper(document, language, at) for document in session.scalars(query.order_by(Document.id))]
    return sorted(papers, key=lambda p: list(LEVELS).index(p.level))


@dataclass(frozen=True)
class Papers:
    """The papers of a whole estate: those that everybody may read, and how many more there are."""

    public: tuple[Paper, ...]
    others: int


def papers_of_estate(session: Session, estate_id: int, language: str, at: datetime) -> Papers:
    """Return the papers of an estate that name no lots. One statement."""
    named = exists().where(document_lot.c.document_id == Document.id)
    query = select(Document).where(Document.estate_id == estate_id, ~named).order_by(Document.id)
    papers = [paper(document, language, at) for document in session.scalars(query)]
    public = tuple(paper for paper in papers if paper.level == Visibility.PUBLIC)
    return Papers(public, len(papers) - len(public))


def paper(document: Document, language: str, at: datetime) -> Paper:
    """Return a document with its title in its own language for those who read it, else in English."""
    own = language == document.language or not document.title_en
    today = at.astimezone(ZoneInfo(DESK_ZONE)).date()
    return Paper(
        title=document.title if own else document.title_en or document.title,
        title_language=document.language if own else "en",
        language=language_word(document.language),
        issuer=document.issuer or "",
        number=document.number or "",
        issued_on=document.issued_on,
        valid_to=document.valid_to,
        run_out=document.valid_to is not None and document.valid_to < today,
        level=document.level,
        level_word=chosen(LEVELS[document.level]),
        illustrative=document.illustrative,
    )
