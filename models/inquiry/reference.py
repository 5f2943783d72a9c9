"""References as people quote them, on the phone too: K-26-7Q4M-XTR."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

# no vowels, so that no word comes about; none of 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: they are misread
LETTERS = "34679CDFGHJKMNPQRTWXY"
DESK_ZONE = ZoneInfo("Asia/Jakarta")


def mint_reference(at: datetime) -> str:
    """Return a new reference of the year of `at` at the desk; 21^7 of a year, and the database refuses the same twice."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(7))
    return f"K-{at.astimezone(DESK_ZONE):%y}-{drawn[:4]}-{drawn[4:]}"
