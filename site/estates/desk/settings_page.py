"""An estate made and kept by an administrator: names with their days, place, desk, contacts, shown to the public or not."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from estates.desk.room import SETTERS, bp, estates_of
from estates.desk.settings_forms import MESSENGERS, ContactForm, NameForm, NewEstateForm, SettingsForm
from estates.desk.sheet import today_at_the_estates
from estates.making import NotMade, add_contact, add_estate
from models.act import Act
from models.audit import Audit
from models.land.claim import show_anew
from models.land.estate import Contact, Estate, said_in
from models.land.lot import Lot
from models.land.policy import policy_of, set_policy
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.fields import one_line
from web.forms import text_of
from web.language import current_language
from web.words import gettext as _


@bp.route("/staff/estates/new", methods=["GET", "POST"])
@allow(*SETTERS)
def new_estate() -> Response | tuple[str, int]:
    """Make an estate from nothing; the public sees it when it is published."""
    if current_user.estates(*SETTERS) is not None:  # who keeps one estate makes no others
        abort(404)
    form = NewEstateForm()
    if form.validate_on_submit():
        try:
            estate = add_estate(
                db.session, text_of(form.slug), form.words("name"), utm_epsg=form.utm.data, published=False
            )
        except NotMade as wrong:
            form.slug.errors = [wrong.why.say(_)]
        else:
            _note(estate, "made", ["names"], act_of(current_user))
            db.session.commit()
            flash(_("The estate is made. Say where it lies and who answers for it, then load its lots."))
            return redirect(url_for("estates.settings", estate=estate.slug), 303)
    return _new_page(form), 422 if form.errors else 200


def _new_page(form: NewEstateForm) -> str:
    store_nothing()
    return render_template("estates/new.html", form=form)


@bp.get("/staff/estates/<estate>/settings")
@allow(*SETTERS)
def settings(estate: str) -> str:
    """Show how an estate is set up."""
    row = _estate(estate)
    form = SettingsForm(formdata=None)
    form.show_estate(row)
    return _page(row, form, NameForm(formdata=None))


@bp.post("/staff/estates/<estate>/settings")
@allow(*SETTERS)
def set_up(estate: str) -> Response | tuple[str, int]:
    """Store how an estate is set up; refused when somebody else did so meanwhile."""
    row = _estate(estate)
    form = SettingsForm()
    if not form.validate():
        return _page(row, form, NameForm(formdata=None)), 422
    if text_of(form.version) != str(row.version):
        form.form_errors.append(_("Somebody else changed this meanwhile. Compare with how it stands, then save again."))
        form.version.data = str(row.version)
        return _page(row, form, NameForm(formdata=None)), 409
    changed = [name for name, value in form.wanted().items() if getattr(row, name) != value]
    policy = form.policy()
    if changed or policy != policy_of([row]):
        act = act_of(current_user)
        for name in changed:
            setattr(row, name, form.wanted()[name])
        if "hold_shown_as" in changed:
            show_anew(db.session, row, act=act)
        set_policy(db.session, row, policy, act=act)
        if changed:
            _note(row, "settings", changed, act)
        db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("estates.settings", estate=row.slug), 303)


@bp.post("/staff/estates/<estate>/names")
@allow(*SETTERS)
def rename(estate: str) -> Response | tuple[str, int]:
    """Give an estate a new name in one language, from a day on."""
    row = _estate(estate)
    form = NameForm()
    if not form.validate():
        shown = SettingsForm(formdata=None)
        shown.show_estate(row)
        return _page(row, shown, form), 422
    row.rename(form.language.data, text_of(form.name), form.from_day.data or today_at_the_estates(now()))
    _note(row, "settings", ["names"], act_of(current_user))
    db.session.commit()
    flash(_("The new name is stored."))
    return redirect(url_for("estates.settings", estate=row.slug, _anchor="names"), 303)


@bp.route("/staff/estates/<estate>/published", methods=["GET", "POST"])
@allow(*SETTERS)
def published(estate: str) -> str | Response:
    """Ask, then show an estate to the public, or no longer, as the page said; sent twice it is done once."""
    row = _estate(estate)
    form = NameForm(formdata=None)
    if request.method == "GET":
        on_offer = select(func.count(Lot.id)).where(Lot.estate_id == row.id, Lot.shown_status(now()).is_not(None))
        name = row.name(current_language(), today_at_the_estates(now()))
        return render_template(
            "estates/published.html", estate=row, name=name, lots=db.session.scalar(on_offer), form=form
        )
    wanted = request.form.get("show") == "yes"
    if row.published is not wanted:
        row.published = wanted
        _note(row, "published" if wanted else "unpublished", [], act_of(current_user))
        db.session.commit()
    flash(_("The estate is published.") if row.published else _("The estate is no longer shown."))
    return redirect(url_for("estates.settings", estate=row.slug), 303)


@bp.route("/staff/estates/<estate>/contacts/<desk>", methods=["GET", "POST"])
@allow(*SETTERS)
def contact(estate: str, desk: str) -> Response | tuple[str, int]:
    """Show a desk that answers, or a form for a new one; store it as typed."""
    row = _estate(estate)
    one = None if desk == "new" else _contact(row, desk)
    form = ContactForm()
    if form.validate_on_submit():
        if one is None:
            one = add_contact(db.session, row, _next_key(row.contacts), {}, [], "", "")
        form.fill(one)
        _note(row, "settings", [f"contact:{one.key}"], act_of(current_user))
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("estates.settings", estate=row.slug, _anchor="contacts"), 303)
    if one is not None and not form.is_submitted():
        form.show_contact(one)
    store_nothing()
    page = render_template("estates/contact.html", estate=row, contact=one, form=form, messengers=MESSENGERS)
    return page, 422 if form.errors else 200


@bp.post("/staff/estates/<estate>/contacts/<desk>/remove")
@allow(*SETTERS)
def remove_contact(estate: str, desk: str) -> Response:
    """Let a desk answer no more; what it answered stays."""
    row = _estate(estate)
    row.contacts.remove(_contact(row, desk))
    _note(row, "settings", [f"contact:{desk}"], act_of(current_user))
    db.session.commit()
    flash(_("The desk is taken off the list."))
    return redirect(url_for("estates.settings", estate=row.slug, _anchor="contacts"), 303)


def _estate(slug: str) -> Estate:
    """Return the estate, if it is the person's to set up; locked when it is about to change."""
    query = estates_of(current_user, *SETTERS).where(Estate.slug == one_line(slug))
    return found(db.session.scalar(query.with_for_update(of=Estate) if request.method == "POST" else query))


def _contact(estate: Estate, key: str) -> Contact:
    return found(next((one for one in estate.contacts if one.key == key), None))


def _next_key(contacts: Iterable[Contact]) -> str:
    taken = {one.key for one in contacts}
    return next(key for number in range(1, len(taken) + 2) if (key := f"desk-{number}") not in taken)


def _note(estate: Estate, what: str, fields: list[str], act: Act) -> None:
    db.session.add(Audit(act=act, what=what, subject=f"estate:{estate.id}", details={"fields": fields} if fields else {}))


def _page(estate: Estate, form: SettingsForm, name_form: NameForm) -> str:
    store_nothing()
    today = today_at_the_estates(now())
    return render_template(
        "estates/settings.html",
        estate=estate,
        estate_name=estate.name(current_language(), today),
        contacts=[(one, said_in(one.title, current_language())) for one in estate.contacts],
        form=form,
        name_form=name_form,
        today=today,
    )
