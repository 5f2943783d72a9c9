"""Tables: the delimiter of a text file, its header, its rows, and the column in which the shapes stand."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile
from typing import Any

from estates.reading.raw import Raw, RawRow, check_headers, take_cells
from estates.reading.saying import BAD_CHARACTERS, Wrong, quoted
from estates.reading.terms import Wish
from estates.reading.text import Decoded
from models.marks import N_
from models.refusal import Sentence

DELIMITERS = (",", ";", "\t", "|")
LONGEST_FIELD = 1_000_000  # characters; a shape may be longer than a cell
WKT = re.compile(
    r"\s*(?:SRID\s*=\s*(\d+)\s*;)?\s*((?:MULTI)?(?:POLYGON|LINESTRING|POINT)|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
WKB = re.compile(r"0[01][0-9A-Fa-f]{40,}")
DEEPEST = 10
LOOKED_AHEAD = 30  # records in which the header is sought
Record = tuple[int, Sequence[Any]]


def read_csv(source: Decoded, wish: Wish) -> Raw:
    """Read delimited text whose first row is the header; raise Wrong when there is no such table."""
    text = source.text
    if bad := BAD_CHARACTERS.search(text[:1_000_000]):
        line = text.count("\n", 0, bad.start()) + 1
        if bad.group() == "\0" or not text[:200].isprintable():
            raise Wrong(N_("The file is no text: line %(line)s holds a byte that no text has."), line=line)
    delimiter = _delimiter(text)
    raw = read_records(_records(text, delimiter), wish, "csv")
    raw.encoding, raw.encoding_how, raw.delimiter = source.encoding, source.how, delimiter
    return raw


def _delimiter(text: str) -> str:
    """Return the one that cuts the first lines most evenly into most cells."""
    sample = text[:100_000].split("\n")
    head = "\n".join(line for line in sample[:40] if not line.startswith("#"))
    best = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        try:
            widths = [len(r) for r in csv.reader(io.StringIO(head), delimiter=delimiter) if any(r)]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            even = sum(width == widths[0] for width in widths) / len(widths)
            best = max(best, (round(even, 1), widths[0], delimiter), key=lambda one: one[:2])
    return best[2]


def _records(text: str, delimiter: str) -> Iterable[Record]:
    """Yield the records with the numbers that a spreadsheet gives them."""
    csv.field_size_limit(LONGEST_FIELD)
    # one line that never ends would be held in memory several times over: the reader takes it piece by piece
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for record in reader:
            number += 1
            yield number, record
    except csv.Error as error:
        right = N_("Open the file in a spreadsheet and save it as CSV again.")
        raise Wrong(_why(str(error)), right).in_row(number + 1) from None


def _why(error: str) -> str:
    if "unexpected end" in error:
        return N_("A quotation mark opens a cell and is never closed.")
    if "field limit" in error:
        return N_("A cell holds more than a million characters; perhaps a quotation mark is not closed.")
    return N_("There is a quotation mark in the middle of a cell.")


def read_records(records: Iterable[Record], wish: Wish, format_: str) -> Raw:
    """Make a table of records: skip what stands before the header, take the header, then the rows."""
    raw = Raw(format_, [], [])
    header, numbered = _header(raw, iter(records))
    headers = [("" if cell is None else str(cell)).strip().removeprefix("#") for cell in header]
    while headers and not headers[-1]:
        headers.pop()
    check_headers(headers, wish.limits)
    _take_rows(raw, headers, numbered, wish)
    return raw


def _header(raw: Raw, numbered: Iterator[Record]) -> tuple[Sequence[Any], Iterator[Record]]:
    """Return the header and the rows below it; what is left out above it is told."""
    begin = [record for record in islice(numbered, LOOKED_AHEAD) if _filled(record[1])]
    remarks = list(takewhile(lambda record: str(record[1][0]).startswith("#"), begin))
    table = begin[len(remarks) :]
    if not table:
        raise Wrong(N_("The file holds no header."), N_("Write the names of the columns in the first row."))
    widest = max(_filled(record) for _, record in table)
    commented = [record for record in remarks if _filled(record[1]) >= max(3, _filled(table[0][1]))]
    if commented:  # some registers write their header as a remark, and types below it
        line, header = commented[0]
        told = N_("The header was taken from line %(line)s, which begins with #.")
        raw.warnings.append(Sentence.of(told, line=line))
        remarks.remove(commented[0])
    else:
        titles = list(takewhile(lambda record: 2 * _filled(record[1]) < widest, table))
        (line, header), *table = table[len(titles) :]
        remarks += titles
    if remarks:
        rows = ", ".join(str(number) for number, _ in remarks)
        raw.warnings.append(Sentence.of(N_("Left out above the header: rows %(rows)s."), rows=rows))
    return header, chain(table, numbered)


def _filled(record: Sequence[Any]) -> int:
    """Return how many cells hold something."""
    return sum(cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace()) for cell in record)


def _take_rows(raw: Raw, headers: list[str], numbered: Iterable[Record], wish: Wish) -> None:
    """Take the rows; shapes are told from other cells by their content, so the cells are checked afterwards."""
    taken: list[tuple[RawRow, Sequence[Any]]] = []
    nameless: Counter[int] = Counter()
    for number, record in numbered:
        if not _filled(record):
            continue
        if len(taken) == wish.limits.rows:
            raise Wrong(N_("The file has more than %(most)s rows."), most=wish.limits.rows)
        row = RawRow(number)
        if _filled(record[len(headers) :]) or (len(record) < len(headers) and raw.format == "csv"):
            row.refuse(
                "",
                N_("This row has %(found)s cells; the header has %(wanted)s columns."),
                N_("Look for a missing or an additional delimiter or quotation mark."),
                found=len(record),
                wanted=len(headers),
            )
            record = ()
        nameless.update(n for n, cell in enumerate(record, 1) if n <= len(headers) and not headers[n - 1] and cell)
        taken.append((row, record))
    for place in sorted(nameless):
        raw.warnings.append(Sentence.of(N_("Column %(place)s has no header and was left out."), place=place))
    column = _shape_column(headers, [record for _, record in taken])
    raw.headers = [header for place, header in enumerate(headers) if header and place != column]
    for row, record in taken:
        cells = ((h, c) for n, (h, c) in enumerate(zip(headers, record, strict=False)) if h and n != column)
        take_cells(row, cells, wish)
        raw.rows.append(row)
    if column is not None:
        _give_shapes(raw, column, headers[column], taken)


def _shape_column(headers: list[str], records: list[Sequence[Any]]) -> int | None:
    """Return the column whose cells are shapes, by their content."""
    for place in range(len(headers)):
        sample = [c for r in records[:200] if place < len(r) and isinstance(c := r[place], str) and c.strip()][:50]
        shapes = sum(bool(WKT.match(cell) or WKB.match(cell)) for cell in sample)
        if sample and shapes >= len(sample) / 2:
            return place
    return None


def _give_shapes(raw: Raw, column: int, header: str, taken: list[tuple[RawRow, Sequence[Any]]]) -> None:
    """Make the geometries of one column all at once, and take the coordinate system that they name."""
    rows: list[tuple[RawRow, str]] = []
    for row, record in taken:
        text = str(record[column] or "").strip() if record else ""
        if len(re.findall("COLLECTION", text[:100_000], re.IGNORECASE)) > DEEPEST:
            row.refuse(header, N_("The shape is nested too deeply."))  # a library would follow it until it falls
        elif text:
            rows.append((row, text))
    systems = Counter(found[1] for _, text in rows if (found := WKT.match(text)) and found[1])
    if len(systems) > 1:
        raise Wrong(
            N_("The shapes name different coordinate systems: %(systems)s."),
            N_("Export them all in one."),
            systems=", ".join(f"SRID {system}" for system in systems),
        )
    import numpy as np
    import shapely

    texts = np.empty(len(rows), dtype=object)
    texts[:] = [re.sub(r"^SRID\s*=\s*\d+\s*;", "", text, flags=re.IGNORECASE) for _, text in rows]
    packed = np.array([bool(WKB.match(text)) for text in texts], dtype=bool)
    made = np.empty(len(rows), dtype=object)
    made[~packed] = shapely.from_wkt(texts[~packed], on_invalid="ignore")
    made[packed] = shapely.from_wkb(texts[packed], on_invalid="ignore")
    for code in {int(c) for c in shapely.get_srid(made[packed]) if c > 0}:
        systems[str(code)] += 1
    raw.crs = f"EPSG:{next(iter(systems))}" if systems else None
    for (row, text), shape in zip(rows, made, strict=True):
        row.shape = shape
        if shape is None:
            _say_what_is_broken(row, header, text)


def _say_what_is_broken(row: RawRow, header: str, text: str) -> None:
    import shapely

    try:
        shapely.from_wkt(text)
    except shapely.errors.GEOSException as error:
        why = str(error)
        if "closed linestring" in why:
            row.refuse(header, N_("The outline is not closed."), N_("Repeat the first corner as the last one."))
            return
        if "number of points in LinearRing" in why:
            row.refuse(header, N_("The outline has fewer than three corners."))
            return
    row.refuse(
        header,
        N_("The geometry cannot be understood: %(text)s"),
        N_("Write it as WKT, like POLYGON ((106.01 -5.96, …))."),
        text=quoted(text),
    )
