"""The facts of a lot by group, each with its unit, who says so and on what paper; and its utilities as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES, GROUPS, Attribute, Inherits, Scope, grouped
from models.land.document import Document
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.statement import Fact, Statement
from web.drawing import Feature
from web.numbers import Quantity, quantity
from web.showing import ShownFact, chosen, shown

SHOWN_ELSEWHERE = ("status", "net_area")

UTILITIES = (
    ("power", "E", "lot_power_capacity"),
    ("recycled", "RW", "recycled_water_supply"),
    ("water", "W", "industrial_water_supply"),
    ("steam", "S", "steam_flow"),
    ("gas", "G", "natural_gas_supply"),
    ("wastewater", "WW", "wwtp_lot_quota"),
)
"""A utility, its letter on the plan, and the fact that says how much of it the lot gets."""


@dataclass(frozen=True)
class Source:
    """On what a fact rests: the paper or the publication, and what was noted beside it."""

    note: str
    publication: str
    document: str
    language: str  # of the document's title


@dataclass(frozen=True)
class Line:
    """A fact and where it comes from."""

    fact: ShownFact
    source: Source | None
    hint: str


@dataclass(frozen=True)
class Group:
    """Facts that belong together: those that say something, and those that nobody stated."""

    code: str
    label: str
    lines: tuple[Line, ...]
    unstated: tuple[Line, ...]


@dataclass(frozen=True)
class UtilityRow:
    """What a lot gets of a utility, what the estate has, and how far the main is."""

    code: str
    fact: ShownFact
    distance: Quantity | None


def sources_of(session: Session, lot: Lot, language: str) -> dict[int, Source]:
    """Return what the facts of a lot and the estate's beside them rest on, by fact id. One statement."""
    marks = [*lot.standing.values(), *lot.estate.standing.values()]
    return sources_of_facts(session, {mark["f"] for mark in marks if mark.get("f") is not None}, language)


def sources_of_facts(session: Session, ids: Iterable[int], language: str) -> dict[int, Source]:
    """Return what facts rest on, by their ids. One statement."""
    query = (
        select(Fact.id, Fact.note, Statement.source, Document.title, Document.title_en, Document.language)
        .join(Fact.statement)
        .outerjoin(Document, Document.id == Statement.document_id)
        .where(Fact.id.in_(sorted(ids)))
    )
    found = {}
    for fact_id, note, publication, title, title_en, written in session.execute(query):
        own = written == language or not title_en  # who reads the paper's language knows it by its own title
        found[fact_id] = Source(
            note or "", publication or "", (title if own else title_en) or "", written if own else "en"
        )
    return found


def groups_of(lot: Lot, sources: Mapping[int, Source], language: str, at: datetime) -> list[Group]:
    """Return all that can be known of a lot, in order; a group of which nothing is known keeps its place."""
    groups = []
    for code, attributes in grouped(Scope.LOT).items():
        lines = [line_of(a, lot, sources, language, at) for a in attributes if a.code not in SHOWN_ELSEWHERE]
        silent = [line for line in lines if line.fact.answer == Answer.NOT_STATED and not line.fact.beside]
        told = tuple(line for line in lines if line not in silent)
        groups.append(Group(code, chosen(GROUPS[code]), told, tuple(silent)))
    return groups


def line_of(attribute: Attribute, lot: Lot, sources: Mapping[int, Source], language: str, at: datetime) -> Line:
    """Return one fact; where a lot is silent of what its estate has in total, that stands beside."""
    fact = with_beside(attribute, lot, language, at)
    return Line(fact, sources.get(fact.fact_id or 0), attribute.hint)


def with_beside(attribute: Attribute, lot: Lot, language: str, at: datetime) -> ShownFact:
    """Return a fact of a lot, with the estate's total beside it where the lot does not state its own."""
    fact = shown(attribute, lot, language, at)
    if fact.answer != Answer.NOT_STATED or attribute.inherits is not Inherits.BESIDE:
        return fact
    theirs = shown(attribute, lot.estate, language, at)
    if not theirs.stated:
        return fact
    return ShownFact(
        **{
            **fact.__dict__,
            "beside": theirs.text,
            "proof": theirs.proof,
            "when": theirs.when,
            "expired": theirs.expired,
            "illustrative": theirs.illustrative,
            "fact_id": theirs.fact_id,
        }
    )


def utilities_of(lot: Lot, features: Sequence[Feature], language: str, at: datetime) -> list[UtilityRow]:
    """Return the utilities table of a lot; metres to the mains are those of its connection points."""
    metres: dict[str, float] = {}
    for feature in features:
        if feature.kind == "connection" and feature.properties.get("lot") in (lot.code, lot.code_as_given):
            metres |= feature.properties.get("distance_m", {})
    return [
        UtilityRow(
            code,
            with_beside(ATTRIBUTES[attribute], lot, language, at),
            quantity(round(metres[letter]), "m", language) if letter in metres else None,
        )
        for code, letter, attribute in UTILITIES
    ]


def groups_of_estate(estate: Estate, sources: Mapping[int, Source], language: str, at: datetime) -> list[Group]:
    """Return all that can be known of an estate, in order; a group of which nothing is known is left out."""
    groups = []
    for code, attributes in grouped(Scope.ESTATE).items():
        told = (shown(attribute, estate, language, at) for attribute in attributes)
        lines = [Line(fact, sources.get(fact.fact_id or 0), ATTRIBUTES[fact.code].hint) for fact in told]
        silent = tuple(line for line in lines if line.fact.answer == Answer.NOT_STATED)
        if len(silent) < len(lines):
            groups.append(Group(code, chosen(GROUPS[code]), tuple(line for line in lines if line not in silent), silent))
    return groups
