"""Coordinates: which system they are in, what a lot's outline must be, and where it lies in WGS 84."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from estates.reading.raw import Raw, RawRow
from estates.reading.saying import Wrong, quoted
from estates.reading.terms import NO_DEGREES, NO_METRES, NO_SYSTEM, OUTLINES, Wish
from models.marks import N_
from models.refusal import Sentence

WGS84 = "EPSG:4326"
METRES_PER_DEGREE = 111_320.0
LEAST_AREA = 1.0  # m²
DECIMALS = 9  # of transformed degrees: a tenth of a millimetre
KINDS = {0: N_("a point"), 1: N_("a line"), 2: N_("a line"), 4: N_("several points"), 5: N_("several lines")}
POLYGON, MULTIPOLYGON, COLLECTION = 3, 6, 7

Shapes = NDArray[Any]


@dataclass(slots=True)
class Placed:
    """What came of the shapes: their coordinate system, how it was known, and how finely the file draws."""

    crs: str | None = None
    how: str | None = None
    rounding_m: float | None = None


def place(raw: Raw, wish: Wish) -> Placed:
    """Make each row's shape one in WGS 84, or refuse the row; raise Wrong for what is wrong with all of them."""
    rows = [row for row in raw.rows if row.shape is not None]
    if not rows:
        return Placed()
    shapes = _array([row.shape for row in rows])
    shapes = _flat(raw, shapes)
    shapes = _one_polygon(rows, shapes) if wish.shapes == OUTLINES else _drawn(rows, shapes)
    _of_bearable_size(rows, shapes, wish)
    crs, how = _system(raw, shapes, wish)
    _valid(rows, shapes)
    placed = Placed(crs, how, _rounding(shapes, crs))
    shapes = _in_wgs84(rows, shapes, crs)
    _not_nothing(rows, shapes)
    for row, shape in zip(rows, shapes, strict=True):
        row.shape = None if row.refusals else shape
    return placed


def _array(shapes: list[Any]) -> Shapes:
    """Return an array of shapes; numpy left alone would take a collection apart."""
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


def _flat(raw: Raw, shapes: Shapes) -> Shapes:
    high = int(np.count_nonzero(shapely.has_z(shapes)))
    if high:
        told = N_("The coordinates of %(n)s shapes hold heights; these were left out.")
        raw.warnings.append(Sentence.of(told, n=high))
    flat: Shapes = shapely.force_2d(shapes)
    return flat


def _one_polygon(rows: list[RawRow], shapes: Shapes) -> Shapes:
    """Return the one polygon of each; a lot is one piece of land."""
    kinds, parts = shapely.get_type_id(shapes), shapely.get_num_geometries(shapes)
    for at in np.flatnonzero((kinds != POLYGON) | shapely.is_empty(shapes)):
        row, shape = rows[at], shapes[at]
        if parts[at] == 1 and kinds[at] in (MULTIPOLYGON, COLLECTION) and shape.geoms[0].geom_type == "Polygon":
            shapes[at] = shape.geoms[0]
            continue
        shapes[at] = None
        if shape.is_empty:
            row.refuse("", N_("The outline is empty."))
        elif kinds[at] in KINDS:
            wrong = N_("The shape is %(kind)s, but a lot is an area.")
            row.refuse("", wrong, N_("Draw the lot as a closed polygon."), kind=Sentence.of(KINDS[kinds[at]]))
        else:
            wrong = N_("The outline has %(parts)s parts, but a lot is one piece.")
            row.refuse("", wrong, N_("Make a lot of each part, or join them."), parts=int(parts[at]))
    return shapes


def _drawn(rows: list[RawRow], shapes: Shapes) -> Shapes:
    for at in np.flatnonzero(shapely.is_empty(shapes)):
        rows[at].refuse("", N_("The outline is empty."))
        shapes[at] = None
    return shapes


def _of_bearable_size(rows: list[RawRow], shapes: Shapes, wish: Wish) -> None:
    """Refuse shapes of too many corners, and coordinates that are no numbers."""
    for at in np.flatnonzero(shapely.get_num_coordinates(shapes) > wish.limits.corners):
        wrong = N_("The shape has more than %(most)s corners.")
        rows[at].refuse("", wrong, N_("Simplify it."), most=wish.limits.corners)
        shapes[at] = None
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    for at in np.unique(owners[~np.isfinite(coordinates).all(axis=1)]):
        rows[at].refuse("", N_("A coordinate is not a finite number."))
        shapes[at] = None


# --- which system ---


def _system(raw: Raw, shapes: Shapes, wish: Wish) -> tuple[str, str]:
    """Return the coordinate system and how it is known; raise Wrong when the numbers cannot be of it."""
    bounds = shapely.total_bounds(shapes)
    if wish.crs:
        crs, how = _named(wish.crs), "given"
        if raw.crs and raw.crs != crs:
            told = N_("The file says %(told)s; it was read as %(given)s, as you said.")
            raw.warnings.append(Sentence.of(told, told=raw.crs, given=crs))
    elif raw.crs:
        crs, how = _named(raw.crs), "file"
    else:
        crs, how = WGS84, "assumed"
    if not np.isfinite(bounds).all():
        return crs, how  # no shape is left to look at
    middle = _middle(shapes)
    if pyproj.CRS(crs).is_geographic:
        _must_be_degrees(middle, crs, how, wish)
    elif abs(bounds).max() <= 180:
        raise Wrong(
            NO_METRES,
            N_("Say --crs EPSG:4326."),
            **_numbers(middle),
            crs=crs,
        )
    return crs, how


def _named(crs: str) -> str:
    """Return EPSG:n of a system on the map that we can transform; raise Wrong for any other."""
    found = re.fullmatch(r"\s*(?:EPSG:)?(\d{4,6})\s*", crs, re.IGNORECASE)
    try:
        known = pyproj.CRS.from_epsg(int(found[1])) if found else None
    except pyproj.exceptions.CRSError:
        known = None
    if found is None or known is None or not (known.is_geographic or known.is_projected) or known.is_geocentric:
        raise Wrong(
            N_("“%(crs)s” is no coordinate system of a map."),
            N_("Name it by its number, like EPSG:4326 (longitude and latitude) or EPSG:32748 (UTM 48S)."),
            crs=quoted(crs),
        )
    return f"EPSG:{found[1]}"


def _middle(shapes: Shapes) -> NDArray[np.float64]:
    """Return a typical corner: the median, which a few stray shapes do not move."""
    middle: NDArray[np.float64] = np.median(shapely.get_coordinates(shapes), axis=0)
    return middle


def _must_be_degrees(middle: NDArray[np.float64], crs: str, how: str, wish: Wish) -> None:
    x, y = middle
    if abs(x) <= 180 and abs(y) <= 90:
        return
    if abs(x) <= 90 and abs(y) <= 180:
        raise Wrong(
            N_("The coordinates are in the order latitude, longitude (%(x)s, %(y)s)."),
            N_("Write longitude first, then latitude."),
            **_numbers(middle),
        )
    if how == "assumed":
        raise Wrong(
            NO_SYSTEM,
            N_("Say which it is, for example --crs %(suggest)s when they are metres of UTM."),
            **_numbers(middle),
            suggest=wish.suggest,
        )
    raise Wrong(
        NO_DEGREES,
        N_("Say which system it is, for example --crs %(suggest)s when they are metres of UTM."),
        **_numbers(middle),
        crs=crs,
        suggest=wish.suggest,
    )


def _numbers(point: NDArray[np.float64]) -> dict[str, str]:
    return {"x": f"{point[0]:.10g}", "y": f"{point[1]:.10g}"}


def _rounding(shapes: Shapes, crs: str) -> float | None:
    """Return half a unit in the last decimal that the file writes, in metres."""
    sample = shapely.get_coordinates(shapes)[:4000].ravel()
    if not len(sample):
        return None
    decimals = max(_decimals(repr(float(number))) for number in sample)
    unit = METRES_PER_DEGREE if pyproj.CRS(crs).is_geographic else 1.0
    return float(0.5 * 10.0**-decimals * unit)


def _decimals(number: str) -> int:
    mantissa, _, exponent = number.partition("e")
    fraction = mantissa.partition(".")[2].rstrip("0")
    return max(0, len(fraction) - int(exponent or 0))


# --- what an outline must be ---


def _valid(rows: list[RawRow], shapes: Shapes) -> None:
    """Refuse areas that cross or touch themselves, naming the place in the file's own coordinates."""
    for at in np.flatnonzero(~shapely.is_valid(shapes) & (shapes != None)):  # noqa: E711 - of every element
        why = shapely.is_valid_reason(shapes[at])
        name, _, where = why.partition("[")
        corner = where.rstrip("]").replace(" ", ", ")
        if shapely.convex_hull(shapes[at]).area == 0 or name == "Too few points in geometry component":
            rows[at].refuse("", N_("The outline has no area."))
        elif "elf-intersection" in name:
            wrong, right = N_("The outline crosses itself near %(place)s."), N_("Put its corners in order.")
            rows[at].refuse("", wrong, right, place=corner)
        else:
            wrong = N_("The outline is no area: its parts or holes overlap near %(place)s.")
            rows[at].refuse("", wrong, place=corner)
        shapes[at] = None


def _in_wgs84(rows: list[RawRow], shapes: Shapes, crs: str) -> Shapes:
    """Return the shapes in WGS 84, outer rings counter-clockwise; refuse those that fall off the world."""
    if crs != WGS84:
        shapes = shapely.transform(shapes, _to_wgs84(crs))
    bounds = shapely.bounds(shapes)
    off = ~np.isfinite(bounds).all(axis=1) | (np.abs(bounds) > (180, 90, 180, 90)).any(axis=1)
    for at in np.flatnonzero(off & (shapes != None)):  # noqa: E711 - of every element
        wrong, right = N_("The outline lies outside the world."), N_("Check the coordinate system and the numbers.")
        rows[at].refuse("", wrong, right)
        shapes[at] = None
    polygons = np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON))
    shapes[polygons] = shapely.orient_polygons(shapes[polygons])
    return shapes


def _to_wgs84(crs: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    transformer = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)

    def transform(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return np.round(np.column_stack((x, y)), DECIMALS)

    return transform


def _not_nothing(rows: list[RawRow], shapes: Shapes) -> None:
    """Refuse areas of less than a square metre."""
    polygons = np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON))
    latitudes = np.nan_to_num(shapely.bounds(shapes)[:, 1])
    area_m2 = shapely.area(shapes) * METRES_PER_DEGREE**2 * np.cos(np.radians(latitudes))
    for at in np.flatnonzero(polygons & (area_m2 < LEAST_AREA)):
        rows[at].refuse("", N_("The outline has no area."))
