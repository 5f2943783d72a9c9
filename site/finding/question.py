"""A question about land: what stands in a query string, and what it asks for.

Every attribute of a lot can be asked by its `param`: `<param>_min` and `<param>_max` of what is measured, `<param>`
(repeatable) of what is chosen, `<param>_unknown=0` to leave out lots that do not state it. Beside them stand
`q estate bbox sort page unit currency`. A question has one canonical query string, and reading that gives it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from models.land.attribute import ATTRIBUTES, Attribute, Kind, Scope

Bound = Decimal | date

BESIDE = ("q", "estate", "bbox", "sort", "page", "unit", "currency", "typed")
"""Names in the query string that are no attribute's."""

ASKABLE: Mapping[str, Attribute] = {a.param: a for a in ATTRIBUTES.values() if a.scope.covers(Scope.LOT)}
"""What can be asked of a lot, by its name in the query string, in the order of a canonical one."""

CHOSEN = (Kind.ENUM, Kind.SET, Kind.BOOLEAN)

SORTS = ("area", "price", "ready", "code", "confirmed")
"""What lots are sorted by; with a minus before it the largest or latest comes first. Not stated is always last."""

FIRST_SORT = "-area"
PER_PAGE = 24


@dataclass(frozen=True, slots=True)
class Span:
    """What is measured, from `low` to `high`, both included; None is an open end. With both open: it is stated."""

    low: Bound | None = None
    high: Bound | None = None
    unknown: bool = True  # keep lots that do not state it


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What is chosen: one of the codes, or a set that holds one of them. Without any: it is stated."""

    codes: tuple[str, ...] = ()
    unknown: bool = True


class Box(NamedTuple):
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float


Filter = Span | AnyOf


@dataclass(frozen=True)
class Question:
    """What is asked of land: which lots, in which order, which page of them, and how to print them."""

    q: str = ""
    estates: tuple[str, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)  # by param; only those that leave something out
    box: Box | None = None
    sort: str = FIRST_SORT
    page: int = 1
    unit: str | None = None
    currency: str | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """Return the names of what is asked, in canonical order: "q", "estate", params, "bbox"."""
        return (
            *(("q",) if self.q else ()),
            *(("estate",) if self.estates else ()),
            *(param for param in ASKABLE if param in self.filters),
            *(("bbox",) if self.box else ()),
        )

    def args(self) -> list[tuple[str, str]]:
        """Return the canonical names and values of the query string."""
        return list(self._args())

    def _args(self) -> Iterator[tuple[str, str]]:
        if self.q:
            yield "q", self.q
        for slug in self.estates:
            yield "estate", slug
        for param in ASKABLE:
            if (asked := self.filters.get(param)) is not None:
                yield from _args_of(param, asked)
        if self.box:
            yield "bbox", ",".join(plain(side) for side in self.box)
        if self.sort != FIRST_SORT:
            yield "sort", self.sort
        if self.page != 1:
            yield "page", str(self.page)
        if self.unit:
            yield "unit", self.unit
        if self.currency:
            yield "currency", self.currency

    @property
    def query(self) -> str:
        """Return the canonical query string, without a question mark; empty when nothing is asked."""
        return urlencode(self.args(), safe=",;")

    def without(self, condition: str) -> Question:
        """Return this question, first page, without one of its conditions."""
        if condition == "q":
            return replace(self, q="", page=1)
        if condition == "estate":
            return replace(self, estates=(), page=1)
        if condition == "bbox":
            return replace(self, box=None, page=1)
        rest = {param: asked for param, asked in self.filters.items() if param != condition}
        return replace(self, filters=rest, page=1)

    def asking(self, param: str, asked: Filter) -> Question:
        """Return this question, first page, with `asked` as its condition on `param`."""
        return replace(self, filters={**self.filters, param: asked}, page=1)

    def plainly(self) -> Question:
        """Return this question without conditions: the order and the units stay."""
        return Question(sort=self.sort, unit=self.unit, currency=self.currency)

    def on_page(self, page: int) -> Question:
        """Return this question with another page of its answer."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> Question:
        """Return this question, first page, in another order."""
        return replace(self, sort=sort, page=1)


def _args_of(param: str, asked: Filter) -> Iterator[tuple[str, str]]:
    if isinstance(asked, AnyOf):
        for code in asked.codes:
            yield param, code
    else:
        for end, bound in (("min", asked.low), ("max", asked.high)):
            if bound is not None:
                yield f"{param}_{end}", written(bound)
    if not asked.unknown:
        yield f"{param}_unknown", "0"


def written(bound: Bound) -> str:
    """Return a bound as it stands in a query string: 15000, 2.5, 2027-06-30."""
    return format(bound, "f") if isinstance(bound, Decimal) else bound.isoformat()


def plain(degrees: float) -> str:
    """Return degrees without an exponent and without needless zeros."""
    text = format(Decimal(repr(degrees)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
