"""What the columns and cells of people's files mean: headers in any language, units, numbers as they are written.

columns = recognise(headers, [row.cells for row in rows], words)
for row in rows:
    read = columns.read(row.number, row.cells)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.land.attribute import Attribute, Kind
from models.land.columns.catalogues import catalogue_words
from models.land.columns.cells import NUMBERS, Amount, Cell, CellReader, read_companion, read_value, whole
from models.land.columns.headings import Heading, Picked, pick_heading, read_heading
from models.land.columns.surveying import Surveyed, decide, survey
from models.land.columns.words import LOT, ZONE, Target, Words, fold
from models.land.statement import Said
from models.land.values import Wrong
from models.marks import N_
from models.refusal import Refusal, Sentence

__all__ = ["Cell", "Column", "Columns", "Picked", "RowRead", "Words", "catalogue_words", "read_value", "recognise"]

STATUS = Target("status")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was understood, for the report. `step` is the worth of its last digit, in the stored unit."""

    heading: Heading
    step: Decimal | None = None
    guesses: tuple[Sentence, ...] = ()


@dataclass(slots=True)
class RowRead:
    """What a row says. `code` is the lot's as given; `status` and `zone` as their codes stand."""

    number: int
    code: str | None = None
    zone: str | None = None
    status: str | None = None
    said: dict[str, Said] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass
class Columns:
    """The columns of a file. `refusals` are about columns (their row is 0): whoever goes on leaves these out."""

    columns: dict[str, Column] = field(default_factory=dict)  # by header
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()  # as somebody said
    refusals: list[Refusal] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    readers: dict[str, CellReader] = field(default_factory=dict)  # by header, of attributes' own columns
    beside: dict[str, dict[str, str]] = field(default_factory=dict)  # code → suffix → header

    def header_of(self, target: Target) -> str | None:
        """Return the header of the column about `target`, null when the file has none."""
        return next((h for h, column in self.columns.items() if column.heading.target == target), None)

    def as_json(self) -> dict[str, Any]:
        """Return what each column was read as, as plain JSON for the record of the file; null for unknown ones."""
        told: dict[str, Any] = dict.fromkeys(self.unknown)
        for header, column in self.columns.items():
            target = column.heading.target
            told[header] = {
                "code": target.code,
                "suffix": target.suffix,
                "guesses": [guess.as_json() for guess in column.guesses],
            }
        return told

    @property
    def code(self) -> str | None:
        """Return the header of the lot's own code."""
        return self.header_of(LOT)

    def step(self, code: str) -> Decimal | None:
        """Return the worth of the last digit in the column of attribute `code`, for telling a change from rounding."""
        header = self.header_of(Target(code))
        return self.columns[header].step if header else None

    def read(self, number: int, cells: Mapping[str, Cell]) -> RowRead:
        """Return what row `number` says."""
        row = RowRead(number)
        for header, cell in cells.items():
            column = self.columns.get(header)
            if column is None or column.heading.target.suffix:
                continue
            try:
                self._take(row, column.heading, cell, cells)
            except Wrong as wrong:
                row.refusals.append(Refusal(number, header, wrong.wrong, wrong.right))
        return row

    def _take(self, row: RowRead, heading: Heading, cell: Cell, cells: Mapping[str, Cell]) -> None:
        target = heading.target
        if target == LOT:
            row.code = _text(cell)
        elif target == ZONE:
            row.zone = _text(cell)
        elif target == STATUS:
            row.status = self._status(heading, cell)
        else:
            reader = self.readers[heading.header]
            read = reader.read(cell)
            if isinstance(read, Amount):
                read = whole(reader.attribute, read, self._beside(reader.attribute, cells))
            if read is not None:
                row.said[target.code] = read

    def _beside(self, attribute: Attribute, cells: Mapping[str, Cell]) -> dict[str, Any]:
        headers = self.beside.get(attribute.code, {})
        return {
            suffix: read_companion(attribute, suffix, cells[header], self.words)
            for suffix, header in headers.items()
            if header in cells
        }

    def _status(self, heading: Heading, cell: Cell) -> str:
        options = self.words.options[STATUS]
        code = options.get(fold(_text(cell)))
        if code is None:
            told = {"raw": _text(cell)[:60], "codes": ", ".join(dict.fromkeys(options.values()))}
            raise Wrong(
                Sentence.of(N_("“%(raw)s” is no status of a lot."), **told),
                Sentence.of(N_("Choose from: %(codes)s."), **told),
            )
        return code


def _text(cell: Cell) -> str:
    """Return a cell as text; a spreadsheet gives 12.0 where people wrote 12."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def recognise(
    headers: Iterable[str],
    rows: Sequence[Mapping[str, Cell]],
    words: Words,
    picked: Mapping[str, Picked] | None = None,
) -> Columns:
    """Return what the columns of a file mean; `rows` are its cells, by header, for what only they can tell.

    `picked` is what a person said of some headers: these come first.
    """
    picked = picked or {}
    headers = sorted(headers, key=lambda header: header not in picked)
    found = Columns(words=words, left_out=tuple(h for h in headers if h in picked and picked[h].target is None))
    unknown = []
    for header in headers:
        if header in found.left_out:
            continue
        try:
            heading = pick_heading(header, picked[header], words) if header in picked else read_heading(header, words)
        except Wrong as wrong:
            found.refusals.append(Refusal(0, header, wrong.wrong, wrong.right))
            continue
        if heading is None:
            unknown.append(header)
        elif twin := found.header_of(heading.target):
            found.refusals.append(_twin(header, twin))
        else:
            found.columns[header] = Column(heading, guesses=_guesses(heading))
    found.unknown = tuple(_lone_companions(found, unknown))
    _settle(found, rows)
    return found


def _guesses(heading: Heading) -> tuple[Sentence, ...]:
    return (heading.guess,) if heading.guess else ()


def _twin(header: str, twin: str) -> Refusal:
    return Refusal(
        0,
        header,
        Sentence.of(N_("The columns “%(one)s” and “%(other)s” say the same."), one=twin, other=header),
        Sentence.of(N_("Leave one of them out, or name it differently.")),
    )


def _lone_companions(found: Columns, unknown: list[str]) -> Iterable[str]:
    """Take a header like 통화 for the companion of the one column that lacks it; yield what stays unknown."""
    for header in unknown:
        suffix = found.words.companions.get(fold(header))
        takers = [
            heading.attribute.code
            for column in found.columns.values()
            if (heading := column.heading).attribute and not heading.target.suffix and suffix in heading.attribute.companions
            and found.header_of(Target(heading.attribute.code, suffix)) is None
        ] if suffix else []  # fmt: skip
        if suffix is None or len(takers) != 1:
            yield header
            continue
        target = Target(takers[0], suffix)
        guess = Sentence.of(N_("Read as belonging to %(label)s."), label=Sentence(_label(found, takers[0])))
        found.columns[header] = Column(Heading(header, target, guess=guess), guesses=(guess,))


def _label(found: Columns, code: str) -> str:
    header = found.header_of(Target(code))
    attribute = found.columns[header].heading.attribute if header else None
    return attribute.label if attribute else code


def _settle(found: Columns, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Find out how each column writes its numbers and days, and refuse those that lack a companion."""
    surveys: dict[str, Surveyed] = {}
    for header, column in found.columns.items():
        attribute, target = column.heading.attribute, column.heading.target
        if attribute is None or target == STATUS:
            continue
        if target.suffix:
            found.beside.setdefault(target.code, {})[target.suffix] = header
        else:
            cells = (row[header] for row in rows if header in row)
            surveys[header] = survey(attribute, column.heading, cells, found.words)
    marks = {mark for surveyed in surveys.values() for mark in surveyed.marks}
    for header, surveyed in surveys.items():
        column = found.columns[header]
        attribute = surveyed.attribute
        decided = decide(surveyed, marks)
        reader = CellReader(attribute, found.words, column.heading.measure, decided.mark, decided.month_first)
        found.readers[header] = reader
        step = decided.step if attribute.kind in NUMBERS else None
        found.columns[header] = Column(column.heading, step, (*column.guesses, *decided.guesses))
    for header, surveyed in surveys.items():
        if missing := _missing(found, surveyed):
            found.refusals.append(Refusal(0, header, *missing))
            del found.columns[header]


NEEDED = ("currency", "basis", "method")


def _missing(found: Columns, surveyed: Surveyed) -> tuple[Sentence, Sentence] | None:
    """Say what no cell, unit or column tells, though every figure needs it."""
    attribute = surveyed.attribute
    if not surveyed.bare:
        return None
    for suffix in NEEDED:
        if suffix not in attribute.companions or suffix in found.beside.get(attribute.code, {}):
            continue
        if getattr(surveyed.heading.measure, suffix) is None:
            told = {"label": Sentence(attribute.label), "column": f"{attribute.code}_{suffix}"}
            example = (
                f"{surveyed.heading.header} (USD/m²)" if attribute.kind is Kind.MONEY else f"{attribute.code}_{suffix}"
            )
            return (
                Sentence.of(N_("%(label)s lacks what it needs beside it: a column %(column)s."), **told),
                Sentence.of(N_("Add the column, or head this one like “%(example)s”."), example=example),
            )
    return None
