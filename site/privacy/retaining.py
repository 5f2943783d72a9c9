"""How long what is kept, whose time is over, and the word that is needed where nothing happens by itself."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.account import Role
from models.audit import Audit
from models.job import enqueue
from models.people.erasure import Kept, erase, reasons_of
from models.people.organisation import Person
from models.people.retention import (
    INQUIRY,
    OF_PERSONS,
    PURPOSE_WORDS,
    START_WORDS,
    Due,
    Retention,
    Rule,
    due,
    is_due,
    moved,
    rules,
)
from models.refusal import Sentence
from privacy.keeping import LIST_JOB
from privacy.room import KEEPERS, bp, is_wholly_theirs, person_of, persons_of, reads
from web.access import act_of, allow, current_user
from web.addresses import row_number
from web.clock import now
from web.database import db
from web.words import gettext as _
from web.words import ngettext

MOST = 100


@dataclass(frozen=True)
class DueRow:
    """Somebody whose time is over, and what keeps them all the same."""

    person: Person
    due: Due
    automatic: bool
    reasons: list[Sentence]


@bp.get("/staff/retention")
@allow(*KEEPERS)
def retention() -> str:
    """Show what is kept how long, and whose time is over or soon will be."""
    known = _rules()
    return render_template(
        "privacy/retention.html",
        rules=known,
        words=PURPOSE_WORDS,
        starts=START_WORDS,
        rows=_due_rows(known),
        reads=reads(current_user),
        sets=current_user.may(Role.ADMIN),
        inquiry=INQUIRY,
        of_persons=OF_PERSONS,
    )


@bp.post("/staff/retention/<purpose>")
@allow(Role.ADMIN)
def set_retention(purpose: str) -> Response:
    """Say how long something is kept, and whether it then goes by itself; what notices promise is a setting."""
    row = db.session.get(Retention, purpose[:40])
    if row is None or purpose == INQUIRY:
        abort(404)
    months = request.form.get("months", "")
    if not (months.isascii() and months.isdecimal() and 1 <= int(months[:5]) <= 120):
        flash(_("Enter a number of months from 1 to 120."), "error")
        return redirect(url_for("persons.retention"), 303)
    automatic = request.form.get("automatic") == "yes" if purpose in OF_PERSONS else row.automatic
    compared = (("months", row.months, int(months)), ("automatic", row.automatic, automatic))
    changed = {name: [old, new] for name, old, new in compared if old != new}
    row.months, row.automatic = int(months), automatic
    if changed:
        db.session.add(Audit(act=act_of(current_user), what="retention", subject=f"retention:{purpose}", details=changed))
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("persons.retention"), 303)


@bp.post("/staff/retention/erase")
@allow(*KEEPERS)
def erase_due_ones() -> Response:
    """Erase those whose time is over and who were ticked; whom something keeps stays and is told."""
    known, count = _rules(), 0
    for typed in dict.fromkeys(request.form.getlist("person")[:MOST]):
        person_id = row_number(typed)
        row = person_of(person_id, to_write=True)
        over = any(is_due(db.session, row, known[one], now()) for one in OF_PERSONS if one in known)
        if row.erased_at is not None or not over or not is_wholly_theirs(row):
            continue
        try:
            proof = erase(db.session, row, act=act_of(current_user), cause="retention", secret=str(current_app.secret_key))
        except Kept:
            continue
        enqueue(db.session, LIST_JOB, {"erasure": proof.id}, at=now(), dedupe_key=f"{LIST_JOB}:{proof.id}")
        count += 1
    db.session.commit()
    flash(ngettext("%(num)d person is erased.", "%(num)d people are erased.", count))
    return redirect(url_for("persons.retention"), 303)


def _rules() -> dict[str, Rule]:
    return rules(db.session, current_app.config["SETTINGS"].retention_months)


def _due_rows(known: dict[str, Rule]) -> list[DueRow]:
    """Return whose time is over, and of those that go by themselves also whose will be within a month."""
    at = now()
    over: dict[int, tuple[Due, Rule]] = {}
    for purpose in OF_PERSONS:
        if (rule := known.get(purpose)) is not None:
            for one in due(db.session, purpose, rule.months, moved(at, 1) if rule.automatic else at, most=MOST):
                over.setdefault(one.person_id, (one, rule))
    people = {row.id: row for row in db.session.scalars(persons_of(current_user).where(Person.id.in_(over)))}
    reasons = reasons_of(db.session, list(people.values()), at)
    found = [
        DueRow(people[one], when, rule.automatic, reasons[one])
        for one, (when, rule) in over.items()
        if one in people
    ]
    return sorted(found, key=lambda row: row.due.due_at)
