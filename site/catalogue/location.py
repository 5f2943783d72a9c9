"""Where an estate lies: how far it is to what, by which method and who says so, and the sketch that shows it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from pyproj import Geod
from sqlalchemy import ColumnElement

from catalogue.plans import KEPT, Drawn
from models.base import estate_scope
from models.land.attribute import ATTRIBUTES
from models.land.declaring import Companion
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.plan import PLACES
from web import drawing
from web.editions import edition_of
from web.numbers import Quantity, number, number_range, quantity
from web.showing import ShownFact, chosen, shown
from web.words import gettext

EARTH = Geod(ellps="WGS84")
FACTS = tuple(f"distance_{place}" for place in PLACES)
METHODS = {option.code: option for option in Companion("distance_port", "method").options}

sketches: OrderedDict[tuple[object, ...], Sketch] = OrderedDict()


@dataclass(frozen=True)
class Place:
    """Somewhere around an estate: what it is to it, what it is called, and where it is, in degrees."""

    place: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Sketch:
    """The drawing of the surroundings with the places on it, in the order of their numbers."""

    svg: Markup
    places: tuple[Place, ...]
    credit: str


@dataclass(frozen=True)
class Way:
    """How far something is: as the estate states it, else as its lots do, else in a straight line."""

    number: int | None  # on the sketch
    label: str
    name: str
    distance: Quantity | None
    minutes: Quantity | None
    method: str
    of_lots: bool  # a range over the lots, not the estate's own
    straight: str  # the straight line, where the distance is another
    fact: ShownFact | None  # who says so
    proof: str
    when: str
    share: float  # of the longest, for a bar

    @property
    def key(self) -> str:
        """Return what the row is called first."""
        return self.name or self.label


@dataclass(frozen=True)
class Range:
    """What an estate's lots state of a distance, taken together."""

    least: Decimal
    most: Decimal
    minutes: tuple[int, int] | None
    method: str  # empty where they differ
    proof: str
    when: str


@dataclass(frozen=True)
class Location:
    """Where an estate lies."""

    ways: tuple[Way, ...]
    sketch: Sketch | None


def location_of(
    estate: Estate, drawn: Drawn, ranges: Mapping[str, Range], language: str, at: datetime, name: str
) -> Location:
    """Return where an estate lies; `ranges` are those of its lots. One statement, none when the sketch was drawn before."""
    sketch = sketch_of(estate, drawn, language, name)
    places = list(sketch.places) if sketch else []
    ways = [way_to(place, number, estate, ranges, language, at) for number, place in enumerate(places, start=1)]
    named = {place.place for place in places}
    for place in PLACES:
        if place not in named:
            way = way_to(Place(place, "", 0, 0), None, estate, ranges, language, at)
            ways += [way] if way.distance else []
    longest = max((way.share for way in ways), default=0.0) or 1.0
    return Location(tuple(replace(way, share=100 * way.share / longest) for way in ways), sketch)


def distance_columns() -> list[ColumnElement[Any]]:
    """Return the columns of lots that `ranges_of` takes, for a query of lots."""
    columns: list[Any] = []
    for code in FACTS:
        columns += [getattr(Lot, f"{code}{tail}") for tail in ("", "_minutes", "_method")]
        columns += [Lot.standing[(code, key)].as_string() for key in ("p", "d")]
    return columns


def ranges_of(lots: Sequence[Sequence[Any]]) -> dict[str, Range]:
    """Return by fact what lots state of distances, least and most; a lot is its values of `distance_columns`."""
    found = {}
    for at_code, code in enumerate(FACTS):
        told = [values for lot in lots if (values := lot[5 * at_code : 5 * at_code + 5])[0] is not None]
        if told:
            values, minutes, methods, proofs, days = (list(column) for column in zip(*told, strict=True))
            stated = [one for one in minutes if one is not None]
            found[code] = Range(
                min(values),
                max(values),
                (min(stated), max(stated)) if stated else None,
                methods[0] or "" if len(set(methods)) == 1 else "",
                proofs[0] or "" if len(set(proofs)) == 1 else "",
                max((day for day in days if day), default=""),
            )
    return found


def way_to(
    place: Place, figure: int | None, estate: Estate, ranges: Mapping[str, Range], language: str, at: datetime
) -> Way:
    """Return how far a place is."""
    code = f"distance_{place.place}"
    attribute = ATTRIBUTES.get(code)
    fact = shown(attribute, estate, language, at) if attribute else None
    label = gettext(attribute.label) if attribute else ""
    km = straight_km(estate, place) if figure is not None else None
    line = str(quantity(km, "km", language)) if km is not None else ""
    if fact is not None and fact.stated:
        minutes = getattr(estate, f"{code}_minutes")
        return Way(
            figure, label, place.name, fact.main, _minutes(minutes, minutes, language),
            _method(getattr(estate, f"{code}_method")), of_lots=False, straight=line, fact=fact, proof=fact.proof,
            when=fact.when, share=float(getattr(estate, code)),
        )  # fmt: skip
    if code in ranges:
        said = ranges[code]
        minutes = _minutes(*said.minutes, language) if said.minutes else None
        return Way(
            figure, label, place.name, number_range(said.least, said.most, language, "km"), minutes, _method(said.method),
            of_lots=True, straight=line, fact=None, proof=said.proof, when=said.when, share=float(said.most),
        )  # fmt: skip
    distance = quantity(km, "km", language) if km is not None else None
    return Way(
        figure, label, place.name, distance, None, _method("great_circle") if km is not None else "",
        of_lots=False, straight="", fact=None, proof="", when="", share=float(km or 0),
    )  # fmt: skip


def straight_km(estate: Estate, place: Place) -> Decimal | None:
    """Return the straight line on the ellipsoid from the middle of the estate to a place, in km."""
    if estate.lon is None or estate.lat is None:
        return None
    _, _, metres = EARTH.inv(estate.lon, estate.lat, place.lon, place.lat)
    return Decimal(round(metres / 1000, 1 if metres < 20_000 else None)).quantize(Decimal("0.1" if metres < 20_000 else "1"))


def sketch_of(estate: Estate, drawn: Drawn, language: str, name: str) -> Sketch | None:
    """Return the sketch of the surroundings: kept from the same edition, else drawn; None where nothing is on record."""
    edition = edition_of(estate_scope(estate.id))
    key = (estate.id, edition, language, name)
    kept = sketches.get(key) if edition is not None else None
    if kept is None:
        kept = sketched(estate, drawn.region(), language, name)
        if edition is not None:
            sketches[key] = kept
            while len(sketches) > KEPT:
                sketches.popitem(last=False)
    return kept if kept.svg else None


def sketched(estate: Estate, features: Sequence[drawing.Feature], language: str, name: str) -> Sketch:
    """Draw the surroundings; without any, or without knowing where the estate is, the drawing is empty."""
    if not features or estate.lon is None or estate.lat is None:
        return Sketch(Markup(""), (), "")
    places = places_of(features, (estate.lon, estate.lat), language)
    svg = drawing.region(
        features,
        (estate.lon, estate.lat),
        [drawing.Mark(number, place.name, place.lon, place.lat) for number, place in enumerate(places, start=1)],
        label=gettext("Sketch of where %(estate)s lies. The numbers are those of the table below.", estate=name),
        here=gettext("This estate"),
        lang=language,
    )
    credits = dict.fromkeys(str(f.properties["credit"]) for f in features if f.properties.get("credit"))
    return Sketch(svg, tuple(places), " · ".join(credits))


def places_of(features: Sequence[drawing.Feature], centre: tuple[float, float], language: str) -> list[Place]:
    """Return the places on the sketch, the nearest first."""
    found = [
        Place(str(f.properties.get("place") or ""), f.name(language), f.geometry.centroid.x, f.geometry.centroid.y)
        for f in features
        if f.kind == "place"
    ]
    return sorted(found, key=lambda place: EARTH.inv(*centre, place.lon, place.lat)[2])


def _minutes(least: int | None, most: int | None, language: str) -> Quantity | None:
    if least is None or most is None:
        return None
    if least == most and least >= 60:
        hours, rest = divmod(int(least), 60)
        if not rest:
            return Quantity("", gettext("%(hours)s h", hours=number(hours, language)), "")
        told = gettext("%(hours)s h %(minutes)s min", hours=number(hours, language), minutes=number(rest, language))
        return Quantity("", told, "")
    return number_range(least, most, language, "min")


def _method(code: str | None) -> str:
    return chosen(METHODS[code]) if code in METHODS else ""
