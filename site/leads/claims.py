"""Lots for a lead: held, extended, released, reserved by two people, sold or leased; and the line behind a lot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import abort, render_template, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from leads import page
from leads.conflicts import Difference, ask, is_outdated
from leads.forms import HoldForm, ReserveForm, SignForm, reason_of, until_day
from leads.room import SELLERS, act, bp, done, lead_to_write, leads_sales, me, page_of
from leads.times import end_of
from models.account import Role
from models.land.claim import ClaimGroup, NotForClaim, Taken
from models.land.lot import Lot, Status
from models.land.policy import ClaimPolicy
from models.lead import reserving
from models.lead.lead import Lead
from models.lead.reserving import TooLong, TooOften, asked_reservations
from models.lead.timeline import Task
from models.lead.work import SamePerson, hold, prefer, release, sign, wait_for
from web.access import allow, found
from web.clock import now
from web.database import db, store_nothing
from web.dates import long_date
from web.fields import one_line
from web.forms import text_of
from web.language import current_language
from web.words import gettext, listed, ngettext

NEXT_BEST = 5


@bp.post("/staff/leads/<int:lead_id>/hold")
@allow(*SELLERS)
def hold_lots(lead_id: int) -> Response | tuple[str, int]:
    """Hold lots of the lead until a day, all or none."""
    lead = lead_to_write(lead_id)
    lots = _chosen(lead)
    policy = reserving.policy_for(lead, lots)
    form = HoldForm(policy)
    good = form.validate() and _any(form, lots) and _open(lead, form)
    if good:
        good = _within(form, lead, policy)
    if not good:
        return page.show(lead, 422, hold_form=form, lots_chosen=[lot.id for lot in lots], errors_at="claims")
    try:
        hold(db.session, lead, lots, end_of(until_day(form)), act=act(), reason=reason_of(form))
    except (Taken, NotForClaim) as refused:
        return _taken(lead_id, lots, refused)
    return done(lead, gettext("On hold until %(day)s: %(lots)s", day=_day(form), lots=_codes(lots)), "claims")


@bp.post("/staff/leads/<int:lead_id>/claims/<int:group_id>/extend")
@allow(*SELLERS)
def extend_claim(lead_id: int, group_id: int) -> Response | tuple[str, int]:
    """Let a hold run on; a reservation only for who leads sales."""
    lead = lead_to_write(lead_id)
    group = _group(lead, group_id)
    if group.kind != "hold" and not leads_sales(lead):
        abort(404)
    policy = reserving.policy_for(lead, [one.lot for one in group.claims])
    form = HoldForm(policy)
    if group.kind != "hold":
        form.most_days = policy.most_reservation_days
    if not form.validate():
        return page.show(lead, 422, hold_form=form, errors_at="claims")
    until, manager = end_of(until_day(form)), leads_sales(lead)
    if is_outdated(str(group.expires_at)):
        stored = long_date(group.expires_at, current_language()) if group.expires_at is not None else ""
        return ask(lead, [Difference(gettext("Until"), stored, _day(form))], str(group.expires_at), "claims")
    try:
        reserving.prolong(db.session, lead, group, until, act=act(), manager=manager, reason=reason_of(form))
    except (TooLong, TooOften) as refused:
        form.until.errors = [_too_long(refused)]
        return page.show(lead, 422, hold_form=form, errors_at="claims")
    return done(lead, gettext("It runs on until %(day)s.", day=_day(form)), "claims")


@bp.post("/staff/leads/<int:lead_id>/claims/<int:group_id>/release")
@allow(*SELLERS)
def release_claim(lead_id: int, group_id: int) -> Response | tuple[str, int]:
    """Let lots go again, after asking once; a reservation only by who leads sales."""
    lead = lead_to_write(lead_id)
    group = _group(lead, group_id)
    if group.kind != "hold" and not leads_sales(lead):
        abort(404)
    lots = [one.lot for one in group.claims]
    if request.form.get("sure") != "yes":
        store_nothing()
        return render_template("leads/release.html", lead=lead, group=group, lots=lots), 200
    freed = release(db.session, lead, act=act(), lots=lots, reason=one_line(request.form.get("reason")) or None)
    return done(lead, gettext("Released: %(lots)s", lots=_codes(freed)), "claims")


@bp.post("/staff/leads/<int:lead_id>/reserve")
@allow(*SELLERS)
def ask_reservation(lead_id: int) -> Response | tuple[str, int]:
    """Ask who leads sales for a reservation: two people decide on it."""
    lead = lead_to_write(lead_id)
    lots = _chosen(lead)
    form = ReserveForm(reserving.policy_for(lead, lots))
    if not form.validate() or not _any(form, lots) or not _open(lead, form):
        return page.show(lead, 422, reserve_form=form, lots_chosen=[lot.id for lot in lots], errors_at="claims")
    reserving.ask_reservation(
        db.session,
        lead,
        lots,
        end_of(until_day(form)),
        act=act(),
        asked_by=me(),
        deposit=form.amount,
        deposit_currency=form.currency.data if form.amount is not None else None,
        text=reason_of(form),
    )
    prefer(lead, lots)
    return done(lead, gettext("The sales manager is asked to reserve %(lots)s.", lots=_codes(lots)), "tasks")


@bp.post("/staff/leads/<int:lead_id>/tasks/<int:task_id>/approve")
@allow(Role.SALES_LEAD)
def approve_reservation(lead_id: int, task_id: int) -> Response | tuple[str, int]:
    """Reserve what another person asked for."""
    lead, task = _asked(lead_id, task_id)
    lots = reserving.lots_of(db.session, task)
    try:
        reserving.approve(db.session, task, act=act())
    except SamePerson:
        words = gettext("Another person than the one who asked approves it.")
        return page.show(lead, 422, approval_wrong=words, errors_at="tasks")
    except (Taken, NotForClaim) as refused:
        return _taken(lead_id, lots, refused)
    return done(lead, gettext("Reserved: %(lots)s", lots=_codes(lots)), "claims")


@bp.post("/staff/leads/<int:lead_id>/tasks/<int:task_id>/decline")
@allow(Role.SALES_LEAD)
def decline_reservation(lead_id: int, task_id: int) -> Response | tuple[str, int]:
    """Say no to a reservation, and why."""
    lead, task = _asked(lead_id, task_id)
    reason = one_line(request.form.get("reason"))
    if not reason:
        return page.show(lead, 422, approval_wrong=gettext("Write why you decline it."), errors_at="tasks")
    reserving.decline(db.session, task, act=act(), reason=reason[:300])
    return done(lead, gettext("Declined. The colleague who asked sees why."), "tasks")


@bp.post("/staff/leads/<int:lead_id>/sign")
@allow(Role.SALES_LEAD)
def sign_contract(lead_id: int) -> Response | tuple[str, int]:
    """Put a signed contract on record: the lots are sold or leased."""
    lead = _led(lead_id)
    form, lots = SignForm(), _chosen(lead)
    if not form.validate() or not _any(form, lots) or not _open(lead, form):
        return page.show(lead, 422, sign_form=form, lots_chosen=[lot.id for lot in lots], errors_at="claims")
    signed_on = form.signed_on.data
    assert signed_on is not None  # the form asks for it
    try:
        sign(
            db.session,
            lead,
            lots,
            act=act(),
            kind=form.kind.data,
            form=form.form.data,
            number=text_of(form.number),
            signed_on=signed_on,
            ends_on=form.ends_on.data if form.kind.data == "lease" else None,
        )
    except (Taken, NotForClaim) as refused:
        return _taken(lead_id, lots, refused)
    return done(lead, gettext("The contract is on record: %(lots)s", lots=_codes(lots)), "claims")


@bp.post("/staff/leads/<int:lead_id>/lots/<int:lead_lot_id>/wait")
@allow(*SELLERS)
def join_line(lead_id: int, lead_lot_id: int) -> Response:
    """Join the line for a lot that another holds."""
    lead = lead_to_write(lead_id)
    lot = found(next((one.lot for one in lead.lots if one.id == lead_lot_id), None))
    wait_for(db.session, lead, lot, act=act())
    return done(
        lead, gettext("%(lead)s is in the queue for %(lot)s.", lead=lead.reference, lot=lot.code_as_given), "lots"
    )


def _led(lead_id: int) -> Lead:
    lead = lead_to_write(lead_id)
    if not leads_sales(lead):
        abort(404)
    return lead


def _asked(lead_id: int, task_id: int) -> tuple[Lead, Task]:
    lead = _led(lead_id)
    waiting = asked_reservations().where(Task.id == task_id, Task.lead_id == lead.id)
    return lead, found(db.session.scalars(waiting).first())


def _group(lead: Lead, group_id: int) -> ClaimGroup:
    groups = [one for one in reserving.live_groups(lead) if not reserving.is_contract(one)]
    return found(next((one for one in groups if one.id == group_id), None))


def _chosen(lead: Lead) -> list[Lot]:
    """Return the lots that the form ticks; only those of the lead count."""
    ticked = set(request.form.getlist("lot"))
    return [one.lot for one in lead.lots if str(one.lot_id) in ticked]


def _any(form: HoldForm | ReserveForm | SignForm, lots: Sequence[Lot]) -> bool:
    if not lots:
        form.form_errors.append(gettext("Choose at least one lot of this lead."))
    return bool(lots)


def _open(lead: Lead, form: HoldForm | ReserveForm | SignForm) -> bool:
    if not lead.is_open:
        form.form_errors.append(gettext("This lead is closed. Reopen it before you set lots aside."))
    return lead.is_open


def _within(form: HoldForm, lead: Lead, policy: ClaimPolicy) -> bool:
    try:
        reserving.check_hold(end_of(until_day(form)), now(), policy, manager=leads_sales(lead))
    except TooLong as refused:
        form.until.errors = [_too_long(refused)]
        return False
    return True


def _too_long(refused: TooLong | TooOften) -> str:
    if isinstance(refused, TooLong):
        return gettext(
            "You may hold a lot for %(days)d days at most. The sales manager may hold it longer.", days=refused.days
        )
    if not refused.times:
        return gettext("Holds are extended by the sales manager here.")
    return ngettext(
        "This hold was extended %(num)d time already. The sales manager extends it further.",
        "This hold was extended %(num)d times already. The sales manager extends it further.",
        refused.times,
    )


def _taken(lead_id: int, wanted: Sequence[Lot], refused: Taken | NotForClaim) -> tuple[str, int]:
    """Say which lots are someone else's, and which free ones come next by size; nothing was claimed."""
    taken, ids = [lot.id for lot in refused.lots], [lot.id for lot in wanted]
    store_nothing()
    lead = lead_to_write(lead_id)
    lots = db.session.scalars(select(Lot).where(Lot.id.in_(ids)).order_by(Lot.id)).all()
    gone = [one for one in lead.lots if one.lot_id in taken]
    page_ = render_template(
        "leads/taken.html",
        lead=lead,
        gone=gone,
        still=[lot for lot in lots if lot.id not in taken],
        others=_next_best([one.lot for one in gone], ids, now()),
        closed=isinstance(refused, NotForClaim),
        back=page_of(lead.id, "claims"),
    )
    return page_, 409


def _next_best(gone: Sequence[Lot], but: Sequence[int], at: datetime) -> Sequence[Lot]:
    """Return free lots of the same estate, nearest in size to the first that is gone."""
    first = gone[0] if gone else None
    size = (first.net_area or first.geodesic_area) if first is not None else None
    if first is None or size is None:
        return []
    area = func.coalesce(Lot.net_area, Lot.geodesic_area)
    available = (Lot.status == Status.AVAILABLE) & (Lot.shown_status(at) == Status.AVAILABLE)
    free = select(Lot).where(Lot.estate_id == first.estate_id, Lot.id.not_in(but), available, area.is_not(None))
    return db.session.scalars(free.order_by(func.abs(area - size), Lot.id).limit(NEXT_BEST)).all()


def _codes(lots: Sequence[Lot]) -> str:
    return listed(lot.code_as_given for lot in lots)


def _day(form: HoldForm | ReserveForm) -> str:
    return long_date(until_day(form), current_language())
