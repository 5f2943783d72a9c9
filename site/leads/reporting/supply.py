"""What leads ask for against what is free, quarter by quarter: land, power and water. A plan is not capacity.

Counted are leads from qualified to negotiation. What is asked for adds up to the end of each quarter; weighted, each lead
counts by its stage. What is not known is counted, never taken for zero.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from leads.reporting.begun import Begun, add_lots, of_estate
from models.account import User
from models.base import ExactDecimal
from models.inquiry.inquiry import need_number
from models.land.ledger import Utility, in_force
from models.land.lot import Lot, Status
from models.land.statement import Statement
from models.lead.lead import PROBABILITY, Lead, Stage
from models.lead.whose import leads_of

QUARTERS = 8
COUNTED = (Stage.QUALIFIED, Stage.SHORTLISTED, Stage.VISIT, Stage.NEGOTIATION)
FIRM = ("metered", "permit", "letter")
POWER, WATER = ("power",), ("recycled_water", "industrial_water", "water")
HECTARE = 10_000
NONE = Decimal(0)


class Quarter(NamedTuple):
    """A quarter of a year."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """Return it as needs hold it: 2027Q3."""
        return f"{self.year}Q{self.number}"

    @property
    def last(self) -> date:
        """Return its last day."""
        after = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return after - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """Return the one after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


@dataclass(frozen=True)
class Balance:
    """One thing that is asked for and given: figures to the end of each quarter, in `unit`."""

    code: str  # land, power, water
    unit: str
    free: Sequence[Decimal] | None  # None: nobody stated a firm capacity
    reserved: Sequence[Decimal]
    weighted: Sequence[Decimal]
    asked: Sequence[Decimal]
    unknown: int  # leads that do not say how much
    largest: Decimal | None = None  # of land: the largest lot that is free
    as_of: date | None = None  # the oldest of the figures

    @property
    def gap(self) -> Sequence[Decimal] | None:
        """Return what is left of the free when the weighted is taken."""
        return None if self.free is None else [free - asked for free, asked in zip(self.free, self.weighted, strict=True)]

    @property
    def shortest(self) -> int | None:
        """Return the quarter in which most is missing; None where enough is free."""
        gap = self.gap
        worst = min(range(len(gap)), key=lambda place: gap[place]) if gap else None
        return worst if worst is not None and gap is not None and gap[worst] < 0 else None

    @property
    def top(self) -> Decimal:
        """Return the largest figure, for the scale; at least 1."""
        return max([*(self.free or ()), *self.asked, Decimal(1)])


@dataclass(frozen=True)
class Supply:
    """The balances, and who is left out of them."""

    quarters: Sequence[Quarter]
    balances: Sequence[Balance]
    leads: int
    without_start: int


def supply_of(session: Session, user: User, estates: Collection[int], estate: int | None, at: datetime) -> Supply:
    """Return what is asked for and free at `estates` from this quarter on. Four statements."""
    quarters = quarters_from(at.date())
    leads = _asking(session, user, estate)
    counted = [lead for lead in leads if lead.need.get("timeframe")]
    told = _told(session, estates, at)

    def amounts(pick: Callable[[Begun], Decimal | None]) -> tuple[list[Decimal], list[Decimal], int]:
        weighted, asked, unknown = [NONE] * QUARTERS, [NONE] * QUARTERS, 0
        for lead in counted:
            amount = pick(lead)
            if amount is None:
                unknown += 1
                continue
            for place, quarter in enumerate(quarters):
                if str(lead.need["timeframe"]) <= quarter.code:
                    asked[place] += amount
                    weighted[place] += amount * PROBABILITY[lead.stage] / 100
        return weighted, asked, unknown

    def utility(code: str, unit: str, kinds: Collection[str], key: str) -> Balance:
        weighted, asked, unknown = amounts(lambda lead: need_number(lead.need, key))
        rows = [row for row in told if row.utility in kinds and row.unit == unit]
        free = [_free(rows, quarter.last) for quarter in quarters] if rows else None
        taken = [sum((row.committed or NONE for row in rows if _there(row, q.last)), NONE) for q in quarters]
        days = [row.as_of for row in rows if row.as_of]
        return Balance(code, unit, free, taken, weighted, asked, unknown, as_of=min(days, default=None))

    weighted, asked, unknown = amounts(lambda lead: _hectares(lead.asked.area_m2))
    free, taken, largest = _land(session, estates, quarters, at)
    land = Balance("land", "ha", free, taken, weighted, asked, unknown, largest, at.date())
    power, water = utility("power", "MV.A", POWER, "power_mva"), utility("water", "m3/d", WATER, "water_m3d")
    return Supply(quarters, [land, power, water], len(leads), len(leads) - len(counted))


def quarters_from(day: date) -> list[Quarter]:
    """Return the quarter of a day and those after it."""
    quarters = [Quarter(day.year, (day.month - 1) // 3 + 1)]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].next)
    return quarters


def _asking(session: Session, user: User, estate: int | None) -> list[Begun]:
    chosen = of_estate(leads_of(user), estate).where(Lead.stage.in_(COUNTED))
    columns = (Lead.id, Lead.language, Lead.stage, Lead.estate_id, Lead.need, Lead.created_at)
    found = {
        row.id: Begun(row.id, row.language, "", row.stage, row.estate_id, row.need, row.created_at, None)
        for row in session.execute(chosen.with_only_columns(*columns))
    }
    add_lots(session, found, chosen.with_only_columns(Lead.id))
    return list(found.values())


class _Source(NamedTuple):
    """A line of the utility ledger, as it was told last."""

    utility: str
    unit: str
    capacity: Decimal | None
    in_use: Decimal | None
    committed: Decimal | None
    available_from: date | None
    as_of: date | None


def _told(session: Session, estates: Collection[int], at: datetime) -> list[_Source]:
    columns = (Utility.estate_id, Utility.letter, Utility.item, Utility.basis)
    figures = (Utility.utility, Utility.unit, Utility.capacity, Utility.in_use, Utility.committed, Utility.available_from)
    query: Any = select(*columns, *figures, Statement.as_of).join(Utility.statement)
    query = query.where(Utility.estate_id.in_(sorted(estates)), in_force(at)).order_by(Statement.force_from, Utility.id)
    newest = {(row.estate_id, row.letter, row.item): row for row in session.execute(query)}
    return [_Source(*row[4:]) for row in newest.values() if row.basis in FIRM and row.capacity is not None]


def _there(row: _Source, day: date) -> bool:
    return row.available_from is None or row.available_from <= day


def _free(rows: Sequence[_Source], day: date) -> Decimal:
    here = [row for row in rows if _there(row, day)]
    return sum(((row.capacity or NONE) - (row.in_use or NONE) - (row.committed or NONE) for row in here), NONE)


def _land(
    session: Session, estates: Collection[int], quarters: Sequence[Quarter], at: datetime
) -> tuple[list[Decimal], list[Decimal], Decimal | None]:
    status = case((Lot.public_until <= at, Lot.public_then), else_=Lot.status)
    free, taken = status == Status.AVAILABLE, status.in_((Status.HELD, Status.RESERVED))

    def area(condition: ColumnElement[bool], quarter: Quarter) -> ColumnElement[Decimal | None]:
        ready = or_(Lot.handover_date.is_(None), Lot.handover_date <= quarter.last)
        return func.sum(case((and_(condition, ready), Lot.net_area)), type_=ExactDecimal())

    columns = [*(area(free, quarter) for quarter in quarters), *(area(taken, quarter) for quarter in quarters)]
    largest = func.max(case((free, Lot.net_area)), type_=ExactDecimal())
    row = session.execute(select(*columns, largest).where(Lot.estate_id.in_(sorted(estates)))).one()
    sums = [_hectares(amount) or NONE for amount in row[:-1]]
    return sums[:QUARTERS], sums[QUARTERS:], _hectares(row[-1])


def _hectares(square_metres: Decimal | None) -> Decimal | None:
    return None if square_metres is None else square_metres / HECTARE
