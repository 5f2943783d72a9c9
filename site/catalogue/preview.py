"""Lots before they are published, as the list and the plan will show them: for those who publish."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import get_template_attribute, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import contains_eager

from catalogue.cards import card
from catalogue.estates import name_of, place_of
from catalogue.plans import plan_of
from finding.question import Question
from finding.sql import Asked, outlines
from models.account import Role, User
from models.base import LANGUAGES
from models.land.estate import Estate
from models.land.lot import Lot, Status
from models.land.rate import Rates, rates_on
from web.access import allow, current_user, found
from web.addresses import row_number
from web.clock import now
from web.database import db
from web.language import NAMES, current_language
from web.words import gettext

MOST = 200


class AsPublished(Asked):
    """All lots that the public sees, and some that it will see."""

    def __init__(self, ids: Collection[int], at: datetime, rates: Rates) -> None:
        """Count the lots of `ids` as published."""
        super().__init__(Question(), at, rates)
        ours = Lot.id.in_(sorted(ids))
        self.shown = case((ours, Status.AVAILABLE.value), else_=self.shown)
        self.seen = or_(self.seen, ours)


@allow(Role.ENGINEER)
def preview() -> str:
    """Show lots as a reader of one language will see them."""
    at, named = now(), request.args.getlist("lot")
    ids = {number for text in named if (number := row_number(text))}
    lots = list(db.session.scalars(lots_of(current_user, ids)).unique()) if 0 < len(ids) <= MOST else []
    found(lots if lots and len(lots) == len(set(named)) else None)
    shown_in = request.args.get("in", "")
    shown_in = shown_in if shown_in in LANGUAGES else current_language()
    rates = rates_on(db.session, at.date())
    with force_locale(shown_in):
        rows, plans, words = _shown(lots, rates, shown_in, at)
    return render_template(
        "catalogue/preview.html",
        rows=rows,
        plans=plans,
        words=words,
        shown_in=shown_in,
        languages=[(NAMES[one], _in(one, named), one == shown_in) for one in LANGUAGES],
        back=url_for("estates.publish", lot=named),
        illustrative=any(lot.estate.illustrative for lot in lots),
    )


def _in(language: str, named: list[str]) -> str:
    """Return the address of this page in another language."""
    query: dict[str, Any] = {"lot": named, "in": language}
    return url_for("catalogue.preview", **query)


def lots_of(user: User, ids: Collection[int]) -> Select[Any]:
    """Select those of the lots that `user` may publish, with their estates."""
    held = user.estates(Role.ENGINEER)
    query = select(Lot).join(Lot.estate).options(contains_eager(Lot.estate).selectinload(Estate.names))
    query = query.where(Lot.id.in_(sorted(ids))).order_by(Lot.estate_id, Lot.code)
    return query if held is None else query.where(Lot.estate_id.in_(sorted(held)))


def _shown(lots: list[Lot], rates: Rates, language: str, at: datetime) -> tuple[Markup, list[Any], dict[str, str]]:
    estates = {lot.estate_id: lot.estate for lot in lots}
    where = {key: place_of(estate, language) or name_of(estate, language, at) for key, estate in estates.items()}
    row = get_template_attribute("catalogue/_row.html", "lot_row")
    as_now: dict[str, Any] = {"unit": None, "currency": None, "status": Status.AVAILABLE}
    several = len(estates) > 1
    told = [row(card(lot, where[lot.estate_id], rates, language, at, **as_now), several) for lot in lots]
    asked = AsPublished([lot.id for lot in lots], at, rates)
    drawn = outlines(db.session, asked, list(estates))
    ids = {lot.id for lot in lots}
    marked = [outline._replace(found=outline.id in ids) for outline in drawn]
    label = gettext("Plan")
    plans = [plan_of(db.session, estate, marked, language, label=label, codes="short") for estate in estates.values()]
    words = {"lot": gettext("Lot"), "area": gettext("Area"), "price": gettext("Price"), "power": gettext("Power"), "plan": label}
    return Markup("").join(told), plans, words
