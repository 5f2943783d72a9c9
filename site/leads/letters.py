"""Letters that did not go out: readable, and to be tried again."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, render_template
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from leads.lead import note_opened
from leads.room import SELLERS, bp, done
from leads.words import LETTER_KINDS, LETTER_STATES
from models.inquiry.status_link import STATUS_LINK
from models.job import Job, enqueue
from models.lead.lead import Lead
from models.lead.opening import LETTER_JOB
from models.lead.timeline import Letter
from models.lead.whose import leads_of, writable_leads_of
from web.access import allow, current_user, found
from web.clock import now
from web.database import db
from web.words import gettext

NOT_OUT = ("unsent", "dead")
MOST = 200


@bp.get("/staff/letters")
@allow(*SELLERS)
def letters() -> str:
    """List the letters of this person's leads that did not go out."""
    return render_template(
        "leads/letters.html", letters=_of_theirs(letters_not_out()), states=LETTER_STATES, kinds=LETTER_KINDS
    )


@bp.get("/staff/letters/<int:letter_id>")
@allow(*SELLERS)
def letter(letter_id: int) -> str:
    """Show a letter as it goes out."""
    row, lead = found(next(iter(_of_theirs(select(Letter).where(Letter.id == letter_id))), None))
    note_opened(f"letter:{row.id}")
    body = row.body.replace(STATUS_LINK, gettext("(the link to their own page goes here)"))
    return render_template(
        "leads/letter.html", letter=row, lead=lead, body=body, states=LETTER_STATES, kinds=LETTER_KINDS, not_out=NOT_OUT
    )


@bp.post("/staff/letters/<int:letter_id>/again")
@allow(*SELLERS)
def letter_again(letter_id: int) -> Response:
    """Try once more to send a letter that did not go out."""
    mine = writable_leads_of(current_user).with_only_columns(Lead.id)
    row = found(db.session.scalars(select(Letter).where(Letter.id == letter_id, Letter.lead_id.in_(mine))).first())
    if row.state not in NOT_OUT:
        abort(409)
    job = db.session.scalars(select(Job).where(Job.dedupe_key == f"{LETTER_JOB}:{row.id}")).first()
    if job is None:
        enqueue(db.session, LETTER_JOB, {"letter_id": row.id}, at=now(), dedupe_key=f"{LETTER_JOB}:{row.id}")
    else:
        job.retry(now())
    row.state = "queued"
    lead = db.session.get_one(Lead, row.lead_id)
    return done(lead, gettext("The letter is on its way again."), "timeline")


def letters_not_out() -> Select[Letter]:
    """Select the letters that wait for somebody: no mail server, or given up; the latest first."""
    return select(Letter).where(Letter.state.in_(NOT_OUT)).order_by(Letter.id.desc())


def _of_theirs(wanted: Select[Letter]) -> Sequence[tuple[Letter, Lead]]:
    """Return letters with their leads, as far as this person may read those."""
    mine = leads_of(current_user).with_only_columns(Lead.id)
    both = wanted.join(Lead, Lead.id == Letter.lead_id).where(Lead.id.in_(mine)).add_columns(Lead)
    return [(row, lead) for row, lead in db.session.execute(both.limit(MOST))]
