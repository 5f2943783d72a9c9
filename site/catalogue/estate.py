"""An estate: its plan, where it lies, its utilities, its green scorecard, who is there, whom to ask, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from flask import abort, render_template, url_for

from catalogue.capacities import ledger_of
from catalogue.documents import papers_of_estate
from catalogue.estates import desk_of, desks_of, estate_named, name_of, place_of, title_block
from catalogue.facts import Source, groups_of_estate, sources_of_facts
from catalogue.home import NO_RATES, standing
from catalogue.hours import closed_days, friday_pause, ruler
from catalogue.location import EARTH, Range, distance_columns, location_of, ranges_of
from catalogue.lots import address
from catalogue.operators import operators_of
from catalogue.plans import Drawn, plan_of
from catalogue.published import name_of_the_real, notes_of
from catalogue.scorecard import scorecard_of
from catalogue.tenants import companies_of
from finding.question import Question
from finding.sql import Asked, Outline, outline_of, select_outlines
from models.account import Role
from models.base import estate_scope
from models.land.attribute import ATTRIBUTES
from models.land.beside import Beside, beside
from models.land.estate import Estate
from models.land.frameworks import eip, permenperin26
from models.land.ledger import LETTERS
from models.land.lot import SHOWN, Status
from web.access import allow
from web.clock import now
from web.database import db
from web.dates import DESK_ZONE
from web.editions import edition_of, public_page, scopes_of_estate
from web.numbers import Quantity, quantity, totals
from web.showing import ShownFact, shown
from web.words import gettext, ngettext

HEADLINES = (
    "grid_emission_factor",
    "renewable_electricity_share_pct",
    "recycled_water_share_pct",
    "saidi_minutes",
    "water_dry_season",
    "tariff_power",
)


@allow(Role.ANYONE)
@public_page(scopes_of_estate, daily=True)
def page(lang: str, estate: str) -> str:
    """Show an estate; one that is not published is not there."""
    found = estate_named(db.session, estate)
    if found is None:
        abort(404)
    return render_template("catalogue/estate.html", **told_of(found, lang, now()))


def told_of(estate: Estate, lang: str, at: datetime) -> dict[str, Any]:
    """Return what the page of an estate prints. Five statements, four when its drawings were made before."""
    today = at.astimezone(ZoneInfo(DESK_ZONE)).date()
    name = name_of(estate, lang, at)
    lots, ranges = lots_and_ranges(estate, at)
    drawn = Drawn(db.session, estate.id)
    told = beside(db.session, estate.id, at)
    sources = sources_of_estate(estate, lang)
    free = [lot for lot in lots if lot.status == Status.AVAILABLE]
    return {
        "estate": estate,
        "estate_name": name,
        "place": place_of(estate, lang),
        "plan": plan_of(db.session, estate, lots, lang, label=plan_label(name), drawn=drawn).svg if lots else None,
        "land": land_of(estate, lots, lang),
        "legend": [standing(lots, status, estate, lang) for status in SHOWN],
        "lots": len(lots),
        "show_lots": ngettext("Show %(num)d available lot", "Show %(num)d available lots", len(free)),
        "lots_url": address(Question(estates=(estate.slug,))),
        "green_cover": shown(ATTRIBUTES["green_cover_pct"], estate, lang, at),
        "certificates": shown(ATTRIBUTES["certificates"], estate, lang, at),
        "location": location_of(estate, drawn, ranges, lang, at, name),
        **utilities_told(estate, told, lang, today, at),
        "scorecard": scorecard_of(told.indicators, lang, today),
        "framework": eip.FIFTY_PARKS,
        "accredited_from": permenperin26.ACCREDITED_FROM,
        "groups": groups_of_estate(estate, sources, lang, at),
        "sources": sources,
        "companies": companies_of(told.tenants, lang, today),
        "real_name": name_of_the_real(told.notes),
        "notes": notes_of(told.notes, lang, today),
        "desks": desks_of(estate, lang, today),
        "desk": desk_of(estate, lang, today),
        "answer_within": answer_within(estate, lang),
        "ruler": ruler(lang, today),
        "friday_pause": friday_pause(lang),
        "closed_days": closed_days(today, lang),
        "papers": papers_of_estate(db.session, estate.id, lang, at),
        "ask": url_for("inquiries.inquire"),
        "illustrative": is_invented(estate, told),
        "title_block": title_block(estate, lang, at, lots=len(lots), edition=edition_of(estate_scope(estate.id))),
    }


def lots_and_ranges(estate: Estate, at: datetime) -> tuple[list[Outline], dict[str, Range]]:
    """Return the lots that the public sees, and how far they state to be from what is around. One statement."""
    query = select_outlines(Asked(Question(), at, NO_RATES), [estate.id]).add_columns(*distance_columns())
    rows = db.session.execute(query).all()
    return [outline_of(row) for row in rows], ranges_of([row[len(Outline._fields) :] for row in rows])


def utilities_told(estate: Estate, told: Beside, lang: str, today: date, at: datetime) -> dict[str, Any]:
    """Return who runs what, the ledger of capacities, and the figures beside it."""
    running = operators_of(told.operators, lang, today)
    own = [one for one in running if not one.origin.publication]
    return {
        "operators": own,
        "published_operators": [one for one in running if one.origin.publication],
        "run_by": next((one for one in own if one.role == "estate" and not one.former), None),
        "run_before": next((one for one in own if one.role == "estate" and one.former), None),
        "ledger": ledger_of(told.utilities, own, lang, today),
        "ledger_letters": LETTERS,
        "headlines": headlines_of(estate, lang, at),
    }


def plan_label(name: str) -> str:
    """Return what a plan is called to those who do not see it."""
    return gettext("Plan of %(estate)s. Every lot on it stands in the list of lots, too.", estate=name)


def headlines_of(estate: Estate, lang: str, at: datetime) -> list[ShownFact]:
    """Return the figures beside the ledger, stated or not; none where the estate states none of them."""
    facts = [shown(ATTRIBUTES[code], estate, lang, at) for code in HEADLINES]
    return facts if any(fact.stated for fact in facts) else []


def sources_of_estate(estate: Estate, lang: str) -> dict[int, Source]:
    """Return what the facts of an estate rest on. One statement, none where nothing is stated."""
    ids = {mark["f"] for mark in estate.standing.values() if mark.get("f") is not None}
    return sources_of_facts(db.session, ids, lang) if ids else {}


def land_of(estate: Estate, lots: Sequence[Outline], lang: str) -> tuple[Quantity, ...]:
    """Return the land within the estate's boundary as it is drawn, else that of its lots."""
    if estate.boundary:
        metres, _ = EARTH.geometry_area_perimeter(shapely.from_wkb(estate.boundary))
        return totals(Decimal(round(abs(metres))), lang)
    return totals(sum((lot.net_area or Decimal(0) for lot in lots), Decimal(0)), lang)


def answer_within(estate: Estate, lang: str) -> str:
    """Return within what working time the desk promises an answer."""
    hours, rest = divmod(estate.answer_within, 60)
    if rest:
        return gettext("%(minutes)s working minutes", minutes=str(quantity(estate.answer_within, "", lang)))
    return ngettext("%(num)d working hour", "%(num)d working hours", hours)


def is_invented(estate: Estate, told: Beside) -> bool:
    """Tell whether anything on the page is invented."""
    marks = any("i" in mark for mark in estate.standing.values())
    return estate.illustrative or marks or any(statement.illustrative for statement in told.statements())
