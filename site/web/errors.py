"""What a person reads when a page cannot be given: what happened and what to do next, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, current_app, g, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response

from models.marks import N_
from web.database import db
from web.language import language_without_person

AGAIN_IN = 30  # seconds

log = structlog.get_logger()


@dataclass(frozen=True)
class Words:
    """The heading and the way out of one kind of error."""

    title: str
    advice: str


OTHERWISE = Words(
    N_("This request could not be answered"),
    N_("Go back and try again, or start from the home page."),
)
WORDS = {
    400: Words(
        N_("This request could not be read"),
        N_("Part of it arrived damaged. Go back, load the page again and try once more."),
    ),
    401: Words(
        N_("You have been signed out. Please sign in again."),
        N_("Nothing was changed. Sign in, then send it again."),
    ),
    403: Words(
        N_("This form could not be accepted"),
        N_("It was not sent from a page of this site, or the page was open for too long. "
           "Load the page again, then send it once more."),
    ),
    404: Words(
        N_("We could not find this page"),
        N_("The address may be mistyped, or the page may have moved."),
    ),
    405: Words(
        N_("This address cannot be used that way"),
        N_("Open it as a page, or go back and use the form on it."),
    ),
    409: Words(
        N_("Someone has changed this in the meantime"),
        N_("What you sent was not stored. Load the page again to see what is new."),
    ),
    410: Words(
        N_("This page is no longer offered"),
        N_("It was shown here once and has been withdrawn."),
    ),
    413: Words(
        N_("This is too large"),
        N_("Send a smaller file, or less text at once."),
    ),
    422: Words(
        N_("Something in this form could not be used"),
        N_("Go back, check what you entered and send it again."),
    ),
    429: Words(
        N_("Too many attempts"),
        N_("Please wait a little, then try again."),
    ),
    500: Words(
        N_("Something failed on our side"),
        N_("We have noted it. Please try again in a few minutes."),
    ),
    503: Words(
        N_("The site is not available for a moment"),
        N_("Please try again in a few minutes. What you had sent before is safe."),
    ),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Answer every failure with a page of ours."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(DBAPIError, database_failed)
    app.register_error_handler(TimeoutError, database_failed)
    app.register_error_handler(Exception, failed)


def show(error: HTTPException) -> Response:
    """Return the page for `error`; a redirect or a ready answer goes as it is."""
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    words = WORDS.get(code, OTHERWISE)
    if request_ctx.url_adapter is None:  # asked under a name that is not ours: no address can be made
        return Response(f"{gettext(words.title)}\n", code, mimetype="text/plain")
    page = render_template("errors/error.html", code=code, words=words)
    answer = Response(page, code, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def failed(error: Exception) -> Response:
    """Note a failure of ours, undo what was begun, and say so without asking the database anything."""
    told = current_app.config["PROPAGATE_EXCEPTIONS"]
    if current_app.testing if told is None else told:  # a test sees the error itself
        raise error
    log.error("failed", route=str(request.url_rule), exc_info=error)
    let_go()
    try:
        return show(InternalServerError())
    except Exception as again:  # the page itself is broken
        log.error("failed", route="error page", exc_info=again)
        return Response("Something failed on our side. Please try again in a few minutes.\n", 500)


def database_failed(error: Exception) -> Response:
    """Say that we are away for a moment when the database is; anything else it complains of is our fault."""
    if not is_away(error):
        return failed(error)
    log.error("database away", route=str(request.url_rule), exc_info=error)
    let_go()
    return show(ServiceUnavailable(retry_after=AGAIN_IN))


def is_away(error: Exception) -> bool:
    """Tell whether the database cannot do its work now (gone, locked, its disk full), rather than was asked wrongly."""
    return isinstance(error, (OperationalError, TimeoutError)) or bool(getattr(error, "connection_invalidated", False))


def let_go() -> None:
    """Roll back what this request had begun, and forget the person: their row cannot be read any more."""
    g.language, g.user = language_without_person(), None
    try:
        db.session.rollback()
    except Exception:  # the connection itself is gone
        log.warning("rollback failed")
