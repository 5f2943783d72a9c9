"""What lies beside a lot: its neighbours, and the nearest land that can still be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from flask import url_for
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from finding.sql import Outline
from models.land.lot import OPEN, Lot
from web import drawing
from web.numbers import Quantity, areas, quantity
from web.states import status_word

TOUCHING_M = 1.5  # surveys leave so much between lots that share a boundary
MOST_NEARBY = 4


@dataclass(frozen=True)
class Other:
    """A lot beside another."""

    code: str
    url: str
    shape: Markup
    status: str
    status_word: str
    area: tuple[Quantity, ...]
    distance: Quantity | None  # None: it touches


@dataclass(frozen=True)
class Around:
    """Lots that touch a lot, and the nearest others that can still be had."""

    neighbours: tuple[Other, ...]
    nearby: tuple[Other, ...]


def around(lot: Lot, lots: Sequence[Outline], language: str) -> Around:
    """Return what lies around a lot among the estate's lots that are seen."""
    others = [other for other in lots if other.id != lot.id and other.outline]
    if lot.outline is None or not others:
        return Around((), ())
    own = shapely.from_wkb(lot.outline)
    shapes = shapely.from_wkb([other.outline for other in others])
    ground = drawing.Ground.of(own)
    metres = shapely.distance(ground.flat([own])[0], ground.flat(list(shapes)))
    by_distance = sorted(zip(metres, others, shapes, strict=True), key=lambda found: (found[0], found[1].code))

    touching = [found for found in by_distance if found[0] < TOUCHING_M]
    open_ = [found for found in by_distance if found[0] >= TOUCHING_M and found[1].status in OPEN]

    def told(distance: float, other: Outline, shape: BaseGeometry) -> Other:
        status = str(other.status)
        return Other(
            code=other.code_as_given,
            url=url_for("catalogue.lot", estate=lot.estate.slug, code=other.code),
            shape=drawing.shape(shape, status),
            status=status,
            status_word=status_word(status, lot.estate, other.tenure),
            area=areas(other.net_area, language) if other.net_area is not None else (),
            distance=None if distance < TOUCHING_M else quantity(round(distance), "m", language),
        )

    return Around(tuple(told(*found) for found in touching), tuple(told(*found) for found in open_[:MOST_NEARBY]))
