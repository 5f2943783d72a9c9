"""Where an estate lies: coast, roads and railway around it, without tiles. Numbered discs tie the sketch to its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import shapely
from markupsafe import Markup, escape

from web.drawing.ground import Frame, Ground
from web.drawing.labels import text_width
from web.drawing.path import drawing, number
from web.drawing.scene import Feature, Pen, Scene, water_lines

WIDTH, HEIGHT = 2360, 1180
NEAR_M = 30_000  # farther places stand at the edge, with an arrow to where they are
LEAST_M, MOST_M = 20_000, 40_000  # metres from the estate to the side
SEEN_X, SEEN_Y = 0.56, 0.8  # shares of the half sheet that telephones show, too, less a disc
APART = 104  # units between discs: they are larger on telephones
TYPE, SMALL = 28, 24  # units of .rt-t and .rt-t.rg in our styles
RINGS_KM = (10, 20)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """A place by the number of its row in the table, where it is, in degrees, and what it is called."""

    number: int
    name: str
    lon: float
    lat: float


def region(
    features: Sequence[Feature],
    centre: tuple[float, float],
    marks: Sequence[Mark],
    *,
    label: str,
    here: str,
    lang: str = "en",
) -> Markup:
    """Draw what lies around `centre` (longitude, latitude); `here` is written beside it, `label` says what the drawing is.

    The estate is a sign, for the sketch is no plan. Features are `land coast motorway railway ferry name`.
    """
    ground = Ground.of(shapely.Point(centre))
    flat = ground.flat([shapely.Point(centre), *(shapely.Point(mark.lon, mark.lat) for mark in marks)])
    (x, y), *places = [point.bounds[:2] for point in flat]
    away = [(east - x, north - y) for east, north in places]
    half = _half(away)
    frame = Frame(x - half, y - half * HEIGHT / WIDTH, x + half, y + half * HEIGHT / WIDTH, WIDTH / (2 * half))
    scene = Scene(ground, features)
    pen = Pen(frame, simplify=0.9)
    labels = _Labels()
    return drawing(
        f'<svg class="plan reg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" role="img"'
        f' aria-label="{escape(label)}">',
        _ground(pen, scene, frame),
        _rings(frame),
        _ways(pen, scene),
        _estate(labels, here),
        _marks(marks, away, frame, labels),
        _names(pen, scene, lang),
        _scale(frame),
        "</svg>",
    )


def _half(away: Sequence[tuple[float, float]]) -> float:
    """Return how many metres lie between the estate and the side, so that all near places are seen, on telephones too."""
    near = [(dx, dy) for dx, dy in away if hypot(dx, dy) <= NEAR_M]
    needed = [max(abs(dx) / SEEN_X, abs(dy) / SEEN_Y * WIDTH / HEIGHT) for dx, dy in near]
    return min(max([LEAST_M, *needed]), MOST_M)


def _ground(pen: Pen, scene: Scene, frame: Frame) -> str:
    land = scene.shapes("land")
    if not land:
        return f'<rect class="land" width="{WIDTH}" height="{HEIGHT}"/>'
    beyond = (frame.right - frame.left) / 2
    sheet = shapely.box(frame.left - beyond, frame.bottom - beyond, frame.right + beyond, frame.top + beyond)
    sea = shapely.difference(sheet, shapely.union_all(land))
    return (
        f'<rect class="sea" width="{WIDTH}" height="{HEIGHT}"/>'
        f"{pen.path('land', land)}{water_lines(pen, [sea], scene.shapes('coast'), count=12)}"
    )


def _rings(frame: Frame) -> str:
    drawn = []
    for km in RINGS_KM:
        radius = km * 1000 * frame.scale
        if radius > WIDTH / 2:
            break
        drawn.append(f'<circle class="ring" cx="{WIDTH // 2}" cy="{HEIGHT // 2}" r="{number(radius, 0)}"/>')
        side = radius * 0.92 if radius > HEIGHT / 2 else 0
        up = (radius**2 - side**2) ** 0.5
        drawn.append(_text("rt-t rg", WIDTH / 2 - side, HEIGHT / 2 + up - 12, f"{km}\N{NO-BREAK SPACE}km"))
    return "".join(drawn)


def _ways(pen: Pen, scene: Scene) -> str:
    roads, rails = scene.shapes("motorway"), scene.shapes("railway")
    return (
        pen.path("mw", roads)
        + pen.path("mw i", roads)
        + pen.path("rl", rails)
        + pen.path("rt", rails)
        + pen.path("fer", scene.shapes("ferry"))
    )


class _Labels:
    """Boxes of units that are taken, so that words do not lie over others."""

    def __init__(self) -> None:
        self.taken: list[Box] = []

    def free(self, box: Box) -> bool:
        """Tell whether nothing lies in a box of the sheet."""
        left, top, right, bottom = box
        inside = left >= 8 and right <= WIDTH - 8 and top >= 8 and bottom <= HEIGHT - 8
        return inside and all(right < a or c < left or bottom < b or d < top for a, b, c, d in self.taken)

    def seat(self, x: float, y: float, words: str, aside: float) -> tuple[float, float, str] | None:
        """Return where words go beside a point and the class that turns them; None when there is no room."""
        wide = text_width(words, TYPE)
        for dx, css in ((aside, ""), (-aside, " r")):
            left = x + dx if not css else x + dx - wide
            for dy in (TYPE * 0.35, -TYPE, TYPE * 1.6):
                box = (left, y + dy - TYPE, left + wide, y + dy + TYPE * 0.3)
                if self.free(box):
                    self.taken.append(box)
                    return x + dx, y + dy, css
        return None


def _estate(labels: _Labels, here: str) -> str:
    x, y = WIDTH / 2, HEIGHT / 2
    labels.taken.append((x - 26, y - 26, x + 26, y + 26))
    placed = labels.seat(x, y - 10, here, 34)
    words = _text(f"rt-t me{placed[2]}", placed[0], placed[1], here) if placed else ""
    phone = _text("rt-t me ph", x + 52, y - 44, here)
    return f'<g class="estm"><path d="M{number(x - 24, 0)} {number(y - 16, 0)}l26-6 24 18-10 22-36-4z"/></g>{words}{phone}'


def _marks(marks: Sequence[Mark], away: Sequence[tuple[float, float]], frame: Frame, labels: _Labels) -> str:
    """Draw the places: a dot where it is, its disc beside it; those beyond the sheet at its edge with an arrow."""
    discs: list[tuple[float, float]] = []
    drawn, words = [], []
    for mark, (dx, dy) in zip(marks, away, strict=True):
        across, up = dx * frame.scale, -dy * frame.scale
        share = max(abs(across) / (WIDTH / 2 * SEEN_X), abs(up) / (HEIGHT / 2 * SEEN_Y))
        x, y = WIDTH / 2 + across / max(share, 1), HEIGHT / 2 + up / max(share, 1)
        place = _beside(x, y, discs, off=46 if share <= 1 else 0)
        if share <= 1:
            drawn.append(f'<circle class="stn" cx="{number(x, 0)}" cy="{number(y, 0)}" r="9"/>')
        else:
            drawn.append(_arrow(*place, across, up))
            labels.taken.append((place[0] + 30, place[1] - 20, place[0] + 130, place[1] + 50))
        discs.append(place)
        drawn.append(_disc(mark.number, *place))
        labels.taken.append((place[0] - 30, place[1] - 30, place[0] + 30, place[1] + 30))
        words.append((mark, place))
    named = [
        _text(f"rt-t{seat[2]}", seat[0], seat[1], mark.name)
        for mark, (x, y) in words
        if (seat := labels.seat(x, y, mark.name, 40))
    ]
    return "".join((*drawn, *named))


def _beside(x: float, y: float, discs: Sequence[tuple[float, float]], off: float) -> tuple[float, float]:
    """Return a place for a disc near a point, apart from the others and off the estate's own sign."""
    centre = (WIDTH / 2, HEIGHT / 2)
    best = (x, y - off)
    for reach in (off, off + 40, off + 90, off + 150, off + 220):
        for across, up in ((0, -1), (1, 0), (-1, 0), (0, 1), (0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7)):
            place = (x + across * reach, y + up * reach)
            inside = abs(place[0] - centre[0]) <= WIDTH / 2 * (SEEN_X + 0.04) and abs(place[1] - centre[1]) <= HEIGHT / 2 - 50
            apart = all(hypot(place[0] - a, place[1] - b) >= APART for a, b in discs)
            if inside and apart and hypot(place[0] - centre[0], place[1] - centre[1]) >= 80:
                return place
    return best


def _disc(figure: int, x: float, y: float) -> str:
    at = f'x="{number(x, 0)}" y="{number(y, 0)}"'
    return f'<g class="bdg"><circle cx="{number(x, 0)}" cy="{number(y, 0)}" r="25"/><text {at}>{figure}</text></g>'


def _arrow(x: float, y: float, across: float, up: float) -> str:
    """Return an arrow that leads on from a disc at the edge."""
    length = hypot(across, up)
    ux, uy = across / length, up / length
    start, end = (x + 46 * ux, y + 46 * uy), (x + 118 * ux, y + 118 * uy)
    left = (end[0] - 26 * ux + 14 * uy, end[1] - 26 * uy - 14 * ux)
    right = (end[0] - 26 * ux - 14 * uy, end[1] - 26 * uy + 14 * ux)

    def at(point: tuple[float, float]) -> str:
        return f"{number(point[0], 0)} {number(point[1], 0)}"

    return f'<path class="sy" d="M{at(start)}L{at(end)}M{at(left)}L{at(end)}L{at(right)}"/>'


def _names(pen: Pen, scene: Scene, lang: str) -> str:
    drawn = []
    for placed in scene["name"]:
        words = placed.feature.name(lang)
        x, y = pen.frame.point(placed.flat.centroid.x, placed.flat.centroid.y)
        if words and 60 < x < WIDTH - 60 and 40 < y < HEIGHT - 20:
            drawn.append(_text("rt-t wat" if placed.of("on") == "water" else "rt-t pla", x, y, words))
    return "".join(drawn)


def _scale(frame: Frame) -> str:
    long, km = 5000 * frame.scale, "5\N{NO-BREAK SPACE}km"
    x, y = 70, HEIGHT - 60
    return (
        f'<g class="sc"><path class="sy" d="M{x} {y - 14}v14h{number(long, 0)}v-14"/>'
        f'<text class="rt-t" x="{x}" y="{y - 26}">0</text>'
        f"{_text('rt-t r', x + long, y - 26, km)}"
        f'<path class="sy" d="M{number(x + long + 90, 0)} {y}v-46m-12 14l12-14 12 14"/></g>'
    )


def _text(css: str, x: float, y: float, words: str) -> str:
    return f'<text class="{css}" x="{number(x, 0)}" y="{number(y, 0)}">{escape(words)}</text>'
