"""The list of lots: found, sorted, ticked for publishing or withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only

from estates.desk.claims import Claim, claims_on
from estates.desk.finding_lots import (
    FACTS,
    PAGE,
    STALE,
    Check,
    Complete,
    Find,
    Sort,
    find_in,
    narrowed,
    ordered,
    stated_count,
    status_at,
)
from estates.desk.outline import thumb
from estates.desk.room import EDITORS, KEEPERS, READERS, SELLERS, bp, estates_of, theirs
from models.land.attribute import ATTRIBUTES
from models.land.choices import STATUS
from models.land.estate import Estate, Zone, said_in
from models.land.lot import Lot, Status
from models.marks import N_
from web.access import allow, current_user
from web.clock import now
from web.database import db
from web.dates import iso
from web.language import current_language
from web.showing import ShownFact, chosen, shown
from web.words import gettext

CHECKS = {
    Check.EXPIRED: N_("A certificate expired"),
    Check.STALE: N_("No statement for half a year"),
    Check.UNPUBLISHED: N_("Not published"),
}
COMPLETE = {
    Complete.LITTLE: N_("Less than half stated"),
    Complete.PART: N_("Half to three quarters stated"),
    Complete.MOST: N_("Three quarters or more stated"),
}
SORTS = {
    Sort.CODE: N_("Code"),
    Sort.AREA: N_("Largest first"),
    Sort.COMPLETE: N_("Least complete first"),
    Sort.UNTIL: N_("Ending soonest first"),
}
KEY_FACTS = ("net_area", "lot_power_capacity", "price")


@dataclass(frozen=True)
class Listed:
    """A lot in the list."""

    lot: Lot
    status: Status
    stated: int
    drawing: Markup
    facts: Mapping[str, ShownFact]
    claim: Claim | None
    ran_out: list[str]  # labels of facts whose certificate ran out
    stale_since: str  # the newest day anything was true, once that is long ago

    @property
    def share(self) -> int:
        """Return how much is stated, in per cent."""
        return round(100 * self.stated / len(FACTS))


@bp.get("/staff/lots")
@allow(*READERS)
def lots() -> str:
    """List the lots of the person's estates."""
    at, find = now(), find_in(request.args)
    ours = theirs(current_user, Lot.estate_id, READERS)
    query = narrowed(select(Lot).join(Lot.estate).where(ours), find, at)
    count = db.session.scalar(query.with_only_columns(func.count(Lot.id))) or 0
    pages = max(1, -(-count // PAGE))
    estates = db.session.scalars(estates_of(current_user)).all()
    today = date.fromisoformat(iso(at))
    return render_template(
        "estates/lots.html",
        find=find,
        listed=listed(db.session, query, find, at),
        count=count,
        pages=pages,
        address=lambda page: url_for("estates.lots", **find.on(page=page)),
        estates={estate.slug: estate.name(current_language(), today) for estate in estates},
        zones=zones_of(db.session, find, [estate.id for estate in estates]),
        statuses=[option for option in STATUS if option.code in set(Status)],
        checks=CHECKS,
        completes=COMPLETE,
        sorts=SORTS,
        facts_in_all=len(FACTS),
        chosen=chosen,
        priced={estate.slug: estate.name(current_language(), today) for estate in estates if _may_price(estate, find)},
        keeper=current_user.may(*KEEPERS),
        seller_at=current_user.estates(*SELLERS),
        keeper_at=current_user.estates(*KEEPERS),
        illustrative=any(estate.illustrative for estate in estates),
    )


def _may_price(estate: Estate, find: Find) -> bool:
    """Tell whether this person may change prices at an estate that is looked at."""
    return find.estate in ("", estate.slug) and current_user.may_at(estate.id, *EDITORS)


def listed(session: Session, query: Any, find: Find, at: datetime) -> list[Listed]:
    """Return one page of the lots that `query` selects. Two statements."""
    some = ordered(query, find).limit(PAGE).offset(PAGE * (find.page - 1))
    some = some.options(NEEDED, contains_eager(Lot.estate).options(NEEDED_OF_ESTATE), joinedload(Lot.zone))
    rows = session.execute(some.add_columns(status_at(at), stated_count())).all()
    claims = claims_on(session, [lot.id for lot, _, _ in rows], at) if rows else {}
    language = current_language()
    return [
        Listed(
            lot,
            Status(status),
            stated,
            thumb(lot, "thumb d-t44", Status(status)),
            {code: shown(ATTRIBUTES[code], lot, language, at) for code in KEY_FACTS},
            claims.get(lot.id),
            ran_out(lot.standing, at),
            stale_since(lot.standing, at),
        )
        for lot, status, stated in rows
    ]


NEEDED = load_only(
    *(getattr(Lot, name) for code in KEY_FACTS for name in ATTRIBUTES[code].columns),
    *(Lot.estate_id, Lot.zone_id, Lot.code, Lot.code_as_given, Lot.outline, Lot.status, Lot.standing),
    *(Lot.public_status, Lot.public_until, Lot.public_then, Lot.status_since),
)
NEEDED_OF_ESTATE = load_only(Estate.slug, Estate.hold_shown_as, Estate.illustrative)


def ran_out(standing: Mapping[str, Mapping[str, Any]], at: datetime) -> list[str]:
    """Return the labels of the facts whose last day has passed, in order."""
    today = iso(at)
    return [gettext(a.label) for a in ATTRIBUTES.values() if standing.get(a.code, {}).get("u", today) < today]


def stale_since(standing: Mapping[str, Mapping[str, Any]], at: datetime) -> str:
    """Return the newest day of what a lot says itself, if that is long ago; empty when it is not."""
    days = [mark["d"] for mark in standing.values() if "d" in mark and "o" not in mark]
    newest = max(days, default="")
    return newest if newest and newest < iso(at - STALE) else ""


def zones_of(session: Session, find: Find, estate_ids: list[int]) -> dict[str, str]:
    """Return the zones to choose from, by code: of the estate that is looked at, else of all."""
    query = select(Zone).join(Estate, Estate.id == Zone.estate_id).where(Zone.estate_id.in_(estate_ids))
    if find.estate:
        query = query.where(Estate.slug == find.estate)
    zones = session.scalars(query.order_by(Zone.code, Zone.id))
    return {zone.code: said_in(zone.name, current_language()) or zone.code for zone in zones}
