"""An application with routes that only tests have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask, request_started
from sqlalchemy.orm import Session

from tests.site.web.probe import made_like
from web.database import db

Probing = Callable[..., Flask]


@pytest.fixture
def probing(app: Flask, session: Session) -> Iterator[Probing]:
    """Make an application like `app`, with settings of its own; its connections end with the test."""
    with ExitStack() as at_end:

        def make(**settings: Any) -> Flask:
            made = made_like(app, **settings)

            def commit(_app: Flask, **_: object) -> None:
                session.commit()

            def leave() -> None:
                with made.app_context():
                    db.engine.dispose()

            at_end.enter_context(request_started.connected_to(commit, made))
            at_end.callback(leave)
            return made

        yield make
