"""Handing over: while somebody is away or for good, their own word or that of who leads sales."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Optional

from leads import times
from leads.forms import Between
from leads.room import SELLERS, act, bp
from models.account import Role, User, staff_with
from models.job import enqueue
from models.lead.handing import Handover, begin, end, hand_over, left_behind, open_leads_owned_by, running
from models.lead.lead import Lead
from models.lead.whose import led_leads_of
from web.access import allow, current_user, found
from web.addresses import row_number
from web.clock import now
from web.database import db
from web.forms import StaffForm
from web.words import gettext, ngettext

BEGIN_JOB, END_JOB = "handover-begin", "handover-end"


class HandoverForm(StaffForm):
    """Who takes the leads, from when until when, and whether they come back."""

    to = SelectField(_("Who takes them"), [InputRequired(_("Choose somebody"))])
    since = DateField(_("From day"), [InputRequired(_("Choose a day.")), Between(0, 366)])
    until = DateField(_("Last day"), [Optional(), Between(0, 2 * 366)])
    comes_back = BooleanField(_("Give them back after the last day"))


@bp.route("/staff/handover", methods=["GET", "POST"])
@allow(*SELLERS)
def handover() -> str | Response | tuple[str, int]:
    """Show one's leads and who could take them; put a hand over on record, which begins today or on its day."""
    giver = _giver(request.values.get("from"))
    leads = db.session.scalars(_theirs(giver).options(joinedload(Lead.organisation))).all()
    people = db.session.scalars(staff_with(Role.SALES)).all()
    form = HandoverForm()
    form.to.choices = [
        SelectChoice("", gettext("Choose somebody")),
        *(SelectChoice(str(one.id), one.name, render_kw={"translate": "no"}) for one in people if one.id != giver.id),
    ]
    if not form.is_submitted():
        form.since.data, form.comes_back.data = times.local_day(now()), True
    elif form.validate() and _fits(form):
        chosen = set(request.form.getlist("lead"))
        wanted = [lead for lead in leads if str(lead.id) in chosen]
        if wanted:
            return _hand_over(giver, form, wanted)
        form.form_errors.append(gettext("Choose at least one lead."))
    page = render_template(
        "leads/handover.html",
        form=form,
        giver=giver,
        own=giver.id == current_user.id,
        leads=leads,
        chosen=set(request.form.getlist("lead")) if form.is_submitted() else {str(lead.id) for lead in leads},
        givers=[(one.id, one.name) for one in _givers(people)],
        open_ones=_running(),
        at=now(),
    )
    return page, 422 if form.errors else 200


@bp.post("/staff/handover/<int:handover_id>/end")
@allow(*SELLERS)
def end_handover(handover_id: int) -> Response:
    """End a hand over before its time: the leads go back, or stay where they are."""
    row = found(next((one for one in _running() if one.id == handover_id), None))
    back = request.form.get("back") == "yes"
    count = end(db.session, row, act=act(), back=back)
    db.session.commit()
    went = ngettext("%(num)d lead went back.", "%(num)d leads went back.", count)
    flash(went if back else gettext("They stay where they are."))
    return redirect(url_for("leads.handover"), 303)


def _hand_over(giver: User, form: HandoverForm, leads: list[Lead]) -> Response:
    since, until = form.since.data, form.until.data
    assert since is not None
    back = until is not None and form.comes_back.data
    row = Handover(from_id=giver.id, to_id=int(form.to.data), since=since, until=until, comes_back=back)
    hand_over(db.session, row, leads, act=act())
    if since <= times.local_day(now()):
        count = begin(db.session, row, act=act())
        words = ngettext("%(num)d lead is handed over.", "%(num)d leads are handed over.", count)
        if count < len(leads):
            words += " " + gettext("The others are of estates where that person does not sell.")
    else:
        enqueue(db.session, BEGIN_JOB, {"handover": row.id}, at=_begin_of(since), dedupe_key=f"{BEGIN_JOB}:{row.id}")
        words = gettext("The hand over is noted and begins on its day.")
    if until is not None:
        enqueue(db.session, END_JOB, {"handover": row.id}, at=times.end_of(until), dedupe_key=f"{END_JOB}:{row.id}")
    db.session.commit()
    flash(words)
    return redirect(url_for("leads.handover"), 303)


def _fits(form: HandoverForm) -> bool:
    if form.until.data is not None and form.since.data is not None and form.until.data < form.since.data:
        form.until.errors = [gettext("The last day comes before the first.")]
        return False
    return True


def _giver(asked: str | None) -> User:
    """Return whose leads it is about: one's own, or for who leads sales those of somebody of the team."""
    if not asked or asked == str(current_user.id):
        return db.session.get_one(User, current_user.id)
    if not current_user.may(Role.SALES_LEAD):
        abort(404)
    return found(db.session.get(User, row_number(asked)))


def _theirs(giver: User) -> Select[Lead]:
    mine = open_leads_owned_by(giver.id)
    if giver.id == current_user.id:
        return mine
    return mine.where(Lead.id.in_(led_leads_of(current_user).with_only_columns(Lead.id)))


def _givers(people: Sequence[User]) -> list[User]:
    """Return whose leads may be handed over here: the team's for who leads sales, with those who left some behind."""
    if not current_user.may(Role.SALES_LEAD):
        return []
    gone = select(User).where(User.id.in_(left_behind().with_only_columns(User.id).order_by(None)))
    return [*people, *db.session.scalars(gone).all()]


def _running() -> list[Handover]:
    """Return the hand overs that this person gave, takes, or leads the sales of."""
    asked = running().options(joinedload(Handover.giver), joinedload(Handover.taker), selectinload(Handover.leads))
    if not current_user.may(Role.SALES_LEAD):
        asked = asked.where((Handover.from_id == current_user.id) | (Handover.to_id == current_user.id))
    return list(db.session.scalars(asked.limit(100)).unique())


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, times.ZONE)
