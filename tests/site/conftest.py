"""What tests of several rooms share."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture
def operated(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site be run by somebody who said so in the settings."""
    told = {"operator": "PT Kawasan Kita", "privacy_contact": "data@example.org", "retention_months": 36}
    monkeypatch.setitem(app.config, "SETTINGS", app.config["SETTINGS"].model_copy(update=told))
