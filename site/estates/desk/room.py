"""What the pages of this room share: who may do what, and the queries that belong to the person."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, selectinload

from models.account import STAFF, Role, User
from models.land.attribute import ATTRIBUTES, Attribute
from models.land.estate import Estate
from models.land.intake import Intake
from models.land.lot import Lot
from models.land.statement import Statement

bp = Blueprint("estates", __name__)

READERS = STAFF  # everybody who works at an estate reads its land
EDITORS = (Role.ENGINEER, Role.SALES_LEAD)  # an engineer all facts, who leads sales the price
SETTERS = (Role.ADMIN,)  # make an estate, and keep its names, its desks, its policy
KEEPERS = (Role.ENGINEER,)  # publish, withdraw, take statements back
INSIDERS = (Role.ENGINEER, Role.SALES)  # read what is kept from the public
SELLERS = (Role.SALES,)  # read who holds a lot
PAPERS_WRITERS = (Role.ENGINEER, Role.MARKETING)  # bring documents and pictures
PAPERS_READERS = (*PAPERS_WRITERS, Role.SALES)

PRICE = "price"  # the group of facts that is sales' to say


WITH_ESTATE = (contains_eager(Lot.estate).selectinload(Estate.names), joinedload(Lot.zone))


def theirs(user: User, estate_id: InstrumentedAttribute[int], roles: Iterable[Role]) -> ColumnElement[bool]:
    """Condition: it belongs to an estate at which `user` holds one of `roles`."""
    ids = user.estates(*roles)
    return true() if ids is None else estate_id.in_(sorted(ids))


def estates_of(user: User, *roles: Role) -> Select[Estate]:
    """Select the estates at which `user` holds one of `roles`, with their names."""
    condition = theirs(user, Estate.id, roles or READERS)
    return select(Estate).where(condition).order_by(Estate.slug).options(selectinload(Estate.names))


def lots_of(user: User, *roles: Role) -> Select[Lot]:
    """Select the lots of `user`'s estates, each with its estate and its zone."""
    condition = theirs(user, Lot.estate_id, roles or READERS)
    return select(Lot).join(Lot.estate).where(condition).options(*WITH_ESTATE)


def intakes_of(user: User) -> Select[Intake]:
    """Select the files that came into `user`'s estates."""
    return select(Intake).where(theirs(user, Intake.estate_id, READERS))


def statements_of(user: User, *roles: Role) -> Select[Statement]:
    """Select what was said of `user`'s estates."""
    return select(Statement).where(theirs(user, Statement.estate_id, roles or READERS))


def editable(user: User, estate_id: int) -> frozenset[str]:
    """Return the codes of the facts that `user` may state at an estate."""
    if user.may_at(estate_id, Role.ENGINEER):
        return frozenset(a.code for a in ATTRIBUTES.values() if can_be_said(a))
    if user.may_at(estate_id, Role.SALES_LEAD):
        return frozenset(a.code for a in ATTRIBUTES.values() if can_be_said(a) and a.group == PRICE)
    return frozenset()


def can_be_said(attribute: Attribute) -> bool:
    """Tell whether people state it: not what follows from other facts or from claims."""
    return attribute.stated and not attribute.derived
