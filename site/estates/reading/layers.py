"""Shapefiles and GeoPackages, by GDAL: only these two formats are switched on, and it sees bytes, never a path."""

from __future__ import annotations

import io
import os
import zipfile
from typing import Any

from estates.reading.raw import Raw, RawRow, check_headers, take_cells
from estates.reading.saying import Wrong, quoted
from estates.reading.terms import OUTLINES, UNKNOWN_SYSTEM, Wish
from estates.reading.text import decode, encoding_named
from models.marks import N_
from models.refusal import Sentence

OURS = frozenset(("ESRI Shapefile", "GPKG"))
NOT_OURS = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF", "EDIGEO", "EEDA",
    "ESRIJSON", "Elasticsearch", "FlatGeobuf", "GDALG", "GML", "GPSBabel", "GPX", "GTFS", "GeoJSON", "GeoJSONSeq",
    "GeoRSS", "HTTP", "Idrisi", "JML", "JSONFG", "KML", "LIBKML", "LVBAG", "MBTiles", "MEM", "MVT", "MapInfo File",
    "MapML", "MiraMonVector", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM", "OpenFileGDB",
    "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "SQLite", "SXF", "Selafin", "TopoJSON", "VDV",
    "VFK", "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip
"""GDAL looks at content, not at names: a driver that is there is one that a hostile file can choose."""

AREAS = (
    "Polygon",
    "MultiPolygon",
    "Unknown",
    "GeometryCollection",
    "Polygon Z",
    "MultiPolygon Z",
    "2.5D Polygon",
    "2.5D MultiPolygon",
)
PARTS = ("shp", "shx", "dbf", "prj", "cpg")


def gdal() -> Any:
    """Import pyogrio with nothing but our formats; refuse to go on when there is more."""
    os.environ["OGR_SKIP"] = ",".join(NOT_OURS)  # not in GDAL_SKIP as well: unloaded twice, they crash
    os.environ["GDAL_DISABLE_READDIR_ON_OPEN"] = "EMPTY_DIR"
    os.environ["OGR_SQLITE_ALLOW_EXTERNAL_ACCESS"] = "NO"
    import pyogrio

    if not set(pyogrio.list_drivers()) <= OURS:
        raise RuntimeError("GDAL knows formats that are not ours")
    return pyogrio


def read_geopackage(data: bytes, wish: Wish) -> Raw:
    """Read one layer of a GeoPackage; raise Wrong when it is none, or when it is not clear which."""
    pyogrio = gdal()
    try:
        layers = {str(name): str(kind or "") for name, kind in pyogrio.list_layers(data)}
    except _errors(pyogrio):
        raise Wrong(N_("The GeoPackage is damaged."), N_("Export it again.")) from None
    name = _layer(layers, wish)
    raw = _read(pyogrio, data, name, None, wish, "geopackage")
    raw.encoding, raw.encoding_how = "utf-8", "file"
    raw.layer, raw.layers = name, tuple(layers)
    return raw


def read_shapefile(members: dict[str, bytes], wish: Wish) -> Raw:
    """Read one shapefile of a zip; raise Wrong when parts are missing, or when it is not clear which."""
    pyogrio = gdal()
    parts: dict[str, dict[str, bytes]] = {}
    for name, content in members.items():
        stem, _, suffix = name.rpartition(".")
        parts.setdefault(stem, {})[suffix.lower()] = content
    layers = {stem: _areas(part["shp"]) for stem, part in parts.items() if "shp" in part}
    name = _layer(layers, wish)
    files = parts[name]
    if missing := [f".{suffix}" for suffix in ("dbf", "shx") if suffix not in files]:
        wrong, right = N_("The shapefile lacks %(missing)s."), N_("Pack all its files into one zip.")
        raise Wrong(wrong, right, missing=", ".join(missing))
    encoding, how, warnings = _encoding(files, wish)
    raw = _read(pyogrio, _packed(files), "lots", encoding, wish, "shapefile")
    raw.encoding, raw.encoding_how = encoding, how
    raw.layer, raw.layers = name, tuple(layers)
    raw.warnings += warnings
    if "prj" not in files:
        raw.crs = None
        raw.warnings.append(Sentence.of(N_("The shapefile has no .prj, which would name its coordinate system.")))
    return raw


def _areas(shp: bytes) -> str:
    return "Polygon" if shp[32:36] in (b"\5\0\0\0", b"\x0f\0\0\0", b"\x19\0\0\0") else "other"


def _layer(layers: dict[str, str], wish: Wish) -> str:
    """Return the layer that was named, or the only one that can hold lots."""
    if wish.layer is not None:
        if wish.layer in layers:
            return wish.layer
        wrong = N_("There is no layer “%(name)s”.")
        raise Wrong(wrong, N_("The layers are: %(names)s."), name=quoted(wish.layer), names=_names(layers))
    fitting = [name for name, kind in layers.items() if kind in AREAS or wish.shapes != OUTLINES]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting and len(layers) == 1:
        return next(iter(layers))
    if not layers:
        raise Wrong(N_("The file holds no layer."), N_("Export the lots as GeoJSON or CSV."))
    choice = [quoted(name, 200) for name in fitting or layers]
    told = {"names": _names(layers), "layers": choice}
    raise Wrong(N_("The file holds several layers: %(names)s."), N_("Name one with --layer."), **told)


def _names(layers: dict[str, str]) -> str:
    return quoted(", ".join(layers), 200)


def _packed(files: dict[str, bytes]) -> bytes:
    """Pack the parts of one shapefile anew, under names of ours; the encoding is handed over, so no .cpg."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for suffix in PARTS[:-1]:
            if suffix in files:
                archive.writestr(f"lots.{suffix}", files[suffix])
    return packed.getvalue()


def _encoding(files: dict[str, bytes], wish: Wish) -> tuple[str, str, list[Sentence]]:
    """Return the encoding of the .dbf: as said, as its bytes show; a .cpg that contradicts them is told."""
    dbf = files["dbf"]
    text = dbf[: int.from_bytes(dbf[8:10], "little")].replace(b"\0", b" ") + dbf[int.from_bytes(dbf[8:10], "little") :]
    named = files["cpg"].decode("ascii", "replace").strip() if "cpg" in files else ""
    if wish.encoding:
        return encoding_named(wish.encoding), "given", []
    if text.isascii():
        return "utf-8", "valid", []
    if named:
        try:
            encoding = encoding_named(named)
            text[32:].decode(encoding)
        except (Wrong, UnicodeDecodeError):
            found = decode(text[32:])
            told = N_("The .cpg says %(named)s, but the text is %(found)s; it was read so.")
            return found.encoding, found.how, [Sentence.of(told, named=quoted(named), found=found.encoding.upper())]
        return encoding, "file", []
    found = decode(text[32:])
    return found.encoding, found.how, []


def _read(pyogrio: Any, data: bytes, layer: str, encoding: str | None, wish: Wish, format_: str) -> Raw:
    import shapely

    try:
        meta, _, packed, columns = pyogrio.raw.read(
            data,
            layer=layer,
            encoding=encoding,
            max_features=wish.limits.rows + 1,
            datetime_as_string=True,
        )
    except _errors(pyogrio):
        raise Wrong(N_("The layer “%(name)s” cannot be read."), N_("Export it again."), name=quoted(layer)) from None
    headers = [str(header) for header in meta["fields"]]
    check_headers(headers, wish.limits)
    raw = Raw(format_, headers, [], _crs(meta["crs"]))
    shapes = shapely.from_wkb(packed, on_invalid="ignore") if packed is not None else [None] * len(columns[0])
    values = [column.tolist() for column in columns]
    for number, shape in enumerate(shapes, 1):
        if number > wish.limits.rows:
            raise Wrong(N_("The file has more than %(most)s rows."), most=wish.limits.rows)
        row = RawRow(number, shape=shape)
        if shape is None and packed is not None and packed[number - 1] is not None:
            row.refuse("", N_("The geometry cannot be understood: %(kind)s"), kind=quoted(meta["geometry_type"]))
        take_cells(row, ((h, _cell(column[number - 1])) for h, column in zip(headers, values, strict=True)), wish)
        raw.rows.append(row)
    return raw


def _cell(value: Any) -> Any:
    """Return a field as a cell; a missing number comes as NaN."""
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def _errors(pyogrio: Any) -> tuple[type[Exception], ...]:
    """Return what is raised over a damaged file."""
    known = pyogrio.errors
    slips = (UnicodeError, ValueError, RuntimeError, UnboundLocalError)  # its own, over what no file should hold
    return (known.DataSourceError, known.DataLayerError, known.FeatureError, *slips)


def _crs(told: str | None) -> str | None:
    """Return EPSG:n of what the file says, where it can be recognised."""
    import pyproj

    if not told:
        return None
    try:
        code = pyproj.CRS.from_user_input(told).to_epsg(min_confidence=70)
    except pyproj.exceptions.CRSError:
        code = None
    if code is None:
        raise Wrong(
            UNKNOWN_SYSTEM,
            N_("Say which it is with --crs EPSG:n, or export in WGS 84."),
            name=quoted(told),
        )
    return f"EPSG:{code}"
