"""The desk's session: a signed cookie that exists only under /staff/ and names a row by a random key.

Public pages have no session at all: they neither read nor set a cookie. Before sign-in the cookie holds the token of
the sign-in form; from sign-in on also the key of a row in `sign_in`, without which it opens nothing.
"""

from __future__ import annotations

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from models.account import User, sign_in, sign_out
from web.clock import now
from web.database import db
from web.headers import is_desk

KEY = "key"


class DeskSessions(SecureCookieSessionInterface):
    """Sessions for the desk, none for anybody else."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; asks the database nothing, for the body may not have arrived yet."""
        return super().open_session(app, request) if is_desk(request.path) else None


def init_app(app: Flask) -> None:
    """Give the desk its sessions."""
    safe = app.config["SETTINGS"].address.startswith("https:")
    app.config.update(
        SESSION_COOKIE_NAME="__Secure-kavling" if safe else "kavling",
        SESSION_COOKIE_PATH="/staff/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=safe,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.session_interface = DeskSessions()


def begin(user: User) -> None:
    """Sign `user` in with a new key and a new token; what the cookie held before counts no more."""
    end()
    session[KEY] = sign_in(db.session, user, now())


def end() -> None:
    """Sign out whoever is signed in, and forget the token."""
    key = session.get(KEY)
    if key is not None:
        sign_out(db.session, key)
    session.clear()
