"""Whether words fit where they are wanted."""

from __future__ import annotations

import re
import unicodedata

import shapely
from shapely.geometry.base import BaseGeometry

NEVER_FIRST = "ァィゥェォッャュョーぁぃぅぇぉっゃゅょ、。)"  # no line of Japanese begins with these


def text_width(words: str, size: float) -> float:
    """Return about how wide `words` are in our font at `size`, in the same unit."""
    wide = sum(1 if unicodedata.east_asian_width(char) in "WF" else 0.62 if char.isalnum() else 0.36 for char in words)
    return wide * size


def short_code(code: str) -> str:
    """Return a lot's code as small plans print it: `E-09` is `E9`; `T1-01` stays two numbers, `T1-1`."""
    return re.sub(r"(?<=[A-Za-z])-?0*(?=\d)|(?<=\d-)0+(?=\d)", "", code)


def heart(shape: BaseGeometry) -> tuple[float, float, float]:
    """Return the place inside `shape` farthest from its edge, and how far it is: x, y, distance."""
    if not isinstance(shape, (shapely.Polygon, shapely.MultiPolygon)) or shape.area == 0:
        return 0.0, 0.0, 0.0
    radius = shapely.maximum_inscribed_circle(shape, tolerance=max(shape.length / 200, 0.5))
    x, y = shapely.get_coordinates(radius)[0]
    return float(x), float(y), float(radius.length)


def seat(shape: BaseGeometry, wanted: float) -> tuple[float, float, float]:
    """Return where words `wanted` wide go in `shape`: x, y and the room there; its middle if they fit, else its heart."""
    middle = shapely.centroid(shape)
    x, y = float(middle.x), float(middle.y)
    room = room_at(shape, x, y)
    if room >= wanted:
        return x, y, room
    x, y, _ = heart(shape)
    return x, y, room_at(shape, x, y)


def room_at(shape: BaseGeometry, x: float, y: float) -> float:
    """Return the width of `shape` on the level through (x, y)."""
    west, _, east, _ = shape.bounds
    level = shapely.LineString([(west - 1, y), (east + 1, y)])
    inside = shapely.intersection(shape, level)
    here = shapely.Point(x, y)
    return max((float(part.length) for part in shapely.get_parts(inside) if part.distance(here) < 1), default=0.0)


def in_two(words: str, room: float, size: float) -> list[str]:
    """Return `words` on one line, or on two when one is too long for `room`; nothing when two are."""
    if text_width(words, size) <= room:
        return [words]
    breaks = [match.start() for match in re.finditer(r"[\s·・-]", words)]
    if not breaks and not words.isascii():
        breaks = [at for at in range(1, len(words)) if words[at] not in NEVER_FIRST]
    for at in sorted(breaks, key=lambda at: abs(at - len(words) / 2)):
        lines = [words[:at].strip(), words[at:].strip()]
        if words[at : at + 1] in "·・-":
            lines = [words[: at + 1], words[at + 1 :]]
        if all(text_width(line, size) <= room for line in lines):
            return lines
    return []
