"""What waits, runs, was given up and is done: the worker's rows as the desk sees them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from models import job as jobs_table
from models.account import Role
from models.audit import Audit
from models.job import Job, State, counted
from models.marks import N_
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db
from web.jobs import HANDLERS
from web.paging import Paging
from web.words import gettext as _
from web.words import ngettext

bp = Blueprint("jobs", __name__)

PAGE = 50
MOST_AT_ONCE = 1000
STATE_WORDS = {
    State.DEAD: N_("Given up"),
    State.QUEUED: N_("Waiting"),
    State.RUNNING: N_("Running"),
    State.DONE: N_("Done"),
    State.DROPPED: N_("Let be"),
}


@bp.get("/staff/jobs")
@allow(Role.ADMIN)
def jobs() -> str:
    """List the jobs in one state, what was given up first of all."""
    counts = counted(db.session)
    state = _state(request.args.get("state"), counts)
    kinds = sorted({kind for kind, _state in counts}, key=words_of)
    kind = request.args.get("kind", "")
    kind = kind if kind in kinds else ""
    count = sum(many for (one, where), many in counts.items() if where is state and kind in ("", one))
    paging = Paging.of(request.args.get("page"), count, PAGE)
    wanted = _in_order(select(Job).where(Job.state == state), state)
    if kind:
        wanted = wanted.where(Job.kind == kind)
    dead = {one: many for (one, where), many in counts.items() if where is State.DEAD}
    return render_template(
        "worker/jobs.html",
        jobs=db.session.scalars(wanted.limit(PAGE).offset(paging.offset)).all(),
        at=now(),
        state=state,
        states=STATE_WORDS,
        of_state={
            one: sum(many for (what, where), many in counts.items() if where is one and kind in ("", what))
            for one in STATE_WORDS
        },
        kind=kind,
        kinds=kinds,
        dead=dict(sorted(dead.items(), key=lambda one: words_of(one[0]))),
        words_of=words_of,
        lasts=len(jobs_table.PAUSES) + 1,
        paging=paging,
        address=lambda number: url_for("jobs.jobs", state=state, kind=kind or None, page=number),
    )


@bp.post("/staff/jobs/<int:job_id>/again")
@allow(Role.ADMIN)
def again(job_id: int) -> Response:
    """Try a job that was given up once more, from the start."""
    _revive([_dead(job_id)])
    return _done(_("It is tried again."))


@bp.post("/staff/jobs/again")
@allow(Role.ADMIN)
def all_again() -> Response:
    """Try all given up jobs of a kind once more."""
    wanted = select(Job).where(Job.state == State.DEAD, Job.kind == request.form.get("kind", ""))
    rows = list(db.session.scalars(wanted.order_by(Job.id).limit(MOST_AT_ONCE).with_for_update()))
    _revive(rows)
    return _done(ngettext("%(num)d job is tried again.", "%(num)d jobs are tried again.", len(rows)))


@bp.post("/staff/jobs/<int:job_id>/drop")
@allow(Role.ADMIN)
def drop(job_id: int) -> Response:
    """Let a job be that was given up."""
    job = _dead(job_id)
    job.drop(now())
    db.session.add(Audit(act=act_of(current_user), what="job_dropped", subject=f"job:{job.id}", details={"kind": job.kind}))
    return _done(_("It is let be."))


def words_of(kind: str) -> str:
    """Return what jobs of a kind do; the code itself where no room does such jobs any more."""
    handler = HANDLERS.get(kind)
    return _(handler.words) if handler is not None and handler.words else kind


def _revive(rows: list[Job]) -> None:
    at = now()
    for job in rows:
        job.retry(at)
        handler = HANDLERS.get(job.kind)
        if handler is not None and handler.revive is not None:
            handler.revive(db.session, job.args, at)
        told: dict[str, Any] = {"kind": job.kind}
        db.session.add(Audit(act=act_of(current_user), what="job_again", subject=f"job:{job.id}", details=told))


def _dead(job_id: int) -> Job:
    """Return a job that was given up, locked; one that runs or is done is left alone."""
    job = found(db.session.get(Job, job_id, with_for_update=True))
    if job.state is not State.DEAD:
        abort(409)
    return job


def _state(asked: str | None, counts: dict[tuple[str, State], int]) -> State:
    """Return the state that is asked for; else what was given up, if anything was, else what waits."""
    if asked in STATE_WORDS:
        return State(asked)
    return State.DEAD if any(state is State.DEAD for _kind, state in counts) else State.QUEUED


def _in_order(wanted: Select[Job], state: State) -> Select[Job]:
    if state in (State.QUEUED, State.RUNNING):
        return wanted.order_by(Job.run_at, Job.id)
    return wanted.order_by(Job.ended_at.desc(), Job.id.desc())


def _done(words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("jobs.jobs"), 303)
