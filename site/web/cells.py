"""Cells of files that a spreadsheet opens."""

from __future__ import annotations

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return words as they may stand in a cell: what a spreadsheet would compute is marked as words."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
