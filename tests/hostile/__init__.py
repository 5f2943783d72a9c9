"""Files that mean harm, or were harmed, built where a test wants them. Each name says what is wrong with it."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

RING = [[106.0, -5.96], [106.001, -5.96], [106.001, -5.959], [106.0, -5.959], [106.0, -5.96]]

VRT = """<OGRVRTDataSource><OGRVRTLayer name="lots"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


def feature(code: object = "A-01", ring: object = None, **more: object) -> dict[str, object]:
    """Return an ordinary lot, or one with something odd about it."""
    shape = {"type": "Polygon", "coordinates": [RING if ring is None else ring]}
    return {"type": "Feature", "properties": {"code": code} | more, "geometry": shape}


def collection(*features: object) -> str:
    """Return the text of a FeatureCollection."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def _zip_of_zips() -> bytes:
    return _zip(("inner.zip", _zip(("lots.geojson", collection(feature()).encode()))))


def _zip_bomb() -> bytes:
    return _zip(("xl/workbook.xml", b"0" * (80 << 20)), ("[Content_Types].xml", b"<Types/>"))


def _zip_with_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("lots.shp")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def _zip_climbing() -> bytes:
    return _zip(("../../etc/lots.shp", b"x"), ("../../etc/lots.dbf", b"x"))


def _zip_of_many() -> bytes:
    return _zip(*((f"lots{n}.shp", b"x") for n in range(200)))


def _far_cell() -> bytes:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    packed = io.BytesIO()
    xlsxwriter.Workbook(packed, {"in_memory": True}).close()
    with zipfile.ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"<sheetData/>", b"<sheetData>" + rows + b"</sheetData>")
    return _zip(*members.items())


def _shapefile_of_billions() -> bytes:
    """Return a shapefile whose first polygon claims two thousand million corners."""
    record = struct.pack(">2i", 1, 1 << 20) + struct.pack("<i4d2i", 5, 0, 0, 1, 1, 1, 2_000_000_000) + b"\0" * 64
    length = (100 + len(record)) // 2
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length) + struct.pack("<2i8d", 1000, 5, *[0] * 8)
    index = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 54) + header[28:] + struct.pack(">2i", 50, 1 << 20)
    table = struct.pack("<4BIHH20x", 3, 26, 1, 1, 2_000_000_000, 65, 11) + b"code\0\0\0\0\0\0\0C" + b"\0" * 4 + b"\x0a"
    return _zip(
        ("lots.shp", header + record), ("lots.shx", index), ("lots.dbf", table.ljust(64, b"\0") + b"\r A-01      ")
    )


def _sqlite() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE lots (code TEXT)")
    return database.serialize()


def _replaced(old: str, new: str) -> Callable[[], bytes]:
    return lambda: collection(feature(area=4321)).replace(old, new).encode("utf-8", "surrogatepass")


FILES: dict[str, Callable[[], bytes]] = {
    "vrt-of-passwd.geojson": lambda: VRT.format(source="/etc/passwd").encode(),
    "vrt-of-url.geojson": lambda: VRT.format(source="/vsicurl/http://127.0.0.1:{port}/lots.geojson").encode(),
    "vrt-of-url.csv": lambda: VRT.format(source="/vsicurl/http://127.0.0.1:{port}/lots.csv").encode(),
    "path-for-a-file.geojson": lambda: b"/etc/passwd",
    "url-for-a-file.csv": lambda: b"http://127.0.0.1:{port}/lots.csv",
    "entities.kml": lambda: (
        b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><kml>&b;&b;&b;&b;</kml>'
    ),
    "deep.geojson": lambda: b"[" * 1_000_000 + b"]" * 1_000_000,
    "deep-object.geojson": lambda: b'{"a":' * 500_000 + b"1" + b"}" * 500_000,
    "deep-in-a-cell.geojson": _replaced("4321", "[" * 900_000 + "]" * 900_000),
    "many-empty-lists.geojson": lambda: b'{"type":"FeatureCollection","features":[' + b"[]," * 2_000_000 + b"[]]}",
    "thousands-of-digits.geojson": _replaced("4321", "9" * 100_000),
    "no-finite-number.geojson": _replaced("4321", "1e400"),
    "no-finite-coordinate.geojson": _replaced("106.001", "1e400"),
    "nan.geojson": _replaced("4321", "NaN"),
    "nan-coordinate.geojson": _replaced("-5.96]", "NaN]"),
    "twice-the-same-name.geojson": _replaced('"area": 4321', '"area": 1, "area": 2'),
    "twice-features.geojson": lambda: collection(feature()).replace("{", '{"features": 1,', 1).encode(),
    "nul-in-a-cell.geojson": _replaced("4321", '"a\\u0000b"'),
    "half-a-pair.geojson": _replaced("4321", '"a\\ud800b"'),
    "invalid-utf-8.geojson": lambda: collection(feature(name="X")).encode().replace(b"X", b"\xc3\x28\xff\xfe\x81"),
    "cut-off.geojson": lambda: collection(feature()).encode()[:-40],
    "no-collection.geojson": lambda: b'{"type": "Topology", "objects": {}}',
    "no-features.geojson": lambda: collection().encode(),
    "features-of-nothing.geojson": lambda: b'{"type":"FeatureCollection","features":[null,1,"a",[],{}]}',
    "unknown-crs.geojson": lambda: (
        collection(feature()).replace("{", '{"crs":{"properties":{"name":"/etc/passwd"}},', 1).encode()
    ),
    "outside-the-world.geojson": lambda: collection(feature(), feature("B", [[x * 1.9, y] for x, y in RING])).encode(),
    "long-line.geojson": lambda: collection(feature(name="x" * (10 << 20))).encode(),
    "long-line.csv": lambda: b"code,area\n" + b"x" * (10 << 20),
    "many-columns.csv": lambda: ",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1",
    "quote-never-closed.csv": lambda: b'code,area\nA-01,"1\nA-02,2\n',
    "quote-in-the-middle.csv": lambda: b'code,area\nA-01,"1"2"\n',
    "nul.csv": lambda: b"code,area\nA-01,1\0\n",
    "only-nul.csv": lambda: b"\0" * 100_000,
    "header-only.csv": lambda: b"code,area\n",
    "twice-the-same-header.csv": lambda: b"code,area,area\nA-01,1,2\n",
    "invalid-utf-8.csv": lambda: b"code,name\nA-01,\xc3\x28\xff\n",
    "half-utf-16.csv": lambda: "code,name\nA-01,부지\n".encode("utf-16")[:-1],
    "lone-surrogate.csv": lambda: b"\xff\xfe" + "code\n".encode("utf-16-le") + b"\x00\xd8" + "\n".encode("utf-16-le"),
    "wkt-bomb.csv": lambda: (
        b'code,wkt\nA-01,"' + b"GEOMETRYCOLLECTION(" * 20_000 + b"POINT(1 1)" + b")" * 20_000 + b'"\n'
    ),
    "ragged.csv": lambda: b"code,area\nA-01\nA-02,2,3,4\n",
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b"\n \n\t\n",
    "mark-only.csv": lambda: b"\xef\xbb\xbf",
    "program.csv": lambda: Path("/bin/true").read_bytes(),
    "zip-bomb.xlsx": _zip_bomb,
    "zip-of-zips.zip": _zip_of_zips,
    "zip-of-a-link.zip": _zip_with_link,
    "zip-that-climbs.zip": _zip_climbing,
    "zip-of-many.zip": _zip_of_many,
    "zip-cut-off.xlsx": lambda: _zip(("xl/workbook.xml", b"<workbook/>"))[:-30],
    "zip-of-nothing.zip": lambda: b"PK\x05\x06" + b"\0" * 18,
    "far-cell.xlsx": _far_cell,
    "zip-of-junk.zip": lambda: _zip(("lots.shp", b"junk" * 99), ("lots.shx", b"junk" * 99), ("lots.dbf", b"junk" * 99)),
    "vrt-in-a-shapefile.zip": lambda: _zip(
        *((f"lots.{part}", VRT.format(source="/etc/passwd").encode()) for part in ("shp", "shx", "dbf"))
    ),
    "shapefile-of-billions.zip": _shapefile_of_billions,
    "entities.xlsx": lambda: _zip(
        ("xl/workbook.xml", b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>')
    ),
    "sqlite-no-geopackage.gpkg": _sqlite,
    "sqlite-of-nothing.gpkg": lambda: b"SQLite format 3\0" + b"\0" * 5000,
}


def write(name: str, folder: Path, *, port: int = 9) -> Path:
    """Write one of FILES into `folder`; what calls out calls `port` on this machine."""
    path = folder / name
    path.write_bytes(FILES[name]().replace(b"{port}", str(port).encode()))
    return path


def write_odd(folder: Path) -> dict[str, Path]:
    """Make what is no ordinary file: a folder, a link, a pipe, something that is not there or too large."""
    odd = {
        name: folder / name
        for name in ("folder.geojson", "link.csv", "pipe.csv", "missing.csv", "huge.csv", "nul\0.csv")
    }
    odd["folder.geojson"].mkdir()
    odd["link.csv"].symlink_to("/etc/passwd")
    os.mkfifo(odd["pipe.csv"])
    with odd["huge.csv"].open("wb") as huge:
        huge.truncate((64 << 20) + 1)
    return odd
