"""What an estate says beside its facts: capacities over time, operators, indicators, tenants, notes.

Each row hangs from a statement and is shown while that is in force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, ForeignKey, Select, func, literal, select, union_all
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base, Public, estate_scope
from models.land.answer import Answer
from models.land.document import Document
from models.land.statement import Statement
from models.marks import NP_

LETTERS = {"E": "power", "W": "water", "RW": "recycled", "S": "steam", "G": "gas", "WW": "wastewater", "J": "jetty"}
"""A letter of the plan and the sign it stands for, in the order in which a ledger is read."""

OPERATOR_ROLES = {
    "estate": NP_("operator role", "Estate management"),
    "property": NP_("operator role", "Land sales"),
    "infrastructure group": NP_("operator role", "Infrastructure group"),
    "power": NP_("operator role", "Power"),
    "gas": NP_("operator role", "Natural gas"),
    "water": NP_("operator role", "Water"),
    "steam": NP_("operator role", "Steam"),
    "wastewater": NP_("operator role", "Wastewater"),
    "port": NP_("operator role", "Port"),
    "telecom": NP_("operator role", "Telecom"),
}
TENANT_STATUSES = {
    "operating": NP_("tenant", "In operation"),
    "under_construction": NP_("tenant", "Under construction"),
    "land_signed": NP_("tenant", "Land agreement signed"),
    "neighbour": NP_("tenant", "Neighbour, perhaps outside the estate"),
}
CLOSED = "closed"
"""The status of a company that is no tenant any more; it is kept, and never shown."""


class OfStatement(Public):
    """A row that a statement brought to an estate. Of rows with equal `KEY` the last said counts."""

    KEY: ClassVar[tuple[str, ...]]

    id: Mapped[int] = mapped_column(primary_key=True)
    gone: Mapped[bool] = mapped_column(default=False)  # what is told is that it is there no longer

    @declared_attr
    @classmethod
    def estate_id(cls) -> Mapped[int]:
        """Return the estate it is about."""
        return mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)

    @declared_attr
    @classmethod
    def statement_id(cls) -> Mapped[int]:
        """Return the statement that brought it."""
        return mapped_column(ForeignKey("statement.id"), index=True)

    @declared_attr
    @classmethod
    def statement(cls) -> Mapped[Statement]:
        """Return who said it, on what strength, as of when."""
        return relationship()

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


def in_force(at: datetime) -> ColumnElement[bool]:
    """Condition on Statement: it holds at `at`, was not undone and is not only for history."""
    return (
        (Statement.force_from <= at)
        & (Statement.force_until.is_(None) | (Statement.force_until > at))
        & Statement.for_history.is_(False)
    )


class Utility(OfStatement, Base):
    """A source of a utility: capacity with basis and date, what is in use and what is promised. A plan is not capacity."""

    __tablename__ = "utility"
    KEY = ("letter", "item")

    utility: Mapped[str]  # power, recycled_water, steam, gas, water, wastewater
    letter: Mapped[str]  # as on the plan: E RW S G W WW
    item: Mapped[str]
    capacity: Mapped[Decimal | None]
    in_use: Mapped[Decimal | None]
    committed: Mapped[Decimal | None]
    unit: Mapped[str]  # UCUM
    available_from: Mapped[date | None]
    basis: Mapped[str | None]  # metered, permit, letter, plan
    operator: Mapped[str | None]
    note: Mapped[str | None]


def free_power(estates: Collection[int], at: datetime) -> Select[Decimal | None]:
    """Select the firm MVA that estates can still give at `at`: neither in use nor promised; None when none is stated."""
    last_first = func.row_number().over(
        partition_by=(Utility.estate_id, *(getattr(Utility, name) for name in Utility.KEY)),
        order_by=(Statement.force_from.desc(), Utility.id.desc()),
    )
    told = select(Utility, last_first.label("place")).join(Utility.statement)
    line = told.where(Utility.estate_id.in_(estates), Utility.utility == "power", in_force(at)).subquery().c
    firm = (
        line.place == 1,
        line.gone.is_(False),
        line.unit == "MV.A",
        line.basis != "plan",
        line.available_from.is_(None) | (line.available_from <= at.date()),
    )
    left = line.capacity - func.coalesce(line.in_use, 0) - func.coalesce(line.committed, 0)
    return select(func.sum(left, type_=Utility.capacity.type)).where(*firm)


class Operator(OfStatement, Base):
    """Who runs what in an estate, from when to when."""

    __tablename__ = "operator"
    KEY = ("role", "name")

    role: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str | None]
    valid_from: Mapped[str | None]  # a day or a month, as far as it is known: 2021-07
    valid_to: Mapped[str | None]
    note: Mapped[str | None]


class Indicator(OfStatement, Base):
    """A value of an estate under a framework's row."""

    __tablename__ = "indicator"
    KEY = ("framework", "code")

    framework: Mapped[str]  # eip, permenperin26
    code: Mapped[str]
    answer: Mapped[Answer]
    value: Mapped[str | None]  # yes, no, or a number
    under_way: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]


class Tenant(OfStatement, Base):
    """A company in the estate; one that has closed is never shown as a tenant."""

    __tablename__ = "tenant"
    KEY = ("company",)

    company: Mapped[str]
    isic: Mapped[str | None]
    status: Mapped[str]
    since: Mapped[str | None]
    until: Mapped[date | None]
    text: Mapped[str | None]


class PublicNote(OfStatement, Base):
    """A public statement on an estate that is no attribute: its areas, its history."""

    __tablename__ = "public_note"
    KEY = ("topic",)

    topic: Mapped[str]
    value: Mapped[str | None]
    unit: Mapped[str | None]
    text: Mapped[str | None]


TOLD = (Utility, Operator, Indicator, Tenant, PublicNote)


def told_beside(estate_id: int, at: datetime) -> Select[Any]:
    """Select what an estate says beside its facts, all kinds in one question: (number, statement, document, *one row of TOLD).

    In the order in which it was said, so that of a thing told twice the later stands behind. Of the rows one is not None:
    the number says which.
    """
    kinds = union_all(*(select(literal(number).label("kind")) for number in range(len(TOLD)))).subquery("kinds")
    tables: list[Any] = list(TOLD)
    source: Any = kinds
    for number, table in enumerate(tables):
        source = source.outerjoin(table, (kinds.c.kind == number) & (table.estate_id == estate_id))
    of = func.coalesce(*(table.statement_id for table in tables))
    query = select(kinds.c.kind, Statement, Document, *tables).select_from(source)
    query = query.join(Statement, Statement.id == of).outerjoin(Document, Document.id == Statement.document_id)
    ids = func.coalesce(*(table.id for table in tables))
    return query.where(in_force(at)).order_by(kinds.c.kind, Statement.force_from, ids)
