"""The desk keeps the land true: lots and their facts, who said so, publishing, imports and taking them back."""

from estates.desk import (
    estates_page,
    facts_page,
    history_page,
    imports_page,
    indicators_page,
    lines_page,
    lots_page,
    number_page,
    papers_page,
    phase_page,
    prices_page,
    publishing_page,
    settings_page,
    undo_page,
    upload_page,
)
from estates.desk.room import bp

__all__ = [
    "bp",
    "estates_page",
    "facts_page",
    "history_page",
    "imports_page",
    "indicators_page",
    "lines_page",
    "lots_page",
    "number_page",
    "papers_page",
    "phase_page",
    "prices_page",
    "publishing_page",
    "settings_page",
    "undo_page",
    "upload_page",
]
