"""A lot's number at the desk: changed, with the old addresses leading on, and its QR code to print."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from estates.desk.forms import NumberForm
from estates.desk.room import KEEPERS, READERS, bp, lots_of
from models.land.lot import Lot, LotRedirect
from models.land.renaming import rename
from models.land.short import short_of
from models.land.values import Wrong
from web.access import act_of, allow, current_user, found
from web.addresses import absolute_url
from web.database import db, store_nothing
from web.forms import text_of
from web.words import gettext, said

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
MODULE, BORDER = 10, 4  # pixels a module; the standard asks for four modules of quiet


@bp.route("/staff/lots/<int:lot_id>/number", methods=["GET", "POST"])
@allow(*KEEPERS)
def number(lot_id: int) -> Response | tuple[str, int]:
    """Give a lot another number."""
    query = lots_of(current_user, *KEEPERS).where(Lot.id == lot_id)
    lot = found(db.session.scalar(query.with_for_update(of=Lot) if request.method == "POST" else query))
    form = NumberForm(number=lot.code_as_given)
    if request.method == "GET":
        return _page(lot, form), 200
    if not form.validate():
        return _page(lot, form), 422
    try:
        rename(db.session, lot, text_of(form.number), act=act_of(current_user, reason=text_of(form.reason) or None))
    except Wrong as wrong:
        words = said(wrong.wrong) if wrong.right is None else f"{said(wrong.wrong)} {said(wrong.right)}"
        form.number.errors = [*form.number.errors, words]
        return _page(lot, form), 422
    db.session.commit()
    flash(gettext("The lot is now %(lot)s. Its old address leads here.", lot=text_of(form.number)))
    return redirect(url_for("estates.lot", lot_id=lot_id), 303)


def _page(lot: Lot, form: NumberForm) -> str:
    store_nothing()
    former = select(LotRedirect.code).where(LotRedirect.lot_id == lot.id).order_by(LotRedirect.id)
    return render_template(
        "estates/number.html",
        lot=lot,
        form=form,
        former=db.session.scalars(former).all(),
        short=absolute_url("catalogue.by_short", short=short_of(lot.id)),
        illustrative=lot.estate.illustrative,
    )


@bp.get("/staff/lots/<int:lot_id>/qr.<any(svg, png):picture>")
@allow(*READERS)
def qr(lot_id: int, picture: str) -> Response:
    """Give the QR code of a lot, as a file to print: it stays right when the lot gets another number."""
    import segno

    lot = found(db.session.scalar(lots_of(current_user).where(Lot.id == lot_id)))
    code = segno.make(absolute_url("catalogue.by_short", short=short_of(lot.id)), error="q", micro=False)
    file = io.BytesIO()
    if picture == "svg":
        code.save(file, kind="svg", scale=MODULE, border=BORDER, xmldecl=True, svgclass=None, lineclass=None)
    else:
        code.save(file, kind="png", scale=MODULE, border=BORDER)
    answer = Response(file.getvalue(), content_type=KINDS[picture])
    answer.headers["Content-Disposition"] = f'attachment; filename="{lot.estate.slug}-{lot.code}-qr.{picture}"'
    return answer
