"""Files of drawings: the plan of an estate's ground, and the sketch of what lies around it. Each replaces the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates.ledgers import Cells, Taken
from estates.reading import Row
from estates.structures import properties_in
from models.land.estate import Estate, Feature
from models.land.plan import PLAN_KINDS, REGION, REGION_KINDS
from models.land.statement import Statement
from models.marks import N_
from models.refusal import Sentence

DRAWN: Mapping[str, tuple[Sequence[str], str]] = {"plan": (PLAN_KINDS, ""), "surroundings": (REGION_KINDS, REGION)}
"""What a drawing of each kind of file may hold, and what stands before a feature's kind where it is kept."""


def take_drawing(rows: Iterable[Row], drawing: str) -> tuple[list[dict[str, Any]], Taken]:
    """Read the features of a plan or of the surroundings: kind, properties, shape."""
    kinds, prefix = DRAWN[drawing]
    taken, features = Taken(), []
    for row in rows:
        taken.refused += row.refusals
        cells = Cells(row, taken.refused)
        kind = cells.choice("kind", kinds, "")
        if row.shape is None:
            if not row.refusals:
                cells.refuse("", Sentence.of(N_("This feature has no shape.")))
            continue
        if kind:
            features.append({"kind": prefix + kind, "properties": properties_in(cells), "shape": row.shape})
    return features, taken


def stored_kinds(drawing: str) -> list[str]:
    """Return the kinds of features that a drawing's file brings, as they are kept."""
    kinds, prefix = DRAWN[drawing]
    return [prefix + kind for kind in kinds]


def same_plan(session: Session, estate: Estate, drawing: str, features: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the drawing on record has exactly these features."""
    now = session.scalars(
        select(Feature)
        .join(Statement, Statement.id == Feature.statement_id)
        .where(Feature.estate_id == estate.id, Feature.kind.in_(stored_kinds(drawing)), Statement.force_until.is_(None))
        .order_by(Feature.id)
    ).all()
    told = [(f["kind"], f["properties"], f["shape"]) for f in features]
    return [(f.kind, f.properties, f.shape) for f in now] == told
