"""Putting statements on record, and what that makes of lots and estates today. Nothing else writes a fact column.

Of an answer the newest in force wins, by (force_from, Fact.id), unless its statement is for history. What a lot did not
answer itself it takes from its estate where the attribute inherits SAME, marked so. Columns and `standing` hold only what
is public.

`standing` is a mapping of code to a mark:
    f  id of the fact           a  answer                  p  proof
    d  as of (ISO)              u  valid to (ISO)          i  1: illustrative
    o  1: the estate's value, taken over                   c  id of the document
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from models.base import estate_scope, plain
from models.bulk import by_id, chunks, insert_rows, next_ids, update_rows
from models.edition import SITE, add_edge, touch
from models.land import values
from models.land.answer import Answer, Proof, Visibility
from models.land.attribute import ATTRIBUTES
from models.land.declaring import Inherits, Scope
from models.land.estate import Estate, Zone
from models.land.ledger import in_force
from models.land.lot import Lot
from models.land.outline import OUTLINE_COLUMNS, outline_columns
from models.land.statement import (
    CODE_AS_GIVEN,
    FIRST_STATUS,
    OF_THE_LOT_ITSELF,
    OUTLINE,
    ZONE,
    Fact,
    Lines,
    Said,
    Statement,
    Subject,
)

LOT: Table = Lot.__table__  # type: ignore[assignment]
ESTATE: Table = Estate.__table__  # type: ignore[assignment]
FACT: Table = Fact.__table__  # type: ignore[assignment]

SAME = tuple(a.code for a in ATTRIBUTES.values() if a.inherits is Inherits.SAME)
FREEBOARD_FROM = ("ground_elevation", "elevation_datum", "flood_level_100y")
FREEBOARD = "freeboard"
STRENGTH = {proof: number for number, proof in enumerate(Proof)}

ESTATES_ZONE = ZoneInfo("Asia/Jakarta")

Mark = dict[str, Any]


@dataclass
class State:
    """What a lot or an estate says today: its marks, its columns' values, and which of these were changed."""

    standing: dict[str, Mark]
    columns: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = dict(self.columns) | {"standing": dict(self.standing)}

    def say(self, code: str, mark: Mark | None, told: Mapping[str, Any]) -> None:
        """Let `told` columns and `mark` be today's answer to `code`; no mark means not stated."""
        self.columns.update(told)
        if mark is None:
            self.standing.pop(code, None)
        else:
            self.standing[code] = mark

    @property
    def changed(self) -> bool:
        """Tell whether anything is other than it was."""
        return any(self.before.get(name) != value for name, value in self.columns.items()) or (
            self.standing != self.before["standing"]
        )


def mark_of(fact_id: int | None, said: Said, statement: Statement) -> Mark | None:
    """Return the mark of what was said, or None for `not stated`. A narrowed fact reads as not disclosed."""
    if said.answer is Answer.NOT_STATED:
        return None
    answer = said.answer if said.visibility is Visibility.PUBLIC else Answer.NOT_DISCLOSED
    mark: Mark = {"f": fact_id, "a": answer.value, "p": statement.kind.value}
    if statement.as_of:
        mark["d"] = statement.as_of.isoformat()
    if statement.valid_to:
        mark["u"] = statement.valid_to.isoformat()
    if statement.illustrative:
        mark["i"] = 1
    if statement.document_id:
        mark["c"] = statement.document_id
    return mark


def told(code: str, said: Said, zones: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns that an answer to `code` sets; nulls when it is not stated or not public."""
    public = said.answer is Answer.STATED and said.visibility is Visibility.PUBLIC
    if code == OUTLINE:
        return outline_columns(bytes.fromhex(said.value) if public else None)
    if code == CODE_AS_GIVEN:
        return {"code_as_given": said.value}
    if code == ZONE:
        return {"zone_id": zones.get(said.value) if public else None}
    if code == FIRST_STATUS:
        return {}
    attribute = ATTRIBUTES[code]
    if not public:
        return dict.fromkeys(attribute.columns)
    return values.to_columns(attribute, said.value)


def record(session: Session, statement: Statement, said: Lines, *, at: datetime) -> None:
    """Put `said` on record, of many subjects of the statement's estate at once; when in force, they say it now.

    `statement` is new; its act is there. Raise the estate's edition; leave edges where a certificate will run out.
    """
    session.add(statement)
    session.flush()
    lines = [(subject, code, what) for subject, by_code in said.items() for code, what in by_code.items()]
    ids = next_ids(session, FACT, len(lines))
    insert_rows(
        session,
        FACT,
        ("id", "statement_id", "lot_id", "estate_id", "code", "answer", "visibility", "value", "note"),
        [
            (
                fact_id,
                statement.id,
                subject.id if subject.kind == "lot" else None,
                subject.id if subject.kind == "estate" else None,
                code,
                what.answer,
                what.visibility,
                _as_json(code, what),
                what.note,
            )
            for fact_id, (subject, code, what) in zip(ids, lines, strict=True)
        ],
    )
    touch(session, (SITE, estate_scope(statement.estate_id)))
    if statement.force_from is None or statement.force_from > at or statement.for_history:
        return
    if statement.valid_to:
        add_edge(session, estate_scope(statement.estate_id), _day_after(statement.valid_to), "certificate")
    _overlay(session, statement, zip(ids, lines, strict=True))


def _overlay(session: Session, statement: Statement, lines: Iterable[tuple[int, tuple[Subject, str, Said]]]) -> None:
    """Let the new lines be today's answers, of the lots named and of those that take the estate's."""
    zones = _zones(session, statement.estate_id)
    of_lots: dict[int, list[tuple[int, str, Said]]] = {}
    of_estate: list[tuple[int, str, Said]] = []
    for fact_id, (subject, code, what) in lines:
        (of_estate if subject.kind == "estate" else of_lots.setdefault(subject.id, [])).append((fact_id, code, what))
    codes = {code for by_lot in of_lots.values() for _, code, _ in by_lot} | {code for _, code, _ in of_estate}
    estate = _estate_state(session, statement.estate_id)
    for fact_id, code, what in of_estate:
        estate.say(code, mark_of(fact_id, what, statement), told(code, what, zones))
    if of_estate:
        _write(session, ESTATE, {statement.estate_id: estate})
    if any(code in SAME for _, code, _ in of_estate):
        lot_ids = list(session.connection().scalars(select(LOT.c.id).where(LOT.c.estate_id == statement.estate_id)))
    else:
        lot_ids = sorted(of_lots)
    states = _lot_states(session, lot_ids, codes)
    for lot_id, state in states.items():
        for fact_id, code, what in of_lots.get(lot_id, ()):
            state.say(code, mark_of(fact_id, what, statement), told(code, what, zones))
        inherit(state, estate)
        derive_freeboard(state, estate)
    _write(session, LOT, states)


def inherit(state: State, estate: State) -> None:
    """Let a lot say what its estate says of SAME attributes, where it said nothing itself."""
    for code in SAME:
        own = state.standing.get(code)
        if own is not None and "o" not in own:
            continue
        columns = ATTRIBUTES[code].columns
        theirs = estate.standing.get(code)
        if theirs is not None:
            state.say(code, theirs | {"o": 1}, {name: estate.columns[name] for name in columns})
        elif own is not None or any(state.columns.get(name) is not None for name in columns):
            state.say(code, None, dict.fromkeys(columns))


def derive_freeboard(state: State, estate: State) -> None:
    """Set the height above the 100-year flood: ground less flood level, in m, where both have the same datum."""
    ground, flood = (state.columns.get(code) for code in ("ground_elevation", "flood_level_100y"))
    marks = [state.standing.get(code) for code in ("ground_elevation", "flood_level_100y")]
    datum = state.columns.get("elevation_datum")
    flood_datum = estate.columns.get("elevation_datum") if marks[1] and "o" in marks[1] else datum
    if ground is None or flood is None or datum is None or datum != flood_datum or not all(marks):
        state.say(FREEBOARD, None, {FREEBOARD: None})
        return
    known = [mark for mark in marks if mark]
    weaker: Mark = dict(min(known, key=lambda mark: STRENGTH[Proof(mark["p"])]))
    weaker.pop("o", None)
    if ends := [mark["u"] for mark in known if "u" in mark]:
        weaker["u"] = min(ends)
    if any("i" in mark for mark in known):
        weaker["i"] = 1
    state.say(FREEBOARD, weaker, {FREEBOARD: plain(Decimal(ground) - Decimal(flood))})


def replayed(
    session: Session, estate_id: int, *, at: datetime, lot_ids: Sequence[int] | None = None
) -> tuple[State, dict[int, State]]:
    """Return what the estate and its lots (all, or those named) say by the facts in force at `at`, from nothing."""
    zones = _zones(session, estate_id)
    if lot_ids is None:
        lot_ids = list(session.connection().scalars(select(LOT.c.id).where(LOT.c.estate_id == estate_id)))
    estate = State({}, dict.fromkeys(_fact_columns(Scope.ESTATE)))
    empty = dict.fromkeys((*_fact_columns(Scope.LOT), *OUTLINE_COLUMNS, "code_as_given", "zone_id"))
    lots = {i: State({}, dict(empty)) for i in lot_ids}
    wanted = [FACT.c.estate_id == estate_id, *(FACT.c.lot_id.in_(part) for part in chunks(list(lot_ids)))]
    newest_last = (Statement.force_from, Fact.id)
    for condition in wanted:
        query = select(Fact, Statement).join(Fact.statement).where(condition, in_force(at)).order_by(*newest_last)
        for fact, statement in session.execute(query):
            state = estate if fact.lot_id is None else lots[fact.lot_id]
            said = said_by(fact)
            state.say(fact.code, mark_of(fact.id, said, statement), told(fact.code, said, zones))
    for state in lots.values():
        inherit(state, estate)
        derive_freeboard(state, estate)
    return estate, lots


def replay(session: Session, estate_id: int, *, at: datetime, lot_ids: Sequence[int] | None = None) -> None:
    """Write what the facts in force say into the columns and `standing` of the estate and of its lots."""
    estate, lots = replayed(session, estate_id, at=at, lot_ids=lot_ids)
    _write(session, ESTATE, {estate_id: estate})
    _write(session, LOT, lots)
    session.expire_all()


def said_by(fact: Fact) -> Said:
    """Return what a stored fact says."""
    value = fact.value
    if fact.code in ATTRIBUTES and fact.answer is Answer.STATED:
        value = values.from_json(ATTRIBUTES[fact.code], value)
    return Said(fact.answer, value, fact.visibility, fact.note)


def _as_json(code: str, said: Said) -> Any:
    if said.answer is not Answer.STATED:
        return None
    return said.value if code in OF_THE_LOT_ITSELF else values.to_json(ATTRIBUTES[code], said.value)


def _fact_columns(scope: Scope) -> list[str]:
    return [
        name for a in ATTRIBUTES.values() if a.scope.covers(scope) for name in ((a.code,) if a.derived else a.columns)
    ]


def _zones(session: Session, estate_id: int) -> dict[str, int]:
    return {z.code: z.id for z in session.execute(select(Zone.code, Zone.id).where(Zone.estate_id == estate_id))}


def _estate_state(session: Session, estate_id: int) -> State:
    row = by_id(session, ESTATE, (*_fact_columns(Scope.ESTATE), "standing"), [estate_id])[estate_id]
    return State(dict(row["standing"]), {name: row[name] for name in _fact_columns(Scope.ESTATE)})


def _lot_states(session: Session, lot_ids: Sequence[int], codes: Iterable[str]) -> dict[int, State]:
    """Return what lots say today: their marks, and the columns that a change of `codes` may touch."""
    names: dict[str, None] = {}
    for code in (*codes, *SAME, *FREEBOARD_FROM):
        if code == OUTLINE:
            names.update(dict.fromkeys(OUTLINE_COLUMNS))
        elif code == ZONE:
            names["zone_id"] = None
        elif code == CODE_AS_GIVEN:
            names["code_as_given"] = None
        elif code != FIRST_STATUS and ATTRIBUTES[code].scope.covers(Scope.LOT):
            names.update(dict.fromkeys(ATTRIBUTES[code].columns))
    names[FREEBOARD] = None
    rows = by_id(session, LOT, (*names, "standing"), lot_ids)
    return {i: State(dict(row["standing"]), {name: row[name] for name in names}) for i, row in rows.items()}


def _write(session: Session, table: Table, states: Mapping[int, State]) -> None:
    """Store the columns and marks of those states that changed, and count their version up."""
    changed = {i: state for i, state in states.items() if state.changed}
    if not changed:
        return
    columns = list(next(iter(changed.values())).columns)
    rows = [(i, state.standing, *(state.columns[name] for name in columns)) for i, state in changed.items()]
    update_rows(session, table, ("standing", *columns), rows)
    for part in chunks(list(changed)):
        session.connection().execute(update(table).where(table.c.id.in_(part)).values(version=table.c.version + 1))


def _day_after(day: date) -> datetime:
    """Return the moment a day has passed at the estates: what is valid to a day holds through it."""
    return datetime.combine(day + timedelta(days=1), time(), ESTATES_ZONE)
