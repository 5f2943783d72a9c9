"""The pages of the room; each file adds its own to the blueprint."""

from leads import (
    agreements,
    answering,
    board,
    claims,
    export,
    handing,
    knowing,
    lead,
    letters,
    moving,
    reports,
    tasks,
    today,
)
from leads.room import bp

__all__ = [
    "agreements", "answering", "board", "bp", "claims", "export", "handing", "knowing", "lead", "letters", "moving", "reports",
    "tasks", "today",
]  # fmt: skip
