"""The answer to a question, asked of the columns of lots in plain SQL.

Counts come from one statement. Each condition is worked out once per lot as 0 (met) or 1 (failed); a lot with no failure
is found, and one whose only failure is a condition's own counts for that condition's facet, for what its removal would
yield, and for who does not state it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from finding.question import ASKABLE, PER_PAGE, AnyOf, Box, Filter, Question, Span
from models.base import ExactDecimal, UtcDateTime, plain
from models.land.attribute import Attribute, Kind
from models.land.estate import Estate
from models.land.lot import SHOWN, Lot
from models.land.rate import Rates

COMMON_CURRENCY = "USD"  # prices are compared in it when the question names no other
MILLIONTHS = 1_000_000  # whole numbers add up exactly on both databases, doubles do not
NEAREST = 3

FACETS = tuple(p for p, a in ASKABLE.items() if a.filterable and a.kind in (Kind.ENUM, Kind.SET, Kind.BOOLEAN))
"""Of which attributes each choice is counted."""

UNKNOWNS = tuple(p for p, a in ASKABLE.items() if a.filterable and a.stated)
"""Of which attributes the lots are counted that do not state it."""

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Answer:
    """What was found: how many, how much land, one page of the lots, and counts beside every choice."""

    total: int
    of: int  # lots without any condition
    square_metres: Decimal  # stated net area of all found, exact
    without_area: int  # found, but their area is not stated
    uncertain: int  # found, though they do not state something that was asked
    lots: Sequence[Lot]
    page: int
    facets: Mapping[str, Mapping[str, int]]  # param → code → lots under all conditions but its own; "estate" → slug
    unknown: Mapping[str, int]  # param → lots that do not state it, under all conditions but its own
    without: Mapping[str, int]  # condition → lots if it alone were dropped

    @property
    def pages(self) -> int:
        """Return how many pages the answer has, at least one."""
        return max(1, -(-self.total // PER_PAGE))

    def best_to_drop(self) -> tuple[str, int] | None:
        """Return the condition whose removal finds most, and how many that is; None when none finds more."""
        best = max(self.without.items(), key=lambda item: item[1], default=None)
        return best if best and best[1] > self.total else None


class Miss(NamedTuple):
    """A lot that fails one condition, and which."""

    lot: Lot
    condition: str


class Outline(NamedTuple):
    """What a plan needs of a lot; `found` tells whether the question finds it."""

    id: int
    estate_id: int
    code: str
    code_as_given: str
    outline: bytes | None
    status: Any
    net_area: Decimal | None
    sectors: frozenset[str] | None
    tenure: str | None
    found: bool


class Asked:
    """A question at a moment, as conditions on the columns of `Lot` (joined with `Estate`)."""

    def __init__(self, question: Question, at: datetime | BindParameter[datetime], rates: Rates) -> None:
        self.question = question
        self.at = at
        self.rates = rates
        self.shown: ColumnElement[Any] = Lot.shown_status(at)  # type: ignore[assignment,arg-type]
        self.seen: Condition = and_(self.shown.is_not(None), Estate.published)
        self.met = {name: self._condition(name) for name in question.conditions}

    @property
    def moment(self) -> datetime:
        """Return the moment that is asked about."""
        assert isinstance(self.at, datetime)
        return self.at

    @property
    def found(self) -> Condition:
        """Return the condition that a lot is seen and meets everything."""
        return and_(self.seen, *self.met.values())

    def _condition(self, name: str) -> Condition:
        if name == "q":
            words = self.question.q.lower()
            return or_(*(func.lower(c).contains(words, autoescape=True) for c in (Lot.code, Lot.code_as_given)))
        if name == "estate":
            return Estate.slug.in_(self.question.estates)
        if name == "bbox":
            assert self.question.box is not None
            return inside(self.question.box)
        return self.meets(ASKABLE[name], self.question.filters[name])

    def meets(self, attribute: Attribute, asked: Filter) -> Condition:
        """Return the condition that a lot meets what is asked of an attribute, or says nothing and may stay."""
        told = self.told(attribute, asked)
        return or_(told, self.unstated(attribute)) if asked.unknown else told

    def told(self, attribute: Attribute, asked: Filter) -> Condition:
        """Return the condition that a lot states what is asked."""
        if isinstance(asked, AnyOf):
            return or_(*(self.chose(attribute, code) for code in asked.codes)) if asked.codes else self.says(attribute)
        value = self.value(attribute)
        ends = [value >= asked.low] if asked.low is not None else []
        ends += [value <= asked.high] if asked.high is not None else []
        return and_(*ends) if ends else self.says(attribute)

    def chose(self, attribute: Attribute, code: str) -> Condition:
        """Return the condition that a lot states this choice; "sale or lease" is both."""
        if attribute.code == "status":
            return self.shown == code
        column: Any = getattr(Lot, attribute.code)
        if attribute.kind is Kind.BOOLEAN:
            return column.is_(code == "yes")  # type: ignore[no-any-return]
        if attribute.kind is Kind.SET:
            return column.like(f"%;{code};%")  # type: ignore[no-any-return]
        if attribute.code == "tenure_offer" and code in ("sale", "lease"):
            return column.in_((code, "both"))  # type: ignore[no-any-return]
        return column == code  # type: ignore[no-any-return]

    def unstated(self, attribute: Attribute) -> Condition:
        """Return the condition that a lot does not state an attribute; an empty set states nothing."""
        if attribute.code == "status":
            return false()
        value = self.value(attribute)
        return or_(value.is_(None), value == ";") if attribute.kind is Kind.SET else value.is_(None)

    def says(self, attribute: Attribute) -> Condition:
        """Return the condition that a lot states an attribute."""
        if attribute.code == "status":
            return true()
        value = self.value(attribute)
        return and_(value.is_not(None), value != ";") if attribute.kind is Kind.SET else value.is_not(None)

    def value(self, attribute: Attribute) -> ColumnElement[Any]:
        """Return an attribute as it is compared; money per m² in the question's currency, else in the common one."""
        if attribute.kind is Kind.MONEY:
            return in_currency(attribute, self.question.currency or COMMON_CURRENCY, self.rates)
        column: Any = getattr(Lot, attribute.code)
        # a bound may lie between two whole numbers
        told: ColumnElement[Any] = type_coerce(column, ExactDecimal()) if attribute.kind is Kind.INTEGER else column
        return told

    def order(self) -> list[ColumnElement[Any]]:
        """Return what to sort by: not stated last both ways, then the id."""
        name = self.question.sort.removeprefix("-")
        keys: dict[str, Any] = {
            "area": Lot.net_area,
            "price": in_currency(ASKABLE["price"], COMMON_CURRENCY, self.rates),
            "ready": Lot.handover_date,
            "code": Lot.code,
            "confirmed": confirmed(),
        }
        key = keys[name]
        wanted = key.desc() if self.question.sort.startswith("-") else key.asc()
        return [case((key.is_(None), 1), else_=0), wanted, Lot.id.asc()]


def confirmed() -> ColumnElement[Any]:
    """Return as of when the offer was last stated, as ISO text: the price's date, else that of sale or lease."""
    price, tenure = (Lot.standing[code]["d"].as_string() for code in ("price", "tenure_offer"))
    return func.coalesce(price, tenure)


def inside(box: Box) -> Condition:
    """Return the condition that a lot's box touches `box`."""
    return and_(Lot.west <= box.east, Lot.east >= box.west, Lot.south <= box.north, Lot.north >= box.south)


def in_currency(attribute: Attribute, into: str, rates: Rates) -> ColumnElement[Decimal | None]:
    """Return money in another currency at the dated rate, per m² where it may stand per lot; null when it cannot be told."""
    amount: Any = getattr(Lot, attribute.code)
    currency: Any = getattr(Lot, f"{attribute.code}_currency")
    if into not in rates.per_usd:
        told: ColumnElement[Any] = case((currency == into, amount))
    else:
        worth = rates.per_usd[into]
        told = case(
            *(
                (currency == code, amount if code == into else amount / per_usd * worth)
                for code, per_usd in sorted(rates.per_usd.items())
            )
        )
    if "basis" in attribute.companions:
        basis: Any = getattr(Lot, f"{attribute.code}_basis")
        told = case((basis == "per_lot", told / Lot.net_area), else_=told)
    return func.round(told, 6, type_=ExactDecimal())


def answer(
    session: Session,
    question: Question,
    at: datetime,
    rates: Rates,
    *,
    estates: Collection[str] = (),
    facets: Sequence[str] = FACETS,
    unknowns: Sequence[str] = UNKNOWNS,
) -> Answer:
    """Return the answer to `question` at `at`, in two statements; `estates` are the slugs that are counted."""
    asked = Asked(question, at, rates)
    counts = _counts(session, asked, estates, facets, unknowns)
    total = counts("total")
    page = min(question.page, max(1, -(-total // PER_PAGE)))
    return Answer(
        total=total,
        of=counts("of"),
        square_metres=plain(Decimal(counts("millionths")) / MILLIONTHS),
        without_area=counts("without_area"),
        uncertain=counts("uncertain"),
        lots=found_lots(session, asked, page) if total else (),
        page=page,
        facets={p: {code: counts(f"{p}={code}") for code in _codes(p, estates)} for p in (*facets, "estate")},
        unknown={p: counts(f"?{p}") for p in unknowns},
        without={name: counts(f"-{name}") for name in question.conditions},
    )


def found_lots(session: Session, asked: Asked, page: int) -> Sequence[Lot]:
    """Return one page of the lots found, in order."""
    query = select(Lot).join(Lot.estate).where(asked.found).order_by(*asked.order())
    return session.scalars(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1))).all()


def every_lot(asked: Asked) -> Select[Any]:
    """Select all lots found, in order: for downloads."""
    return select(Lot).join(Lot.estate).where(asked.found).order_by(*asked.order())


def _codes(param: str, estates: Collection[str]) -> list[str]:
    if param == "estate":
        return sorted(estates)
    return [status.value for status in SHOWN] if param == "status" else list(ASKABLE[param].choices)


def _counts(
    session: Session, asked: Asked, estates: Collection[str], facets: Sequence[str], unknowns: Sequence[str]
) -> Callable[[str], int]:
    """Ask all counts at once; return what gives each by its name."""
    lots = _judged(asked, tuple(facets), tuple(unknowns))
    fails = lots.c["fails"]
    found = fails == 0
    but = {name: fails == lots.c[f"-{name}"] for name in asked.met}  # every condition is met, or only that one is not

    def how_many(name: str, condition: Condition) -> ColumnElement[int]:
        return func.sum(case((condition, lots.c[name]), else_=0))

    wanted: dict[str, ColumnElement[Any]] = {
        "of": func.count(),
        "total": _how_many(found),
        "millionths": how_many("#area", found),
        "without_area": _how_many(and_(found, lots.c["#area"].is_(None))),
        "uncertain": how_many("uncertain", found),
    }
    wanted |= {f"-{name}": _how_many(condition) for name, condition in but.items()}
    wanted |= {f"?{p}": how_many(f"?{p}", but.get(p, found)) for p in unknowns}
    wanted |= {f"{p}={code}": how_many(f"{p}={code}", but.get(p, found)) for p in facets for code in _codes(p, ())}
    in_reach = but.get("estate", found)
    wanted |= {f"estate={slug}": _how_many(and_(in_reach, lots.c["slug"] == slug)) for slug in estates}
    row = session.execute(select(*wanted.values()), {"at": asked.moment}).one()
    told = dict(zip(wanted, row, strict=True))
    return lambda name: int(told[name] or 0)


def _judged(asked: Asked, facets: tuple[str, ...], unknowns: tuple[str, ...]) -> Subquery:
    """Return every lot that is seen, with 0 or 1 for each condition failed, each choice made, each thing not stated."""
    failed = {name: case((met, 0), else_=1) for name, met in asked.met.items()}
    open_to = [asked.unstated(ASKABLE[name]) for name, wanted in asked.question.filters.items() if wanted.unknown]
    money = [p for p in unknowns if ASKABLE[p].kind is Kind.MONEY]
    columns = [
        Estate.slug.label("slug"),
        sum(failed.values(), literal(0)).label("fails"),
        cast(func.round(Lot.net_area * MILLIONTHS), BigInteger).label("#area"),
        _flag(or_(*open_to) if open_to else false()).label("uncertain"),
        *(column.label(f"-{name}") for name, column in failed.items()),
        *(_flag(asked.unstated(ASKABLE[p])).label(f"?{p}") for p in money),
        *_flags(facets, tuple(p for p in unknowns if p not in money)),
    ]
    return select(*columns).select_from(Lot).join(Lot.estate).where(asked.seen).subquery("judged")


@cache
def _flags(facets: tuple[str, ...], unknowns: tuple[str, ...]) -> list[ColumnElement[int]]:
    """Return what is the same for every question, once: building it takes longer than asking it."""
    always = Asked(Question(), bindparam("at", type_=UtcDateTime()), Rates({}, None, False))
    choices = [(p, code) for p in facets for code in _codes(p, ())]
    return [
        *(_flag(always.unstated(ASKABLE[p])).label(f"?{p}") for p in unknowns),
        *(_flag(always.chose(ASKABLE[p], code)).label(f"{p}={code}") for p, code in choices),
    ]


def _flag(condition: Condition) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _how_many(condition: Condition) -> ColumnElement[int]:
    return func.sum(_flag(condition))


def outlines(session: Session, asked: Asked, estate_ids: Collection[int] | None = None) -> list[Outline]:
    """Return all lots that are seen, of these estates or of all, each with whether it is found; in order of code."""
    return [outline_of(row) for row in session.execute(select_outlines(asked, estate_ids))]


def select_outlines(asked: Asked, estate_ids: Collection[int] | None = None) -> Select[Any]:
    """Select what `outline_of` takes, for a caller that wants something beside."""
    query = (
        select(
            Lot.id,
            Lot.estate_id,
            Lot.code,
            Lot.code_as_given,
            Lot.outline,
            asked.shown,
            Lot.net_area,
            Lot.sectors_allowed,
            Lot.tenure_offer,
            _flag(and_(*asked.met.values()) if asked.met else true()),
        )
        .join(Lot.estate)
        .where(asked.seen)
        .order_by(Lot.estate_id, Lot.code)
    )
    return query if estate_ids is None else query.where(Lot.estate_id.in_(estate_ids))


def outline_of(row: Sequence[Any]) -> Outline:
    """Return the outline with which a row begins."""
    last = len(Outline._fields) - 1
    return Outline._make((*row[:last], bool(row[last])))


def nearest(session: Session, asked: Asked) -> list[Miss]:
    """Return the lots that fail one condition and by least, the nearest first. One statement."""
    failed = {name: case((met, 0), else_=1) for name, met in asked.met.items()}
    if not failed:
        return []
    gap = sum((_gap(asked, name, fails) for name, fails in failed.items()), literal(0.0))
    query = select(Lot, *failed.values()).join(Lot.estate).where(asked.seen, sum(failed.values(), literal(0)) == 1)
    rows = session.execute(query.order_by(gap, Lot.id).limit(NEAREST)).all()
    return [Miss(row[0], next(n for n, fails in zip(failed, row[1:], strict=True) if fails)) for row in rows]


def _gap(asked: Asked, name: str, fails: ColumnElement[int]) -> ColumnElement[Any]:
    """Return by what share of the bound a lot misses it; 1 for what cannot be measured so."""
    wanted = asked.question.filters.get(name)
    steps: list[tuple[Condition, Any]] = [(fails == 0, literal(0.0))]
    if isinstance(wanted, Span):
        value = asked.value(ASKABLE[name])
        if isinstance(wanted.low, Decimal) and wanted.low:
            steps.append((value < wanted.low, (wanted.low - value) / abs(wanted.low)))
        if isinstance(wanted.high, Decimal) and wanted.high:
            steps.append((value > wanted.high, (value - wanted.high) / abs(wanted.high)))
    return case(*steps, else_=literal(1.0))
