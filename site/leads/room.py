"""What every page of the room stands on: which lead, by whose leave, and where to go when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict
from werkzeug.wrappers import Response

from models.account import Role, User
from models.act import Act
from models.land.estate import Estate
from models.lead.lead import Lead
from models.lead.whose import estates_of, leads_of, leads_sales_at, may_write, writable_leads_of
from web import errors
from web.access import act_of, current_user, found, safe_next
from web.database import db, store_nothing

bp = Blueprint("leads", __name__)

SELLERS = (Role.SALES,)  # who leads sales may do what sales may


def lead_to_read(lead_id: int) -> Lead:
    """Return a lead that this person may read; for others it is not there."""
    return found(db.session.scalars(leads_of(current_user).where(Lead.id == lead_id)).first())


def lead_to_write(lead_id: int) -> Lead:
    """Return a lead that this person may change; for others it is not there."""
    return found(db.session.scalars(writable_leads_of(current_user).where(Lead.id == lead_id)).first())


def leads_sales(lead: Lead) -> bool:
    """Tell whether this person leads sales where the lead belongs."""
    return leads_sales_at(current_user, estates_of(lead))


def may_change(lead: Lead) -> bool:
    """Tell whether this person, who reads the lead, may change it."""
    return may_write(current_user, lead.owner_id, estates_of(lead))


def me() -> User:
    """Return this person's row, to point others at."""
    return db.session.get_one(User, current_user.id)


def act(reason: str | None = None) -> Act:
    """Return the act of this request."""
    return act_of(current_user, reason)


def desk_of(lead: Lead) -> Estate | None:
    """Return the estate whose desk answers."""
    return db.session.get(Estate, lead.estate_id) if lead.estate_id is not None else None


def page_of(lead_id: int, anchor: str | None = None, **query: Any) -> str:
    """Return the address of a lead's page."""
    return url_for("leads.show", lead_id=lead_id, _anchor=anchor, **query)


def done(lead: Lead, words: str, anchor: str | None = None, category: str = "message") -> Response:
    """Keep what was done, say so, and go back to where it was done."""
    lead_id = lead.id
    db.session.commit()
    flash(words, category)
    return redirect(safe_next(request.form.get("next")) or page_of(lead_id, anchor), 303)


def typed(names: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """Return what the form of this request holds, less what belongs to the sending of it."""
    apart = {"csrf_token", "was", *(names or ())}
    return {name: values for name, values in request.form.lists() if name not in apart}


@bp.errorhandler(StaleDataError)
def overtaken(_error: StaleDataError) -> Response:
    """Say that somebody was quicker by a moment: two requests wrote the same row at once."""
    store_nothing()
    return errors.show(Conflict())
