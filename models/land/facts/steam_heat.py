"""Steam, waste heat and cooling."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.declaring import BESIDE, BOTH, METERED, MORE, SAME, SURVEYED, Facts, fact
from models.marks import N_


class SteamHeatOfBoth(Facts, of=BOTH, group="steam_heat"):
    """Steam, heat and cooling of a lot and of an estate."""

    steam_flow: Mapped[Decimal | None] = fact(
        N_("Steam supply"),
        hint=N_("Steam that can be delivered at the boundary; read it with pressure and temperature."),
        unit="t/h",
        range=(0, 500),
        better=MORE,
        proof=METERED,
        eip="EN.P3",
        inherits=BESIDE,
        filterable=True,
        param="steam",
        card=True,
    )
    steam_pressure: Mapped[Decimal | None] = fact(
        N_("Steam pressure (gauge)"),
        hint=N_("Gauge pressure at the delivery point; absolute pressure is about 1 bar higher."),
        unit="bar{g}",
        range=(1, 120),
        proof=METERED,
        eip="EN.P3",
        inherits=SAME,
    )
    steam_temperature: Mapped[Decimal | None] = fact(
        N_("Steam temperature"),
        hint=N_("Temperature at the delivery point, not at the boiler."),
        unit="Cel",
        range=(100, 550),
        proof=METERED,
        eip="EN.P3",
        inherits=SAME,
    )
    waste_heat_available: Mapped[Decimal | None] = fact(
        N_("Recoverable waste heat"),
        hint=N_("Heat that could be recovered nearby, in thermal MW; no partner has agreed yet."),
        unit="MW",
        range=(0, 500),
        better=MORE,
        proof=SURVEYED,
        eip="EN.P3",
        inherits=BESIDE,
    )
    district_cooling: Mapped[Decimal | None] = fact(
        N_("District cooling"),
        hint=N_("Cooling capacity from chilled water; 1 refrigeration ton is 3.517 kW."),
        unit="kW",
        range=(0, 100_000),
        better=MORE,
        proof=METERED,
        eip="EN.P3",
        inherits=BESIDE,
    )
