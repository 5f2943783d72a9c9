"""Planting and buffers."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.declaring import BESIDE, BOTH, ESTATE, MORE, SURVEYED, Facts, fact
from models.marks import N_


class GreenCoverOfBoth(Facts, of=BOTH, group="nature"):
    """Green cover of a lot and of an estate."""

    green_cover_pct: Mapped[Decimal | None] = fact(
        N_("Green cover"),
        hint=N_("Green space that exists, as a share of the land; the minimum to keep on a lot is KDH."),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=SURVEYED,
        eip="EN.I12",
        inherits=BESIDE,
    )


class PlantingOfEstate(Facts, of=ESTATE, group="nature"):
    """Native planting of an estate."""

    native_vegetation_pct: Mapped[Decimal | None] = fact(
        N_("Native planting"),
        hint=N_("Share of the open space planted with native species."),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=SURVEYED,
        eip="EN.I12",
    )


class BufferOfBoth(Facts, of=BOTH, group="nature"):
    """Green buffer of a lot and of an estate."""

    buffer_zone_width: Mapped[Decimal | None] = fact(
        N_("Green buffer width"),
        hint=N_("Planted strip between industry and its neighbours, narrowest point."),
        unit="m",
        range=(0, 500),
        better=MORE,
        proof=SURVEYED,
        eip="PM.P6",
        inherits=BESIDE,
    )
