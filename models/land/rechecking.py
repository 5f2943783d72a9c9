"""Whether lots and estates say today what their statements say: columns and marks compared with the replay, and mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models.base import estate_scope
from models.bulk import by_id
from models.edition import SITE, touch
from models.land.estate import Estate
from models.land.outline import OUTLINE_COLUMNS
from models.land.recording import replay
from models.land.standing import COLUMNS, ESTATE, LOT, State, lots_of, replayed
from models.land.statement import CODE_AS_GIVEN, OUTLINE, ZONE

PART = 1_000  # lots replayed at a time
CODE_OF = {name: code for code, names in COLUMNS.items() for name in names} | dict.fromkeys(OUTLINE_COLUMNS, OUTLINE)
CODE_OF |= {"zone_id": ZONE, "code_as_given": CODE_AS_GIVEN}


@dataclass(frozen=True)
class Differing:
    """A column, or the mark beside an attribute, that is not what the statements in force say."""

    estate_id: int
    slug: str
    lot_id: int | None  # None: of the estate itself
    lot: str | None  # its code
    code: str  # of the attribute
    column: str | None  # None: the mark
    stored: Any
    replayed: Any


def differing(session: Session, at: datetime) -> Iterator[Differing]:
    """Yield what differs in any estate, lot by lot; read one snapshot."""
    for estate in session.execute(select(Estate.id, Estate.slug).order_by(Estate.id)).all():
        lot_ids = lots_of(session, estate.id)
        told, _ = replayed(session, estate.id, at=at, lot_ids=[])
        for _, what in _compared(session, ESTATE, {estate.id: told}):
            yield Differing(estate.id, estate.slug, None, None, *what)
        for start in range(0, len(lot_ids), PART):
            part = lot_ids[start : start + PART]
            _, lots = replayed(session, estate.id, at=at, lot_ids=part)
            codes = by_id(session, LOT, ("code",), part)
            for lot_id, what in _compared(session, LOT, lots):
                yield Differing(estate.id, estate.slug, lot_id, codes[lot_id]["code"], *what)


def mend(session: Session, at: datetime) -> int:
    """Write anew what the statements say where it differs; return how many lots and estates were mended."""
    wrong: dict[int, set[int | None]] = {}
    for one in differing(session, at):
        wrong.setdefault(one.estate_id, set()).add(one.lot_id)
    for estate_id, ids in wrong.items():
        replay(session, estate_id, at=at, lot_ids=sorted(i for i in ids if i is not None))
        touch(session, (SITE, estate_scope(estate_id)))
    return sum(len(ids) for ids in wrong.values())


What = tuple[str, str | None, Any, Any]
"""Code, column, what is stored, what was replayed."""


def _compared(session: Session, table: Table, states: Mapping[int, State]) -> Iterator[tuple[int, What]]:
    """Yield the id of the row and what differs in it."""
    if not states:
        return
    names = list(next(iter(states.values())).columns)
    stored = by_id(session, table, (*names, "standing"), list(states))
    for row_id, state in states.items():
        row = stored[row_id]
        for name in names:
            if row[name] != state.columns[name]:
                yield row_id, (CODE_OF[name], name, row[name], state.columns[name])
        for code in sorted(row["standing"].keys() | state.standing.keys()):
            mark, told = row["standing"].get(code), state.standing.get(code)
            if mark != told:
                yield row_id, (code, None, mark, told)
