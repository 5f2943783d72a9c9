"""What the worker does for people's data: it keeps the list of erasures, and once a day looks whose time is over."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from models.act import Act, Way
from models.job import enqueue
from models.marks import N_
from models.people.erasure import Kept, erase
from models.people.organisation import Person
from models.people.retention import OF_PERSONS, due, is_due, rules, tidy
from privacy import keeping
from privacy.keeping import LIST_JOB
from web.jobs import Args, Errand, daily, handles, prepares

RETENTION_JOB = "retention"
ERASE_JOB = "erase-due"


@prepares(LIST_JOB, N_("Note an erasure in the list that outlives backups"))
def keep_list(session: Session, _args: Args, _at: datetime) -> Errand:
    """Write the list of erasures anew, with all that the database knows."""
    lines = keeping.lines_known(session)
    file = current_app.config["SETTINGS"].data / keeping.LIST
    return Errand(run=lambda: keeping.add(file, lines))


@daily
@handles(RETENTION_JOB, N_("Look what is kept long enough"))
def look(session: Session, _args: Args, at: datetime) -> None:
    """Delete what is nobody's and old; let those be erased whose time is over, where that needs nobody's word."""
    known = rules(session, current_app.config["SETTINGS"].retention_months)
    tidy(session, known, at)
    for purpose in OF_PERSONS:
        if (rule := known.get(purpose)) is None or not rule.automatic:
            continue
        for one in due(session, purpose, rule.months, at):
            args = {"person": one.person_id, "purpose": purpose}
            enqueue(session, ERASE_JOB, args, at=at, dedupe_key=f"{ERASE_JOB}:{one.person_id}:{at:%Y-%m-%d}")
    enqueue(session, LIST_JOB, {}, at=at, dedupe_key=f"{LIST_JOB}:{at:%Y-%m-%d}")


@handles(ERASE_JOB, N_("Erase a person whose time is over"))
def erase_due(session: Session, args: Args, at: datetime) -> None:
    """Erase a person if their time is still over; whom a duty keeps stands on the desk."""
    rule = rules(session, current_app.config["SETTINGS"].retention_months).get(args["purpose"])
    person = session.get(Person, args["person"], with_for_update=True)
    if rule is None or person is None or person.erased_at is not None or not is_due(session, person, rule, at):
        return
    act = Act(at=at, way=Way.JOB)
    session.add(act)
    session.flush()
    try:
        proof = erase(session, person, act=act, cause="retention", secret=str(current_app.secret_key))
    except Kept:
        session.delete(act)
        return
    enqueue(session, LIST_JOB, {"erasure": proof.id}, at=at, dedupe_key=f"{LIST_JOB}:{proof.id}")
