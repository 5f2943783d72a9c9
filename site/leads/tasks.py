"""What comes next: tasks with a day and somebody who does them."""

from __future__ import annotations

from flask import abort, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from leads import page
from leads.forms import TaskForm
from leads.room import SELLERS, act, bp, done, lead_to_write
from leads.times import end_of
from models.account import Role, User, staff_with
from models.lead.reserving import ASK
from models.lead.timeline import Task
from models.lead.work import add_task, finish_task
from web.access import allow, found
from web.database import db
from web.forms import text_of
from web.words import gettext


@bp.post("/staff/leads/<int:lead_id>/tasks")
@allow(*SELLERS)
def new_task(lead_id: int) -> Response | tuple[str, int]:
    """Say what has to be done, by when and by whom."""
    lead = lead_to_write(lead_id)
    form = page.offer_people(TaskForm())
    if not form.validate():
        return page.show(lead, 422, task_form=form, errors_at="tasks")
    who = db.session.scalars(staff_with(Role.SALES).where(User.id == int(form.assignee.data or 0))).first()
    due_on = form.due_on.data
    assert due_on is not None  # the form asks for it
    add_task(db.session, lead, text_of(form.title), end_of(due_on), act=act(), assignee=who)
    return done(lead, gettext("The next step is set."), "tasks")


@bp.post("/staff/leads/<int:lead_id>/tasks/<int:task_id>/done")
@allow(*SELLERS)
def task_done(lead_id: int, task_id: int) -> Response:
    """Tick a task off. A reservation that was asked for is approved or declined instead."""
    lead = lead_to_write(lead_id)
    task = found(db.session.scalars(select(Task).where(Task.id == task_id, Task.lead_id == lead.id)).first())
    if task.details.get("ask") == ASK:
        abort(409)
    finish_task(db.session, task, act=act())
    if page.needs_step(lead):
        return done(lead, gettext("Done. Say what comes next."), "tasks")
    return done(lead, gettext("Done."), request.form.get("at") or "tasks")
