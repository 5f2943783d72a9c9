"""What statements make of lots and estates today: the answer in force, inherited values, freeboard, and the marks beside.

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
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models.bulk import by_id, chunks
from models.land import values
from models.land.answer import Answer, Proof, Visibility
from models.land.attribute import ATTRIBUTES
from models.land.declaring import Inherits, Scope
from models.land.estate import Estate, Zone
from models.land.ledger import in_force
from models.land.lot import Lot
from models.land.outline import OUTLINE_COLUMNS, outline_columns
from models.land.statement import CODE_AS_GIVEN, FIRST_STATUS, OF_THE_LOT_ITSELF, OUTLINE, ZONE, Fact, Said, Statement

LOT: Table = Lot.__table__  # type: ignore[assignment]
ESTATE: Table = Estate.__table__  # type: ignore[assignment]
FACT: Table = Fact.__table__  # type: ignore[assignment]

COLUMNS = {attribute.code: attribute.columns for attribute in ATTRIBUTES.values()}
SAME = tuple(a.code for a in ATTRIBUTES.values() if a.inherits is Inherits.SAME)
FREEBOARD_FROM = ("ground_elevation", "elevation_datum", "flood_level_100y")
FREEBOARD = "freeboard"
STRENGTH = {proof: number for number, proof in enumerate(Proof)}

Mark = dict[str, Any]


@dataclass(slots=True)
class State:
    """What a lot or an estate says today: its marks, its columns' values, and whether these were changed."""

    standing: dict[str, Mark]
    columns: dict[str, Any]
    changed: bool = False

    def say(self, code: str, mark: Mark | None, told: Mapping[str, Any]) -> None:
        """Let `told` columns and `mark` be today's answer to `code`; no mark means not stated."""
        columns = self.columns
        for name, value in told.items():
            if columns.get(name) != value:
                self.changed = True
            columns[name] = value
        if self.standing.get(code) != mark:
            self.changed = True
        if mark is None:
            self.standing.pop(code, None)
        else:
            self.standing[code] = mark


class Marker:
    """Makes the marks of one statement's facts; what they have in common is worked out once."""

    def __init__(self, statement: Statement) -> None:
        self.common: Mark = {"p": statement.kind.value}
        if statement.as_of:
            self.common["d"] = statement.as_of.isoformat()
        if statement.valid_to:
            self.common["u"] = statement.valid_to.isoformat()
        if statement.illustrative:
            self.common["i"] = 1
        if statement.document_id:
            self.common["c"] = statement.document_id

    def __call__(self, fact_id: int, said: Said, key: str = "f") -> Mark | None:
        """Return the mark of what was said, or None for `not stated`. A narrowed fact reads as not disclosed."""
        if said.answer is Answer.NOT_STATED:
            return None
        answer = said.answer if said.visibility is Visibility.PUBLIC else Answer.NOT_DISCLOSED
        return {key: fact_id, "a": answer.value, **self.common}


def told(code: str, said: Said, zones: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns that an answer to `code` sets; nulls when it is not stated or not public."""
    public = said.answer is Answer.STATED and said.visibility is Visibility.PUBLIC
    if code in COLUMNS:
        names = COLUMNS[code]
        if not public:
            return dict.fromkeys(names)
        return {code: said.value} if len(names) == 1 else values.to_columns(ATTRIBUTES[code], said.value)
    if code == OUTLINE:
        return outline_columns(bytes.fromhex(said.value) if public else None)
    if code == ZONE:
        return {"zone_id": zones.get(said.value) if public else None}
    return {"code_as_given": said.value} if code == CODE_AS_GIVEN else {}


def inherit(state: State, estate: State) -> None:
    """Let a lot say what its estate says of SAME attributes, where it said nothing itself."""
    for code in SAME:
        own = state.standing.get(code)
        if own is not None and "o" not in own:
            continue
        theirs = estate.standing.get(code)
        if theirs is not None:
            state.say(code, theirs | {"o": 1}, {name: estate.columns[name] for name in COLUMNS[code]})
        elif own is not None:
            state.say(code, None, dict.fromkeys(COLUMNS[code]))


def derive_freeboard(state: State, estate: State) -> None:
    """Set the height above the 100-year flood, in m; it is as strong as the weaker of the two levels."""
    ground, flood = state.standing.get("ground_elevation"), state.standing.get("flood_level_100y")
    height = None
    if ground and flood:
        datum = state.columns.get("elevation_datum")
        flood_datum = estate.columns.get("elevation_datum") if "o" in flood else datum
        height = values.freeboard(
            state.columns.get("ground_elevation"), datum, state.columns.get("flood_level_100y"), flood_datum
        )
    if height is None or not ground or not flood:
        if FREEBOARD in state.standing:
            state.say(FREEBOARD, None, {FREEBOARD: None})
        return
    weaker = dict(min((ground, flood), key=lambda mark: STRENGTH[Proof(mark["p"])]))
    weaker.pop("o", None)
    if ends := [mark["u"] for mark in (ground, flood) if "u" in mark]:
        weaker["u"] = min(ends)
    if "i" in ground or "i" in flood:
        weaker["i"] = 1
    state.say(FREEBOARD, weaker, {FREEBOARD: height})


def replayed(
    session: Session, estate_id: int, *, at: datetime, lot_ids: Sequence[int] | None = None
) -> tuple[State, dict[int, State]]:
    """Return what the estate and its lots (all, or those named) say by the facts in force at `at`, from nothing."""
    zones = zones_of(session, estate_id)
    if lot_ids is None:
        lot_ids = lots_of(session, estate_id)
    estate = State({}, dict.fromkeys(fact_columns(Scope.ESTATE)))
    empty = dict.fromkeys((*fact_columns(Scope.LOT), *OUTLINE_COLUMNS, "zone_id"))
    known = by_id(session, LOT, ("code_as_given",), lot_ids)  # a lot has a name, whether or not a line gives it
    lots = {i: State({}, {**empty, "code_as_given": known[i]["code_as_given"]}) for i in lot_ids}
    markers: dict[int, Marker] = {}
    for condition in (FACT.c.estate_id == estate_id, *(FACT.c.lot_id.in_(part) for part in chunks(list(lot_ids)))):
        query = select(Fact, Statement).join(Fact.statement).where(condition, in_force(at))
        for fact, statement in session.execute(query.order_by(Statement.force_from, Fact.id)):
            mark = markers.get(statement.id) or markers.setdefault(statement.id, Marker(statement))
            state = estate if fact.lot_id is None else lots[fact.lot_id]
            said = said_by(fact)
            state.say(fact.code, mark(fact.id, said), told(fact.code, said, zones))
    for state in lots.values():
        inherit(state, estate)
        derive_freeboard(state, estate)
    return estate, lots


def said_by(fact: Fact) -> Said:
    """Return what a stored fact says."""
    value = fact.value
    if fact.code in ATTRIBUTES and fact.answer is Answer.STATED:
        value = values.from_json(ATTRIBUTES[fact.code], value)
    return Said(fact.answer, value, fact.visibility, fact.note)


def fact_columns(scope: Scope) -> list[str]:
    """Return the names of all columns that facts of a lot, or of an estate, are kept in."""
    return [name for a in ATTRIBUTES.values() if a.scope.covers(scope) for name in COLUMNS[a.code]]


def zones_of(session: Session, estate_id: int) -> dict[str, int]:
    """Return the ids of an estate's zones by code."""
    return {z.code: z.id for z in session.execute(select(Zone.code, Zone.id).where(Zone.estate_id == estate_id))}


def said_of_lots(code: str) -> bool:
    """Tell whether a code can be said of a lot."""
    return code in OF_THE_LOT_ITSELF or ATTRIBUTES[code].scope.covers(Scope.LOT)


def lots_of(session: Session, estate_id: int) -> list[int]:
    """Return the ids of an estate's lots."""
    return list(session.connection().scalars(select(LOT.c.id).where(LOT.c.estate_id == estate_id).order_by(LOT.c.id)))


def estate_state(session: Session, estate_id: int) -> State:
    """Return what an estate says today."""
    names = fact_columns(Scope.ESTATE)
    row = by_id(session, ESTATE, (*names, "standing"), [estate_id])[estate_id]
    return State(dict(row["standing"]), {name: row[name] for name in names})


def columns_of_lots(codes: Iterable[str]) -> list[str]:
    """Return the columns of a lot that a change of `codes` may touch."""
    names: dict[str, None] = {}
    for code in (*codes, *SAME, *FREEBOARD_FROM):
        if code == OUTLINE:
            names.update(dict.fromkeys(OUTLINE_COLUMNS))
        elif code == ZONE:
            names["zone_id"] = None
        elif code == CODE_AS_GIVEN:
            names["code_as_given"] = None
        elif code != FIRST_STATUS and said_of_lots(code):
            names.update(dict.fromkeys(COLUMNS[code]))
    names[FREEBOARD] = None
    return list(names)


def lot_states(session: Session, lot_ids: Sequence[int], codes: Iterable[str]) -> dict[int, State]:
    """Return what lots say today: their marks, and the columns that a change of `codes` may touch."""
    names = columns_of_lots(codes)
    rows = by_id(session, LOT, (*names, "standing"), lot_ids)
    return {i: State(dict(row["standing"]), {name: row[name] for name in names}) for i, row in rows.items()}
