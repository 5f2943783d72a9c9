"""From degrees to metres to drawing units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

Coordinates = NDArray[np.float64]


@lru_cache(maxsize=64)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)


@dataclass(frozen=True)
class Ground:
    """The local metres of a place: the UTM zone it lies in, east and north."""

    epsg: int

    @classmethod
    def of(cls, geometry: BaseGeometry) -> Ground:
        """Return the ground under `geometry`, given in degrees."""
        west, south, east, north = geometry.bounds
        zone = min(int(((west + east) / 2 + 180) // 6) + 1, 60)
        return cls((32600 if south + north >= 0 else 32700) + zone)

    @property
    def name(self) -> str:
        """The zone as surveyors write it: `UTM 48S`."""
        return f"UTM {self.epsg % 100}{'N' if self.epsg < 32700 else 'S'}"

    def flat(self, geometries: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        """Return `geometries` in metres east and north."""

        def metres(points: Coordinates) -> Coordinates:
            east, north = _transformer(self.epsg).transform(points[:, 0], points[:, 1])
            return np.column_stack((east, north))

        return list(shapely.transform(np.asarray(geometries, dtype=object), metres))


@dataclass(frozen=True)
class Frame:
    """A window on the ground: metres `left`..`right`, `bottom`..`top`, drawn `scale` units to the metre, y downward."""

    left: float
    bottom: float
    right: float
    top: float
    scale: float

    @property
    def width(self) -> int:
        """Width in units."""
        return round((self.right - self.left) * self.scale)

    @property
    def height(self) -> int:
        """Height in units."""
        return round((self.top - self.bottom) * self.scale)

    @property
    def view_box(self) -> str:
        """The value of the SVG attribute."""
        return f"0 0 {self.width} {self.height}"

    def place(
        self, geometries: Sequence[BaseGeometry], *, simplify: float = 0.0, margin: float = 0.0
    ) -> list[BaseGeometry]:
        """Return `geometries` (metres) in units, cut at the frame and `margin` units beyond; `simplify` is in units too."""
        if not geometries:
            return []
        flat = np.asarray(geometries, dtype=object)
        if simplify:
            flat = shapely.simplify(flat, simplify / self.scale)
        beyond = margin / self.scale
        box = shapely.box(self.left - beyond, self.bottom - beyond, self.right + beyond, self.top + beyond)
        whole = shapely.within(flat, box)
        cut = [g if inside else _clip(g, box) for g, inside in zip(flat, whole, strict=True)]
        return list(shapely.transform(np.asarray(cut, dtype=object), self._units))

    def point(self, east: float, north: float) -> tuple[float, float]:
        """Return one point in units."""
        return (east - self.left) * self.scale, (self.top - north) * self.scale

    def _units(self, points: Coordinates) -> Coordinates:
        return np.column_stack(((points[:, 0] - self.left) * self.scale, (self.top - points[:, 1]) * self.scale))


def _clip(geometry: BaseGeometry, box: BaseGeometry) -> BaseGeometry:
    return shapely.intersection(shapely.make_valid(geometry), box)


def around(bounds: tuple[float, float, float, float], *, units: int, aspect: float, margin: float) -> Frame:
    """Return the frame of `aspect` (width by height) and `units` wide with `bounds` (metres) in its middle.

    `margin` is the least space on each side, as a share of the bounds' longer way.
    """
    west, south, east, north = bounds
    space = max(east - west, north - south) * margin
    wide, high = east - west + 2 * space, north - south + 2 * space
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    x, y = (west + east) / 2, (south + north) / 2
    return Frame(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, units / wide)
