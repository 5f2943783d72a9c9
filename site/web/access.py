"""A route says who may open it; one guard reads that before every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from models.account import SEEN_EVERY, Role, SignIn, User, signed_in_by
from models.act import Act, Way
from web.clock import now
from web.database import SAFE, db, writing_session
from web.headers import is_desk
from web.origin import is_from_desk
from web.session import KEY

View = Callable[..., Any]
Row = TypeVar("Row")

# Routes that we did not write.
OTHERS: dict[str, frozenset[Role]] = {"static": frozenset({Role.ANYONE})}

SIGN_IN = "accounts.sign_in"
SECOND = "second.overview"
# What is open to somebody who still has to set up the second factor that their role asks for.
ON_THE_WAY = {"accounts.sign_out", "accounts.account", "accounts.change_password", "static"}


def allow(*roles: Role) -> Callable[[View], View]:
    """Write down who may open a route; a route that says nothing is closed."""

    def note(view: View) -> View:
        told = frozenset(roles)
        assert getattr(view, "allowed", told) == told, f"{view!r} says twice who may open it, and not the same"
        view.allowed = told  # type: ignore[attr-defined]
        return view

    return note


def _person() -> User:
    user: User | None = g.get("user")
    if user is None:
        raise RuntimeError("nobody is signed in: @allow the route to staff only")
    return user


# For reading. To point a row at the person, use current_user.id.
current_user = cast(User, LocalProxy(_person))


def init_app(app: Flask) -> None:
    """Let the guard look at every request."""
    app.before_request(guard)
    app.jinja_env.globals.update(signed_in_user=lambda: g.get("user"), csrf_token=generate_csrf)


def guard() -> Response | None:
    """Refuse a request whose route does not admit the one who asks."""
    if is_desk(request.path):
        g.user = _signed_in()
    if request.endpoint is None:  # no such page or method: answered as such
        return None
    roles = roles_of(request.endpoint)
    if Role.ANYONE not in roles:
        refusal = _refuse(g.get("user"), roles)
        if refusal is not None:
            return refusal
        if _lacks_second(g.user, request.endpoint):
            return redirect(url_for(SECOND), 303)
    if is_desk(request.path) and request.method not in SAFE and not is_from_desk():
        abort(403)
    return None


def roles_of(endpoint: str) -> frozenset[Role]:
    """Return who may open the route; nobody when it does not say."""
    told = OTHERS.get(endpoint)
    if told is not None:
        return told
    return cast(frozenset[Role], getattr(current_app.view_functions[endpoint], "allowed", frozenset()))


def may_open(user: User, endpoint: str) -> bool:
    """Tell whether `user` may open the route, whatever rows it shows them."""
    roles = roles_of(endpoint)
    return Role.ANYONE in roles or user.may(*roles)


def found(row: Row | None) -> Row:
    """Return `row`; without one, what was asked for is not there for this person."""
    if row is None:
        abort(404)
    return row


def act_of(user: User | None = None, reason: str | None = None) -> Act:
    """Return the act of this request's transaction: of `user` at the desk, of a visitor without one."""
    act: Act | None = g.get("act")
    if act is None or act not in db.session:  # none yet, or it went with a transaction that was rolled back
        by_id, way = (None, Way.WEB) if user is None else (user.id, Way.DESK)
        act = g.act = Act(at=now(), by_id=by_id, way=way, request_id=g.get("request_id"))
        db.session.add(act)
    if reason:
        act.reason = reason
    db.session.flush()
    return act


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a path of the desk, else None: nobody is sent elsewhere after sign-in."""
    if not target or len(target) > 2000 or any(ord(letter) < 33 or letter == "\\" for letter in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    plain = not parts.scheme and not parts.netloc and target.startswith("/staff/") and "//" not in parts.path
    return target if plain and "/.." not in parts.path else None


def _refuse(user: User | None, roles: frozenset[Role]) -> Response | None:
    """Return where to sign in, or raise; None when `user` is admitted."""
    if not roles:
        abort(404)
    if user is None:
        if request.method not in SAFE:
            abort(401)
        here = request.full_path if request.query_string else request.path
        return redirect(url_for(SIGN_IN, next=safe_next(here)), 303)
    if not user.may(*roles):
        abort(404)
    return None


def _lacks_second(user: User, endpoint: str) -> bool:
    """Tell whether a role of `user` asks for a second factor that is not set up, and this is no page to do so."""
    asked = current_app.config["SETTINGS"].second_factor
    if not asked or user.factor_since is not None or endpoint in ON_THE_WAY or endpoint.startswith("second."):
        return False
    return user.may(*(Role(role) for role in asked))


def _signed_in() -> User | None:
    """Return the person whose key the cookie holds, if the sign-in is still good."""
    key = session.get(KEY)
    if not isinstance(key, str):
        return None
    row = db.session.scalars(signed_in_by(key, now())).unique().one_or_none()
    if row is None:
        return None
    _note_use(row)
    return row.user


def _note_use(row: SignIn) -> None:
    """Note now and then that a sign-in is used: one of the two things written beside a GET, in its own transaction."""
    if now() - row.seen_at < SEEN_EVERY:
        return
    if request.method not in SAFE:
        row.seen_at = now()
        return
    try:
        with writing_session() as short:
            short.execute(update(SignIn).where(SignIn.id == row.id).values(seen_at=now()))
    except OperationalError:  # the database is busy; the next request notes it
        return
