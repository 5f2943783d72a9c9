"""Leads as a file: for who leads sales, and put on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import request
from werkzeug.wrappers import Response

from leads.asking import Asking, asked_of, in_order
from leads.cards import Card, cards_of, fill
from leads.room import act, bp
from models.account import Role
from models.audit import Audit
from models.lead.lead import Lead
from models.lead.whose import led_leads_of
from web.access import allow, current_user
from web.cells import safe_cell
from web.clock import now
from web.database import db
from web.states import stage_name
from web.words import gettext

MOST = 20_000


@bp.post("/staff/leads.csv")
@allow(Role.SALES_LEAD)
def export() -> Response:
    """Give the leads of a question as CSV; that it was done is put on record, never what was in it."""
    asking = Asking.of(request.args)
    mine = led_leads_of(current_user).with_only_columns(Lead.id)
    cards = cards_of(
        db.session, in_order(asked_of(current_user, asking).where(Lead.id.in_(mine)), asking.sort).limit(MOST)
    )
    fill(db.session, cards)
    told = {"count": len(cards), "narrowed_by": sorted({name for name, _ in asking.told()})}
    db.session.add(Audit(act=act(), what="exported", subject="leads", details=told))
    text = io.StringIO()
    csv.writer(text).writerows(_rows(cards))
    db.session.commit()
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")  # with the mark, or Excel reads Hangul wrong
    answer.headers["Content-Disposition"] = f'attachment; filename="leads-{now():%Y-%m-%d}.csv"'
    return answer


def _rows(cards: list[Card]) -> Iterator[list[str]]:
    yield [
        gettext("Reference"),
        gettext("Company"),
        gettext("Company in Latin letters"),
        gettext("Country"),
        gettext("Language"),
        gettext("Stage"),
        gettext("In this stage since"),
        gettext("Came on"),
        gettext("Person in charge"),
        gettext("Lots"),
        gettext("Area (m²)"),
        gettext("Power (MVA)"),
        gettext("Sector"),
        gettext("Next step"),
    ]
    at = now()
    for card in cards:
        cells = [
            card.reference,
            card.firm or "",
            card.firm_roman or "",
            card.country or "",
            card.language,
            stage_name(card.stage),
            card.stage_since.date().isoformat(),
            card.created_at.date().isoformat(),
            card.owner or "",
            ", ".join(lot.code for lot in card.lots if lot.state != "dropped"),
            str(card.asked.area_m2 if card.asked.area_m2 is not None else ""),
            str(card.asked.power_mva if card.asked.power_mva is not None else ""),
            str(card.need.get("sector") or ""),
            card.next_step(at)[1],
        ]
        yield [safe_cell(cell) for cell in cells]
