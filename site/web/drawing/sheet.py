"""The lot sheet: one lot as a surveyor draws it, with its edges, corners, neighbours and connection points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees, hypot

import numpy as np
import shapely
from markupsafe import Markup, escape
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from models.marks import N_
from web.drawing.ground import Frame, Ground, around
from web.drawing.labels import heart, seat, text_width
from web.drawing.lots import PlanLot
from web.drawing.path import drawing, number, path_data
from web.drawing.plan import scale_bar
from web.drawing.scene import UTILITY_CLASS, Feature, Pen, Scene, middle_of_lines

UNITS, ASPECT = 430, 429 / 352
TYPE = 7  # units of the dimensions' type in our styles: .dim-t
BEYOND = 260  # units of ground drawn outside the frame, for places of another shape
STRAIGHT = 1.5  # degrees: a corner that turns less is a neighbour's, not this lot's
Place = tuple[float, float, float]  # something stands at x, y and needs so much room about it
CONNECTION = N_("Connection point %(letters)s")


@dataclass(frozen=True)
class Edge:
    """A side of a lot from corner `number` to the next: metres on the ellipsoid, degrees from north, clockwise."""

    number: int
    length_m: float
    bearing: float


@lru_cache(maxsize=1)
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")


def corners(geometry: BaseGeometry) -> NDArray[np.float64]:
    """Return the corners of a lot's outer ring in degrees, clockwise; points on a straight side are left out."""
    outline = max(shapely.get_parts(geometry), key=shapely.area)
    points = shapely.get_coordinates(shapely.orient_polygons(outline, exterior_cw=True).exterior)[:-1]
    kept = np.array([_turn(points, at) >= STRAIGHT for at in range(len(points))])
    return points[kept] if kept.sum() >= 3 else points


def edges(geometry: BaseGeometry) -> list[Edge]:
    """Return the sides of a lot between its corners, in the order of `corners`."""
    points = corners(geometry)
    following = np.roll(points, -1, axis=0)
    bearing, _, length = _ellipsoid().inv(points[:, 0], points[:, 1], following[:, 0], following[:, 1])
    return [Edge(at + 1, float(m), float(b) % 360) for at, (m, b) in enumerate(zip(length, bearing, strict=True))]


def sheet(
    lot: PlanLot,
    neighbours: Sequence[PlanLot] = (),
    features: Sequence[Feature] = (),
    *,
    label: str,
    area: str = "",
    lang: str = "en",
    say: Callable[..., str] = lambda text, **holes: text % holes,
    fit: str = "xMidYMid meet",
) -> Markup:
    """Draw one lot to scale with all that touches it.

    `label` says what the drawing is, `area` is printed under the code (with the reader's second unit), `say` translates
    (flask_babel's gettext). `neighbours` are the estate's other lots; those in view are drawn.
    """
    ground = Ground.of(lot.geometry)
    flat = ground.flat([lot.geometry])[0]
    west, south, east, north = flat.bounds
    margin = 0.30 if max(east - west, north - south) > 0 else 1.0
    frame = around((west, south, east, north), units=UNITS, aspect=ASPECT, margin=margin)
    pen = Pen(frame, digits=1, simplify=0.3, beyond=BEYOND)
    scene = Scene(ground, [feature for feature in features if feature.kind != "contour"])
    placed = frame.place([flat])[0]
    points = corners(lot.geometry)
    taken: list[Place] = []
    measured = _dimensions(frame, ground, points, edges(lot.geometry), taken)
    connected = _connections(pen, scene, lot, heart(placed)[:2], say, taken)
    parts = (
        pen.path("sea", scene.water(sea=True)),
        pen.path("est", scene.shapes("green")),
        pen.path("riv", scene.water(sea=False)),
        pen.path("road", scene.shapes("street_space")),
        _around(frame, ground, lot, neighbours, scene, lang),
        f'<path class="{escape(lot.css)}" d="{path_data(placed, 1)}"/>',
        pen.path("bnd", scene.shapes("boundary")),
        _lines(pen, scene, taken),
        _streets(pen, scene, taken),
        _grid(frame),
        measured,
        _name(lot, placed, area),
        connected,
        scale_bar(frame),
    )
    return drawing(
        f'<svg class="plan" viewBox="{frame.view_box}" preserveAspectRatio="{fit}" role="img"',
        f' aria-label="{escape(label)}">{"".join(parts)}</svg>',
    )


def _turn(points: NDArray[np.float64], at: int) -> float:
    before, here, after = points[at - 1], points[at], points[(at + 1) % len(points)]
    first, second = here - before, after - here
    turned = degrees(atan2(second[1], second[0]) - atan2(first[1], first[0]))
    return abs((turned + 180) % 360 - 180)


def _around(frame: Frame, ground: Ground, lot: PlanLot, others: Sequence[PlanLot], scene: Scene, lang: str) -> str:
    """Return the lots and facilities in view beside this lot, named where there is room."""
    near = [other for other in others if other.key != lot.key]
    flat = ground.flat([other.geometry for other in near]) if near else []
    named = [(other.code, shape) for other, shape in zip(near, flat, strict=True)]
    named += [(placed.feature.name(lang), placed.flat) for placed in scene["facility"]]
    window = shapely.box(4, 4, frame.width - 4, frame.height - 4)
    drawn, names = [], []
    for (words, _), shape in zip(named, frame.place([shape for _, shape in named], margin=BEYOND), strict=True):
        drawn.append(path_data(shape, 1))
        seen = shapely.intersection(shapely.make_valid(shape), window)
        if seen.is_empty or not words:
            continue
        wanted = text_width(words, TYPE) + 4
        x, y, room = seat(seen, wanted)
        under_scale = x > frame.width * 0.78 and y > frame.height * 0.88
        if room >= wanted and not under_scale and heart(seen)[2] > TYPE * 0.8:
            names.append(f'<text class="nbl" x="{number(x)}" y="{number(y + 2.5)}">{escape(words)}</text>')
    outlines = "".join(drawn)
    return f'<path class="nbr" d="{outlines}"/>{"".join(names)}' if outlines else ""


def _grid(frame: Frame) -> str:
    across = (frame.right - frame.left) / 8
    step = next(s for s in (10, 20, 25, 50, 100, 200, 250, 500, 1000, 10_000) if s >= across * 0.8)
    more = BEYOND / frame.scale
    easts = np.arange(np.ceil(frame.left / step) * step, frame.right, step)
    norths = np.arange(np.ceil((frame.bottom - more) / step) * step, frame.top + more, step)
    crosses, figures = [], []
    for north in norths:
        for east in easts:
            x, y = frame.point(float(east), float(north))
            crosses.append(f"M{number(x - 3, 0)} {number(y, 0)}h6m-3-3v6")
    for east in easts[easts % (2 * step) == 0]:
        x, _ = frame.point(float(east), 0)
        if 40 < x < frame.width - 40:
            figures.append(f'<text class="grt" x="{number(x + 2)}" y="{frame.height - 4}">E {int(east):,}</text>')
    for north in norths[norths % (2 * step) == 0]:
        _, y = frame.point(0, float(north))
        if 20 < y < frame.height - 20:
            figures.append(f'<text class="grt" x="4" y="{number(y - 2)}">N {int(north):,}</text>')
    return f'<path class="grd" d="{"".join(crosses)}"/>{"".join(figures)}'


def _free(x: float, y: float, taken: Sequence[Place], room: float) -> bool:
    return all(hypot(x - a, y - b) >= room + around for a, b, around in taken)


def _lines(pen: Pen, scene: Scene, taken: list[Place]) -> str:
    drawn, letters = [], []
    window = shapely.box(12, 12, pen.frame.width - 12, pen.frame.height - 12)
    for letter, css in UTILITY_CLASS.items():
        flat = [p.flat for p in scene["utility"] if p.of("utility") == letter]
        drawn.append(pen.path(f"ut {css}", flat))
        merged = shapely.line_merge(shapely.union_all(flat)) if flat else shapely.LineString()
        seen = shapely.intersection(pen.frame.place([merged])[0], window)
        for x, y, _ in middle_of_lines([seen], every=90, least=30):
            if _free(x, y, taken, 8):
                taken.append((x, y, 8))
                letters.append(pen.text(f"ul {css}", x, y, letter))
    return "".join(drawn) + "".join(letters)


def _dimensions(
    frame: Frame, ground: Ground, points: NDArray[np.float64], sides: Sequence[Edge], taken: list[Place]
) -> str:
    ring = shapely.get_coordinates(frame.place(ground.flat([shapely.LineString(points)]))[0])
    lines, words, pegs = [], [], []
    for at, side in enumerate(sides):
        (x1, y1), (x2, y2) = ring[at], ring[(at + 1) % len(ring)]
        taken.append((x1, y1, 4))
        pegs.append(f'<circle class="peg" cx="{number(x1)}" cy="{number(y1)}" r="2.6"/>')
        long = hypot(x2 - x1, y2 - y1)
        figure = f"{side.length_m:,.1f}"
        if long < text_width(figure, TYPE) + 4:
            continue
        # The ring runs clockwise on the sheet, so outward is to the left of each side
        ux, uy = (x2 - x1) / long, (y2 - y1) / long
        ox, oy = uy, -ux
        lines.append(_measure(x1, y1, x2, y2, ox, oy, ux, uy))
        x, y = (x1 + x2) / 2 + ox * 7, (y1 + y2) / 2 + oy * 7
        turn = (degrees(atan2(uy, ux)) + 90) % 180 - 90
        taken.append((x, y, 10))
        words.append(
            f'<text class="dim-t" transform="translate({number(x)} {number(y)}) rotate({number(turn)})"'
            f' dy=".35em">{figure}</text>'
        )
    return f'<path class="dim-l" d="{"".join(lines)}"/>{"".join(words)}{"".join(pegs)}'


def _measure(x1: float, y1: float, x2: float, y2: float, ox: float, oy: float, ux: float, uy: float) -> str:
    drawn = []
    for x, y in ((x1, y1), (x2, y2)):
        drawn.append(f"M{number(x + ox * 3)} {number(y + oy * 3)}L{number(x + ox * 10)} {number(y + oy * 10)}")
        tx, ty = (ux + ox) * 2, (uy + oy) * 2  # the slanting stroke that ends a dimension
        drawn.append(
            f"M{number(x + ox * 7 - tx)} {number(y + oy * 7 - ty)}L{number(x + ox * 7 + tx)} {number(y + oy * 7 + ty)}"
        )
    drawn.append(f"M{number(x1 + ox * 7)} {number(y1 + oy * 7)}L{number(x2 + ox * 7)} {number(y2 + oy * 7)}")
    return "".join(drawn)


def _name(lot: PlanLot, placed: BaseGeometry, area: str) -> str:
    x, y, _ = heart(placed)
    under = f'<text class="big-s" x="{number(x)}" y="{number(y + 12)}">{escape(area)}</text>' if area else ""
    return f'<text class="big-l" x="{number(x)}" y="{number(y)}">{escape(lot.code)}</text>{under}'


def _connections(
    pen: Pen, scene: Scene, lot: PlanLot, inward: tuple[float, float], say: Callable[..., str], taken: list[Place]
) -> str:
    drawn = []
    for placed in scene["connection"]:
        if placed.of("lot") != lot.code or not isinstance(placed.flat, shapely.Point):
            continue
        x, y = pen.frame.point(placed.flat.x, placed.flat.y)
        letters = " · ".join(placed.feature.properties.get("utilities") or ())
        taken.append((x, y, 6))
        drawn.append(f'<circle class="conn" cx="{number(x)}" cy="{number(y)}" r="3.6"/>')
        words = escape(say(CONNECTION, letters=letters))
        # Toward the lot's heart: outside stand the dimensions
        away = max(hypot(inward[0] - x, inward[1] - y), 1.0)
        x, y = x + (inward[0] - x) / away * 15, y + (inward[1] - y) / away * 15 + 2.5
        drawn.append(f'<text class="connt" x="{number(x)}" y="{number(y)}" text-anchor="middle">{words}</text>')
    return "".join(drawn)


def _streets(pen: Pen, scene: Scene, taken: list[Place]) -> str:
    """Return the streets' names, each where it is least in the way."""
    names = []
    window = shapely.box(10, 10, pen.frame.width - 10, pen.frame.height - 10)
    for placed in scene["street"]:
        words = str(placed.feature.properties.get("name") or "")
        seen = shapely.intersection(pen.frame.place([placed.flat])[0], window)
        long = text_width(words, TYPE)
        if not words or shapely.length(seen) < long + 10:
            continue
        places = middle_of_lines([seen], every=12, least=long + 10)
        ends = [p for p in places if long / 2 < p[0] < pen.frame.width - long / 2 and 10 < p[1] < pen.frame.height - 10]
        if not ends:
            continue
        x, y, turn = max(ends, key=lambda p: min((hypot(p[0] - a, p[1] - b) for a, b, _ in taken), default=0.0))
        taken.append((x, y, long / 2))
        names.append(pen.text("rdl", x, y, words, turn=turn, lift=-2))
    return "".join(names)
