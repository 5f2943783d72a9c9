"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.mail import MailServer, mail_server
from web.limits import limiter


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(app: Flask) -> None:
    """Forget how often the one network of the tests has asked."""
    limiter.reset()


@pytest.fixture
def post_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A real mail server, which the settings name."""
    with mail_server() as (server, url):
        settings = app.config["SETTINGS"]
        monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"smtp_url": url}))
        yield server
