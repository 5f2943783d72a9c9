"""One line for each request, in JSON, with ids only: nobody's name, address or key lies in a log."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, WrappedLogger

QUIET = {"health.healthz", "health.readyz", "metrics.metrics", "static"}
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

log = structlog.get_logger()


def configure() -> None:
    """Write our lines to standard error: what a command answers goes to standard output."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Give each request an id and note how it was answered."""
    configure()
    proxied = app.config["SETTINGS"].proxies > 0

    @app.before_request
    def begin() -> None:
        told = request.headers.get("X-Request-Id", "") if proxied else ""
        g.request_id = told if REQUEST_ID.fullmatch(told) else secrets.token_hex(8)
        g.began = time.monotonic()

    @app.after_request
    def end(answer: Response) -> Response:
        if "request_id" in g:
            answer.headers["X-Request-Id"] = g.request_id
            if request.endpoint not in QUIET or answer.status_code >= 500:
                log.info("request", **line(answer))
        return answer


def line(answer: Response) -> dict[str, Any]:
    """Return what is noted of a request: the route, not the address, for an address may hold a key or a name."""
    user = g.get("user")
    return {
        "request": g.request_id,
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "ids": {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)},
        "status": answer.status_code,
        "ms": round((time.monotonic() - g.began) * 1000, 1),
        "user": user.id if user is not None else None,
    }


def without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Tell an error by its class and where it was: its text may quote what a person typed."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return event
