"""Geometries as SVG path data, as short as it gets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


def drawing(*parts: str) -> Markup:
    """Return the parts of a drawing as one piece of markup; whatever came from outside is escaped in them already."""
    return Markup("".join(parts))  # noqa: S704


def path_data(geometry: BaseGeometry, digits: int = 0) -> str:
    """Return the `d` of a path for lines and polygons in units, rounded to `digits`; empty when nothing is left of them.

    Steps are relative and taken between rounded points, so rounding never adds up.
    """
    return "".join(_run(points, closed, digits) for points, closed in _runs(geometry))


def number(value: float, digits: int = 1) -> str:
    """Return `value` as short as SVG reads it."""
    return _short(round(value * 10**digits), digits)


def _runs(geometry: BaseGeometry) -> Iterator[tuple[NDArray[np.float64], bool]]:
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring)[:-1], True
        elif isinstance(part, shapely.LineString):
            points = shapely.get_coordinates(part)
            closed = bool(part.is_ring)
            yield (points[:-1], True) if closed else (points, False)


def _run(points: NDArray[np.float64], closed: bool, digits: int) -> str:
    if not len(points):
        return ""
    whole = np.rint(points * 10**digits).astype(np.int64)
    steps = np.diff(whole, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if len(steps) < (2 if closed else 1):
        return ""
    text = ["M", _short(int(whole[0][0]), digits), _joined(_short(int(whole[0][1]), digits)), "l"]
    written = [_pair(int(x), int(y), digits) for x, y in steps]
    text.append(written[0])
    text.extend(pair if pair[0] == "-" else " " + pair for pair in written[1:])
    if closed:
        text.append("z")
    return "".join(text)


def _pair(x: int, y: int, digits: int) -> str:
    return _short(x, digits) + _joined(_short(y, digits))


def _joined(text: str) -> str:
    return text if text[0] == "-" else " " + text


def _short(whole: int, digits: int) -> str:
    if digits == 0:
        return str(whole)
    sign, whole = ("-" if whole < 0 else ""), abs(whole)
    before, after = divmod(whole, 10**digits)
    tail = str(after).zfill(digits).rstrip("0")
    if not tail:
        return f"{sign}{before}" if before else "0"
    return f"{sign}{before or ''}.{tail}"
