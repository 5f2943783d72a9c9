"""Each kind of file has its reader; the large libraries are imported by the one that needs them."""

from __future__ import annotations

from estates.reading.kinds import JSON, SQLITE, ZIP, kind_of
from estates.reading.raw import Raw
from estates.reading.saying import Wrong
from estates.reading.terms import Wish
from estates.reading.text import decode
from models.marks import N_
from models.refusal import Sentence


def read(data: bytes, wish: Wish) -> Raw:
    """Return the table of a file; raise Wrong with the reason why there is none."""
    if not data.strip():
        raise Wrong(N_("The file is empty."))
    kind = kind_of(data)
    if kind in (ZIP, SQLITE):
        wrong = N_("This kind of file is not read yet: %(name)s.")
        raise Wrong(wrong, N_("Export the lots as GeoJSON or CSV."), name=kind)
    source = decode(data, wish.encoding)
    if kind == JSON:
        from estates.reading.geojson import read_geojson

        raw = read_geojson(source, wish)
    else:
        from estates.reading.tables import read_csv

        raw = read_csv(source, wish)
    if not raw.rows:
        raise Wrong(N_("The file holds no rows."), Sentence.of(N_("It needs a row for each lot, below the header.")))
    return raw
