"""Properties of drawn features that are no plain value: a file's column holds them as text, we keep them as JSON values."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from estates.ledgers import Cells
from models.marks import N_
from models.refusal import Sentence


def properties_in(cells: Cells) -> dict[str, Any]:
    """Return the properties of a feature: every cell but its kind."""
    told: dict[str, Any] = {name: value for name, value in cells.row.cells.items() if name != "kind"}
    return told | {name: read(cells, name) for name, read in STRUCTURES.items() if name in told}


def _letters(cells: Cells, name: str) -> list[str]:
    """Return the letters of a cell: a list of a GeoJSON comes as people write a set, joined by semicolons."""
    return [letter for part in (cells.text(name) or "").split(";") if (letter := part.strip())]


def _metres(cells: Cells, name: str) -> dict[str, float]:
    """Return metres by letter, as a cell writes a mapping: {"S": 12, "E": 30.5}."""
    text = cells.text(name) or "{}"
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if isinstance(told, dict) and all(_is_length(one) for one in told.values()):
        return told
    cells.refuse(
        name,
        Sentence.of(N_("“%(value)s” does not say how many metres each utility is away."), value=text[:60]),
        Sentence.of(N_("Write it like %(example)s."), example='{"E": 12, "S": 30}'),
    )
    return {}


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


STRUCTURES: Mapping[str, Callable[[Cells, str], Any]] = {"utilities": _letters, "distance_m": _metres}
"""How a cell of each is read."""
