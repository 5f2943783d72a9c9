"""Outlines laid on the ground in metres: how far one moved, which overlap, which lie outside the estate.

A plane around the estate's middle is true to a few centimetres over an estate's few kilometres, which is what is asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

DEGREE = 110_574.0  # metres of latitude at the equator; with `_ALONG` good to 1 % between 15° north and south
_ALONG = 111_320.0
HAIRLINE_M = 0.1  # neighbours drawn by hand gape and overlap by this
LEAST_M2 = 1.0


class Overlap(NamedTuple):
    """Two outlines, by their places in what was asked, and the area that both claim."""

    one: int
    other: int
    area_m2: float


class Ground:
    """A plane in metres around the first of some outlines."""

    def __init__(self, outlines: Sequence[bytes]) -> None:
        bounds = shapely.total_bounds(shapely.from_wkb(list(outlines)))
        self.longitude, self.latitude = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2

    def lay(self, outlines: Sequence[bytes | None]) -> NDArray[np.object_]:
        """Return the outlines in metres; None where there is none."""
        along = _ALONG * np.cos(np.radians(self.latitude))
        origin, scale = np.array([self.longitude, self.latitude]), np.array([along, DEGREE])
        laid: NDArray[np.object_] = shapely.transform(
            array(shapely.from_wkb(list(outlines))), lambda degrees: (degrees - origin) * scale
        )
        return laid


def array(shapes: Sequence[Any] | NDArray[np.object_]) -> NDArray[np.object_]:
    """Return an array of shapes, one element each."""
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


def moved(old: NDArray[np.object_], new: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return how far the edge of each outline moved at the most, in metres; infinite where there was none."""
    far: NDArray[np.float64] = shapely.hausdorff_distance(shapely.boundary(old), shapely.boundary(new))
    return np.nan_to_num(far, nan=np.inf)


def overlapping(laid: NDArray[np.object_], looked_at: Sequence[int], hairline_m: float) -> Iterator[Overlap]:
    """Yield the overlaps that one of `looked_at` has with any other, wider on average than a hairline."""
    tree = shapely.STRtree(laid)  # leaves out what has no outline
    mine = np.asarray(looked_at, dtype=int)
    asked, found = tree.query(laid[mine], predicate="intersects")
    one, other = mine[asked], found
    looked = np.zeros(len(laid), dtype=bool)
    looked[mine] = True
    once = (one != other) & (~looked[other] | (one < other))
    one, other = one[once], other[once]
    both = _intersection(laid[one], laid[other])
    area, edge = shapely.area(both), shapely.length(both)
    wide = (area > LEAST_M2) & (area > hairline_m * edge / 2)
    for place in np.flatnonzero(wide):
        yield Overlap(int(one[place]), int(other[place]), float(area[place]))


def outside(laid: NDArray[np.object_], boundary: shapely.Geometry, hairline_m: float) -> Mapping[int, float]:
    """Return the share of each outline's area that lies outside `boundary`, of those that stick out by more than a hairline."""
    shapely.prepare(boundary)
    there = np.flatnonzero(~shapely.is_missing(laid) & ~shapely.covers(shapely.buffer(boundary, hairline_m), laid))
    beyond = shapely.area(shapely.difference(laid[there], boundary))
    shares = beyond / shapely.area(laid[there])
    return {
        int(place): float(share) for place, share, area in zip(there, shares, beyond, strict=True) if area > LEAST_M2
    }


def kilometres_between(one: bytes, other: bytes) -> float:
    """Return the distance of two outlines' middles on the ellipsoid, in km."""
    here, there = shapely.centroid(shapely.from_wkb(one)), shapely.centroid(shapely.from_wkb(other))
    *_, metres = Geod(ellps="WGS84").inv(here.x, here.y, there.x, there.y)
    return float(metres) / 1000


def _intersection(one: NDArray[np.object_], other: NDArray[np.object_]) -> NDArray[np.object_]:
    both: NDArray[np.object_] = shapely.intersection(one, other)
    return both
