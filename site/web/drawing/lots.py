"""Lots on a plan and by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from markupsafe import Markup, escape
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from web.drawing.path import drawing, path_data

BOX_M = 350  # a lot's own shape stands in a square of so many metres, wherever it is shown
NORTH_M, EAST_M = 110_574.0, 111_320.0  # metres to a degree, near enough for a small drawing in the tropics
PARTS = {2: "½", 4: "¼", 8: "⅛"}


@dataclass(frozen=True)
class PlanLot:
    """A lot as a plan shows it.

    `key` ties it to its row elsewhere on the page, `code` is printed, `title` is read aloud (code, status, area), `geometry`
    is its outline in degrees, `status` the public one. A faded lot is there and does not match; a selected one stands out.
    """

    key: str
    code: str
    geometry: BaseGeometry
    status: str
    title: str = ""
    href: str = ""
    faded: bool = False
    selected: bool = False

    @property
    def css(self) -> str:
        """Its classes: what fills it and how it stands out."""
        return f"lot {'dim' if self.faded else self.status}{' sel' if self.selected else ''}"


def shape(geometry: BaseGeometry | None, status: str, css: str = "thumb") -> Markup:
    """Return a lot's small drawing at the one scale all lots share, north up; silent, for its code stands beside it.

    A lot too large for the box is drawn at half the scale (a quarter, an eighth) and says so.
    """
    if geometry is None or geometry.is_empty:
        return drawing(f'<svg class="{css}" viewBox="0 0 {BOX_M} {BOX_M}" aria-hidden="true"></svg>')
    metres = shapely.transform(geometry, _local(geometry))
    west, south, east, north = metres.bounds
    part = 1
    while max(east - west, north - south) > BOX_M * part and part < 8:
        part *= 2
    x, y = (west + east) / 2, (south + north) / 2

    def boxed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(((points[:, 0] - x) / part + BOX_M / 2, (y - points[:, 1]) / part + BOX_M / 2))

    data = path_data(shapely.transform(metres, boxed))
    note = f'<text class="part" x="{BOX_M}" y="{BOX_M}">{PARTS[part]}</text>' if part > 1 else ""
    return drawing(
        f'<svg class="{escape(css)}" viewBox="0 0 {BOX_M} {BOX_M}" aria-hidden="true">'
        f'<path class="lot {escape(status)}" d="{data}"/>{note}</svg>'
    )


def _local(geometry: BaseGeometry) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    _, south, _, north = geometry.bounds
    narrow = EAST_M * cos(radians((south + north) / 2))
    return lambda points: points * np.array((narrow, NORTH_M))
