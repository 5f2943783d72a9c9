"""What goes out at a set time, and what went out: with the way to call it off."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from estates.desk.room import KEEPERS, bp
from models.account import User
from models.land.lot import Lot
from models.land.phase import Phase, TooLate, call_off, phases
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db
from web.words import gettext

SHOWN = 50
WITH_ALL = (
    selectinload(Phase.lots).load_only(Lot.code, Lot.code_as_given),
    joinedload(Phase.act),
)


@bp.get("/staff/lots/publications", endpoint="publications")
@allow(*KEEPERS)
def publications_page() -> str:
    """List what is to come, the next first, then what has gone out or was called off."""
    at = now()
    query = phases(current_user.estates(*KEEPERS)).limit(SHOWN)
    rows = db.session.scalars(query.options(*WITH_ALL)).all()
    by = {row.act.by_id for row in rows}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(by))).all())
    to_come = sorted((row for row in rows if row.is_open(at)), key=lambda row: (row.at, row.id))
    past = [row for row in rows if not row.is_open(at)]
    return render_template("estates/publications.html", to_come=to_come, past=past, names=names)


@bp.post("/staff/lots/publications/<int:publication_id>/call-off")
@allow(*KEEPERS)
def call_off_publication(publication_id: int) -> Response:
    """Let the lots of a publication stay unseen."""
    query = phases(current_user.estates(*KEEPERS)).where(Phase.id == publication_id)
    phase = found(db.session.scalars(query.with_for_update()).first())
    try:
        call_off(db.session, phase, act=act_of(current_user))
    except TooLate:
        flash(gettext("It has gone out already, or was called off. Withdraw the lots instead."), "error")
    else:
        flash(gettext("It is called off. The lots stay unseen."))
    db.session.commit()
    return redirect(url_for("estates.publications"), 303)
