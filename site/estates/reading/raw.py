"""What a format's own reader hands on: rows with their cells and shapes, before coordinates are looked at."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from estates.reading.saying import BAD_CHARACTERS, Wrong, quoted
from estates.reading.terms import ANY, Cell, Column, Limits, Wish
from models.marks import N_
from models.refusal import Refusal, Sentence

SAMPLES = 3


@dataclass(slots=True)
class RawRow:
    """One row, as far as its format goes."""

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)
    shape: Any = None  # a shapely geometry in the file's own coordinates
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, column: str, msgid: str, right: str | None = None, /, **values: Any) -> None:
        """Note that this row cannot be taken, and why."""
        advice = Sentence.of(right, **values) if right else None
        self.refusals.append(Refusal(self.number, column, Sentence.of(msgid, **values), advice))


@dataclass(slots=True)
class Raw:
    """A table of a file, as far as its format goes."""

    format: str
    headers: list[str]
    rows: list[RawRow]
    crs: str | None = None  # what the file says of its coordinates: EPSG:n
    encoding: str | None = None
    encoding_how: str | None = None
    delimiter: str | None = None
    layer: str | None = None
    layers: tuple[str, ...] = ()
    warnings: list[Sentence] = field(default_factory=list)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns with how often they are filled and the first few different cells."""
        filled = dict.fromkeys(self.headers, 0)
        samples: dict[str, list[Cell]] = {header: [] for header in self.headers}
        for row in self.rows:
            for header, cell in row.cells.items():
                filled[header] += 1
                if len(known := samples[header]) < SAMPLES and cell not in known:
                    known.append(cell if not isinstance(cell, str) else cell[:80])
        return tuple(Column(h, n, filled[h], tuple(samples[h])) for n, h in enumerate(self.headers, 1))


def take_cells(row: RawRow, values: Iterable[tuple[str, Any]], wish: Wish) -> None:
    """Put the filled ones of `values` into the row; refuse it where one is no text, number or truth, or too long."""
    limits = wish.limits
    for header, value in values:
        if isinstance(value, list):
            value = _joined(value)
        if isinstance(value, str):
            value = value.strip()
            if not value:
                continue
            if len(value) > limits.cell_characters:
                row.refuse(header, N_("The cell holds more than %(most)s characters."), most=limits.cell_characters)
                continue
            if not value.isprintable() and (bad := BAD_CHARACTERS.search(value)):
                _refuse_character(row, header, bad.group())
                continue
        elif value is None:
            continue
        elif isinstance(value, float) and not math.isfinite(value):
            row.refuse(header, N_("The number is not finite."), N_("Write a number, or leave the cell empty."))
            continue
        elif isinstance(value, dict) and wish.shapes == ANY:
            value = quoted(json.dumps(value, ensure_ascii=False, skipkeys=True), limits.cell_characters)
        elif not isinstance(value, (int, float)):
            row.refuse(header, N_("The cell holds a structure, not a value."), N_("Write text or a number."))
            continue
        row.cells[header] = value


def _joined(values: list[Any]) -> Any:
    """Return a list of plain values as people write a set: joined by semicolons."""
    if all(isinstance(value, (str, int, float)) for value in values):
        return ";".join(str(value) for value in values)
    return {}


def _refuse_character(row: RawRow, header: str, character: str) -> None:
    row.refuse(
        header,
        N_("The cell holds the character U+%(code)s, which is no text."),
        N_("Delete it; it is often left over from another program."),
        code=f"{ord(character):04X}",
    )


def check_headers(headers: list[str], limits: Limits) -> None:
    """Refuse a table whose columns nobody could tell apart, or that has too many."""
    if len(headers) > limits.columns:
        raise Wrong(N_("The file has more than %(most)s columns."), most=limits.columns)
    places: dict[str, int] = {}
    for place, header in enumerate(headers, 1):
        if len(header) > 200 or BAD_CHARACTERS.search(header):
            raise Wrong(N_("The header of column %(place)s is no text: %(header)s"), place=place, header=quoted(header))
        if header and header in places:
            raise Wrong(
                N_("The header “%(header)s” occurs twice, over columns %(first)s and %(second)s."),
                N_("Name them differently, or delete one."),
                header=quoted(header),
                first=places[header],
                second=place,
            )
        places[header] = place


def counted(headers: Mapping[str, Any] | Iterable[str], limits: Limits) -> list[str]:
    """Return the headers of rows that each bring their own."""
    known = list(headers)
    check_headers(known, limits)
    return known
