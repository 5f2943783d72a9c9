"""What a lot's page and an estate's share: their rows and fields, and how what comes back is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, request
from sqlalchemy import ColumnElement, exists, select
from werkzeug.wrappers import Response

from estates.desk.fields import ANSWERS, companion_options, unit_of
from estates.desk.forms import StatementForm
from estates.desk.room import INSIDERS, PAPERS_READERS, editable
from estates.desk.rows import Holder, Row, groups_of, rows_of, tally
from estates.desk.stating import Clash, put_on_record, receive
from models.base import LANGUAGES
from models.land.choices import VISIBILITY
from models.land.document import Document, document_lot
from models.land.estate import Estate
from models.land.lot import Lot
from web.access import act_of, current_user
from web.clock import now
from web.database import db
from web.dates import DESK_ZONE
from web.language import current_language
from web.showing import chosen
from web.words import gettext as _
from web.words import ngettext

Rows = dict[str, Row]
Page = Callable[[StatementForm, Rows, Sequence[Clash]], str]
"""Renders the page of a lot or an estate with its form, its rows and what somebody else said meanwhile."""


def rows_for(holder: Holder, language: str | None = None) -> Rows:
    """Return the facts of `holder` as the person who asks may read and state them."""
    estate_id = estate_of(holder).id
    return rows_of(
        db.session,
        holder,
        may_edit=editable(current_user, estate_id),
        insider=current_user.may_at(estate_id, *INSIDERS),
        language=language or current_language(),
        at=now(),
    )


def form_for(holder: Holder, **given: None) -> StatementForm:
    """Return the statement's form for `holder`, with the papers that it can rest on."""
    estate, today = estate_of(holder), today_at_the_estates(now())
    form = StatementForm(
        as_of=today, illustrative=estate.illustrative, version=str(holder.version), typed=current_language(), **given
    )
    form.offer(papers_for(holder), today, _)
    return form


def papers_for(holder: Holder) -> Sequence[Document]:
    """Return the papers that what is said of `holder` can rest on."""
    papers = select(Document).where(Document.estate_id == estate_of(holder).id, _about(holder))
    return db.session.scalars(papers.order_by(Document.title)).all()


def store_what_came(holder: Holder, page: Page, address: Callable[[str], str]) -> Response | tuple[str, int]:
    """Store what was typed as one statement, all of it or nothing; `address` is where to go on, by a fact's code."""
    form = form_for(holder)
    outdated = form.version.data != str(holder.version)
    language = form.typed.data if form.typed.data in LANGUAGES else current_language()
    sent = receive(db.session, rows_for(holder, language), request.form, language=language, outdated=outdated)
    form.version.data, form.typed.data = str(holder.version), language
    good = form.validate()
    if sent.clashes:
        return page(form, sent.rows, sent.clashes), 409
    if not good or sent.wrong:
        return page(form, sent.rows, ()), 422
    if not sent.said:
        form.form_errors.append(_("Nothing was changed, so nothing was stored."))
        return page(form, sent.rows, ()), 422
    statement = put_on_record(db.session, holder, sent.said, form, act_of(current_user))
    number, next_address = statement.id, address(next(iter(sent.said)))
    db.session.commit()
    flash(
        ngettext(
            "%(num)d value is stored as statement %(id)s.",
            "%(num)d values are stored as statement %(id)s.",
            len(sent.said),
            id=number,
        )
    )
    return redirect(next_address, 303)


def told_of(holder: Holder, form: StatementForm, rows: Rows, clashes: Sequence[Clash]) -> dict[str, Any]:
    """Return what the templates of both pages are told."""
    estate = estate_of(holder)
    return {
        "rows": rows,
        "groups": groups_of(rows),
        "tally": tally(rows),
        "form": form,
        "clashes": clashes,
        "changed": [one for one in rows.values() if one.changed],
        "may_edit": any(one.editable for one in rows.values()),
        "tools": {
            "answers": ANSWERS,
            "visibilities": VISIBILITY,
            "unit_of": unit_of,
            "companion_options": companion_options,
            "chosen": chosen,
            "invented": estate.illustrative,
        },
        "estate": estate,
        "estate_name": estate.name(current_language(), today_at_the_estates(now())),
        "illustrative": estate.illustrative,
        "sees_papers": current_user.may_at(estate.id, *PAPERS_READERS),
    }


def estate_of(holder: Holder) -> Estate:
    """Return the estate whose land it is."""
    return holder.estate if isinstance(holder, Lot) else holder


def today_at_the_estates(at: datetime) -> date:
    """Return the day it is where the estates are."""
    return at.astimezone(ZoneInfo(DESK_ZONE)).date()


def _about(holder: Holder) -> ColumnElement[bool]:
    """Condition on Document: it is about this lot, or about no lot by name; an estate's facts rest on any paper of it."""
    if not isinstance(holder, Lot):
        return Document.estate_id == holder.id
    of_document = document_lot.c.document_id == Document.id
    return ~exists().where(of_document) | exists().where(of_document, document_lot.c.lot_id == holder.id)
