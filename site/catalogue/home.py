"""The home page: the estate's plan with the words in its sea, and every figure from the database with who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.estates import name_of, place_of, public_estates, title_block
from catalogue.facts import Source, sources_of_facts
from catalogue.lots import address
from catalogue.plans import plan_of
from finding.question import AnyOf, Question
from finding.sql import Asked, Outline, outline_of, select_outlines
from models.account import Role
from models.base import estate_scope
from models.land.attribute import ATTRIBUTES
from models.land.claim import shown_as
from models.land.estate import Estate
from models.land.frameworks import eip
from models.land.frameworks.engine import Tally
from models.land.frameworks.stated import stated
from models.land.ledger import Indicator, in_force
from models.land.lot import OPEN, SHOWN, Lot, LotMove, Status
from models.land.rate import Rates
from models.land.statement import Statement
from web import drawing
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import edition_of, every_scope, public_page
from web.numbers import Quantity, hectares, totals
from web.showing import ShownFact, chosen, shown
from web.states import status_word
from web.words import gettext, ngettext

NO_RATES = Rates({}, None, False)
FIGURES = (
    "substation_capacity",
    "recycled_water_supply",
    "steam_flow",
    "distance_port",
    "industrial_water_supply",
    "natural_gas_supply",
    "solar_pv_capacity",
    "renewable_electricity_share_pct",
    "green_cover_pct",
)
MOST_FIGURES = 5
DISTANCES = ("distance_port", "distance_rail", "distance_toll", "distance_airport", "distance_city")
MOST_SECTORS = 6
MOST_CHANGES = 6
LOOKED_AT = 60  # moves among which the changes that the public saw are sought


@dataclass(frozen=True)
class Standing:
    """A status with how many lots are in it and how much land that is."""

    status: str
    word: str
    lots: int
    land: Quantity


@dataclass(frozen=True)
class Change:
    """A change of status as the public saw it."""

    at: datetime
    code: str
    url: str
    old: str
    old_word: str
    new: str
    new_word: str
    until: datetime | None


@dataclass(frozen=True)
class Distance:
    """How far something is, and its share of the longest."""

    fact: ShownFact
    share: float


@allow(Role.ANYONE)
@public_page(every_scope)
def page(lang: str) -> str:
    """Show the first estate, what of it can be had, and the ways to find it; an empty house says so."""
    estates = public_estates(db.session, whole=True)
    if not estates:
        return render_template("catalogue/empty.html")
    at = now()
    first, *others = estates
    return render_template(
        "catalogue/home.html",
        **told_of(first, lang, at),
        others=[(name_of(e, lang, at), place_of(e, lang), url_for("catalogue.estate", estate=e.slug)) for e in others],
        several=bool(others),
    )


def told_of(estate: Estate, lang: str, at: datetime) -> dict[str, Any]:
    """Return what the home page says of an estate."""
    lots, changes = lots_and_changes(db.session, estate, at)
    name = name_of(estate, lang, at)
    free = [lot for lot in lots if lot.status == Status.AVAILABLE]
    figures = figures_of(estate, lang, at)
    return {
        "estate": estate,
        "estate_name": name,
        "place": place_of(estate, lang),
        "free": len(free),
        "heading": ngettext("%(num)d lot to choose from today", "%(num)d lots to choose from today", len(free)),
        "legend": [standing(lots, status, estate, lang) for status in SHOWN],
        "free_land": totals(sum((lot.net_area or Decimal(0) for lot in free), Decimal(0)), lang) if free else (),
        "plan": plan_of(
            db.session,
            estate,
            lots,
            lang,
            view=drawing.WIDE,
            label=gettext("Plan of %(estate)s. Every lot on it is also in the list of lots.", estate=name),
            fit="xMaxYMid slice",
        ),
        "figures": figures,
        "sources": publications(estate, figures, lang),
        "sectors": sectors_of(lots, estate, lang),
        "tallies": tallies_of(estate, at),
        "pillars": eip.PILLARS,
        "distances": distances_of(estate, lang, at),
        "changes": changes[:MOST_CHANGES],
        "need_estate": estate.slug,
        "illustrative": estate.illustrative,
        "title_block": title_block(estate, lang, at, lots=len(lots), edition=edition_of(estate_scope(estate.id))),
    }


def standing(lots: Sequence[Outline], status: Status, estate: Estate, lang: str) -> Standing:
    """Return how much land is in a status."""
    among = [lot for lot in lots if lot.status == status]
    land = sum((lot.net_area or Decimal(0) for lot in among), Decimal(0))
    return Standing(status.value, status_word(status, estate), len(among), hectares(land, lang))


def figures_of(estate: Estate, lang: str, at: datetime) -> list[ShownFact]:
    """Return the estate's first figures that are stated."""
    told = (shown(ATTRIBUTES[code], estate, lang, at) for code in FIGURES)
    return [fact for fact in told if fact.stated][:MOST_FIGURES]


def publications(estate: Estate, figures: Sequence[ShownFact], lang: str) -> dict[int, Source]:
    """Return where public figures were published. One statement, and none where nothing is told apart."""
    ids = [fact.fact_id for fact in figures if fact.fact_id and not fact.illustrative]
    return sources_of_facts(db.session, ids, lang) if estate.illustrative and ids else {}


def sectors_of(lots: Sequence[Outline], estate: Estate, lang: str) -> list[tuple[str, int, str]]:
    """Return the sectors that most free lots allow: what they are called, how many lots, where these are listed."""
    counts = Counter(code for lot in lots if lot.status == Status.AVAILABLE for code in lot.sectors or ())
    attribute = ATTRIBUTES["sectors_allowed"]
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_SECTORS]
    return [
        (
            chosen(attribute.option(code)),
            count,
            address(
                Question(
                    estates=(estate.slug,),
                    filters={"status": AnyOf((Status.AVAILABLE.value,)), "sector": AnyOf((code,), unknown=False)},
                )
            ),
        )
        for code, count in best
    ]


def tallies_of(estate: Estate, at: datetime) -> list[Tally]:
    """Return the estate's tally by pillar; none where it stated nothing. One statement."""
    query = select(Indicator, Statement).join(Indicator.statement).where(Indicator.estate_id == estate.id, in_force(at))
    rows = db.session.execute(query.order_by(Statement.force_from, Indicator.id))
    found = stated(tuple(row) for row in rows)  # type: ignore[misc]
    told = found.under(eip.CODE)
    return eip.tallies(eip.judged(told, found.references)) if told else []


def distances_of(estate: Estate, lang: str, at: datetime) -> list[Distance]:
    """Return how far an estate is from port, rail, road, airport and town, where stated."""
    stated = [code for code in DISTANCES if getattr(estate, code) is not None]
    longest = max((getattr(estate, code) for code in stated), default=None) or Decimal(1)
    return [
        Distance(shown(ATTRIBUTES[code], estate, lang, at), float(getattr(estate, code) / longest * 100))
        for code in stated
    ]


def lots_and_changes(session: Session, estate: Estate, at: datetime) -> tuple[list[Outline], list[Change]]:
    """Return the lots that the public sees, and the last changes that it saw, the newest first. One statement."""
    of_estate = (LotMove.estate_id == estate.id, LotMove.old.is_not(None), LotMove.at <= at)
    last = select(LotMove.id).where(*of_estate).order_by(LotMove.at.desc(), LotMove.id.desc()).limit(LOOKED_AT)
    query = (
        select_outlines(Asked(Question(), at, NO_RATES), [estate.id])
        .outerjoin(LotMove, (LotMove.lot_id == Lot.id) & LotMove.id.in_(select(last.subquery().c.id)))
        .add_columns(LotMove.id, LotMove.at, LotMove.old, LotMove.new, LotMove.until)
    )
    lots: dict[int, Outline] = {}
    moves = []
    for row in session.execute(query):
        lot = lots.setdefault(row[0], outline_of(row))
        move_id, *move = row[-5:]
        if move_id is not None:
            moves.append((move_id, lot, *move))
    moves.sort(key=lambda move: (move[2], move[0]), reverse=True)
    changes = (change_of(lot, moved_at, old, new, until, estate) for _, lot, moved_at, old, new, until in moves)
    return list(lots.values()), [change for change in changes if change is not None]


def change_of(
    lot: Outline, at: datetime, old: str, new: str, until: datetime | None, estate: Estate
) -> Change | None:
    """Return a move as the public saw it, by the estate's way of showing a hold; None when they saw nothing of it."""
    before, after = (public_word(word, estate) for word in (old, new))
    if before is None or after is None or before == after:
        return None
    return Change(
        at=at,
        code=lot.code_as_given,
        url=url_for("catalogue.lot", estate=estate.slug, code=lot.code),
        old=before,
        old_word=status_word(before, estate),
        new=after,
        new_word=status_word(after, estate),
        until=until if after in OPEN else None,
    )


def public_word(word: str | None, estate: Estate) -> str | None:
    """Return the status that the public saw for one that was; None for none, or for a word of former days."""
    try:
        shown_status = shown_as(Status(word or ""), estate.hold_shown_as)
    except ValueError:
        return None
    return shown_status.value if shown_status else None
