"""Non-disclosure agreements of a lead: on record, they open documents on the pages of its inquiries."""

from __future__ import annotations

from werkzeug.wrappers import Response

from leads import page
from leads.forms import AgreementForm
from leads.room import SELLERS, act, bp, done, lead_to_write
from models.lead.agreement import Agreement, agree, agreements_of, end_agreement
from web.access import allow, found
from web.database import db
from web.words import gettext


@bp.post("/staff/leads/<int:lead_id>/agreement")
@allow(*SELLERS)
def agreement(lead_id: int) -> Response | tuple[str, int]:
    """Put on record that a non-disclosure agreement was signed."""
    lead = lead_to_write(lead_id)
    form = AgreementForm()
    if not form.validate():
        return page.show(lead, 422, agreement_form=form, errors_at="agreement")
    assert form.signed_on.data is not None  # the form asks for it
    agree(db.session, lead, form.signed_on.data, form.valid_to.data, act=act())
    return done(lead, gettext("The agreement is on record. Their page now opens the documents that need it."), "agreement")


@bp.post("/staff/leads/<int:lead_id>/agreement/<int:agreement_id>/end")
@allow(*SELLERS)
def end_of_agreement(lead_id: int, agreement_id: int) -> Response:
    """Let an agreement hold no more: what it opened is closed again."""
    lead = lead_to_write(lead_id)
    one = found(db.session.scalars(agreements_of(lead).where(Agreement.id == agreement_id)).one_or_none())
    end_agreement(db.session, lead, one, act=act())
    return done(lead, gettext("The agreement no longer holds."), "agreement")
