"""The address of an inquiry's own page."""

from __future__ import annotations

from flask import current_app, request, url_for

from models.inquiry.inquiry import Inquiry
from models.inquiry.status_link import came_by_mail, status_key
from web.addresses import absolute_url
from web.language import current_language


def secret() -> str:
    """Return what keys are derived from."""
    return str(current_app.secret_key)


def is_confirmed(inquiry: Inquiry) -> bool:
    """Tell whether this request came by the link of a letter: the address is that of who asks."""
    return came_by_mail(secret(), inquiry, request.args.get("key", ""))


def status_address(inquiry: Inquiry, said: str | None = None) -> str:
    """Return the path of an inquiry's own page, with the key by which it was opened; `said` names what was just done."""
    key = status_key(secret(), inquiry.form_key, inquiry.epoch, mailed=is_confirmed(inquiry))
    return url_for("inquiries.status", lang=current_language(), reference=inquiry.reference, key=key, said=said)


def status_url(inquiry: Inquiry, language: str) -> str:
    """Return the full address of an inquiry's own page, for a letter."""
    key = status_key(secret(), inquiry.form_key, inquiry.epoch, mailed=True)
    return absolute_url("inquiries.status", lang=language, reference=inquiry.reference, key=key)
