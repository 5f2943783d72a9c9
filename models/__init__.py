"""What is true: tables, the rules that keep them true, the named questions over them.

Importing this package imports every table, so that relationships and migrations see all of them.
"""

from models import account, act, audit, base, edition, media, second_factor, sought, throttle
from models.content import editing, page, publishing, revision
from models.inquiry import inquiry
from models.land import (
    bringing,
    claim,
    document,
    estate,
    intake,
    ledger,
    lot,
    phase,
    rate,
    recording,
    statement,
    upload,
)
from models.lead import agreement, handing, lead, timeline
from models.people import erasure, organisation, retention

__all__ = [
    "account",
    "act",
    "agreement",
    "audit",
    "base",
    "bringing",
    "claim",
    "document",
    "editing",
    "edition",
    "erasure",
    "estate",
    "handing",
    "inquiry",
    "intake",
    "lead",
    "ledger",
    "lot",
    "media",
    "organisation",
    "page",
    "phase",
    "publishing",
    "rate",
    "recording",
    "retention",
    "revision",
    "second_factor",
    "sought",
    "statement",
    "throttle",
    "timeline",
    "upload",
]
