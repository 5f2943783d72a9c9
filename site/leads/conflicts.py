"""Two open forms, both saved: the later one is asked. It sees what is stored now beside what it sent, and decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import render_template, request

from leads.room import page_of, typed
from models.lead.lead import Lead
from web.database import store_nothing


class Difference(NamedTuple):
    """A field that two people set: what is stored, and what was sent now."""

    words: str
    stored: str
    sent: str


def mark_of(*values: Any) -> str:
    """Return a mark of what a form shows, so that it can tell later whether that is still what is stored."""
    told = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def is_outdated(mark: str) -> bool:
    """Tell whether the form of this request was made from something else than what is stored."""
    return request.form.get("was", "") != mark


def ask(lead: Lead, differences: Sequence[Difference], mark: str, anchor: str) -> tuple[str, int]:
    """Store nothing; show both, and let the later one choose."""
    store_nothing()
    page = render_template(
        "leads/conflict.html",
        lead=lead,
        differences=[one for one in differences if one.stored != one.sent],
        sent=typed(),
        mark=mark,
        action=request.path,
        back=page_of(lead.id, anchor),
    )
    return page, 409
