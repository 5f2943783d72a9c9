"""Finding a person, who opened their data, a copy of it, and erasing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models.account import User
from models.act import Act
from models.audit import Audit
from models.inquiry.inquiry import Consent, Inquiry
from models.job import enqueue
from models.lead.lead import Lead
from models.lead.whose import led_leads_of
from models.people.erasure import Erasure, Kept, erase, reasons_to_keep
from models.people.match import email_key, fold
from models.people.organisation import Person
from models.people.personal import Whose, whose
from models.people.retention import last_contact
from privacy.export import package
from privacy.keeping import LIST_JOB
from privacy.room import KEEPERS, bp, is_wholly_theirs, note_opened, person_of, persons_of, reads
from privacy.words import CAUSE_WORDS, PURPOSES, TABLE_WORDS
from web.access import act_of, allow, current_user
from web.clock import now
from web.database import db
from web.forms import StaffForm, text_of
from web.paging import Paging
from web.words import gettext as _

MOST = 50
OPENED = 100


class FindForm(StaffForm):
    """A name, an address or a reference. Sent, never in the address of a page: logs would keep it."""

    q = StringField(
        lazy_gettext("Name, email address or reference"),
        [InputRequired(lazy_gettext("Enter what to look for")), Length(max=200)],
    )


class KeepForm(StaffForm):
    """That data must be kept, until when and why."""

    until = DateField(lazy_gettext("Keep until"), [Optional()])
    why = StringField(lazy_gettext("Which duty obliges us"), [Length(max=300)])


@dataclass(frozen=True)
class Opened:
    """That somebody opened what is known of a person."""

    at: datetime
    who: str
    subject: str


@bp.route("/staff/persons", methods=["GET", "POST"])
@allow(*KEEPERS)
def find() -> str | tuple[str, int]:
    """Find people; what was looked for stands in no address."""
    form = FindForm()
    people: Sequence[Person] | None = None
    if form.validate_on_submit():
        people = db.session.scalars(_like(text_of(form.q)).order_by(Person.id.desc()).limit(MOST)).all()
    page = render_template("privacy/find.html", form=form, people=people, reads=reads(current_user), most=MOST)
    return page, 422 if form.errors else 200


@bp.get("/staff/persons/<int:person_id>")
@allow(*KEEPERS)
def person(person_id: int) -> tuple[str, int]:
    """Show how much is known of a person, who opened it, and what can be done about it."""
    note_opened(person_of(person_id).id)
    return _page(person_of(person_id), KeepForm(formdata=None))


@bp.post("/staff/persons/<int:person_id>/export")
@allow(*KEEPERS)
def export(person_id: int) -> Response:
    """Give all that is known of a person: for programs and for reading, with the notices they saw."""
    row = _to_decide(person_id)
    about = whose(db.session, row)
    told = {"count": sum(map(len, about.rows.values()))}
    db.session.add(Audit(act=act_of(current_user), what="exported", subject=f"person:{row.id}", details=told))
    db.session.flush()
    packed = package(db.session, row, about, now())
    db.session.commit()
    answer = Response(packed, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{person_id}.zip"'
    return answer


@bp.post("/staff/persons/<int:person_id>/keep")
@allow(*KEEPERS)
def keep(person_id: int) -> Response | tuple[str, int]:
    """Note until when and why data must be kept; without a day, that nothing obliges us any more."""
    row = _to_decide(person_id)
    form = KeepForm()
    if form.validate() and form.until.data is not None and not text_of(form.why):
        form.why.errors = [_("Say which duty it is: a law, a dispute, an audit")]
    elif form.until.data is not None and not date(2000, 1, 1) <= form.until.data <= date(2100, 1, 1):
        form.until.errors = [_("Enter a day within this century")]
    if form.errors:
        return _page(row, form)
    row.kept_until, row.kept_why = form.until.data, (text_of(form.why) or None) if form.until.data else None
    fields = {"fields": ["kept_until"]}
    db.session.add(Audit(act=act_of(current_user), what="retention", subject=f"person:{row.id}", details=fields))
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("persons.person", person_id=person_id), 303)


@bp.get("/staff/persons/<int:person_id>/erase")
@allow(*KEEPERS)
def ask_to_erase(person_id: int) -> str:
    """Show what follows when a person is erased, before it is."""
    row = _to_decide(person_id)
    return _consequences(row)


@bp.post("/staff/persons/<int:person_id>/erase")
@allow(*KEEPERS)
def erase_person(person_id: int) -> Response | tuple[str, int]:
    """Erase a person, after it was said that this is meant."""
    row = _to_decide(person_id)
    if request.form.get("sure") != "yes":
        return _consequences(row), 422
    try:
        proof = erase(db.session, row, act=act_of(current_user), cause="asked", secret=str(current_app.secret_key))
    except Kept:
        return _consequences(row), 409
    enqueue(db.session, LIST_JOB, {"erasure": proof.id}, at=now(), dedupe_key=f"{LIST_JOB}:{proof.id}")
    proof_id = proof.id
    db.session.commit()
    flash(_("The person is erased. This is the proof."))
    return redirect(url_for("persons.proof", erasure_id=proof_id), 303)


@bp.get("/staff/erasures")
@allow(*KEEPERS)
def proofs() -> str:
    """List the proofs of erasures, the latest first."""
    wanted = _proofs()
    count = len(db.session.scalars(wanted.with_only_columns(Erasure.id)).all())
    paging = Paging.of(request.args.get("page"), count, MOST)
    shown = wanted.order_by(Erasure.id.desc()).limit(MOST).offset(paging.offset).options(joinedload(Erasure.act))
    named = shown.outerjoin(Act, Act.id == Erasure.act_id).outerjoin(User, User.id == Act.by_id).add_columns(User.name)
    return render_template(
        "privacy/erasures.html",
        rows=db.session.execute(named).all(),
        causes=CAUSE_WORDS,
        paging=paging,
        address=lambda number: url_for("persons.proofs", page=number),
    )


@bp.get("/staff/erasures/<int:erasure_id>")
@allow(*KEEPERS)
def proof(erasure_id: int) -> str:
    """Show the proof of an erasure: when, by whom, how much; nothing of the person."""
    row = db.session.scalars(_proofs().where(Erasure.id == erasure_id)).first()
    if row is None:
        abort(404)
    by = db.session.get(User, row.act.by_id) if row.act.by_id is not None else None
    return render_template("privacy/proof.html", proof=row, by=by, causes=CAUSE_WORDS, tables=TABLE_WORDS)


def _proofs() -> Select[Erasure]:
    theirs = persons_of(current_user).with_only_columns(Person.id)
    return select(Erasure).where(Erasure.person_id.in_(theirs))


def _to_decide(person_id: int) -> Person:
    """Return a person about whom this member of staff may decide alone."""
    row = person_of(person_id, to_write=request.method == "POST")
    if row.erased_at is not None or not is_wholly_theirs(row):
        abort(409)
    return row


def _like(q: str) -> Select[Person]:
    """Select people by what was typed: administrators by the whole address or reference, others by any part of it."""
    theirs = persons_of(current_user)
    referred = select(Lead.person_id).outerjoin(Inquiry, Inquiry.lead_id == Lead.id)
    exact = (Person.email_key == email_key(q)) | Person.id.in_(
        referred.where((Lead.reference == q.upper()) | (Inquiry.reference == q.upper()))
    )
    if not reads(current_user):
        return theirs.where(exact)
    leads = led_leads_of(current_user).with_only_columns(Lead.person_id)
    for word in fold(q).split():
        leads = leads.where(Lead.search_text.contains(word, autoescape=True))
    return theirs.where(exact | Person.id.in_(leads))


def _page(row: Person, form: KeepForm) -> tuple[str, int]:
    wrong = bool(form.errors)
    if not wrong:
        form.until.data, form.why.data = row.kept_until, row.kept_why
    about = whose(db.session, row)
    told = {**_told(row, about), "opened": _opened(about), "mine": is_wholly_theirs(row)}
    page = render_template("privacy/person.html", form=form, **told)
    return page, 422 if wrong else 200


def _consequences(row: Person) -> str:
    return render_template("privacy/erase.html", **_told(row, whose(db.session, row)))


def _told(row: Person, about: Whose) -> dict[str, Any]:
    """Return what both pages tell: how much there is, which leads, which consents, what keeps it."""
    named = select(Lead.id, Lead.reference, Lead.stage, Lead.closed_at).order_by(Lead.id)
    consents = select(Consent).where(Consent.inquiry_id.in_(about.rows["inquiry"])).options(joinedload(Consent.notice))
    proofs = select(Erasure.id).where(Erasure.person_id == row.id).order_by(Erasure.id.desc()).limit(1)
    return {
        "person": row,
        "reads": reads(current_user),
        "tables": TABLE_WORDS,
        "counts": {name: len(ids) for name, ids in about.rows.items() if ids},
        "leads": db.session.execute(named.where(Lead.id.in_(about.leads))).all(),
        "beside": db.session.execute(named.where(Lead.id.in_(about.beside))).all(),
        "consents": db.session.scalars(consents.order_by(Consent.id)).all(),
        "purposes": PURPOSES,
        "reasons": reasons_to_keep(db.session, row, now()),
        "last": last_contact(db.session, row),
        "proof_id": db.session.scalar(proofs),
    }


def _opened(about: Whose) -> list[Opened]:
    subjects = [f"person:{one}" for one in about.rows["person"]]
    subjects += [f"{kind}:{one}" for kind in ("lead", "letter") for one in about.rows[kind]]
    asked = (
        select(Act.at, User.name, Audit.subject)
        .join(Audit, Audit.act_id == Act.id)
        .outerjoin(User, User.id == Act.by_id)
        .where(Audit.what.in_(("opened", "exported")), Audit.subject.in_(subjects))
        .order_by(Act.at.desc(), Act.id.desc())
    )
    return [Opened(row.at, row.name or "", row.subject) for row in db.session.execute(asked.limit(OPENED))]
