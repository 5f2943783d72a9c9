"""The picture that goes along when a page is shared: the plan as it stands, and in the reader's language what it is about."""

from __future__ import annotations

import io
import math
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

import shapely
from flask import current_app, g, request
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.land.lot import Status
from models.land.plan import outlines_shown
from web.lettering import Lettering

WIDTH, HEIGHT = 1200, 630
MOST_LOTS = 500  # drawn in one picture
TWICE = 2  # drawn larger, then made smaller: smooth edges
PAPER, INK, INK_2, RULE, EDGE = "#f4f7f5", "#12242a", "#40545a", "#a9b6b4", "#72838a"
FILLS = {
    Status.AVAILABLE: "#12786b", Status.HELD: "#dcebe6", Status.RESERVED: "#dcebe6", Status.SOLD: "#d3dad8",
    Status.LEASED: "#d3dad8",
}  # fmt: skip
SEA, SIGNAL = "#0b6b60", "#bf3f0a"
LEFT, RIGHT, TEXT = 64, 600, 500  # of the words, where the plan begins, how wide words are
KEPT = 48  # pictures of one process

_kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
_one_at_a_time = Lock()  # FreeType's faces are shared, and a picture takes some 0.1 s: two cores are for pages


class Shape(NamedTuple):
    """A lot on the plan: rings in degrees, and how it stands."""

    rings: Sequence[Sequence[tuple[float, float]]]
    status: Status
    code: str


class Words(NamedTuple):
    """What the picture says: one title, and a line or two below."""

    title: str
    below: Sequence[str]


def shapes_of(session: Session, estate_id: int, at: datetime) -> list[Shape]:
    """Return the lots that the public sees, as many as a picture can hold. One statement."""
    rows = session.execute(outlines_shown(estate_id, at).limit(MOST_LOTS)).all()
    return [Shape(_rings(outline), Status(status), code) for outline, status, code in rows if outline and status]


def _rings(outline: bytes) -> list[list[tuple[float, float]]]:
    polygons = shapely.get_parts(shapely.from_wkb(outline))
    return [[(x, y) for x, y, *_ in one.exterior.coords] for one in polygons if isinstance(one, shapely.Polygon)]


def sent(words: Words, shapes: Sequence[Shape], language: str, selected: str = "") -> Response:
    """Return the picture as PNG; drawn once per state of what it shows."""
    key = (words.title, *words.below, language, selected, str(sorted(g.get("editions", {}).items())), request.path)
    picture = _kept.get(key)
    if picture is None:
        with _one_at_a_time:
            picture = _kept.get(key) or drawn(words, shapes, language, selected)
            _kept[key] = picture
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return Response(picture, mimetype="image/png")


def drawn(words: Words, shapes: Sequence[Shape], language: str, selected: str = "") -> bytes:
    """Return a PNG of 1200 by 630: the words on the left, the plan on the right."""
    large = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE), PAPER)
    _draw_plan(ImageDraw.Draw(large), shapes, selected)
    picture = large.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=EDGE)
    Lettering(30, 700, language).draw(pen, (LEFT, 96), "Kavling", SEA)
    title = Lettering(62 if len(words.title) < 34 else 48, 700, language)
    base = 210
    for line in title.lines(words.title, TEXT, 4):
        title.draw(pen, (LEFT, base), line, INK)
        base += round(title.size * 1.3)
    small = Lettering(30, 500, language)
    base += 6
    for told in words.below:
        for line in small.lines(told, TEXT, 2):
            if base < HEIGHT - 96:
                small.draw(pen, (LEFT, base), line, INK_2)
            base += 44
    address = urlsplit(current_app.config["SETTINGS"].address).hostname or ""
    Lettering(24, 500, language).draw(pen, (LEFT, HEIGHT - 56), address, INK_2)
    out = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=False)
    return out.getvalue()


def _draw_plan(pen: ImageDraw.ImageDraw, shapes: Sequence[Shape], selected: str) -> None:
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    if not points:
        return
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    room_x, room_y = WIDTH - RIGHT - 56, HEIGHT - 2 * 56
    scale = min(room_x / wide, room_y / high)
    left = RIGHT + (room_x - wide * scale) / 2
    top = 56 + (room_y - high * scale) / 2

    def placed(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return (left + (x - west) * narrow * scale) * TWICE, (top + (north - y) * scale) * TWICE

    for shape in sorted(shapes, key=lambda one: one.code == selected):
        chosen = bool(selected) and shape.code == selected
        for ring in shape.rings:
            pen.polygon(
                [placed(point) for point in ring], fill=FILLS.get(shape.status, PAPER),
                outline=SIGNAL if chosen else SEA if shape.status in {Status.HELD, Status.RESERVED} else PAPER,
                width=12 if chosen else 3,
            )  # fmt: skip
