"""Who works here: inviting people, their roles, letting them in no more."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from accounts.actions import invite, owe_letter
from accounts.forms import GrantsForm, InviteForm
from accounts.letters import letter_to
from models.account import LetterKind, Role, User, user_of
from models.constraints import violated
from models.job import enqueue
from models.land.estate import Estate
from models.marks import N_
from models.second_factor import forget
from web import mail
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.forms import text_of
from web.language import current_language

bp = Blueprint("users", __name__)

ROLE_WORDS = {
    Role.SALES: N_("Sales"),
    Role.SALES_LEAD: N_("Sales manager"),
    Role.MARKETING: N_("Marketing"),
    Role.ENGINEER: N_("Engineer"),
    Role.ADMIN: N_("Administrator"),
}
Places = list[tuple[int | None, str]]


@bp.route("/staff/users", methods=["GET", "POST"])
@allow(Role.ADMIN)
def users() -> Response | tuple[str, int]:
    """List everybody who works here; invite one more."""
    places = _places()
    form = InviteForm()
    form.offer(place for place, _name in places)
    if form.validate_on_submit():
        user = User(email=text_of(form.email).lower(), name=text_of(form.name), language=form.language.data)
        act = act_of(current_user)
        if db.session.scalars(user_of(user.email)).first() is None:
            invite(db.session, user, act)
            user.grant(db.session, form.wanted(), act)
            return _done(user, _("%(name)s is invited.", name=user.name))
        form.email.errors = [_("Somebody with this address works here already.")]
    return _users_page(form, places)


@bp.get("/staff/users/<int:user_id>")
@allow(Role.ADMIN)
def user(user_id: int) -> str:
    """Show what a person may do, and the letter that waits for them where no mail server is set."""
    person = found(db.session.get(User, user_id))
    places = _places()
    form = GrantsForm(formdata=None)
    form.offer(place for place, _name in places)
    form.show({(grant.role, grant.estate_id) for grant in person.grants})
    waiting = letter_to(person) if person.letter_sent_at is None and not mail.can_send() else None
    return render_template(
        "accounts/user.html", person=person, form=form, places=places, roles=ROLE_WORDS, letter=waiting
    )


@bp.post("/staff/users/<int:user_id>/roles")
@allow(Role.ADMIN)
def roles(user_id: int) -> Response:
    """Give a person exactly these roles; they have to sign in again."""
    person = _other(user_id)
    form = GrantsForm()
    form.offer(place for place, _name in _places())
    if not form.validate_on_submit():
        abort(422)
    if form.were() != {(grant.role, grant.estate_id) for grant in person.grants}:
        abort(409)
    person.grant(db.session, form.wanted(), act_of(current_user))
    return _done(person, _("The roles of %(name)s are changed.", name=person.name))


@bp.post("/staff/users/<int:user_id>/disable")
@allow(Role.ADMIN)
def disable(user_id: int) -> Response:
    """Let a person in no more."""
    person = _other(user_id)
    person.disable(db.session, act_of(current_user))
    return _done(person, _("%(name)s can no longer sign in.", name=person.name))


@bp.post("/staff/users/<int:user_id>/enable")
@allow(Role.ADMIN)
def enable(user_id: int) -> Response:
    """Let a person in again."""
    person = _other(user_id)
    person.enable(db.session, act_of(current_user))
    return _done(person, _("%(name)s can sign in again.", name=person.name))


@bp.post("/staff/users/<int:user_id>/letter")
@allow(Role.ADMIN)
def letter(user_id: int) -> Response:
    """Send a person the link with which they choose a password once more."""
    person = _other(user_id)
    if person.disabled_at is not None:
        abort(409)
    owe_letter(db.session, person, LetterKind.RESET if person.password_hash else LetterKind.INVITATION, now())
    return _done(person, _("A link is on its way to %(name)s.", name=person.name))


@bp.post("/staff/users/<int:user_id>/second-factor/reset")
@allow(Role.ADMIN)
def reset_second_factor(user_id: int) -> Response:
    """Take a colleague's second factors away, who has lost them; they are told by mail and sign in anew."""
    person = _other(user_id)
    if person.factor_since is None:
        abort(409)
    act = act_of(current_user)
    forget(db.session, person, act=act)
    if person.short_password:  # too short to stand alone
        person.password_hash, person.short_password = None, False
        owe_letter(db.session, person, LetterKind.INVITATION, now())
    enqueue(db.session, "account-notice", {"user": person.id, "act": act.id}, at=now(), dedupe_key=f"notice:{act.id}")
    return _done(person, _("The second factor of %(name)s is taken away. They are told by mail.", name=person.name))


def everybody() -> Select[User]:
    """Select all people, those who can sign in first, by name."""
    return select(User).order_by(User.disabled_at.isnot(None), User.name, User.id)


def _other(user_id: int) -> User:
    """Return the person; oneself is nobody's to change here, or the last administrator could shut the door."""
    person = found(db.session.get(User, user_id))
    if person.id == current_user.id:
        abort(409)
    return person


def _places() -> Places:
    """Return where a role can be held: everywhere, then each estate by name."""
    today, language = now().date(), current_language()
    named = [(estate.id, estate.name(language, today)) for estate in db.session.scalars(select(Estate))]
    return [(None, _("All estates")), *sorted(named, key=lambda place: place[1])]


def _users_page(form: InviteForm, places: Places) -> tuple[str, int]:
    store_nothing()
    people = db.session.scalars(everybody()).all()
    page = render_template(
        "accounts/users.html", people=people, form=form, places=places, names=dict(places), roles=ROLE_WORDS
    )
    return page, 422 if form.errors else 200


def _done(person: User, words: str) -> Response:
    try:
        db.session.commit()
    except IntegrityError as clash:
        if violated(clash) != "uq_user_email":  # two administrators invite one person at the same moment
            raise
        store_nothing()
        abort(409)
    flash(words)
    return redirect(url_for("users.user", user_id=person.id), 303)
