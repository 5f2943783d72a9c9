"""A lot's outline beside its facts: its shape, and how far the stated area is from that of the outline."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import shapely
from markupsafe import Markup

from models.land.lot import Lot, Status
from web.drawing import shape


@dataclass(frozen=True)
class Outline:
    """A drawing and two areas in m²; a share of the stated area."""

    drawing: Markup
    stated: Decimal | None
    measured: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the outline's area is larger than the stated one, in m²."""
        if self.stated is None or self.measured is None:
            return None
        return self.measured - self.stated

    @property
    def share(self) -> Decimal | None:
        """Return the difference in per cent of the stated area."""
        return None if self.difference is None or not self.stated else self.difference * 100 / self.stated


def outline_of(lot: Lot) -> Outline | None:
    """Return the outline of a lot; None when it has none."""
    if lot.outline is None:
        return None
    return Outline(thumb(lot), lot.net_area, lot.geodesic_area)


def thumb(lot: Lot, css: str = "thumb", status: Status | None = None) -> Markup:
    """Return a lot's small drawing at the scale that all lots share, as a `status` is filled: its own unless told."""
    geometry = None if lot.outline is None else shapely.from_wkb(lot.outline)
    return shape(geometry, (status or lot.status).value, css)
