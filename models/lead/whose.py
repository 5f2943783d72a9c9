"""Whose leads these are: every question about leads starts from the person who asks.

Sales read the leads of their estates and write their own and those that nobody has; who leads sales writes all of them.
A lead belongs to every estate among its lots and to the desk that answers; one without any is for those of all estates.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from models.account import Role, User
from models.land.lot import Lot
from models.lead.lead import Lead, LeadLot

READERS = (Role.SALES,)  # who leads sales holds it, too


def leads_of(user: User) -> Select[Lead]:
    """Select the leads that `user` may read; none for those who do not sell."""
    return select(Lead).where(_at(user.estates(*READERS)))


def writable_leads_of(user: User) -> Select[Lead]:
    """Select the leads that `user` may change: their own, those without an owner, all where they lead sales."""
    theirs = or_(Lead.owner_id.is_(None), Lead.owner_id == user.id, _at(user.estates(Role.SALES_LEAD)))
    return leads_of(user).where(theirs)


def led_leads_of(user: User) -> Select[Lead]:
    """Select the leads at whose estates `user` leads sales."""
    return select(Lead).where(_at(user.estates(Role.SALES_LEAD)))


def estates_of(lead: Lead) -> frozenset[int]:
    """Return the estates whose staff may see this lead."""
    own = {one.lot.estate_id for one in lead.lots}
    return frozenset(own if lead.estate_id is None else own | {lead.estate_id})


def leads_sales_at(user: User, estates: Collection[int]) -> bool:
    """Tell whether `user` leads sales at one of a lead's estates."""
    held = user.estates(Role.SALES_LEAD)
    return held is None or any(one in held for one in estates)


def may_write(user: User, owner_id: int | None, estates: Collection[int]) -> bool:
    """Tell whether `user`, who may read a lead, may change it."""
    return owner_id in (None, user.id) or leads_sales_at(user, estates)


def _at(held: frozenset[int] | None) -> ColumnElement[bool]:
    if held is None:
        return true()
    if not held:
        return false()
    among_lots = select(LeadLot.id).join(LeadLot.lot).where(LeadLot.lead_id == Lead.id, Lot.estate_id.in_(held))
    return or_(Lead.estate_id.in_(held), among_lots.exists())
