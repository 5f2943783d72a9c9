"""The estate's plan: what lies there, the lots over it, their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from markupsafe import Markup, escape
from shapely.geometry.base import BaseGeometry

from web.drawing.facilities import facilities
from web.drawing.ground import Frame, Ground, around
from web.drawing.labels import seat, short_code, text_width
from web.drawing.lots import PlanLot
from web.drawing.path import drawing, number, path_data
from web.drawing.scene import UTILITY_CLASS, Feature, Pen, Scene, letter_places, middle_of_lines, water_lines

MAIN_LINES = ("S", "RW", "E")  # drawn on a plan; the rest crowd it and stand on the lot sheets

FULL, SHORT = 26, 52  # units of type in our styles: .lb, and .lc at its largest on telephones


@dataclass(frozen=True)
class View:
    """How much of the ground a plan shows: `units` wide; all that is known in the shape `aspect`, else the estate alone."""

    name: str
    units: int
    aspect: float | None = None


WIDE = View("wide", 3040, 2.06)
CLOSE = View("close", 1930)


@dataclass(frozen=True)
class Backdrop:
    """All of a plan but its lots: what lies under them and what over them. Dear to make, the same until the land changes."""

    ground: Ground
    frame: Frame
    under: str
    over: str
    room_left: float  # share of the width left of the estate in the upper half, where words may go


def backdrop(
    features: Sequence[Feature],
    lots: Sequence[BaseGeometry] = (),
    *,
    view: View = CLOSE,
    lang: str = "en",
    lines: Sequence[str] = MAIN_LINES,
    names: bool = True,
) -> Backdrop:
    """Draw what the plan of an estate shows beside its lots.

    `lots` (outlines in degrees) only tell where the estate lies when `features` hold no boundary. `lines` are the
    utilities drawn, by letter; `names` writes what facilities and roads are called in `lang`.
    """
    known = [feature.geometry for feature in features if feature.kind == "boundary"] or list(lots)
    if not known:
        known = [feature.geometry for feature in features] or [shapely.box(105.9, -6.1, 106.0, -6.0)]
    ground = Ground.of(shapely.union_all(known))
    scene = Scene(ground, features)
    frame = _frame(scene, ground.flat(known), view)
    pen = Pen(frame)
    under = "".join(
        (
            f'<rect class="land" width="{frame.width}" height="{frame.height}"/>',
            pen.path("sea", scene.water(sea=True)),
            water_lines(pen, scene.water(sea=True), scene.shapes("coast")),
            _contours(pen, scene),
            _surroundings(pen, scene),
            pen.path("est", scene.shapes("green"), simplify=1.0),
            pen.path("riv", scene.water(sea=False), simplify=1.0),
            pen.path("road", scene.shapes("street_space")),
            pen.path("jet", scene.shapes("jetty", "quay")),
        )
    )
    over = "".join(
        (
            facilities(pen, scene, lang if names else None),
            pen.path("bnd", scene.shapes("boundary")),
            _utility_lines(pen, scene, lines, frame.place(ground.flat(lots)) if lots else ()),
            _names_outside(pen, scene, lang) if names else "",
            scale_bar(frame),
        )
    )
    return Backdrop(ground, frame, under, over, _room_left(frame, ground.flat(known)))


def _room_left(frame: Frame, estate: Sequence[BaseGeometry]) -> float:
    upper = shapely.box(frame.left, (frame.bottom + frame.top) / 2, frame.right, frame.top)
    there = shapely.intersection(shapely.union_all(estate), upper)
    west = there.bounds[0] if not there.is_empty else frame.right
    return float((west - frame.left) / (frame.right - frame.left))


def plan(
    behind: Backdrop,
    lots: Sequence[PlanLot],
    *,
    label: str,
    css: str = "",
    codes: str = "both",
    fit: str = "xMidYMid meet",
) -> Markup:
    """Draw `lots` over `behind`.

    `label` says what the drawing is and where the same stands as a list. `codes` is `full` (E-09 where there is room, else
    E9), `short` (large, for phones and side panes) or `both`, between which our styles choose by width.
    """
    flat = behind.frame.place(behind.ground.flat([lot.geometry for lot in lots]), margin=40)
    drawn = list(zip(lots, flat, strict=True))
    drawn.sort(key=lambda pair: pair[0].selected)  # the selected outline lies over its neighbours'
    shapes = "".join(_lot(lot, path_data(geometry)) for lot, geometry in drawn)
    words = "".join(_codes(lot, geometry, codes) for lot, geometry in drawn)
    return drawing(
        f'<svg class="plan{" " + escape(css) if css else ""}" viewBox="{behind.frame.view_box}" preserveAspectRatio="{fit}"'
        f' role="group" aria-label="{escape(label)}">'
        f'<g aria-hidden="true">{behind.under}</g><g class="lots">{shapes}</g>'
        f'<g aria-hidden="true">{words}{behind.over}</g></svg>'
    )


def scale_bar(frame: Frame) -> str:
    """Return a bar of a round length and an arrow to grid north, at the lower right."""
    metres = next((m for m in (1000, 500, 200, 100, 50, 20) if m * frame.scale <= frame.width * 0.12), 10)
    long = metres * frame.scale
    x, y = frame.width * 0.93 - long, frame.height * 0.955
    tick = frame.width / 150
    return (
        f'<g class="sb"><path class="dim-l" d="M{number(x, 0)} {number(y - tick, 0)}v{number(tick, 0)}'
        f"h{number(long, 0)}v-{number(tick, 0)}m-{number(long / 2, 0)} 0v{number(tick, 0)}"
        f"M{number(frame.width * 0.955, 0)} {number(y, 0)}v-{number(tick * 3.2, 0)}m-{number(tick, 0)} {number(tick * 1.1, 0)}"
        f'l{number(tick, 0)}-{number(tick * 1.1, 0)} {number(tick, 0)} {number(tick * 1.1, 0)}"/>'
        f'<text class="sbt" x="{number(x + long / 2, 0)}" y="{number(y - tick * 1.3, 0)}">{metres} m</text></g>'
    )


def _frame(scene: Scene, known: Sequence[BaseGeometry], view: View) -> Frame:
    estate = shapely.union_all(known).bounds
    all_known = scene.bounds()
    if view.aspect is None or all_known is None:
        shape = (estate[2] - estate[0]) / max(estate[3] - estate[1], 1.0)
        return around(estate, units=view.units, aspect=view.aspect or min(max(shape, 1.3), 1.9), margin=0.03)
    # All that is known, cut to the shape of the view, but never into the estate
    west, south, east, north = all_known
    wide = max(
        min(east - west, (north - south) * view.aspect),
        estate[2] - estate[0],
        (estate[3] - estate[1]) * 1.08 * view.aspect,
    )
    high = wide / view.aspect
    right = max(min(east, estate[2] + wide * 0.12), estate[2], min(east, west + wide))
    low = (estate[1] + estate[3] - high) / 2
    if high <= north - south:
        low = min(max(low, south), north - high)
    return Frame(right - wide, low, right, low + high, view.units / wide)


def _contours(pen: Pen, scene: Scene) -> str:
    plain = [p.flat for p in scene["contour"] if not p.feature.properties.get("index")]
    marked = [p.flat for p in scene["contour"] if p.feature.properties.get("index")]
    return pen.path("ct", plain, simplify=3.0) + pen.path("ct ix", marked, simplify=3.0)


def _surroundings(pen: Pen, scene: Scene) -> str:
    roads = scene.shapes("road_outside")
    rails = [p.flat for p in scene["rail"]]
    return (
        pen.path("rd", roads, simplify=1.5)
        + pen.path("rd i", roads, simplify=1.5)
        + pen.path("rl", rails, simplify=1.0)
        + pen.path("rt", rails, simplify=1.0)
    )


def _utility_lines(pen: Pen, scene: Scene, lines: Sequence[str], lots: Sequence[BaseGeometry]) -> str:
    drawn, letters = [], []
    taken = [seat(lot, text_width("A-00", FULL))[:2] for lot in lots if not lot.is_empty]
    for letter in lines:
        css = UTILITY_CLASS.get(letter, "k")
        flat = [p.flat for p in scene["utility"] if p.of("utility") == letter]
        drawn.append(pen.path(f"ut {css}", flat))
        merged = [shapely.line_merge(shapely.union_all(flat))] if flat else []
        for x, y in letter_places(pen.frame.place(merged), every=420, least=90, taken=taken):
            taken.append((x, y))
            letters.append(pen.text(f"ul {css}", x, y, letter))
    return "".join(drawn) + "".join(letters)


def _names_outside(pen: Pen, scene: Scene, lang: str) -> str:
    names = []
    estate = shapely.buffer(shapely.union_all(scene.shapes("boundary")), 40 / pen.frame.scale)
    for placed in (*scene["road_outside"], *scene["rail"]):
        words = placed.feature.name(lang)
        if not words:
            continue
        outside = shapely.difference(placed.flat, estate)
        cut = pen.frame.place(
            [shapely.line_merge(outside) if outside.geom_type != "LineString" else outside], margin=-40
        )
        places = middle_of_lines(cut, every=1e9, least=text_width(words, 25) + 40)
        if places:
            x, y, turn = places[0]
            names.append(pen.text("out", x, y, words, turn=turn, lift=16))
    for placed in scene["jetty"][:1]:
        words = placed.feature.name(lang)
        x, y = pen.frame.point(placed.flat.centroid.x, placed.flat.bounds[3])
        if words and 40 < x < pen.frame.width - 40:
            names.append(pen.text("out", x, y - 14, words))
    return f'<g class="nm">{"".join(names)}</g>' if names else ""


def _lot(lot: PlanLot, data: str) -> str:
    if not data:
        return ""
    outline = f'<path class="{escape(lot.css)}" d="{data}" data-lot="{escape(lot.key)}"/>'
    title = f"<title>{escape(lot.title or lot.code)}</title>"
    return f'<a href="{escape(lot.href)}">{title}{outline}</a>' if lot.href else f"<g>{title}{outline}</g>"


def _codes(lot: PlanLot, geometry: BaseGeometry, codes: str) -> str:
    if geometry.is_empty or (lot.faded and codes != "full"):
        return ""
    css, brief = ("dim" if lot.faded else lot.status), short_code(lot.code)
    x, y, room = seat(geometry, text_width(brief, SHORT if codes == "short" else FULL))
    drawn = ""
    if codes in ("full", "both"):
        words = next((w for w in (lot.code, brief) if text_width(w, FULL) <= room * 0.96), "")
        drawn += _code("lb", css, words, x, y + FULL * 0.35)
    if codes in ("short", "both") and text_width(brief, SHORT) <= room * 1.05:
        drawn += _code("lc", css, brief, x, y + SHORT * 0.32)
    return drawn


def _code(kind: str, css: str, words: str, x: float, y: float) -> str:
    if not words:
        return ""
    return f'<text class="{kind} {escape(css)}" x="{number(x, 0)}" y="{number(y, 0)}">{escape(words)}</text>'
