"""A lot with all that is known of it; several values changed on it are stored as one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from werkzeug.wrappers import Response

from estates.desk.claims import claim_on, queue_for
from estates.desk.forms import StatementForm
from estates.desk.outline import outline_of
from estates.desk.room import EDITORS, KEEPERS, READERS, SELLERS, bp, lots_of
from estates.desk.sheet import Rows, form_for, rows_for, store_what_came, told_of
from estates.desk.stating import Clash
from models.land.estate import said_in
from models.land.lot import Lot, Status
from web.access import allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.language import current_language


@bp.get("/staff/lots/<int:lot_id>")
@allow(*READERS)
def lot(lot_id: int) -> str:
    """Show a lot: every fact with who says so, and the fields to say it anew."""
    row = found(db.session.scalar(lots_of(current_user).where(Lot.id == lot_id)))
    return _page(row, form_for(row, formdata=None), rows_for(row))


@bp.post("/staff/lots/<int:lot_id>")
@allow(*EDITORS)
def state(lot_id: int) -> Response | tuple[str, int]:
    """Store what was typed as one statement: all of it, or nothing."""
    query = lots_of(current_user, *EDITORS).where(Lot.id == lot_id)
    row = found(db.session.scalar(query.with_for_update(of=Lot)))
    return store_what_came(
        row,
        lambda form, rows, clashes: _page(row, form, rows, clashes),
        lambda code: url_for("estates.lot", lot_id=lot_id, _anchor=code),
    )


@dataclass(frozen=True)
class May:
    """What the person may do on this page beside stating facts."""

    publish: bool
    see_leads: bool


def _page(row: Lot, form: StatementForm, rows: Rows, clashes: Sequence[Clash] = ()) -> str:
    store_nothing()
    at = now()
    may = May(current_user.may_at(row.estate_id, *KEEPERS), current_user.may_at(row.estate_id, *SELLERS))
    zone = said_in(row.zone.name, current_language()) or row.zone.code if row.zone else None
    return render_template(
        "estates/lot.html",
        lot=row,
        may=may,
        claim=claim_on(db.session, row, at),
        queue=queue_for(db.session, row) if may.see_leads else [],
        outline=outline_of(row),
        status=desk_status(row, at),
        public=row.shown_status(at) is not None and row.estate.published,
        zone_name=zone,
        **told_of(row, form, rows, clashes),
    )


def desk_status(lot: Lot, at: datetime) -> Status:
    """Return where a lot stands: a hold that ran out is free, whether or not anybody has tidied it."""
    ended = lot.public_until is not None and lot.public_until <= at
    return lot.public_then if ended and lot.public_then is not None else lot.status
