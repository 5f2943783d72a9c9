"""What a file is, by its first bytes; names are not believed."""

from __future__ import annotations

from estates.reading.saying import Wrong
from models.marks import N_

JSON, TEXT, ZIP, SQLITE = "json", "text", "zip", "sqlite"

KNOWN = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),  # of nothing
    (b"SQLite format 3\0", SQLITE),
)
OTHERS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel 97 (.xls)"),
    (b"\0\0\x27\x0a", "Shapefile (.shp)"),
    (b"AC10", "AutoCAD (.dwg)"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
)


def kind_of(data: bytes) -> str:
    """Return JSON, TEXT, ZIP or SQLITE; raise Wrong for what is known to be something else."""
    for start, kind in KNOWN:
        if data.startswith(start):
            return kind
    for start, name in OTHERS:
        if data.startswith(start):
            raise _other(name)
    begin = data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0\x1e")
    if begin.startswith(b"<"):
        raise _other("XML")
    if begin.replace(b"\0", b"").lstrip().startswith((b"{", b"[")):
        return JSON
    if begin[:1] == b"0" and b"SECTION" in begin.replace(b"\0", b"")[:40]:
        raise _other("AutoCAD (.dxf)")
    return TEXT


def _other(name: str) -> Wrong:
    return Wrong(
        N_("This is a file of another kind: %(name)s."),
        N_("Export the lots as GeoJSON, CSV, XLSX, GeoPackage or a zipped shapefile."),
        name=name,
    )
