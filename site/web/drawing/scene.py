"""What lies on the ground besides lots, and how each kind is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from markupsafe import escape
from shapely.geometry.base import BaseGeometry

from web.drawing.ground import Frame, Ground
from web.drawing.path import number, path_data

# Lines of the plan by the letter of engineering sheets, and the class that colours them
UTILITY_CLASS = {"S": "s", "RW": "w", "E": "e", "G": "gs", "WW": "k", "W": "w2"}


@dataclass(frozen=True)
class Feature:
    """A thing on the plan: its kind (`boundary coast water green street_space utility …`), outline in degrees, properties."""

    kind: str
    geometry: BaseGeometry
    properties: Mapping[str, Any] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """Return its name in `lang`, else in English, else in Indonesian, else nothing."""
        for key in (f"name_{lang}", "name_en", "name_id"):
            if self.properties.get(key):
                return str(self.properties[key])
        return ""


@dataclass(frozen=True)
class Placed:
    """A feature in metres."""

    feature: Feature
    flat: BaseGeometry

    def of(self, key: str) -> str:
        """Return one of its properties as text."""
        return str(self.feature.properties.get(key, ""))


class Scene:
    """Features in metres, by kind."""

    def __init__(self, ground: Ground, features: Sequence[Feature]) -> None:
        self.ground = ground
        self.by_kind: dict[str, list[Placed]] = {}
        flat = ground.flat([feature.geometry for feature in features])
        for feature, geometry in zip(features, flat, strict=True):
            self.by_kind.setdefault(feature.kind, []).append(Placed(feature, geometry))

    def __getitem__(self, kind: str) -> list[Placed]:
        return self.by_kind.get(kind, [])

    def shapes(self, *kinds: str) -> list[BaseGeometry]:
        """Return the geometries of some kinds, in metres."""
        return [placed.flat for kind in kinds for placed in self[kind]]

    def water(self, *, sea: bool) -> list[BaseGeometry]:
        """Return the sea, or all water but the sea."""
        return [placed.flat for placed in self["water"] if (placed.of("water") == "sea") is sea]

    def bounds(self, *kinds: str) -> tuple[float, float, float, float] | None:
        """Return the bounds of some kinds (of all, without any named) in metres."""
        shapes = self.shapes(*(kinds or tuple(self.by_kind)))
        if not shapes:
            return None
        west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
        return float(west), float(south), float(east), float(north)


class Pen:
    """Draws metres into a frame; every method returns markup, empty when nothing is in view."""

    def __init__(self, frame: Frame, *, digits: int = 0, simplify: float = 0.7, beyond: float = 8) -> None:
        self.frame = frame
        self.digits = digits
        self.simplify = simplify
        self.beyond = beyond  # units drawn outside the frame

    def data(self, geometries: Sequence[BaseGeometry], *, simplify: float | None = None) -> str:
        """Return the path data of all `geometries` together."""
        placed = self.frame.place(
            geometries, simplify=self.simplify if simplify is None else simplify, margin=self.beyond
        )
        return "".join(path_data(geometry, self.digits) for geometry in placed)

    def path(self, css: str, geometries: Sequence[BaseGeometry], **how: float) -> str:
        """Return one path of class `css` for all `geometries`."""
        data = self.data(geometries, **how)
        return f'<path class="{css}" d="{data}"/>' if data else ""

    def text(self, css: str, x: float, y: float, words: str, *, turn: float = 0.0, lift: float = 0.0) -> str:
        """Return `words` at (x, y) in units, turned by `turn` degrees about it, their baseline `lift` above it."""
        kind = f'class="{css}" ' if css else ""
        if abs(turn) <= 0.5:
            return f'<text {kind}x="{number(x, 0)}" y="{number(y - lift, 0)}">{escape(words)}</text>'
        up = f' y="{number(-lift, 0)}"' if lift else ""
        place = f'transform="translate({number(x, self.digits)} {number(y, self.digits)}) rotate({number(turn)})"'
        return f"<text {kind}{place}{up}>{escape(words)}</text>"


def water_lines(pen: Pen, sea: Sequence[BaseGeometry], coast: Sequence[BaseGeometry], *, count: int = 14) -> str:
    """Return the coast and `count` lines that run along it out to sea, wider apart and paler as they go."""
    if not sea or not coast:
        return ""
    surface, shore = shapely.union_all(sea), shapely.union_all(coast)
    drawn = [pen.path("wl w0", [shore], simplify=1.0)]
    away = 0.0
    for at in range(1, count + 1):
        away += 15 * 1.18 ** (at - 1) / pen.frame.scale
        line = shapely.intersection(shapely.boundary(shapely.buffer(shore, away, quad_segs=6)), surface)
        drawn.append(pen.path(f"wl w{at}", [line], simplify=1.5))
    return '<g class="wls">' + "".join(drawn) + "</g>"


def middle_of_lines(lines: Iterable[BaseGeometry], every: float, least: float) -> list[tuple[float, float, float]]:
    """Return places for a letter along `lines` (units): x, y and the line's direction there in degrees, upright.

    One in the middle of each line longer than `least`, more when it is longer than `every`.
    """
    places = []
    for line in lines:
        for part in shapely.get_parts(line):
            length = shapely.length(part)
            if length < least:
                continue
            count = max(1, int(length // every))
            for at in range(count):
                along = length * (at + 0.5) / count
                here = shapely.line_interpolate_point(part, along)
                ahead = shapely.line_interpolate_point(part, min(along + 4, length))
                turn = float(np.degrees(np.arctan2(ahead.y - here.y, ahead.x - here.x)))
                places.append((float(here.x), float(here.y), (turn + 90) % 180 - 90))
    return places


def letter_places(
    lines: Iterable[BaseGeometry], *, every: float, least: float, taken: Sequence[tuple[float, float]], room: float = 55
) -> Iterator[tuple[float, float]]:
    """Yield a place for a letter about `every` units along `lines`, moved along the line off what is `taken` by `room`.

    Nothing for a stretch without a free place: the next letter of the same line tells.
    """
    own: list[tuple[float, float]] = []
    for line in lines:
        for part in shapely.get_parts(line):
            length = shapely.length(part)
            count = max(1, int(length // every)) if length >= least else 0
            for at in range(count):
                for aside in (0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3):
                    here = shapely.line_interpolate_point(part, length * (at + 0.5 + aside) / count)
                    x, y = float(here.x), float(here.y)
                    if all(abs(x - a) > room or abs(y - b) > room * 0.6 for a, b in (*taken, *own)):
                        own.append((x, y))
                        yield x, y
                        break
