"""A route says who may open it; one guard reads that before every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from models.account import Role

View = Callable[..., Any]
Row = TypeVar("Row")

# Routes that we did not write.
OTHERS: dict[str, frozenset[Role]] = {"static": frozenset({Role.ANYONE})}


def allow(*roles: Role) -> Callable[[View], View]:
    """Write down who may open a route; a route that says nothing is closed."""

    def note(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return note


def init_app(app: Flask) -> None:
    """Let the guard look at every request."""
    app.before_request(guard)


def guard() -> None:
    """Refuse a request whose route does not admit the one who asks."""
    if request.endpoint is None:  # no such page or method: answered as such
        return
    view = current_app.view_functions[request.endpoint]
    roles: frozenset[Role] = OTHERS.get(request.endpoint) or getattr(view, "allowed", frozenset())
    if Role.ANYONE not in roles:
        abort(404)


def found(row: Row | None) -> Row:
    """Return `row`; without one, what was asked for is not there for this person."""
    if row is None:
        abort(404)
    return row
