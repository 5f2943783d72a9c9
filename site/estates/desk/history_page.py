"""Who said what of a fact, and when: drawn over time, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import abort, render_template, url_for
from markupsafe import Markup

from estates.desk.lines import Line, history_of
from estates.desk.room import INSIDERS, KEEPERS, READERS, bp, estates_of, lots_of
from estates.desk.rows import Holder, said_in_words, scope_of
from estates.desk.sheet import estate_of
from estates.desk.timeline import Moment, State, drawn, moments
from estates.undoing import undone_by
from models.land.answer import Answer, Visibility
from models.land.attribute import ATTRIBUTES, Attribute
from models.land.declaring import Inherits
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.standing import said_by
from web.access import allow, current_user, found
from web.clock import now
from web.database import db
from web.fields import one_line
from web.language import current_language
from web.showing import shown
from web.words import gettext as _


@bp.get("/staff/lots/<int:lot_id>/facts/<fact>")
@allow(*READERS)
def history(lot_id: int, fact: str) -> str:
    """Show who said what of a fact of a lot, the newest first."""
    lot = found(db.session.scalar(lots_of(current_user).where(Lot.id == lot_id)))
    back = url_for("estates.lot", lot_id=lot.id, _anchor=fact)
    return _page(lot, fact, [(_("Lots"), url_for("estates.lots"))], lot.code_as_given, back)


@bp.get("/staff/estates/<estate>/facts/<fact>")
@allow(*READERS)
def history_of_estate(estate: str, fact: str) -> str:
    """Show who said what of a fact of an estate, the newest first."""
    row = found(db.session.scalar(estates_of(current_user).where(Estate.slug == one_line(estate))))
    back = url_for("estates.facts", estate=estate, _anchor=fact)
    name = row.name(current_language(), now().date())
    return _page(row, fact, [(_("Estates"), url_for("estates.estates"))], name, back)


def _page(holder: Holder, code: str, above: Sequence[tuple[str, str]], name: str, back: str) -> str:
    attribute = ATTRIBUTES.get(code)
    if attribute is None or not attribute.stated or not attribute.scope.covers(scope_of(holder)):
        abort(404)
    at, estate = now(), estate_of(holder)
    lines = history_of(db.session, holder, code, with_estate=attribute.inherits is Inherits.SAME)
    standing = (holder.standing.get(code) or {}).get("f") if not attribute.derived else None
    insider = current_user.may_at(estate.id, *INSIDERS)
    told = moments(lines, standing, at, lambda line: _words(attribute, line, insider))
    return render_template(
        "estates/history.html",
        attribute=attribute,
        above=above,
        name=name,
        of_the_estate=isinstance(holder, Estate),
        back=back,
        sources=[(_(ATTRIBUTES[one].label), _address(holder, one)) for one in SOURCES] if attribute.derived else [],
        hint=_(attribute.hint),
        fact=shown(attribute, holder, current_language(), at),
        moments=told,
        undone=undone_by(db.session, [one.line.statement for one in told if one.state is State.UNDONE]),
        drawing=_drawing(attribute, told, at),
        keeper=current_user.may_at(estate.id, *KEEPERS),
        illustrative=estate.illustrative,
    )


SOURCES = ("ground_elevation", "flood_level_100y")
"""Of what the one derived fact is worked out."""


def _address(holder: Holder, code: str) -> str:
    if isinstance(holder, Lot):
        return url_for("estates.history", lot_id=holder.id, fact=code)
    return url_for("estates.history_of_estate", estate=holder.slug, fact=code)


def _words(attribute: Attribute, line: Line, insider: bool) -> str:
    """Return what a line says, as far as the person may read it."""
    said = said_by(line.fact)
    hidden = said.visibility is not Visibility.PUBLIC and not insider
    return said_in_words(attribute, said._replace(answer=Answer.NOT_DISCLOSED) if hidden else said, current_language())


def _drawing(attribute: Attribute, told: list[Moment], at: datetime) -> Markup | None:
    if not told:
        return None
    label = _("%(fact)s over time; the table below says the same", fact=_(attribute.label))
    return drawn(told, at, label=label, language=current_language(), say=_)
