"""Who answers for personal data here, as the notices name it: from the settings, else the demo's invented example."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app

from config import Settings
from models.inquiry.notice import Controller, example


def controller(language: str) -> Controller:
    """Return who is named in notices in `language`, with how many months data are kept after the last contact."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.operator:
        return Controller(settings.operator, settings.privacy_contact, settings.retention_months)
    return replace(example(language), months=settings.retention_months)
