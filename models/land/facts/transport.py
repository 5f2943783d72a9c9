"""Ways to port, road, rail and town, and what they carry."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import PORT_CARGO
from models.land.declaring import (
    BESIDE,
    BOTH,
    CERTIFIED,
    DECLARED,
    ESTATE,
    LESS,
    LOT,
    MORE,
    SAME,
    SURVEYED,
    Facts,
    companion,
    fact,
)
from models.marks import N_


class DistancesOfBoth(Facts, of=BOTH, group="transport"):
    """Distances of a lot and of an estate."""

    distance_port: Mapped[Decimal | None] = fact(
        N_("Distance to port"),
        hint=N_("Distance to the nearest cargo berth; the method (road or straight line) is always printed."),
        unit="km",
        range=(0, 2000),
        better=LESS,
        proof=SURVEYED,
        inherits=SAME,
        filterable=True,
        param="port",
        card=True,
    )
    distance_port_method: Mapped[str | None] = companion("distance_port", "method")
    distance_port_minutes: Mapped[int | None] = companion("distance_port", "minutes")
    distance_toll: Mapped[Decimal | None] = fact(
        N_("Distance to toll road"),
        hint=N_("Distance to the nearest toll gate; the method (road or straight line) is always printed."),
        unit="km",
        range=(0, 2000),
        better=LESS,
        proof=SURVEYED,
        inherits=SAME,
        filterable=True,
        param="toll",
    )
    distance_toll_method: Mapped[str | None] = companion("distance_toll", "method")
    distance_toll_minutes: Mapped[int | None] = companion("distance_toll", "minutes")
    distance_airport: Mapped[Decimal | None] = fact(
        N_("Distance to airport"),
        hint=N_("Distance to the international airport; the method (road or straight line) is always printed."),
        unit="km",
        range=(0, 2000),
        better=LESS,
        proof=SURVEYED,
        inherits=SAME,
    )
    distance_airport_method: Mapped[str | None] = companion("distance_airport", "method")
    distance_airport_minutes: Mapped[int | None] = companion("distance_airport", "minutes")
    distance_rail: Mapped[Decimal | None] = fact(
        N_("Distance to rail siding"),
        hint=N_(
            "Distance to the nearest rail siding or freight station; "
            "the method (road or straight line) is always printed."
        ),
        unit="km",
        range=(0, 2000),
        better=LESS,
        proof=SURVEYED,
        inherits=SAME,
    )
    distance_rail_method: Mapped[str | None] = companion("distance_rail", "method")
    distance_rail_minutes: Mapped[int | None] = companion("distance_rail", "minutes")
    distance_city: Mapped[Decimal | None] = fact(
        N_("Distance to city centre"),
        hint=N_("Distance to the city centre; the method (road or straight line) is always printed."),
        unit="km",
        range=(0, 2000),
        better=LESS,
        proof=SURVEYED,
        inherits=SAME,
    )
    distance_city_method: Mapped[str | None] = companion("distance_city", "method")
    distance_city_minutes: Mapped[int | None] = companion("distance_city", "minutes")


class PortOfEstate(Facts, of=ESTATE, group="transport"):
    """Port of an estate."""

    port_draft: Mapped[Decimal | None] = fact(
        N_("Depth at berth (LWS)"),
        hint=N_("Water depth below low-water springs (LWS); a ship's draught must be smaller."),
        unit="m",
        display_unit="m LWS",
        range=(0, 40),
        better=MORE,
        proof=CERTIFIED,
    )
    port_cargo: Mapped[frozenset[str] | None] = fact(
        N_("Cargo handled at port"),
        hint=N_("Cargo the berth handles today; planned cargo does not count."),
        choices=PORT_CARGO,
        better=MORE,
        proof=CERTIFIED,
    )


class RoadsOfLot(Facts, of=LOT, group="transport"):
    """Roads of a lot."""

    road_row: Mapped[Decimal | None] = fact(
        N_("Road right of way"),
        hint=N_("Width between property lines, with drains and verges; the paved width is smaller."),
        unit="m",
        range=(3, 100),
        better=MORE,
        proof=SURVEYED,
    )
    carriageway_width: Mapped[Decimal | None] = fact(
        N_("Paved road width"),
        hint=N_("Paved width in front of the lot; for two carriageways, both together."),
        unit="m",
        range=(2, 60),
        better=MORE,
        proof=SURVEYED,
    )


class HeavyLoadsOfBoth(Facts, of=BOTH, group="transport"):
    """Loads that roads carry of a lot and of an estate."""

    axle_load: Mapped[Decimal | None] = fact(
        N_("Axle load limit"),
        hint=N_("Heaviest single axle allowed (MST), in tonnes; not the weight of the vehicle."),
        unit="t",
        range=(1, 30),
        better=MORE,
        proof=CERTIFIED,
        inherits=SAME,
    )
    heavy_route_t: Mapped[Decimal | None] = fact(
        N_("Heavy-load limit from jetty"),
        hint=N_("Heaviest single piece that can travel from the jetty to the lot."),
        unit="t",
        range=(0, 2000),
        better=MORE,
        proof=CERTIFIED,
        inherits=SAME,
    )


class CorridorOfLot(Facts, of=LOT, group="transport"):
    """Corridor of a lot."""

    corridor_right: Mapped[bool | None] = fact(
        N_("Conveyor or pipe-rack corridor"),
        hint=N_("A right to run a conveyor or pipe rack from the lot to the jetty or a neighbour."),
        better=MORE,
        proof=DECLARED,
    )


class ChargingOfBoth(Facts, of=BOTH, group="transport"):
    """Charging of vehicles of a lot and of an estate."""

    ev_charging_points: Mapped[int | None] = fact(
        N_("EV charging points"),
        hint=N_("Number of plugs, not of stations."),
        unit="{count}",
        range=(0, 1000),
        better=MORE,
        proof=DECLARED,
        eip="EN.P5",
        inherits=BESIDE,
    )
