"""A factory gives the ordinary case; a trait names the other. Kept in the order of the models."""

from __future__ import annotations

from typing import Any

from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy.orm import Session

_current: list[Session] = []


def begin(session: Session) -> None:
    """Let factories use the session of the test that begins, and count from one again."""
    _current[:] = [session]
    for factory in _all_below(BaseFactory):
        factory.reset_sequence(1, force=True)


def current_session() -> Session:
    """Return the session of the running test."""
    assert _current, "ask for the fixture `session`, or one that uses it"
    return _current[0]


class BaseFactory(SQLAlchemyModelFactory):  # type: ignore[type-arg]
    """Makes rows and commits them: the next request sees them."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = current_session
        sqlalchemy_session_persistence = "commit"


def _all_below(kind: Any) -> list[Any]:
    return [found for child in kind.__subclasses__() for found in (child, *_all_below(child))]
