"""Signing in and out, choosing a password, and one's own account."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import Field

from accounts import passkeys
from accounts.actions import Half, Wait, ask_for_reset, change, enter
from accounts.forms import AccountForm, ChangePasswordForm, ForgotForm, NewPasswordForm, SignInForm
from accounts.letters import user_of_token
from models import password as passwords
from models.account import STAFF, Role, User
from web import session as desk_session
from web.access import act_of, allow, current_user, found, may_open, safe_next
from web.clock import now
from web.database import db
from web.forms import text_of
from web.headers import private

bp = Blueprint("accounts", __name__)

NOT_CURRENT = lazy_gettext("This is not your current password.")


@bp.route("/staff/sign-in", methods=["GET", "POST"])
@allow(Role.ANYONE)
def sign_in() -> Response | tuple[str, int]:
    """Sign in with address and password."""
    if request.method == "GET" and g.get("user") is not None:
        return redirect(start_of(g.user), 303)
    form = SignInForm(next=safe_next(request.args.get("next")))
    if form.validate_on_submit():
        entered = enter(text_of(form.email), form.password.data or "")
        if isinstance(entered, Wait):
            return _too_early("accounts/sign_in.html", form, entered)
        if isinstance(entered, Half):
            return redirect(url_for("second.ask", next=safe_next(form.next.data)), 303)
        if entered is not None:
            return redirect(safe_next(form.next.data) or start_of(entered), 303)
        form.form_errors.append(_("Address and password do not belong together. Check both, then try again."))
    return render_template("accounts/sign_in.html", form=form, passkeys=passkeys.host() is not None), 422 if form.errors else 200


@bp.post("/staff/sign-out")
@allow(*STAFF)
def sign_out() -> Response:
    """End this sign-in."""
    desk_session.end()
    db.session.commit()
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/staff/forgot", methods=["GET", "POST"])
@allow(Role.ANYONE)
def forgot() -> Response | tuple[str, int]:
    """Ask for a link with which to choose a new password; the answer does not tell who has an account."""
    form = ForgotForm()
    if form.validate_on_submit():
        wait = ask_for_reset(text_of(form.email))
        if wait is not None:
            return _too_early("accounts/forgot.html", form, wait)
        return make_response(render_template("accounts/letter_sent.html"))
    return render_template("accounts/forgot.html", form=form), 422 if form.errors else 200


@bp.route("/staff/reset/<token>", methods=["GET", "POST"])
@allow(Role.ANYONE)
def reset(token: str) -> Response:
    """Choose a password by way of a link that was sent."""
    user = found(user_of_token(db.session, token))
    form = NewPasswordForm()
    if form.validate_on_submit() and _accept(form.password, _about(user), user.factor_since is not None):
        db.session.rollback()  # no transaction is open while the password is hashed
        chosen = passwords.hash_of(form.password.data or "")
        user = found(user_of_token(db.session, token, to_write=True))  # it may have been used meanwhile
        short = passwords.is_short(form.password.data or "")
        if short and user.factor_since is None:  # taken away meanwhile
            abort(409)
        user.choose_password(db.session, chosen, act_of(user), short=short)
        desk_session.end()
        db.session.commit()
        flash(_("Your password is set. Sign in with it."))
        return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/reset.html", form=form, user=user)
    return private(make_response(page, 422 if form.errors else 200))


@bp.route("/staff/account", methods=["GET", "POST"])
@allow(*STAFF)
def account() -> Response | tuple[str, int]:
    """Show and change one's own name and language."""
    form = AccountForm(name=current_user.name, language=current_user.language)
    if form.validate_on_submit():
        current_user.name, current_user.language = text_of(form.name), form.language.data
        db.session.commit()
        return redirect(url_for("accounts.account"), 303)
    return _account_page(form, ChangePasswordForm())


@bp.post("/staff/account/password")
@allow(*STAFF)
def change_password() -> Response | tuple[str, int]:
    """Change one's own password; every other sign-in ends."""
    form = ChangePasswordForm()
    user_id, stored, about = current_user.id, current_user.password_hash, _about(current_user)
    second = current_user.factor_since is not None
    own = AccountForm(formdata=None, name=current_user.name, language=current_user.language)
    if form.validate_on_submit():
        db.session.rollback()  # no transaction is open while passwords are hashed
        if _is_theirs(form, stored) and _accept(form.password, about, second):
            chosen = passwords.hash_of(form.password.data or "")
            if change(user_id, stored, chosen, short=passwords.is_short(form.password.data or "")):
                flash(_("Your password is changed. You are signed out everywhere else."))
                return redirect(url_for("accounts.account"), 303)
            form.current.errors = [NOT_CURRENT]
    return _account_page(own, form)


def start_of(user: User) -> str:
    """Return the first page that `user` may open: the desk's own, else their account."""
    try:
        endpoint, _values = current_app.url_map.bind("").match("/staff/")
    except HTTPException:
        return url_for("accounts.account")
    return "/staff/" if may_open(user, endpoint) else url_for("accounts.account")


def _account_page(form: AccountForm, password_form: ChangePasswordForm) -> tuple[str, int]:
    wrong = form.errors or password_form.errors
    page = render_template("accounts/account.html", form=form, password_form=password_form, at=now())
    return page, 422 if wrong else 200


def _is_theirs(form: ChangePasswordForm, stored: str | None) -> bool:
    if passwords.is_right(form.current.data or "", stored):
        return True
    form.current.errors = [NOT_CURRENT]
    return False


def _about(user: User) -> tuple[str, str]:
    return user.email, user.name


def _accept(field: Field, about: tuple[str, str], second: bool) -> bool:
    """Tell whether the password typed may be taken by whom those words are about; say beside the field why not."""
    weak = passwords.weakness(
        field.data or "", about=about, shortest=passwords.SHORTEST_WITH_SECOND if second else passwords.SHORTEST
    )
    if weak is None:
        return True
    field.errors = [weak.say(_)]
    return False


def _too_early(template: str, form: SignInForm | ForgotForm, wait: Wait) -> Response:
    words = ngettext(
        "Too many attempts. Wait %(num)d second, then try again.",
        "Too many attempts. Wait %(num)d seconds, then try again.",
        wait.seconds,
    )
    form.form_errors.append(words)
    answer = make_response(render_template(template, form=form), 429)
    answer.headers["Retry-After"] = str(wait.seconds)
    return answer
