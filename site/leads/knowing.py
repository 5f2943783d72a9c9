"""What is known of a lead: need, person, firm, lots, who is in charge, and whether it is another lead once more."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from leads import page
from leads.conflicts import Difference, ask, is_outdated
from leads.forms import FirmForm, MergeForm, NeedForm, PersonForm
from leads.room import SELLERS, act, bp, done, lead_to_write, me
from models.account import Role, User, staff_with
from models.land.lot import Lot, Status
from models.lead import knowing
from models.lead.lead import Lead, Refused
from models.lead.whose import estates_of, writable_leads_of
from models.lead.work import assign, change_need, drop, live_claims_of, merge, offer
from models.people.arrival import firms_like
from models.people.organisation import Organisation
from web.access import allow, current_user, found
from web.addresses import row_number
from web.database import db, store_nothing
from web.fields import one_line
from web.forms import text_of
from web.language import current_language
from web.need import need_rows
from web.words import gettext, listed

MOST_LOTS = 20


@bp.post("/staff/leads/<int:lead_id>/need")
@allow(*SELLERS)
def need(lead_id: int) -> Response | tuple[str, int]:
    """Write down what they look for, as known now."""
    lead = lead_to_write(lead_id)
    form = NeedForm()
    if not form.validate():
        return page.show(lead, 422, need_form=form, errors_at="need")
    told = form.need(lead.need)
    if is_outdated(page.marks(lead)["need"]):
        return ask(lead, _needs(lead, told, form), page.marks(lead)["need"], "need")
    if form.decision_on.data is None:
        lead.decision_on = None
    change_need(db.session, lead, told, act=act(), decision_on=form.decision_on.data)
    return done(lead, gettext("The need is stored."), "need")


def _needs(lead: Lead, told: dict[str, Any], form: NeedForm) -> list[Difference]:
    language = current_language()
    sent = {name: value for name, value in told.items() if value is not None}
    pairs = zip(need_rows(lead.need, language), need_rows(sent, language), strict=True)
    rows = [Difference(words, stored or "", value or "") for (words, stored), (_, value) in pairs]
    day = form.decision_on.data
    rows.append(Difference(gettext("Decision expected on"), str(lead.decision_on or ""), str(day or "")))
    return rows


@bp.post("/staff/leads/<int:lead_id>/person")
@allow(*SELLERS)
def person(lead_id: int) -> Response | tuple[str, int]:
    """Write down how the contact is called and in which language they are written to."""
    lead = lead_to_write(lead_id)
    known = lead.person
    if known is None:
        abort(409)
    form = PersonForm()
    if not form.validate():
        return page.show(lead, 422, person_form=form, errors_at="person")
    told = {name: text_of(form[name]) or None for name in page.PERSON_FIELDS}
    if is_outdated(page.marks(lead)["person"]):
        rows = [Difference(form[name].label.text, _shown(known, name), told[name] or "") for name in page.PERSON_FIELDS]
        return ask(lead, rows, page.marks(lead)["person"], "person")
    knowing.change_person(db.session, lead, known, told, act=act())
    return done(lead, gettext("The contact is stored."), "person")


@bp.post("/staff/leads/<int:lead_id>/firm")
@allow(*SELLERS)
def firm(lead_id: int) -> Response | tuple[str, int]:
    """Write down what is known of the company: a person has looked at it now."""
    lead = lead_to_write(lead_id)
    form = FirmForm()
    if not form.validate():
        return page.show(lead, 422, firm_form=form, errors_at="organisation")
    told = {name: text_of(form[name]) or None for name in page.FIRM_FIELDS}
    known = lead.organisation
    if is_outdated(page.marks(lead)["firm"]):
        rows = [Difference(form[name].label.text, _shown(known, name), told[name] or "") for name in page.FIRM_FIELDS]
        return ask(lead, rows, page.marks(lead)["firm"], "organisation")
    if known is None:
        knowing.name_firm(db.session, lead, told, act=act())
    else:
        knowing.change_firm(db.session, lead, known, told, act=act())
    return done(lead, gettext("The company is confirmed."), "organisation")


def _shown(row: Any, name: str) -> str:
    return str(getattr(row, name, None) or "")


@bp.post("/staff/leads/<int:lead_id>/firm/same")
@allow(*SELLERS)
def same_firm(lead_id: int) -> Response:
    """Say that the company is one that we know already."""
    lead = lead_to_write(lead_id)
    if lead.organisation is None:
        abort(409)
    like = firms_like(lead.organisation).where(Organisation.id == row_number(request.form.get("firm")))
    known = found(db.session.scalars(like).first())
    knowing.join_firm(db.session, lead, known, act=act())
    return done(lead, gettext("It is %(firm)s.", firm=known.name_native), "organisation")


@bp.post("/staff/leads/<int:lead_id>/take")
@allow(*SELLERS)
def take(lead_id: int) -> Response | tuple[str, int]:
    """Be in charge of a lead from now on."""
    lead = lead_to_write(lead_id)
    if lead.owner_id == current_user.id:
        return done(lead, gettext("You are in charge of %(lead)s.", lead=lead.reference), "answer")
    if is_outdated(page.marks(lead)["owner"]):
        names = [lead.owner.name if lead.owner is not None else gettext("Unassigned"), current_user.name]
        return ask(lead, [Difference(gettext("Person in charge"), *names)], page.marks(lead)["owner"], "owner")
    assign(db.session, lead, me(), act=act())
    return done(lead, gettext("You are in charge of %(lead)s.", lead=lead.reference), "answer")


@bp.post("/staff/leads/<int:lead_id>/owner")
@allow(*SELLERS)
def owner(lead_id: int) -> Response | tuple[str, int]:
    """Give a lead to a colleague, or give it back."""
    lead = lead_to_write(lead_id)
    wanted = _seller(request.form.get("owner"))
    if is_outdated(page.marks(lead)["owner"]):
        names = [one.name if one is not None else gettext("Unassigned") for one in (lead.owner, wanted)]
        return ask(lead, [Difference(gettext("Person in charge"), *names)], page.marks(lead)["owner"], "owner")
    assign(db.session, lead, wanted, act=act())
    if wanted is None:
        return done(lead, gettext("Nobody is in charge of %(lead)s now.", lead=lead.reference), "owner")
    words = gettext("%(person)s is in charge of %(lead)s.", person=wanted.name, lead=lead.reference)
    return done(lead, words, "owner")


def _seller(text: str | None) -> User | None:
    """Return whom the form names; nobody when it says so, 422 when that is nobody who sells."""
    if text in (None, ""):
        return None
    person = db.session.scalars(staff_with(Role.SALES).where(User.id == row_number(text))).first()
    if person is None:
        abort(422)
    return person


@bp.post("/staff/leads/<int:lead_id>/lots")
@allow(*SELLERS)
def offer_lots(lead_id: int) -> Response | tuple[str, int]:
    """Propose lots, by their codes."""
    lead = lead_to_write(lead_id)
    typed = one_line(request.form.get("codes", "")) or ""
    codes = list(
        dict.fromkeys(part.strip() for part in typed.replace(";", ",").replace("、", ",").split(",") if part.strip())
    )
    lots = [_lot(lead, code) for code in codes[:MOST_LOTS]]
    unknown = [code for code, lot in zip(codes, lots, strict=False) if lot is None]
    if unknown or not codes:
        wrong = gettext(
            "No lot here is called %(codes)s. Write codes like B-03, B-04.", codes=", ".join(unknown) or "…"
        )
        return page.show(lead, 422, lots_typed=typed[:300], lots_wrong=wrong, errors_at="lots")
    offer(db.session, lead, [lot for lot in lots if lot is not None], act=act())
    return done(lead, gettext("Proposed: %(lots)s", lots=listed(codes)), "lots")


def _lot(lead: Lead, code: str) -> Lot | None:
    """Find a lot by its code: at the lead's estates, else at those where this person sells."""
    hidden = (Status.DRAFT, Status.WITHDRAWN, Status.SUPERSEDED)
    named = select(Lot).where((Lot.code == code.upper()) | (Lot.code_as_given == code), Lot.status.not_in(hidden))
    own, mine = estates_of(lead), current_user.estates(Role.SALES)
    for there in (own, mine):
        if there is None or there:
            lots = db.session.scalars(named if there is None else named.where(Lot.estate_id.in_(there))).all()
            if len(lots) == 1:
                return lots[0]
    return None


@bp.post("/staff/leads/<int:lead_id>/lots/<int:lead_lot_id>/drop")
@allow(*SELLERS)
def drop_lot(lead_id: int, lead_lot_id: int) -> Response:
    """Say that a lot is no longer in question."""
    lead = lead_to_write(lead_id)
    lot = found(next((one.lot for one in lead.lots if one.id == lead_lot_id), None))
    if any(one.lot_id == lot.id for one in live_claims_of(db.session, lead)):
        abort(409)  # set aside for this lead: it is released first
    drop(db.session, lead, lot, act=act())
    return done(lead, gettext("%(lot)s is no longer considered.", lot=lot.code_as_given), "lots")


@bp.post("/staff/leads/<int:lead_id>/merge")
@allow(*SELLERS)
def merge_lead(lead_id: int) -> Response | tuple[str, int]:
    """Close this lead in favour of another, to which its inquiries and lots go."""
    lead = lead_to_write(lead_id)
    form = MergeForm()
    good = form.validate()
    others = writable_leads_of(current_user).where(Lead.id != lead.id)
    other = db.session.scalars(others.where(Lead.reference == text_of(form.into).upper())).first() if good else None
    if good and (other is None or not other.is_open):
        form.into.errors = [gettext("No open lead of yours has this reference. Check it, like K-26-7Q4M-XTR.")]
    if other is None or form.into.errors:
        return page.show(lead, 422, merge_form=form, errors_at="merge")
    try:
        merge(db.session, lead, other, act=act(), reason=text_of(form.reason))
    except (Refused, ValueError):
        store_nothing()
        lead = lead_to_write(lead_id)
        form.into.errors = [gettext("A lead can be merged while it is new or contacted and holds no lot.")]
        return page.show(lead, 422, merge_form=form, errors_at="merge")
    return done(other, gettext("Merged: this lead goes on."))
