"""What is drawn of an estate beside its lots: the plan of its ground, and the sketch of what lies around it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from models.land.estate import Feature
from models.land.lot import Lot, Status
from models.land.statement import Statement

PLAN_KINDS = (
    "boundary", "coast", "water", "green", "street_space", "street", "bridge", "facility", "jetty", "quay", "rail",
    "road_outside", "utility", "connection", "contour", "hazard",
)  # fmt: skip
REGION = "region_"
REGION_KINDS = ("land", "coast", "motorway", "railway", "ferry", "place", "name")
"""As a file of surroundings names them; they are kept with REGION before, for a plan has a coast of its own."""

PLACES = ("port", "toll", "rail", "airport", "city")
"""What a place of the surroundings may be, beside others without a fact: each is that of `distance_…`."""


def features_told(estate_id: int) -> Select[Any]:
    """Select kind, shape and properties of all that is drawn of an estate, while what brought it is in force."""
    query = select(Feature.kind, Feature.shape, Feature.properties).join(Statement, Statement.id == Feature.statement_id)
    return query.where(Feature.estate_id == estate_id, Statement.force_until.is_(None)).order_by(Feature.id)


def outlines_shown(estate_id: int, at: datetime) -> Select[bytes | None, Status | None, str]:
    """Select outline, status and code of the lots of an estate that the public sees, the largest first."""
    status = Lot.shown_status(at)
    query = select(Lot.outline, status, Lot.code)
    seen = (Lot.estate_id == estate_id, status.is_not(None), Lot.outline.is_not(None))
    return query.where(*seen).order_by(Lot.net_area.desc(), Lot.id)
