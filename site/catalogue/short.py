"""The short address in a lot's QR code: it leads to the lot, whatever its number is by then, in the reader's language."""

from __future__ import annotations

from flask import abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.account import Role
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.short import lot_id_of
from web.access import allow
from web.clock import now
from web.database import db
from web.language import preferred_language


@allow(Role.ANYONE)
def by_short(short: str) -> Response:
    """Send the reader to a lot that the public sees, or once saw."""
    lot_id = lot_id_of(short)
    if lot_id is None:
        abort(404)
    seen = Lot.shown_status(now()).is_not(None) | Lot.published_at.is_not(None)
    query = select(Estate.slug, Lot.code).join(Lot.estate).where(Lot.id == lot_id, Estate.published, seen)
    row = db.session.execute(query).first()
    if row is None:
        abort(404)
    lang = preferred_language()
    answer = redirect(url_for("catalogue.lot", lang=lang, estate=row.slug, code=row.code), 302)
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
