"""What making the sizes of a picture may cost, and which there are."""

from __future__ import annotations

from dataclasses import dataclass

WIDTHS = (480, 960, 1920)
TYPES = {"avif": "image/avif", "webp": "image/webp"}
MOST_PIXELS = 60_000_000
"""Of a picture that is decoded; the desk refuses larger ones by their head (web/files.py)."""


@dataclass(frozen=True)
class Limits:
    """What the child may use: a picture of 60 million pixels takes four bytes each, twice while it is turned."""

    memory_bytes: int = 2 << 30
    cpu_seconds: int = 60
    seconds: float = 75  # of waiting for the child; a job's lease is longer


def widths_for(width: int) -> list[int]:
    """Return the widths to make of a picture of `width`: never larger than it came."""
    return sorted({min(one, width) for one in WIDTHS})
