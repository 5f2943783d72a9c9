"""Putting statements on record. Nothing else writes a fact column.

An import prepares before it writes: `prepare` reads and works out all that will be stored, on a snapshot and without a
lock; `number` and `store` are in the short writing transaction. `record` does all at once, for the desk.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from models.base import estate_scope
from models.bulk import chunks, insert_rows, next_ids, update_rows
from models.edition import SITE, add_edge, touch
from models.land import values
from models.land.answer import Answer
from models.land.standing import (
    ESTATE,
    FACT,
    LOT,
    SAME,
    Marker,
    State,
    columns_of_lots,
    derive_freeboard,
    estate_state,
    inherit,
    lot_states,
    lots_of,
    replayed,
    said_of_lots,
    told,
    zones_of,
)
from models.land.statement import OF_THE_LOT_ITSELF, Lines, Said, Statement, Subject

ESTATES_ZONE = ZoneInfo("Asia/Jakarta")
PART = 2_000
"""Lots written at a time: what the driver is handed need not all be in memory at once."""


Line = tuple[int | None, int | None, str, str, str, str | None, str | None]
"""A fact as the driver takes it: lot, estate, code, answer, visibility, value as JSON text, note."""

NUMBERED = "n"
"""In a prepared mark, in place of the fact's id: the number of its line."""


@dataclass
class Prepared:
    """What a statement will make of an estate: its lines, and the states that follow."""

    lines: list[Line]
    estate: State | None
    lots: dict[int, State]
    columns: list[str]  # of a lot, that are written
    fact_ids: Sequence[int] = ()


def record(session: Session, statement: Statement, said: Lines, *, at: datetime) -> None:
    """Put `said` on record, of many subjects of the statement's estate at once; when in force, they say it now."""
    prepared = prepare(session, statement, said, at=at)
    number(session, prepared)
    store(session, statement, prepared, at=at)


def prepare(session: Session, statement: Statement, said: Lines, *, at: datetime, new: Sequence[int] = ()) -> Prepared:
    """Work out what `said` makes of its subjects. `new` are the numbers by which `said` calls lots that are not yet there."""
    lines = [_line(subject, code, what) for subject, by_code in said.items() for code, what in by_code.items()]
    codes = {code for by_code in said.values() for code in by_code}
    names = columns_of_lots(filter(said_of_lots, codes))
    prepared = Prepared(lines, None, {}, names)
    if not in_force_at(statement, at):
        return prepared
    zones, mark = zones_of(session, statement.estate_id), Marker(statement)
    estate = estate_state(session, statement.estate_id)
    numbers = iter(range(len(lines)))
    for_lots: dict[int, list[tuple[int, str, Said]]] = {}
    for subject, by_code in said.items():
        numbered = [(next(numbers), code, what) for code, what in by_code.items()]
        if subject.kind == "lot":
            for_lots[subject.id] = numbered
            continue
        for number, code, what in numbered:
            estate.say(code, mark(number, what, NUMBERED), told(code, what, zones))
    prepared.estate = estate if estate.changed else None
    to_all = any(code in SAME for subject, by_code in said.items() if subject.kind == "estate" for code in by_code)
    there = lots_of(session, statement.estate_id) if to_all else sorted(for_lots.keys() - set(new))
    prepared.lots = lot_states(session, there, filter(said_of_lots, codes))
    prepared.lots |= {number: State({}, dict.fromkeys(names)) for number in new}
    for lot_id, state in prepared.lots.items():
        for number, code, what in for_lots.get(lot_id, ()):
            state.say(code, mark(number, what, NUMBERED), told(code, what, zones))
        inherit(state, estate)
        derive_freeboard(state, estate)
    return prepared


def number(session: Session, prepared: Prepared) -> None:
    """Take ids for the lines, and put them into the marks; inside the writing transaction, before `store`."""
    prepared.fact_ids = next_ids(session, FACT, len(prepared.lines))
    for state in (*prepared.lots.values(), *((prepared.estate,) if prepared.estate else ())):
        for mark in state.standing.values():  # each mark belongs to one state alone
            if NUMBERED in mark:
                mark["f"] = prepared.fact_ids[mark.pop(NUMBERED)]


def store(
    session: Session, statement: Statement, prepared: Prepared, *, at: datetime, ids: Mapping[int, int] | None = None
) -> None:
    """Write what was prepared and numbered. `ids` gives by their numbers the lots that were brought with their states.

    Raise the estate's edition and the site's; leave an edge where the statement's validity will have passed.
    """
    session.add(statement)
    session.flush()
    brought = ids or {}
    _insert_facts(session, statement.id, prepared, brought)
    if prepared.estate is not None:
        _write(session, ESTATE, {statement.estate_id: prepared.estate}, list(prepared.estate.columns))
    changed = {i: state for i, state in prepared.lots.items() if state.changed and i not in brought}
    pairs = iter(changed.items())
    while part := dict(islice(pairs, PART)):
        _write(session, LOT, part, prepared.columns)
    touch(session, (SITE, estate_scope(statement.estate_id)))
    if statement.valid_to and in_force_at(statement, at):
        add_edge(session, estate_scope(statement.estate_id), day_after(statement.valid_to), "certificate")


def replay(session: Session, estate_id: int, *, at: datetime, lot_ids: Sequence[int] | None = None) -> None:
    """Write what the facts in force say into the columns and `standing` of the estate and of its lots."""
    estate, lots = replayed(session, estate_id, at=at, lot_ids=lot_ids)
    _write(session, ESTATE, {estate_id: estate}, list(estate.columns))
    if lots:
        _write(session, LOT, lots, list(next(iter(lots.values())).columns))
    session.expire_all()


def in_force_at(statement: Statement, at: datetime) -> bool:
    """Tell whether a new statement is today's answer at once."""
    return statement.force_from is not None and statement.force_from <= at and not statement.for_history


def day_after(day: date) -> datetime:
    """Return the moment a day has passed at the estates: what is valid to a day holds through it."""
    return datetime.combine(day + timedelta(days=1), time(), ESTATES_ZONE)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold the cyclic collector while hundreds of thousands of live rows are built; it would walk them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _line(subject: Subject, code: str, said: Said) -> Line:
    value = None
    if said.answer is Answer.STATED:
        value = json.dumps(said.value if code in OF_THE_LOT_ITSELF else values.to_json(said.value), ensure_ascii=False)
    of_lot, of_estate = (subject.id, None) if subject.kind == "lot" else (None, subject.id)
    return of_lot, of_estate, code, said.answer.value, said.visibility.value, value, said.note


def _insert_facts(session: Session, statement_id: int, prepared: Prepared, brought: Mapping[int, int]) -> None:
    columns = ("id", "statement_id", "lot_id", "estate_id", "code", "answer", "visibility", "value", "note")
    step = PART * 10
    for start in range(0, len(prepared.lines), step):
        part = slice(start, start + step)
        rows = [
            (fact_id, statement_id, None if lot_id is None else brought.get(lot_id, lot_id), *rest)
            for fact_id, (lot_id, *rest) in zip(prepared.fact_ids[part], prepared.lines[part], strict=True)
        ]
        insert_rows(session, FACT, columns, rows, ready=True)


def _write(session: Session, table: Table, states: Mapping[int, State], columns: Sequence[str]) -> None:
    """Store columns and marks, and count the versions up."""
    rows = [(i, state.standing, *(state.columns[name] for name in columns)) for i, state in states.items()]
    update_rows(session, table, ("standing", *columns), rows)
    for part in chunks(list(states)):
        session.connection().execute(update(table).where(table.c.id.in_(part)).values(version=table.c.version + 1))
