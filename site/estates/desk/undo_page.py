"""Taking a statement back: what will happen is told first, and a reason is kept."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from estates.desk.forecast import Forecast, forecast
from estates.desk.forms import ReasonForm
from estates.desk.room import KEEPERS, bp, statements_of
from estates.undoing import NotUndone, take_back
from models.account import User
from models.act import Way
from models.land.estate import Estate
from models.land.intake import Intake
from models.land.statement import Statement
from web.access import allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.dates import iso
from web.forms import text_of
from web.language import current_language
from web.numbers import number
from web.words import gettext as _
from web.words import ngettext, said


@bp.get("/staff/statements/<int:statement_id>/undo")
@allow(*KEEPERS)
def undo(statement_id: int) -> tuple[str, int]:
    """Tell what taking a statement back will do."""
    return _page(_statement(statement_id), ReasonForm(), 200)


@bp.post("/staff/statements/<int:statement_id>/undo")
@allow(*KEEPERS)
def take_statement_back(statement_id: int) -> Response | tuple[str, int]:
    """End the force of a statement: what held before holds again."""
    statement, form = _statement(statement_id), ReasonForm()
    if not form.validate() or not form.require_reason():
        return _page(statement, form, 422)
    intake_id = statement.intake_id
    try:
        gone = take_back(
            db.session, statement.id, at=now(), by_id=current_user.id, way=Way.DESK, reason=text_of(form.reason)
        )
    except NotUndone as refused:
        store_nothing()
        form.form_errors.append(said(refused.why))
        return _page(_statement(statement_id), form, 409)
    db.session.commit()
    words = _("Statement %(id)s is undone. What held before holds again.", id=statement_id)
    flash(words + (" " + _("Lots gone with it: %(lots)s.", lots=", ".join(gone)) if gone else ""))
    if intake_id is not None:
        return redirect(url_for("estates.intake", intake_id=intake_id), 303)
    return redirect(url_for("estates.lots"), 303)


def _statement(statement_id: int) -> Statement:
    query = statements_of(current_user, *KEEPERS).where(Statement.id == statement_id)
    return found(db.session.scalar(query.options(joinedload(Statement.act), joinedload(Statement.document))))


def _counted(told: Forecast) -> list[str]:
    """Return how many facts of how many lots a statement holds, in words."""
    facts = [ngettext("%(num)d fact", "%(num)d facts", told.facts)] if told.facts else []
    return [*facts, ngettext("%(num)d lot", "%(num)d lots", told.lots)] if told.lots else facts


def _page(statement: Statement, form: ReasonForm, status: int) -> tuple[str, int]:
    store_nothing()
    at, language = now(), current_language()
    intake = db.session.get(Intake, statement.intake_id) if statement.intake_id else None
    estate = db.session.get_one(Estate, statement.estate_id)
    email = db.session.scalar(select(User.email).where(User.id == statement.act.by_id))
    told = forecast(db.session, statement, language, at)
    beside = [_("%(what)s: %(value)s", what=words, value=number(count, language)) for words, count in told.others]
    page = render_template(
        "estates/undo.html",
        statement=statement,
        form=form,
        forecast=told,
        says=[*_counted(told), *beside],
        rows_beside=beside,
        intake=intake,
        estate_name=estate.name(language, at.date()),
        said_on=iso(statement.act.at),
        by=email,
        taken_back=statement.force_until is not None,
        illustrative=estate.illustrative,
    )
    return page, status
