"""The letters an inquiry sets going, as rows that the worker sends. The status link is put in when they are sent."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from models.inquiry.inquiry import Inquiry
from models.lead.timeline import Letter

STATUS_LINK = "[[status-link]]"  # never stored: derived when the letter goes out


def _desk(inquiry: Inquiry) -> str:
    estate = inquiry.lots[0].lot.estate if inquiry.lots else None
    address = estate.mail_address(inquiry.language) if estate is not None else None
    return address or str(current_app.config["SETTINGS"].mail_from)


def _letter(inquiry: Inquiry, kind: str, to: str, language: str, subject: str, body: str, at: datetime) -> Letter:
    return Letter(
        lead_id=inquiry.lead_id,
        inquiry_id=inquiry.id,
        kind=kind,
        to=to,
        reply_to=_desk(inquiry) if to == inquiry.address else None,
        language=language,
        subject=subject,
        body=body,
        created_at=at,
        state="held" if inquiry.suspect else "queued",
    )


def acknowledgement(inquiry: Inquiry, at: datetime) -> Letter:
    """Tell the sender that we have it."""
    body = f"{inquiry.reference}\n\n{STATUS_LINK}\n\n{inquiry.message}"
    return _letter(inquiry, "ack", inquiry.address, inquiry.language, inquiry.reference, body, at)


def to_desk(inquiry: Inquiry, at: datetime) -> Letter:
    """Tell the desk that somebody asks."""
    return _letter(inquiry, "desk_notice", _desk(inquiry), "id", inquiry.reference, inquiry.message, at)


def message_to_desk(inquiry: Inquiry, text: str, due_at: datetime, at: datetime) -> Letter:
    """Tell the desk that the sender has written once more."""
    return _letter(inquiry, "desk_notice", _desk(inquiry), "id", inquiry.reference, text, at)


def stop_to_desk(inquiry: Inquiry, at: datetime) -> Letter:
    """Tell the desk that a consent without which nothing can be answered was withdrawn."""
    return _letter(inquiry, "desk_notice", _desk(inquiry), "id", inquiry.reference, "stop", at)


def stop_task(inquiry: Inquiry) -> str:
    """Return what the desk has to do then."""
    return "stop"
