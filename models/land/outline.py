"""The outline of a lot: WKB in WGS 84, its box, its area on the ellipsoid."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import shapely
from pyproj import Geod

OUTLINE_COLUMNS = ("outline", "west", "south", "east", "north", "geodesic_area")


@lru_cache(1)
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")


def geodesic_area(shape: shapely.Geometry) -> Decimal:
    """Return the area on the WGS 84 ellipsoid in m², rounded to 0.1; holes are not counted."""
    area, _ = _ellipsoid().geometry_area_perimeter(shape)
    return round(Decimal(abs(area)), 1)


def outline_columns(wkb: bytes | None) -> dict[str, Any]:
    """Return the columns that an outline sets; all null without one."""
    if wkb is None:
        return dict.fromkeys(OUTLINE_COLUMNS)
    shape = shapely.from_wkb(wkb)
    west, south, east, north = shape.bounds
    return {
        "outline": wkb,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "geodesic_area": geodesic_area(shape),
    }
