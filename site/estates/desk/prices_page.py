"""A price list is changed at the desk: asked, looked at, stored as one statement, taken back before it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from estates.desk.forms import PriceForm
from estates.desk.pricing import LONGEST, Change, by_list, by_percent
from estates.desk.room import EDITORS, bp, estates_of
from estates.undoing import take_back
from models.account import User
from models.act import Way
from models.land.estate import Estate, Zone, said_in
from models.land.lot import Lot
from models.land.pricing import PRICED, change_prices, prices_at, to_come
from models.land.statement import Statement
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.dates import desk_day, moment
from web.forms import text_of
from web.language import current_language
from web.words import gettext, ngettext


@bp.route("/staff/estates/<estate>/prices", methods=["GET", "POST"])
@allow(*EDITORS)
def prices(estate: str) -> Response | tuple[str, int]:
    """Change the prices of an estate's lots, by percent or by a list, now or from a moment on."""
    row = _estate(estate)
    zones = db.session.scalars(select(Zone).where(Zone.estate_id == row.id).order_by(Zone.code)).all()
    form = PriceForm()
    form.offer(gettext, [(zone.code, said_in(zone.name, current_language()) or zone.code) for zone in zones])
    if request.method == "GET":
        return _page(row, form), 200
    at = now()
    if not form.validate() or not form.require_to_come(at) or not form.take_file(LONGEST) or not form.require_one():
        return _page(row, form), 422
    change = _asked(row, form, at)
    if change is None or not change.rows or change.wrong or request.form.get("do") != "store":
        return _page(row, form, change), 422 if change is None or change.wrong else 200
    if request.form.get("mark") != change.mark:
        flash(gettext("Prices have changed meanwhile. Look at the change again."), "error")
        return _page(row, form, change), 409
    act = act_of(current_user, reason=text_of(form.reason) or None)
    from_at = form.moment or at
    change_prices(db.session, row.id, {one.lot.id: one.said for one in change.rows}, from_at, act=act)
    db.session.commit()
    flash(_done(len(change.rows), form.moment, form.zone.data))
    return redirect(url_for("estates.prices", estate=estate), 303)


@bp.post("/staff/estates/<estate>/prices/<int:statement_id>/take-back")
@allow(*EDITORS)
def take_prices_back(estate: str, statement_id: int) -> Response:
    """Take back a price list that is not yet in force."""
    row, at = _estate(estate), now()
    waiting = to_come(row.id, at).where(Statement.id == statement_id)
    statement = found(db.session.execute(waiting).first())[0]
    take_back(db.session, statement.id, at=at, by_id=current_user.id, way=Way.DESK)
    db.session.commit()
    flash(gettext("It is taken back. Prices stay as they are."))
    return redirect(url_for("estates.prices", estate=estate), 303)


def _estate(slug: str) -> Estate:
    return found(db.session.scalar(estates_of(current_user, *EDITORS).where(Estate.slug == slug)))


def _asked(estate: Estate, form: PriceForm, at: datetime) -> Change | None:
    """Return what is asked for; None when the percentage cannot be read, which then stands beside its field."""
    query = select(Lot).where(Lot.estate_id == estate.id, Lot.status.in_(PRICED)).order_by(Lot.code)
    if form.part.data:
        query = query.join(Lot.zone).where(Zone.code == form.part.data)
    lots, stated = db.session.scalars(query).all(), prices_at(db.session, estate.id, at)
    if text_of(form.list):
        return by_list(lots, stated, text_of(form.list), current_language())
    percent = form.read_percent(current_language())
    return None if percent is None else by_percent(lots, stated, percent, current_language())


def _done(count: int, from_at: datetime | None, zone: str) -> str:
    if from_at is None:
        return ngettext("The price of %(num)d lot is changed.", "The prices of %(num)d lots are changed.", count)
    told = moment(from_at, zone, current_language())
    return ngettext(
        "The price of %(num)d lot changes on %(moment)s.", "The prices of %(num)d lots change on %(moment)s.", count, moment=told
    )


def _page(estate: Estate, form: PriceForm, change: Change | None = None) -> str:
    store_nothing()
    at = now()
    waiting: Sequence[Any] = db.session.execute(to_come(estate.id, at).options(selectinload(Statement.act))).all()
    by = {statement.act.by_id for statement, _ in waiting}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(by))).all()) if by else {}
    return render_template(
        "estates/prices.html",
        estate=estate,
        estate_name=estate.name(current_language(), desk_day(at)),
        form=form,
        change=change,
        waiting=waiting,
        names=names,
        illustrative=estate.illustrative,
    )
