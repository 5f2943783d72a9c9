"""The desk's session: a signed cookie that exists only under /staff/ and names a row by a random key.

Public pages have no session at all: they neither read nor set a cookie. Before sign-in the cookie holds the token of
the sign-in form; from sign-in on also the key of a row in `sign_in`, without which it opens nothing.
"""

from __future__ import annotations

import hmac

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from models.account import User, hashed, sign_in, sign_out
from web.clock import now
from web.database import db
from web.headers import is_desk

KEY = "key"
PROVED = "proved"  # when the password was last shown, or a passkey: changes of how one signs in ask for it anew
HALF = "half"  # a password was right; a second factor is still to come


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
    prove()


def prove() -> None:
    """Note that this very person is here now."""
    session[PROVED] = int(now().timestamp())


def is_proved() -> bool:
    """Tell whether that was within a quarter of an hour."""
    at = session.get(PROVED)
    return isinstance(at, int) and now().timestamp() - at < 15 * 60


def begin_half(user: User) -> None:
    """Remember for ten minutes that the password of `user` was right; it opens nothing but the second question."""
    end()
    session[HALF] = [user.id, int(now().timestamp()) + 600, hashed(user.password_hash or "")[:16]]


def is_mark_of(user: User, mark: str) -> bool:
    """Tell whether the password is still the one that was right."""
    return hmac.compare_digest(hashed(user.password_hash or "")[:16], mark)


def half_of() -> tuple[int, str] | None:
    """Return whose password was right and a mark of it, if that was within ten minutes."""
    half = session.get(HALF)
    if not isinstance(half, list) or len(half) != 3 or now().timestamp() >= half[1]:
        return None
    return half[0], half[2]


def end() -> None:
    """Sign out whoever is signed in, and forget the token."""
    key = session.get(KEY)
    if key is not None:
        sign_out(db.session, key)
    session.clear()
