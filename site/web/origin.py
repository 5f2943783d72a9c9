"""Whether a request comes from a page of ours: what browsers say about it, and the desk's token."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

TOKEN_FIELD = "csrf_token"  # noqa: S105 - the name of a field
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105 - the name of a header


def is_ours() -> bool:
    """Tell whether the browser says that a page of ours sent this request, or says nothing at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    if origin == "null":  # what a page with `no-referrer` sends, even to itself
        return site == "same-origin"
    return _origin_of(origin) in {_origin_of(current_app.config["SETTINGS"].address), _origin_of(request.host_url)}


def is_from_desk() -> bool:
    """Tell whether a page of the desk sent this request: the browser says so, and the token is right."""
    told = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
    return told and is_ours() and _token_is_right()


def _token_is_right() -> bool:
    token = request.form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER)
    try:
        validate_csrf(token)
    except ValidationError:
        return False
    g.csrf_valid = True  # Flask-WTF's forms need not look again
    return True


def _origin_of(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port, for comparison; a crooked URL equals nothing of ours."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ("", "", None)
    return (parts.scheme, (parts.hostname or "").lower(), port or {"http": 80, "https": 443}.get(parts.scheme))
