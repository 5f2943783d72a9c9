"""Who said what of a fact, and when: drawn over time, and the same as a table."""

from __future__ import annotations

from datetime import datetime

from flask import abort, render_template
from markupsafe import Markup

from estates.desk.lines import Line, history_of
from estates.desk.room import INSIDERS, KEEPERS, READERS, bp, lots_of
from estates.desk.rows import said_in_words
from estates.desk.timeline import Moment, State, drawn, moments
from estates.undoing import undone_by
from models.land.answer import Answer, Visibility
from models.land.attribute import ATTRIBUTES, Attribute
from models.land.declaring import Inherits, Scope
from models.land.lot import Lot
from models.land.standing import said_by
from web.access import allow, current_user, found
from web.clock import now
from web.database import db
from web.language import current_language
from web.showing import shown
from web.words import gettext as _


@bp.get("/staff/lots/<int:lot_id>/facts/<code>")
@allow(*READERS)
def history(lot_id: int, code: str) -> str:
    """Show who said what of a fact of a lot, the newest first."""
    lot = found(db.session.scalar(lots_of(current_user).where(Lot.id == lot_id)))
    attribute = ATTRIBUTES.get(code)
    if attribute is None or not attribute.stated or not attribute.scope.covers(Scope.LOT):
        abort(404)
    at = now()
    lines = history_of(db.session, lot, code, with_estate=attribute.inherits is Inherits.SAME)
    standing = (lot.standing.get(code) or {}).get("f") if not attribute.derived else None
    told = moments(lines, standing, at, lambda line: _words(attribute, line, lot))
    undone = undone_by(db.session, [one.line.statement for one in told if one.state is State.UNDONE])
    return render_template(
        "estates/history.html",
        lot=lot,
        attribute=attribute,
        hint=_(attribute.hint),
        fact=shown(attribute, lot, current_language(), at),
        moments=told,
        undone=undone,
        drawing=_drawing(attribute, told, at),
        keeper=current_user.may_at(lot.estate_id, *KEEPERS),
        illustrative=lot.estate.illustrative,
    )


def _words(attribute: Attribute, line: Line, lot: Lot) -> str:
    """Return what a line says, as far as the person may read it."""
    said = said_by(line.fact)
    hidden = said.visibility is not Visibility.PUBLIC and not current_user.may_at(lot.estate_id, *INSIDERS)
    return said_in_words(attribute, said._replace(answer=Answer.NOT_DISCLOSED) if hidden else said, current_language())


def _drawing(attribute: Attribute, told: list[Moment], at: datetime) -> Markup | None:
    if not told:
        return None
    label = _("%(fact)s over time; the table below says the same", fact=_(attribute.label))
    return drawn(told, at, label=label, language=current_language(), say=_)
