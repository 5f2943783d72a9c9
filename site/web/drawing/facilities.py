"""Plants and buildings of the estate: outline, sign, name."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from web.drawing.labels import heart, in_two, room_at
from web.drawing.path import number
from web.drawing.scene import Pen, Placed, Scene

# Signs about (0, 0), drawn with thin lines: a module of path data and circles (x, y, r)
SIGNS: dict[str, tuple[str, tuple[tuple[int, int, int], ...]]] = {
    "substation": ("M-26-26h52v52h-52zM6-20l-16 24h20l-16 24", ()),
    "steam_plant": ("M-30 25v-30h20v30M2 25v-56h16v56M-40 25h80", ()),
    "wastewater_plant": ("M-44-22h40M6-24h40M-50 24h40", ((-24, -22, 20), (26, -24, 20), (-30, 24, 20))),
    "reservoir": ("M-34 24c11-10 23 10 34 0s23 10 34 0M-34 6c11-10 23 10 34 0s23 10 34 0", ()),
    "rail_terminal": ("M-40-8h80M-40 8h80M-28-16v32M-10-16v32M8-16v32M26-16v32", ()),
    "port_terminal": ("M0 26v-42M-14-8h28M-26 8c4 14 14 18 26 18s22-4 26-18", ((0, -22, 6),)),
}
LINE, SIZE = 28, 25  # units between two lines of a name, and its type
SIGN = 104  # units of a sign at its full size


def facilities(pen: Pen, scene: Scene, lang: str | None) -> str:
    """Return every facility; named in `lang` where the name fits, none without a language."""
    shapes = pen.frame.place([placed.flat for placed in scene["facility"]])
    drawn, names = [], []
    for placed, shape in zip(scene["facility"], shapes, strict=True):
        kind = placed.of("facility")
        drawn.append(pen.path("fc solar" if kind.startswith("solar") else "fc", [placed.flat]))
        if shape.is_empty or shape.area < 900:
            continue
        sign, name = _sign_and_name(pen, placed, shape, lang)
        drawn.append(sign)
        names.append(name)
    named = "".join(names)
    return "".join(drawn) + (f'<g class="nm">{named}</g>' if named else "")


def _sign_and_name(pen: Pen, placed: Placed, shape: BaseGeometry, lang: str | None) -> tuple[str, str]:
    x, y, radius = heart(shape)
    sign = SIGNS.get(placed.of("facility"))
    lines = in_two(placed.feature.name(lang), room_at(shape, x, y) * 1.05, SIZE) if lang else []
    if sign is None:
        return "", _name(pen, x, y + SIZE * 0.35, lines)
    if lines and radius * 2 < SIGN * 0.8 + LINE * len(lines):
        lines = []
    scale = min(1.0, (radius * 2 - LINE * len(lines)) / SIGN)
    if scale < 0.4:
        return "", _name(pen, x, y + SIZE * 0.35, lines)
    path, circles = sign
    up = y - LINE * len(lines) / 2
    rounds = "".join(f'<circle cx="{cx}" cy="{cy}" r="{r}"/>' for cx, cy, r in circles)
    smaller = f" scale({number(scale, 2)})" if scale < 0.98 else ""
    drawn = (
        f'<g class="fs" transform="translate({number(x, 0)} {number(up, 0)}){smaller}">{rounds}<path d="{path}"/></g>'
    )
    return drawn, _name(pen, x, y + SIGN * scale / 2 + LINE * (1 - len(lines) / 2) / 2, lines)


def _name(pen: Pen, x: float, y: float, lines: list[str]) -> str:
    first = y - LINE * (len(lines) - 1) / 2
    return "".join(pen.text("", x, first + LINE * at, line) for at, line in enumerate(lines))
