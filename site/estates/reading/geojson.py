"""GeoJSON: a collection, or a feature a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from estates.reading.raw import Raw, RawRow, counted, take_cells
from estates.reading.saying import Wrong, quoted
from estates.reading.terms import UNKNOWN_SYSTEM, Wish
from estates.reading.text import Decoded
from models.marks import N_

TWICE = object()  # the key under which an object keeps the name that stood in it twice
SEPARATOR = "\x1e"  # before each feature of a GeoJSON text sequence

Shapes = list[tuple[RawRow, dict[str, Any]]]


def read_geojson(source: Decoded, wish: Wish) -> Raw:
    """Read a FeatureCollection, one feature, or a sequence of features; raise Wrong when it is something else."""
    format_, features, crs = _features(source.text)
    raw = Raw("geojson" if format_ == "geojson" else "ndjson", [], [], crs)
    raw.encoding, raw.encoding_how = source.encoding, source.how
    headers: dict[str, None] = {}
    shapes: Shapes = []
    for number, feature in features:
        if len(raw.rows) == wish.limits.rows:
            raise Wrong(N_("The file has more than %(most)s rows."), most=wish.limits.rows)
        row = RawRow(number)
        raw.rows.append(row)
        if properties := _properties(row, feature, shapes):
            headers.update(dict.fromkeys(key for key in properties if key is not TWICE))
            take_cells(row, ((key, value) for key, value in properties.items() if key is not TWICE), wish)
    raw.headers = counted(headers, wish.limits)
    _give_shapes(shapes)
    return raw


def _features(text: str) -> tuple[str, Iterator[tuple[int, Any]], str | None]:
    """Return the kind of file, its features with their numbers, and the coordinate system it names."""
    text = text.lstrip(" \t\r\n")  # not every space: the separator would be one
    if text.startswith(SEPARATOR):
        return "ndjson", _sequence(text.split(SEPARATOR)[1:]), None
    try:
        whole = _parsed(text)
    except json.JSONDecodeError as error:
        first = text.partition("\n")[0]
        if error.msg == "Extra data" and _is_feature(first):
            return "ndjson", _sequence(text.split("\n")), None
        raise Wrong(
            N_("The file is no complete JSON: line %(line)s, column %(column)s."),
            N_("Export it again; the file may have been cut off."),
            line=error.lineno,
            column=error.colno,
        ) from None
    if not isinstance(whole, dict):
        raise Wrong(N_("The file is JSON, but no GeoJSON."), N_("Export the layer as GeoJSON (FeatureCollection)."))
    if TWICE in whole:
        raise Wrong(N_("The name “%(name)s” occurs twice in one object."), name=quoted(whole[TWICE]))
    return "geojson", enumerate(_members(whole), 1), _crs(whole.get("crs"))


def _members(whole: dict[Any, Any]) -> list[Any]:
    kind = whole.get("type")
    if kind == "Feature":
        return [whole]
    if kind == "FeatureCollection" and isinstance(features := whole.get("features"), list):
        return features
    raise Wrong(
        N_("The file is JSON of type “%(kind)s”, but no GeoJSON FeatureCollection."),
        N_("Export the layer as GeoJSON (FeatureCollection)."),
        kind=quoted(kind or "?"),
    )


def _sequence(parts: list[str]) -> Iterator[tuple[int, Any]]:
    for number, part in enumerate(parts, 1):
        if not part.strip():
            continue
        try:
            yield number, _parsed(part)
        except json.JSONDecodeError:
            yield number, None


def _is_feature(line: str) -> bool:
    try:
        told = _parsed(line)
    except json.JSONDecodeError:
        return False
    return isinstance(told, dict) and told.get("type") == "Feature"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise Wrong(N_("The file is nested too deeply to be a table.")) from None
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of thousands of digits
        raise Wrong(N_("The file holds a number with thousands of digits.")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[Any, Any]:
    told: dict[Any, Any] = dict(pairs)
    if len(told) < len(pairs):
        seen: set[str] = set()
        told[TWICE] = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return told


def _no_number(word: str) -> Any:
    raise Wrong(
        N_("The file holds %(word)s where a number should stand."), N_("Leave out what is not known."), word=word
    )


def _crs(member: Any) -> str | None:
    """Return what the old-style member `crs` names, as EPSG:n; raise Wrong for one that we do not know."""
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str):
        if re.search(r"\bCRS:?84\b", name):
            return "EPSG:4326"
        if found := re.fullmatch(r"(?:urn:(?:x-)?ogc:def:crs:)?EPSG:[\d.]*:?(\d{4,6})", name.strip(), re.IGNORECASE):
            return f"EPSG:{found[1]}"
    raise Wrong(
        UNKNOWN_SYSTEM,
        N_("Say which it is with --crs EPSG:n, or export in WGS 84."),
        name=quoted(name if isinstance(name, str) else "?"),
    )


def _properties(row: RawRow, feature: Any, shapes: Shapes) -> dict[Any, Any]:
    """Return the properties of a feature, and keep its geometry for later; refuse the row where there is none."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        row.refuse("", N_("This is no GeoJSON feature."))
        return {}
    properties, geometry = feature.get("properties") or {}, feature.get("geometry")
    if not isinstance(properties, dict):
        row.refuse("", N_("The properties of the feature are no object."))
        properties = {}
    if geometry is not None and not isinstance(geometry, dict):
        row.refuse("", N_("The geometry of the feature is no object."))
        geometry = None
    for told in (feature, properties, geometry or {}):
        if TWICE in told:
            name = quoted(told[TWICE])
            row.refuse(name, N_("The name “%(name)s” occurs twice in one object."), name=name)
            geometry = None if told is geometry else geometry
    if geometry is not None:
        shapes.append((row, geometry))
    return properties


def _give_shapes(shapes: Shapes) -> None:
    """Make the geometries all at once; only a broken one is looked at by itself."""
    if not shapes:
        return
    import numpy as np
    import shapely

    texts = np.empty(len(shapes), dtype=object)
    texts[:] = [json.dumps(geometry, default=str, skipkeys=True) for _, geometry in shapes]
    made = shapely.from_geojson(texts, on_invalid="ignore")
    for (row, geometry), shape in zip(shapes, made, strict=True):
        if shape is None:
            _say_what_is_broken(row, geometry)
        row.shape = shape


def _say_what_is_broken(row: RawRow, geometry: dict[str, Any]) -> None:
    rings = geometry.get("coordinates")
    if "Infinity" in json.dumps(rings, default=str, skipkeys=True):
        row.refuse("", N_("A coordinate is not a finite number."))
        return
    if geometry.get("type") == "MultiPolygon" and isinstance(rings, list) and len(rings) == 1:
        rings = rings[0]
    for ring in rings if isinstance(rings, list) else ():
        if isinstance(ring, list) and len(ring) > 2 and isinstance(ring[0], list) and ring[0] != ring[-1]:
            row.refuse("", N_("The outline is not closed."), N_("Repeat the first corner as the last one."))
            return
        if isinstance(ring, list) and 0 < len(ring) < 4:
            row.refuse("", N_("The outline has fewer than three corners."))
            return
    row.refuse("", N_("The geometry cannot be understood: %(kind)s"), kind=quoted(geometry.get("type") or "?"))
