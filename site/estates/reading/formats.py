"""Each kind of file has its reader; the large libraries are imported by the one that needs them."""

from __future__ import annotations

from estates.reading.kinds import JSON, SQLITE, ZIP, kind_of
from estates.reading.raw import Raw
from estates.reading.saying import Wrong
from estates.reading.terms import Wish
from estates.reading.text import decode
from estates.reading.zips import unpack
from models.marks import N_
from models.refusal import Sentence


def read(data: bytes, wish: Wish) -> Raw:
    """Return the table of a file; raise Wrong with the reason why there is none."""
    if not data.strip():
        raise Wrong(N_("The file is empty."))
    kind = kind_of(data)
    raw = _table(kind, data, wish)
    if not raw.rows:
        raise Wrong(N_("The file holds no rows."), Sentence.of(N_("It needs a row for each lot, below the header.")))
    return raw


def _table(kind: str, data: bytes, wish: Wish) -> Raw:
    if kind == ZIP:
        return _packed(data, wish)
    if kind == SQLITE:
        from estates.reading.layers import read_geopackage

        return read_geopackage(data, wish)
    source = decode(data, wish.encoding)
    if kind == JSON:
        from estates.reading.geojson import read_geojson

        return read_geojson(source, wish)
    from estates.reading.tables import read_csv

    return read_csv(source, wish)


def _packed(data: bytes, wish: Wish) -> Raw:
    """Read a zip: a spreadsheet is one, and shapefiles come in one."""
    members = unpack(data, wish.limits)
    if "workbook.xml" in members or members.get("mimetype", b"").endswith(b"spreadsheet"):
        from estates.reading.sheets import read_sheet

        return read_sheet(data, members, wish)
    if any(name.lower().endswith(".shp") for name in members):
        from estates.reading.layers import read_shapefile

        return read_shapefile(members, wish)
    raise Wrong(
        N_("The zip holds neither a spreadsheet nor a shapefile."), N_("Pack .shp, .shx, .dbf and .prj into it.")
    )
