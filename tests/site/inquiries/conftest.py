"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.mail import MailServer, mail_server


@pytest.fixture
def post_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A real mail server, which the settings name."""
    with mail_server() as (server, url):
        settings = app.config["SETTINGS"]
        monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"smtp_url": url}))
        yield server
