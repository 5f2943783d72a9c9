"""The second factor: setting it up, taking it away, and being asked for it."""

from __future__ import annotations

import math
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from accounts import codes, passkeys
from accounts.actions import throttle_key
from accounts.forms import TYPED
from accounts.passkeys import NotProved
from accounts.routes import start_of
from accounts.sealing import Unsealed, seal, unseal
from models import password as passwords
from models import throttle
from models.account import STAFF, Role, User
from models.second_factor import (
    OneTimeSecret,
    Passkey,
    add_passkey,
    begin_codes,
    confirm_codes,
    new_recovery_codes,
    passkeys_of,
    recovery_codes_left,
    remove_codes,
    remove_passkey,
    take_step,
    use_recovery_code,
)
from web import session as desk_session
from web.access import act_of, allow, current_user, found, safe_next
from web.clock import now
from web.database import db, writing_session
from web.forms import StaffForm, text_of
from web.headers import private
from web.words import gettext, ngettext

bp = Blueprint("second", __name__)

MOST_KEYS = 20


class CodeForm(StaffForm):
    """A code from the app, or a recovery code."""

    code = StringField(_("Code"), [InputRequired(_("Enter the code")), Length(max=40)])
    next = HiddenField()


class ProveForm(StaffForm):
    """One's password once more, before something about signing in changes."""

    password = PasswordField(_("Password"), [InputRequired(_("Enter your password")), TYPED])
    next = HiddenField()


@bp.route("/staff/sign-in/second", methods=["GET", "POST"])
@allow(Role.ANYONE)
def ask() -> Answer | tuple[str, int]:
    """Ask who has shown a password for their second factor."""
    user = _half()
    if user is None:
        return redirect(url_for("accounts.sign_in", next=safe_next(request.values.get("next"))), 303)
    form = CodeForm(next=safe_next(request.args.get("next")))
    if form.validate_on_submit():
        wait = _counted(user.id)
        if wait:
            return _too_early(form, user, wait)
        if _is_right(user.id, text_of(form.code)):
            return _let_in(user.id, safe_next(form.next.data))
        form.code.errors = [gettext("This code is not right, or was used already. Wait for the next one.")]
    return _ask_page(form, user), 422 if form.errors else 200


@bp.post("/staff/sign-in/passkey/options")
@allow(Role.ANYONE)
def show_options() -> Response:
    """Say what a browser has to show: after a password one of the person's keys, else any that knows its owner."""
    if passkeys.host() is None:
        abort(404)
    user = _half()
    known = passkeys_of(db.session, user.id) if user is not None else []
    return Response(passkeys.to_show(known, alone=user is None), mimetype="application/json")


@bp.post("/staff/sign-in/passkey")
@allow(Role.ANYONE)
def show_key() -> Answer | tuple[dict[str, str], int]:
    """Let in who shows a passkey: as second factor, or alone when the key knows its owner."""
    answer, half = request.form.get("credential", ""), _half()
    half_id = half.id if half is not None else None
    refused = {"words": gettext("This passkey could not be used. Try again, or sign in with your password.")}, 422
    try:
        credential = passkeys.named_in(answer)
        key = db.session.scalars(select(Passkey).where(Passkey.credential == credential).with_for_update()).first()
        if key is None or (half_id is not None and key.user_id != half_id):
            return refused
        key.count, key.used_at = passkeys.shown(answer, key, alone=half_id is None), now()
    except NotProved:
        return refused
    user = db.session.get_one(User, key.user_id)
    if user.disabled_at is not None:
        return refused
    desk_session.begin(user)
    to = safe_next(request.form.get("next")) or start_of(user)
    db.session.commit()
    return {"to": to}, 200


@bp.route("/staff/account/prove", methods=["GET", "POST"])
@allow(*STAFF)
def prove() -> Answer | tuple[str, int]:
    """Ask for the password once more: what follows changes how one signs in."""
    form = ProveForm(next=safe_next(request.args.get("next")))
    if form.validate_on_submit():
        user_id, stored, typed = current_user.id, current_user.password_hash, form.password.data or ""
        db.session.rollback()  # no transaction is open while passwords are hashed
        wait = _counted(user_id)
        if not wait and passwords.is_right(typed, stored):
            with writing_session() as short:
                throttle.forgive(short, _keys(user_id))
            desk_session.prove()
            return redirect(safe_next(form.next.data) or url_for("second.overview"), 303)
        form.password.errors = [_wait_words(wait) if wait else gettext("This is not your current password.")]
    return render_template("accounts/prove.html", form=form), 422 if form.errors else 200


@bp.get("/staff/account/second-factor")
@allow(*STAFF)
def overview() -> str:
    """Show which second factors there are, and how to set one up."""
    row = db.session.get(OneTimeSecret, current_user.id)
    asked = current_app.config["SETTINGS"].second_factor
    return render_template(
        "accounts/second.html",
        codes_since=row.confirmed_at if row is not None else None,
        left=recovery_codes_left(db.session, current_user.id),
        keys=passkeys_of(db.session, current_user.id),
        can_hold_keys=passkeys.host() is not None,
        needed=bool(asked) and current_user.may(*(Role(role) for role in asked)),
    )


@bp.post("/staff/account/second-factor/codes/begin")
@allow(*STAFF)
def begin_set_up() -> Answer:
    """Make a secret for an app; nothing counts before its first code has come."""
    if not desk_session.is_proved():
        return _prove_first("second.overview")
    row = db.session.get(OneTimeSecret, current_user.id)
    if row is not None and row.confirmed_at is not None:
        return redirect(url_for("second.overview"), 303)
    begin_codes(db.session, db.session.get_one(User, current_user.id), seal(codes.new_secret()), now())
    db.session.commit()
    return redirect(url_for("second.set_up"), 303)


@bp.route("/staff/account/second-factor/codes", methods=["GET", "POST"])
@allow(*STAFF)
def set_up() -> Answer | tuple[str, int]:
    """Show the picture that an app reads; the first code from it lets the codes count."""
    if not desk_session.is_proved():
        return _prove_first("second.set_up")
    row = db.session.get(OneTimeSecret, current_user.id)
    if row is None or row.confirmed_at is not None:
        return redirect(url_for("second.overview"), 303)
    secret = _opened(row)
    form = CodeForm()
    if form.validate_on_submit():
        step = codes.step_of(secret, text_of(form.code))
        if step is not None:
            return _confirm(row, step)
        form.code.errors = [gettext("This code is not right. Check that the clock of your phone is.")]
    page = render_template("accounts/second_codes.html", form=form, secret=_in_groups(secret))
    return private(make_response(page, 422 if form.errors else 200))


@bp.get("/staff/account/second-factor/codes.svg")
@allow(*STAFF)
def picture() -> Response:
    """Draw the secret for an app, as long as no code has come from it."""
    row = db.session.get(OneTimeSecret, current_user.id)
    if row is None or row.confirmed_at is not None or not desk_session.is_proved():
        abort(404)
    return private(Response(codes.picture_of(_opened(row), current_user), mimetype="image/svg+xml"))


@bp.post("/staff/account/second-factor/recovery")
@allow(*STAFF)
def recovery() -> Answer:
    """Make ten new recovery codes, shown this once."""
    if not desk_session.is_proved():
        return _prove_first("second.overview")
    user = db.session.get_one(User, current_user.id)
    if user.factor_since is None:
        abort(409)
    return _show_recovery(user)


@bp.post("/staff/account/second-factor/codes/remove")
@allow(*STAFF)
def remove() -> Answer:
    """Let the app's codes count no more."""
    if not desk_session.is_proved():
        return _prove_first("second.overview")
    user = db.session.get_one(User, current_user.id)
    remove_codes(db.session, user, act=act_of(current_user))
    return _removed(user)


@bp.post("/staff/account/second-factor/passkeys/options")
@allow(*STAFF)
def make_options() -> Answer | tuple[dict[str, str], int]:
    """Say what a browser needs to make a key."""
    if passkeys.host() is None:
        abort(404)
    if not desk_session.is_proved():
        return {"to": url_for("second.prove", next=url_for("second.overview"))}, 200
    known = passkeys_of(db.session, current_user.id)
    if len(known) >= MOST_KEYS:
        return {"words": gettext("You have as many passkeys as there can be. Remove one first.")}, 422
    return Response(passkeys.to_make(current_user, known), mimetype="application/json")


@bp.post("/staff/account/second-factor/passkeys")
@allow(*STAFF)
def make_key() -> tuple[dict[str, str], int]:
    """Keep a key that the browser has made."""
    if not desk_session.is_proved():
        return {"to": url_for("second.prove", next=url_for("second.overview"))}, 200
    name = " ".join(request.form.get("name", "").split())[:60]
    try:
        key = passkeys.made(request.form.get("credential", ""))
    except NotProved:
        return {"words": gettext("The passkey was not made. Try again.")}, 422
    if db.session.scalars(select(Passkey.id).where(Passkey.credential == key.credential)).first() is not None:
        return {"words": gettext("This passkey is known already.")}, 422
    user = db.session.get_one(User, current_user.id)
    key.name = name or gettext("Passkey")
    add_passkey(db.session, user, key, act=act_of(current_user))
    db.session.commit()
    flash(gettext("The passkey is added."))
    return {"to": url_for("second.overview")}, 200


@bp.post("/staff/account/second-factor/passkeys/<int:key_id>/remove")
@allow(*STAFF)
def remove_key(key_id: int) -> Answer:
    """Let a passkey count no more."""
    if not desk_session.is_proved():
        return _prove_first("second.overview")
    mine = select(Passkey).where(Passkey.id == key_id, Passkey.user_id == current_user.id)
    key = found(db.session.scalars(mine).first())
    user = db.session.get_one(User, current_user.id)
    remove_passkey(db.session, user, key, act=act_of(current_user))
    return _removed(user)


def _removed(user: User) -> Answer:
    """Keep that a factor is gone, unless it was the last beside a short password."""
    if user.factor_since is None and user.short_password:
        db.session.rollback()
        words = gettext("Your password is too short to stand alone. Choose one of 15 characters or more first.")
        flash(words, "error")
        return redirect(url_for("second.overview"), 303)
    db.session.commit()
    flash(gettext("It is removed."))
    return redirect(url_for("second.overview"), 303)


def _confirm(row: OneTimeSecret, step: int) -> Answer:
    user = db.session.get_one(User, current_user.id)
    confirm_codes(db.session, row, user, step, act=act_of(current_user))
    return _show_recovery(user)


def _show_recovery(user: User) -> Answer:
    made = new_recovery_codes(db.session, user, str(current_app.secret_key), act=act_of(current_user))
    db.session.commit()
    return private(make_response(render_template("accounts/second_recovery.html", recovery=made)))


def _half() -> User | None:
    """Return whose password was right, as long as it still is theirs."""
    half = desk_session.half_of()
    user = db.session.get(User, half[0]) if half is not None else None
    if user is None or half is None or user.disabled_at is not None or not desk_session.is_mark_of(user, half[1]):
        return None
    return user


def _is_right(user_id: int, typed: str) -> bool:
    """Tell whether a code is one of the app's or a recovery code, and take it: it is good once."""
    row = db.session.get(OneTimeSecret, user_id)
    if row is not None and row.confirmed_at is not None:
        step = codes.step_of(_opened(row), typed)
        if step is not None:
            return take_step(db.session, user_id, step)
    return use_recovery_code(db.session, user_id, str(current_app.secret_key), typed, now())


def _let_in(user_id: int, to: str | None) -> Answer:
    user = db.session.get_one(User, user_id, populate_existing=True)
    throttle.forgive(db.session, _keys(user_id))
    desk_session.begin(user)
    to = to or start_of(user)
    left = recovery_codes_left(db.session, user_id)
    db.session.commit()
    if left < 3:
        flash(ngettext("%(num)d recovery code is left.", "%(num)d recovery codes are left.", left))
    return redirect(to, 303)


def _opened(row: OneTimeSecret) -> str:
    """Return the secret; sealed under a key that is gone, the app's codes are gone, too."""
    try:
        return unseal(row.sealed)
    except Unsealed:
        return codes.new_secret()  # no code is right


def _keys(user_id: int) -> dict[str, str]:
    return {"code": throttle_key("code", str(user_id))}


def _counted(user_id: int) -> int:
    """Count an attempt in a transaction of its own; return how many seconds to wait when it comes too early."""
    db.session.rollback()
    with writing_session() as session:
        wait = throttle.attempt(session, _keys(user_id), now())
    return math.ceil(wait.total_seconds()) if wait is not None else 0


def _wait_words(seconds: int) -> str:
    return ngettext(
        "Too many attempts. Wait %(num)d second, then try again.",
        "Too many attempts. Wait %(num)d seconds, then try again.",
        seconds,
    )


def _too_early(form: CodeForm, user: User, wait: int) -> Answer:
    form.form_errors.append(_wait_words(wait))
    answer = make_response(_ask_page(form, user), 429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _ask_page(form: CodeForm, user: User) -> str:
    keys = bool(passkeys_of(db.session, user.id)) and passkeys.host() is not None
    row: Any = db.session.get(OneTimeSecret, user.id)
    app = row is not None and row.confirmed_at is not None
    return render_template("accounts/second_ask.html", form=form, keys=keys, app=app)


def _prove_first(endpoint: str) -> Answer:
    return redirect(url_for("second.prove", next=url_for(endpoint)), 303)


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
