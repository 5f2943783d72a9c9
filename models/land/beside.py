"""What an estate tells beside its facts, read: each kind in the order in which it was said, with who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from models.land.document import Document
from models.land.ledger import TOLD, Indicator, Operator, PublicNote, Tenant, Utility, told_beside
from models.land.statement import Statement

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


def beside(session: Session, estate_id: int, at: datetime) -> Beside:
    """Return what an estate says beside its facts. One statement."""
    found = Beside()
    lists: Sequence[list[Any]] = (found.utilities, found.operators, found.indicators, found.tenants, found.notes)
    for number, statement, document, *rows in session.execute(told_beside(estate_id, at)):
        lists[number].append(Line(rows[number], statement, document))
    assert len(lists) == len(TOLD)
    return found


def newest(lines: Sequence[Line[Kind]]) -> list[Line[Kind]]:
    """Return the lines, of several about one thing only the last said, and none of what is there no longer."""
    last = {tuple(getattr(line.row, name) for name in line.row.KEY): line for line in lines}
    return [line for line in last.values() if not line.row.gone]
