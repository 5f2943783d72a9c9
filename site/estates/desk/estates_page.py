"""The estates one works for, and the facts of one; stated as a lot's are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from estates.desk.forms import StatementForm
from estates.desk.room import EDITORS, READERS, SETTERS, bp, estates_of
from estates.desk.rows import STATED_OF_ESTATE
from estates.desk.sheet import Rows, form_for, rows_for, store_what_came, today_at_the_estates, told_of
from estates.desk.stating import Clash
from models.land.estate import Estate, said_in
from models.land.lot import Lot, Status
from web.access import allow, current_user, found
from web.clock import now
from web.database import db
from web.fields import one_line
from web.language import current_language


@dataclass(frozen=True)
class Listed:
    """An estate in the list."""

    estate: Estate
    name: str
    place: str
    lots: int
    stated: int

    @property
    def share(self) -> int:
        """Return how much is stated, in per cent."""
        return round(100 * self.stated / STATED_OF_ESTATE)


@bp.get("/staff/estates")
@allow(*READERS)
def estates() -> str:
    """List the estates one works for."""
    language, today = current_language(), today_at_the_estates(now())
    gone = (Status.SUPERSEDED, Status.WITHDRAWN)
    counts = select(Lot.estate_id, func.count(Lot.id)).where(Lot.status.not_in(gone)).group_by(Lot.estate_id)
    lots = {row[0]: row[1] for row in db.session.execute(counts)}
    listed = [
        Listed(
            estate,
            estate.name(language, today),
            said_in(estate.place, language),
            lots.get(estate.id, 0),
            sum(mark["a"] == "stated" for mark in estate.standing.values()),
        )
        for estate in db.session.scalars(estates_of(current_user))
    ]
    sets_at = current_user.estates(*SETTERS)
    return render_template(
        "estates/estates.html",
        listed=listed,
        facts_in_all=STATED_OF_ESTATE,
        sets_at=sets_at,
        makes_estates=sets_at is None,
    )


@bp.get("/staff/estates/<estate>/facts")
@allow(*READERS)
def facts(estate: str) -> str:
    """Show an estate's facts, and the fields to say them anew."""
    row = found(db.session.scalar(estates_of(current_user).where(Estate.slug == one_line(estate))))
    return _page(row, form_for(row, formdata=None), rows_for(row))


@bp.post("/staff/estates/<estate>/facts")
@allow(*EDITORS)
def state_facts(estate: str) -> Response | tuple[str, int]:
    """Store what was typed as one statement: all of it, or nothing."""
    query = estates_of(current_user, *EDITORS).where(Estate.slug == one_line(estate))
    row = found(db.session.scalar(query.with_for_update(of=Estate)))
    return store_what_came(
        row,
        lambda form, rows, clashes: _page(row, form, rows, clashes),
        lambda code: url_for("estates.facts", estate=estate, _anchor=code),
    )


def _page(estate: Estate, form: StatementForm, rows: Rows, clashes: Sequence[Clash] = ()) -> str:
    return render_template("estates/estate.html", **told_of(estate, form, rows, clashes))
