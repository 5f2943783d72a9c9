"""What an estate says beside its facts: capacities, operators, indicators, tenants, notes, each with who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from models.land.document import Document
from models.land.ledger import TOLD, Indicator, Operator, PublicNote, Tenant, Utility, told_beside
from models.land.statement import Statement
from models.marks import N_
from web.dates import iso
from web.words import gettext

SURE = {"H": N_("high certainty"), "M": N_("medium certainty"), "L": N_("low certainty")}

Kind = TypeVar("Kind", Utility, Operator, Indicator, Tenant, PublicNote)


class Line(NamedTuple, Generic[Kind]):
    """A row with who says it and on what paper."""

    row: Kind
    statement: Statement
    document: Document | None


@dataclass
class Beside:
    """All that is told, by kind, in the order in which it was said."""

    utilities: list[Line[Utility]] = field(default_factory=list)
    operators: list[Line[Operator]] = field(default_factory=list)
    indicators: list[Line[Indicator]] = field(default_factory=list)
    tenants: list[Line[Tenant]] = field(default_factory=list)
    notes: list[Line[PublicNote]] = field(default_factory=list)

    def statements(self) -> Iterator[Statement]:
        """Yield who says each line."""
        kinds: Sequence[list[Any]] = (self.utilities, self.operators, self.indicators, self.tenants, self.notes)
        for lines in kinds:
            for line in lines:
                yield line.statement


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


def beside(session: Session, estate_id: int, at: datetime) -> Beside:
    """Return what an estate says beside its facts. One statement."""
    found = Beside()
    lists: Sequence[list[Any]] = (found.utilities, found.operators, found.indicators, found.tenants, found.notes)
    for number, statement, document, *rows in session.execute(told_beside(estate_id, at)):
        lists[number].append(Line(rows[number], statement, document))
    assert len(lists) == len(TOLD)
    return found


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


def newest(lines: Sequence[Line[Kind]], *keys: str) -> list[Line[Kind]]:
    """Return the lines, of several about one thing only the last said; `keys` name what makes a thing one."""
    return list({tuple(getattr(line.row, key) for key in keys): line for line in lines}.values())
