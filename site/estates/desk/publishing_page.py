"""The pages on which lots are published and withdrawn: what the public will see of each is told before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from estates.desk.finding_lots import FACTS
from estates.desk.forms import PhaseForm, ReasonForm
from estates.desk.lots_page import KEY_FACTS
from estates.desk.outline import thumb
from estates.desk.publishing import Checked, Move, carry_out, checked
from estates.desk.readiness import unready
from estates.desk.room import KEEPERS, SELLERS, bp, lots_of
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.lot import Lot
from models.land.phase import schedule
from web.access import act_of, allow, current_user, found
from web.addresses import row_number
from web.clock import now
from web.database import db, store_nothing
from web.dates import moment
from web.forms import text_of
from web.language import current_language
from web.showing import ShownFact, shown
from web.words import gettext as _
from web.words import ngettext

MOST = 200  # lots in one address


@dataclass(frozen=True)
class Seen:
    """What the public will read of a lot."""

    facts: Mapping[str, ShownFact]
    stated: int
    kept_back: int
    missing: Sequence[str]  # labels of the facts asked first that are not stated
    illustrative: bool


@bp.route("/staff/lots/publish", methods=["GET", "POST"])
@allow(*KEEPERS)
def publish() -> Response | tuple[str, int]:
    """Offer the lots named in the address, all or none."""
    return _asked(Move.PUBLISH)


@bp.route("/staff/lots/withdraw", methods=["GET", "POST"])
@allow(*KEEPERS)
def withdraw() -> Response | tuple[str, int]:
    """Take the lots named in the address off the offer, all or none; a reason is kept."""
    return _asked(Move.WITHDRAW)


def _asked(move: Move) -> Response | tuple[str, int]:
    lots = _lots()
    form = PhaseForm() if move is Move.PUBLISH else ReasonForm()
    if isinstance(form, PhaseForm):
        form.offer(_)
    if not lots:
        return _page(move, [], form), 200 if request.method == "GET" else 422
    rows = checked(db.session, lots, move, now())
    if request.method == "GET":
        return _page(move, rows, form), 200
    if not form.validate() or (move is Move.WITHDRAW and not form.require_reason()):
        return _page(move, rows, form), 422
    if isinstance(form, PhaseForm) and not form.require_to_come(now()):
        return _page(move, rows, form), 422
    if any(row.why for row in rows):
        return _page(move, rows, form), 409
    if isinstance(form, PhaseForm) and form.moment is not None:
        return _scheduled(rows, form, form.moment)
    carry_out(db.session, rows, move, act_of(current_user, reason=text_of(form.reason) or None))
    db.session.commit()
    flash(_done(move, len(rows)))
    if len(rows) == 1:
        return redirect(url_for("estates.lot", lot_id=rows[0].lot.id), 303)
    return redirect(url_for("estates.lots"), 303)


def _scheduled(rows: Sequence[Checked], form: PhaseForm, at: datetime) -> Response:
    act = act_of(current_user, reason=text_of(form.reason) or None)
    schedule(db.session, [row.lot for row in rows], at, form.zone.data, act=act)
    db.session.commit()
    told = moment(at, form.zone.data, current_language())
    flash(ngettext("%(num)d lot goes out on %(moment)s.", "%(num)d lots go out on %(moment)s.", len(rows), moment=told))
    return redirect(url_for("estates.publications"), 303)


def _done(move: Move, count: int) -> str:
    if move is Move.PUBLISH:
        return ngettext("%(num)d lot is published.", "%(num)d lots are published.", count)
    return ngettext("%(num)d lot is withdrawn.", "%(num)d lots are withdrawn.", count)


def _lots() -> list[Lot]:
    """Return the lots named; one that is not the person's to keep is not there."""
    named = request.values.getlist("lot")
    ids = {number for text in named if (number := row_number(text))}
    if len(ids) != len(set(named)) or len(ids) > MOST:
        return found(None)
    query = lots_of(current_user, *KEEPERS).where(Lot.id.in_(ids)).order_by(Lot.id)
    lots = list(db.session.scalars(query.with_for_update(of=Lot) if request.method == "POST" else query))
    return lots if len(lots) == len(ids) else found(None)


def _page(move: Move, rows: Sequence[Checked], form: ReasonForm) -> str:
    store_nothing()
    good = [row.lot.id for row in rows if row.why is None]
    return render_template(
        "estates/publish.html",
        move=move,
        rows=rows,
        seen={row.lot.id: _seen(row.lot) for row in rows},
        drawings={row.lot.id: thumb(row.lot, "thumb d-t44") for row in rows},
        form=form,
        refused=[row for row in rows if row.why],
        unready=unready([row.lot for row in rows], now()) if move is Move.PUBLISH else [],
        preview=preview_of(good) if move is Move.PUBLISH and good else None,
        without=url_for(f"estates.{move}", lot=good) if good and len(good) < len(rows) else None,
        seller_at=current_user.estates(*SELLERS),
        facts_in_all=len(FACTS),
        illustrative=any(row.lot.estate.illustrative for row in rows),
    )


def preview_of(lots: Sequence[int]) -> str:
    """Return the address at which the catalogue shows lots as the public will see them."""
    return url_for("catalogue.preview", lot=lots)


def _seen(lot: Lot) -> Seen:
    at, language = now(), current_language()
    marks = lot.standing
    return Seen(
        {code: shown(ATTRIBUTES[code], lot, language, at) for code in KEY_FACTS},
        stated=sum(getattr(lot, code) is not None for code in FACTS),
        kept_back=sum(marks[code]["a"] == Answer.NOT_DISCLOSED for code in FACTS if code in marks),
        missing=[_(a.label) for a in ATTRIBUTES.values() if a.code in FACTS and a.filterable and a.code not in marks],
        illustrative=any("i" in mark for mark in marks.values()),
    )
