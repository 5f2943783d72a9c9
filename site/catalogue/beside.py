"""Who says what an estate tells beside its facts, as a page prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.land.document import Document
from models.land.statement import Statement
from models.marks import N_
from web.dates import iso
from web.words import gettext

SURE = {"H": N_("high certainty"), "M": N_("medium certainty"), "L": N_("low certainty")}

@dataclass(frozen=True)
class Origin:
    """Who says a thing, on what strength and paper, and where it was published."""

    proof: str
    when: str  # as of, ISO
    expired: str  # the last day it held, once that has passed
    publication: str
    sure: str
    document: str
    language: str  # of the document's title
    illustrative: bool


def origin_of(statement: Statement, document: Document | None, language: str, today: date) -> Origin:
    """Return where something comes from, as a page prints it."""
    run_out = statement.valid_to is not None and statement.valid_to < today
    own = document is not None and (document.language == language or not document.title_en)
    return Origin(
        proof=statement.kind.value,
        when=iso(statement.as_of) if statement.as_of else "",
        expired=iso(statement.valid_to) if run_out and statement.valid_to else "",
        publication=statement.source or "",
        sure=how_sure(statement.certainty),
        document="" if document is None else document.title if own else document.title_en or "",
        language=document.language if document and own else "en",
        illustrative=statement.illustrative,
    )


def how_sure(mark: str | None) -> str:
    """Return how certain a public fact is, from a mark like F/H or F/H; C; nothing for none."""
    letter = (mark or "").partition("/")[2][:1]
    return gettext(SURE[letter]) if letter in SURE else ""
