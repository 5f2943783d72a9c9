"""The estate's plan with the lots of a question on it. What lies under and over the lots is drawn once per edition."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import shapely
from flask import url_for
from markupsafe import Markup
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from finding.sql import Outline
from models.base import estate_scope
from models.land.estate import Estate, Feature
from models.land.plan import PLAN_KINDS, REGION, features_told
from web import drawing
from web.drawing.plan import View
from web.editions import edition_of
from web.numbers import hectares
from web.states import status_word

KEPT = 48  # estates × languages × views of one process

_kept: OrderedDict[tuple[object, ...], drawing.Backdrop] = OrderedDict()


def features_of(session: Session, estate_id: int, *, leave_out: Sequence[str] = ()) -> list[drawing.Feature]:
    """Return what lies on an estate's plan beside its lots, but for some kinds. One statement."""
    kinds = [kind for kind in PLAN_KINDS if kind not in leave_out]
    return drawn_features(session.execute(features_told(estate_id).where(Feature.kind.in_(kinds))).all())


def drawn_features(rows: Sequence[Any]) -> list[drawing.Feature]:
    """Return rows of kind, shape and properties as drawings take them."""
    shapes = shapely.from_wkb([shape for _, shape, _ in rows])
    return [
        drawing.Feature(kind.removeprefix(REGION), shape, properties)
        for (kind, _, properties), shape in zip(rows, shapes, strict=True)
    ]


class Drawn:
    """All that is drawn of an estate: its ground and what lies around. Read when first asked for, by one statement."""

    def __init__(self, session: Session, estate_id: int) -> None:
        self.session, self.estate_id = session, estate_id

    @cached_property
    def _rows(self) -> Sequence[Any]:
        return self.session.execute(features_told(self.estate_id)).all()

    def ground(self) -> list[drawing.Feature]:
        """Return what lies on the plan."""
        return drawn_features([row for row in self._rows if not row[0].startswith(REGION)])

    def region(self) -> list[drawing.Feature]:
        """Return what lies around the estate."""
        return drawn_features([row for row in self._rows if row[0].startswith(REGION)])


def backdrop_of(
    drawn: Drawn, estate: Estate, lots: Sequence[BaseGeometry], language: str, view: View
) -> drawing.Backdrop:
    """Return what a plan of the estate shows beside its lots: kept from the same edition, else drawn anew."""
    edition = edition_of(estate_scope(estate.id))
    key = (estate.id, edition, language, view.name, hash(tuple(lot.wkb for lot in lots)))
    kept = _kept.get(key) if edition is not None else None
    if kept is None:
        kept = drawing.backdrop(drawn.ground(), lots, view=view, lang=language)
        if edition is not None:
            _kept[key] = kept
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return kept


def forget() -> None:
    """Forget what was drawn: the next plan is drawn anew."""
    _kept.clear()


def plan_lot(lot: Outline, estate: Estate, language: str, selected: str | None = None) -> drawing.PlanLot | None:
    """Return a lot as a plan shows it; None without an outline."""
    if lot.outline is None:
        return None
    words = [lot.code_as_given, status_word(lot.status, estate, lot.tenure)]
    if lot.net_area is not None:
        words.append(str(hectares(lot.net_area, language)))
    return drawing.PlanLot(
        key=f"{estate.slug}/{lot.code}",
        code=lot.code_as_given,
        geometry=shapely.from_wkb(lot.outline),
        status=lot.status,
        title=", ".join(words),
        href=url_for("catalogue.lot", estate=estate.slug, code=lot.code),
        faded=not lot.found,
        selected=lot.code == selected,
    )


class Plan(NamedTuple):
    """A drawn plan and the part of the ground it shows, west, south, east, north in degrees."""

    svg: Markup
    bounds: str
    room_left: float  # share of the width left of the estate


def plan_of(
    session: Session,
    estate: Estate,
    outlines: Sequence[Outline],
    language: str,
    *,
    view: View = drawing.CLOSE,
    label: str,
    codes: str = "both",
    fit: str = "xMidYMid meet",
    drawn: Drawn | None = None,
) -> Plan:
    """Return the estate's plan; lots that are not found are faded. At most one statement."""
    lots = [placed for lot in outlines if lot.estate_id == estate.id and (placed := plan_lot(lot, estate, language))]
    behind = backdrop_of(drawn or Drawn(session, estate.id), estate, [lot.geometry for lot in lots], language, view)
    return Plan(drawing.plan(behind, lots, label=label, codes=codes, fit=fit), bounds_of(behind), behind.room_left)


def bounds_of(behind: drawing.Backdrop) -> str:
    """Return where a plan lies on the map: it is drawn in metres of its zone, a hair askew to the meridian."""
    frame = behind.frame
    degrees = Transformer.from_crs(behind.ground.epsg, 4326, always_xy=True)
    west, south = degrees.transform(frame.left, frame.bottom)
    east, north = degrees.transform(frame.right, frame.top)
    return ",".join(f"{side:.6f}" for side in (west, south, east, north))
