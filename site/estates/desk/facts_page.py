"""A lot with all that is known of it; several values changed on it are stored as one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, exists, select
from werkzeug.wrappers import Response

from estates.desk.claims import claim_on
from estates.desk.fields import ANSWERS, companion_options, unit_of
from estates.desk.forms import StatementForm
from estates.desk.outline import outline_of
from estates.desk.room import EDITORS, INSIDERS, KEEPERS, READERS, SELLERS, bp, editable, lots_of
from estates.desk.rows import Row, groups_of, rows_of, tally
from estates.desk.stating import Clash, Sent, put_on_record, receive
from models.base import LANGUAGES
from models.land.choices import VISIBILITY
from models.land.document import Document, document_lot
from models.land.estate import said_in
from models.land.lot import Lot, Status
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db
from web.dates import DESK_ZONE
from web.language import current_language
from web.showing import chosen
from web.words import gettext as _
from web.words import ngettext


@bp.get("/staff/lots/<int:lot_id>")
@allow(*READERS)
def lot(lot_id: int) -> str:
    """Show a lot: every fact with who says so, and the fields to say it anew."""
    row = found(db.session.scalar(lots_of(current_user).where(Lot.id == lot_id)))
    form = _form(row, formdata=None)
    return _page(row, form, _rows(row))


@bp.post("/staff/lots/<int:lot_id>")
@allow(*EDITORS)
def state(lot_id: int) -> Response | tuple[str, int]:
    """Store what was typed as one statement: all of it, or nothing."""
    query = lots_of(current_user, *EDITORS).where(Lot.id == lot_id)
    row = found(db.session.scalar(query.with_for_update(of=Lot)))
    form = _form(row)
    outdated = form.version.data != str(row.version)
    language = form.typed.data if form.typed.data in LANGUAGES else current_language()
    sent = receive(db.session, _rows(row, language), request.form, language=language, outdated=outdated)
    form.version.data, form.typed.data = str(row.version), language
    good = form.validate()
    if sent.clashes:
        return _page(row, form, sent.rows, clashes=sent.clashes), 409
    if not good or sent.wrong:
        return _page(row, form, sent.rows), 422
    if not sent.said:
        form.form_errors.append(_("Nothing was changed, so nothing was stored."))
        return _page(row, form, sent.rows), 422
    return _store(row, form, sent)


def _store(row: Lot, form: StatementForm, sent: Sent) -> Response:
    statement = put_on_record(db.session, row, sent.said, form, act_of(current_user))
    number, first = statement.id, next(iter(sent.said))
    db.session.commit()
    flash(
        ngettext(
            "%(num)d value is stored as statement %(id)s.",
            "%(num)d values are stored as statement %(id)s.",
            len(sent.said),
            id=number,
        )
    )
    return redirect(url_for("estates.lot", lot_id=row.id, _anchor=first), 303)


def _rows(row: Lot, language: str | None = None) -> dict[str, Row]:
    return rows_of(
        db.session,
        row,
        may_edit=editable(current_user, row.estate_id),
        insider=current_user.may_at(row.estate_id, *INSIDERS),
        language=language or current_language(),
        at=now(),
    )


def _form(row: Lot, **given: None) -> StatementForm:
    today = today_at_the_estates(now())
    form = StatementForm(
        as_of=today, illustrative=row.estate.illustrative, version=str(row.version), typed=current_language(), **given
    )
    papers = select(Document).where(Document.estate_id == row.estate_id, _about(row)).order_by(Document.title)
    form.offer(db.session.scalars(papers), today, _)
    return form


def _about(row: Lot) -> ColumnElement[bool]:
    """Condition on Document: it is about this lot, or about no lot by name."""
    of_document = document_lot.c.document_id == Document.id
    return ~exists().where(of_document) | exists().where(of_document, document_lot.c.lot_id == row.id)


def today_at_the_estates(at: datetime) -> date:
    """Return the day it is where the estates are."""
    return at.astimezone(ZoneInfo(DESK_ZONE)).date()


def desk_status(lot: Lot, at: datetime) -> Status:
    """Return where a lot stands: a hold that ran out is free, whether or not anybody has tidied it."""
    ended = lot.public_until is not None and lot.public_until <= at
    return lot.public_then if ended and lot.public_then is not None else lot.status


@dataclass(frozen=True)
class May:
    """What the person may do on this page."""

    edit: bool
    publish: bool
    see_leads: bool


def _page(row: Lot, form: StatementForm, rows: dict[str, Row], clashes: list[Clash] | None = None) -> str:
    at = now()
    may = May(
        edit=any(one.editable for one in rows.values()),
        publish=current_user.may_at(row.estate_id, *KEEPERS),
        see_leads=current_user.may_at(row.estate_id, *SELLERS),
    )
    return render_template(
        "estates/lot.html",
        lot=row,
        rows=rows,
        groups=groups_of(rows),
        tally=tally(rows),
        form=form,
        may=may,
        clashes=clashes or [],
        changed=[one for one in rows.values() if one.changed],
        claim=claim_on(db.session, row, at),
        outline=outline_of(row),
        status=desk_status(row, at),
        public=row.shown_status(at) is not None and row.estate.published,
        zone_name=said_in(row.zone.name, current_language()) or row.zone.code if row.zone else None,
        answers=ANSWERS,
        visibilities=VISIBILITY,
        unit_of=unit_of,
        companion_options=companion_options,
        chosen=chosen,
        estate_name=row.estate.name(current_language(), today_at_the_estates(at)),
        illustrative=row.estate.illustrative,
    )
