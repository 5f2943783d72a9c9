"""A lot: its drawing, its price, every fact with who says so, its papers, what lies beside it, whom to ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import shapely
from flask import abort, redirect, render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload
from werkzeug.wrappers import Response

from catalogue.documents import documents_of
from catalogue.estates import desk_of, name_of, title_block, with_desks
from catalogue.facts import groups_of, sources_of, utilities_of
from catalogue.nearby import around
from catalogue.plans import features_of
from catalogue.prices import price_of
from catalogue.rights import right_clock
from finding.question import Question
from finding.sql import Asked, Outline, outlines
from models.account import Role
from models.base import estate_scope
from models.land.attribute import ATTRIBUTES
from models.land.codes import lot_code
from models.land.estate import Estate, said_in
from models.land.lot import OPEN, Lot, LotRedirect
from models.land.rate import Rates, rates_on
from models.land.values import Wrong
from web import drawing
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import edition_of, public_page, scopes_of_estate
from web.numbers import hectares, together
from web.showing import shown
from web.states import status_word
from web.words import gettext

NO_RATES = Rates({}, None, False)
MOST_WORDS = 200  # characters of a code in an address that are looked at


@allow(Role.ANYONE)
@public_page(scopes_of_estate, daily=True)
def page(lang: str, estate: str, code: str) -> str | Response:
    """Show a lot. A sold one stays readable; one that was shown once and is withdrawn is gone (410)."""
    lot = lot_named(db.session, estate, code)
    if lot is None:
        return elsewhere(db.session, estate, code)
    status = lot.shown_status(now())
    if status is None:
        abort(410 if lot.published_at is not None else 404)
    return render_template("catalogue/lot.html", **told_of(lot, str(status), lang, now()))


def lot_named(session: Session, slug: str, code: str) -> Lot | None:
    """Return the lot of an address with its estate and zone. One statement."""
    query = (
        select(Lot)
        .join(Lot.estate)
        .options(
            contains_eager(Lot.estate),
            joinedload(Lot.zone),
        )
        .where(Estate.slug == slug, Estate.published, Lot.code == code)
    )
    return session.scalars(query).one_or_none()


def elsewhere(session: Session, slug: str, code: str) -> Response:
    """Lead to the lot that is meant: the code as people write it, or one that the lot had before; else it is not there."""
    try:
        meant = lot_code(code[:MOST_WORDS])
    except Wrong:
        abort(404)
    in_estate = (Estate.slug == slug) & Estate.published
    here = select(Lot.code).join(Lot.estate).where(in_estate, Lot.code == meant)
    before = (
        select(Lot.code)
        .join(LotRedirect, LotRedirect.lot_id == Lot.id)
        .join(Lot.estate)
        .where(in_estate, LotRedirect.code.in_((code, meant)))
    )
    found = session.scalar(here) or session.scalar(before.limit(1))
    if found is None or found == code:
        abort(404)
    return redirect(url_for("catalogue.lot", estate=slug, code=found), 301)


def told_of(lot: Lot, status: str, lang: str, at: datetime) -> dict[str, Any]:
    """Return what the page of a lot prints. Six statements."""
    estate = with_desks(db.session, lot.estate)
    lots = outlines(db.session, Asked(Question(), at, NO_RATES), [estate.id])
    features = features_of(db.session, estate.id, leave_out=("contour", "hazard"))
    rates = rates_on(db.session, at.date())
    sources = sources_of(db.session, lot, lang)
    name = name_of(estate, lang, at)
    return {
        "lot": lot,
        "estate": estate,
        "estate_name": name,
        "status": status,
        "status_word": status_word(status, estate, lot.tenure_offer),
        "open": status in OPEN,
        "until": lot.public_until if lot.public_until and lot.public_until > at else None,
        "zone": said_in(lot.zone.name, lang) if lot.zone else "",
        "area": shown(ATTRIBUTES["net_area"], lot, lang, at),
        "hectares": hectares(lot.net_area, lang) if lot.net_area is not None else None,
        "price": price_of(lot, rates, lang),
        "price_fact": shown(ATTRIBUTES["price"], lot, lang, at),
        "vat": shown(ATTRIBUTES["vat_included"], lot, lang, at),
        "rates": rates,
        "side": [shown(ATTRIBUTES[code], lot, lang, at) for code in ("lot_power_capacity", "handover_date")],
        "sectors": shown(ATTRIBUTES["sectors_allowed"], lot, lang, at),
        "groups": groups_of(lot, sources, lang, at),
        "utilities": utilities_of(lot, features, lang, at),
        "right": right_clock(lot, lang, at),
        "papers": documents_of(db.session, lot, lang, at),
        "drawing": sheet_of(
            lot, lots, features, lang, str(together(shown(ATTRIBUTES["net_area"], lot, lang, at).values))
        ),
        "around": around(lot, lots, lang),
        "desk": desk_of(estate, lang, at.date()),
        "ask": url_for("inquiries.inquire", lot=f"{estate.slug}/{lot.code}"),
        "illustrative": is_invented(lot, estate),
        "title_block": title_block(estate, lang, at, lots=len(lots), edition=edition_of(estate_scope(estate.id))),
    }


def is_invented(lot: Lot, estate: Estate) -> bool:
    """Tell whether anything on the page of a lot is invented."""
    return estate.illustrative or any("i" in mark for mark in (*lot.standing.values(), *estate.standing.values()))


def sheet_of(lot: Lot, lots: list[Outline], features: list[drawing.Feature], lang: str, area: str) -> Markup | None:
    """Return the lot as a surveyor draws it; None without an outline."""
    drawn = {
        other.code: drawing.PlanLot(other.code, other.code_as_given, shapely.from_wkb(other.outline), str(other.status))
        for other in lots
        if other.outline
    }
    own = drawn.pop(lot.code, None)
    if own is None:
        return None
    label = gettext("Survey drawing of lot %(lot)s with the lengths of its sides", lot=lot.code_as_given)
    return drawing.sheet(own, list(drawn.values()), features, label=label, area=area, lang=lang, say=gettext)
