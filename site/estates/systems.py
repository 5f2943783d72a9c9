"""In which coordinate system a file's outlines fall on the estate: where it names none, or the wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from models.land.estate import Estate

LOOKED_AT = 500  # outlines by which a system is judged
NEAR_DEGREES = 0.1  # about 11 km: what counts as "there" where no boundary is known
WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class System:
    """A coordinate system, and where the outlines fall if they are of it."""

    crs: str  # EPSG:n
    name: str
    inside: int  # outlines that lie in the estate
    looked_at: int
    away_km: int | None  # of a typical one from the estate's middle; none: it falls nowhere on earth

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return dict(vars(self))


def candidates(estate: Estate, *others: str | None) -> list[str]:
    """Return the systems that drawings of this estate come in, the likeliest first."""
    found = [*(crs for crs in others if crs), f"EPSG:{estate.utm_epsg}"]
    if estate.lon is not None and 94.5 <= estate.lon <= 142:
        found.append(f"EPSG:{23830 + round((estate.lon - 94.5) / 3)}")  # DGN95 / Indonesia TM-3
    if 32701 <= estate.utm_epsg <= 32760:
        found.append(f"EPSG:{estate.utm_epsg - 100}")  # the northern twin, which is often taken by mistake
    found.append(WGS84)
    return list(dict.fromkeys(found))


def judged(outlines: Sequence[bytes], read_as: str, estate: Estate, held: Iterable[bytes], *others: str) -> list[System]:
    """Say of each candidate where outlines fall that were read as of the system `read_as` and came out in WGS 84."""
    area = _area(estate, held)
    if area is None or not outlines:
        return []
    step = max(1, len(outlines) // LOOKED_AT)
    points = shapely.get_coordinates(shapely.centroid(shapely.from_wkb(list(outlines[::step]))))
    numbers = _moved(points, WGS84, read_as)
    shapely.prepare(area)
    return [_judge(crs, _moved(numbers, crs, WGS84), area) for crs in candidates(estate, read_as, *others)]


def _judge(crs: str, points: NDArray[np.float64], area: shapely.Geometry) -> System:
    good = np.isfinite(points).all(axis=1) & (np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)
    there = points[good]
    inside = int(shapely.contains_xy(area, there[:, 0], there[:, 1]).sum()) if len(there) else 0
    away = None
    if len(there):
        x, y = np.median(there, axis=0)
        middle = shapely.centroid(area)
        *_, metres = Geod(ellps="WGS84").inv(x, y, middle.x, middle.y)
        away = round(metres / 1000)
    return System(crs, pyproj.CRS(crs).name, inside, len(points), away)


def _moved(points: NDArray[np.float64], one: str, other: str) -> NDArray[np.float64]:
    if one == other:
        return points
    x, y = pyproj.Transformer.from_crs(one, other, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.column_stack((x, y))


def _area(estate: Estate, held: Iterable[bytes]) -> shapely.Geometry | None:
    """Return the estate in degrees: its boundary, else around its lots, else around its middle."""
    if estate.boundary:
        return shapely.from_wkb(estate.boundary)
    lots = [shapely.from_wkb(outline) for outline in held]
    if lots:
        return shapely.buffer(shapely.box(*shapely.total_bounds(lots)), NEAR_DEGREES / 10)
    if estate.lon is None or estate.lat is None:
        return None
    return shapely.Point(estate.lon, estate.lat).buffer(NEAR_DEGREES)
