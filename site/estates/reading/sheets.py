"""Spreadsheets: the sheet that holds the table, its dates and numbers as they are."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

from estates.reading.raw import Raw
from estates.reading.saying import Wrong, quoted
from estates.reading.tables import Record, read_records
from estates.reading.terms import Wish
from models.marks import N_
from models.refusal import Sentence

MOST_CELLS = 20_000_000  # of the rectangle around all cells: the library lays it out in memory
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_COLUMN = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})')


def read_sheet(data: bytes, members: dict[str, bytes], wish: Wish) -> Raw:
    """Read the first sheet that holds something, or the one that was named; raise Wrong when there is none."""
    from python_calamine import CalamineError, CalamineWorkbook

    _check_extent(members, wish)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        name = _chosen(names, wish.layer)
        sheets = {n: book.get_sheet_by_name(n) for n in ([name] if name else names)}
    except (CalamineError, ValueError):
        raise Wrong(N_("The spreadsheet is damaged."), N_("Open it and save it again as .xlsx.")) from None
    filled = [n for n, sheet in sheets.items() if sheet.height]
    if not filled:
        raise Wrong(N_("The spreadsheet holds no rows."), N_("It needs a row for each lot, below the header."))
    raw = read_records(_records(sheets[filled[0]].iter_rows()), wish, "xlsx")
    raw.layer, raw.layers = filled[0], tuple(names)
    if others := filled[1:]:
        told = N_("Only the sheet “%(name)s” was read, not: %(others)s.")
        raw.warnings.append(Sentence.of(told, name=quoted(filled[0]), others=quoted(", ".join(others), 200)))
    return raw


def _chosen(names: list[str], wanted: str | None) -> str | None:
    if wanted is not None and wanted not in names:
        wrong, right = N_("There is no sheet “%(name)s”."), N_("The sheets are: %(names)s.")
        raise Wrong(wrong, right, name=quoted(wanted), names=quoted(", ".join(names), 200))
    return wanted


def _check_extent(members: dict[str, bytes], wish: Wish) -> None:
    """Refuse a sheet with a cell far from all others, which would lay out a rectangle as large as the memory."""
    for name, content in members.items():
        if not re.fullmatch(r"sheet\d*\.xml", name):
            continue
        rows = max(map(int, _ROW.findall(content)), default=1)
        letters = max(set(_COLUMN.findall(content)), key=lambda found: (len(found), found), default=b"A")
        columns = 0
        for letter in letters:
            columns = columns * 26 + letter - 64
        if rows * columns > MOST_CELLS or rows > 4 * wish.limits.rows:
            raise Wrong(
                N_("The sheet reaches to cell %(cell)s."),
                N_("Delete what lies far from the table."),
                cell=f"{letters.decode()}{rows}",
            )


def _records(rows: Iterator[list[Any]]) -> Iterator[Record]:
    """Yield the rows with their numbers: whole numbers as such, dates as ISO text."""
    for number, row in enumerate(rows, 1):
        yield number, [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value) if isinstance(value, datetime.timedelta) else value
