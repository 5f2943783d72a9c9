"""What the reader and its child tell each other: limits, a table's head, its rows, and why a file cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from models.marks import N_
from models.refusal import Refusal, Sentence

Cell = str | int | float | bool
"""What stands in a cell: text as people wrote it, or a number or truth where the format has them. Never empty."""

OUTLINES, ANY = "outlines", "any"
"""Which shapes a file may hold: one polygon a row, or whatever a plan is drawn with."""

NO_SYSTEM = N_("The coordinates (%(x)s, %(y)s) are no degrees, and the file names no coordinate system.")
UNKNOWN_SYSTEM = N_("The coordinate system that the file names is not known: %(name)s")
NO_DEGREES = N_("The coordinates (%(x)s, %(y)s) are no degrees, but %(crs)s counts degrees.")
NO_METRES = N_("The coordinates look like degrees (%(x)s, %(y)s), but %(crs)s counts metres.")
OF_THE_SYSTEM = frozenset({NO_SYSTEM, UNKNOWN_SYSTEM, NO_DEGREES, NO_METRES})
"""Why a file cannot be laid on the map: another coordinate system may mend it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read, and what reading may cost."""

    file_bytes: int = 64 << 20
    rows: int = 100_000
    columns: int = 200
    cell_characters: int = 10_000
    corners: int = 10_000  # of one shape
    unpacked_bytes: int = 64 << 20
    unpacked_times: int = 50  # the packed size
    members: int = 50  # of a zip
    memory_bytes: int = 2 << 30
    cpu_seconds: int = 60
    seconds: float = 90  # of waiting for the child


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file."""

    header: str
    position: int  # from 1, as people count
    filled: int  # cells that hold something
    samples: tuple[Cell, ...]  # the first few different ones


@dataclass(frozen=True, slots=True)
class Head:
    """What a file is and how it was read; told before its rows."""

    format: str  # geojson, ndjson, csv, xlsx, shapefile, geopackage
    columns: tuple[Column, ...]
    rows: int
    shapes: int  # rows that have one
    encoding: str | None = None  # utf-8, utf-16-le, cp949, cp932, …
    encoding_how: str | None = None  # given, mark (a byte order mark), valid (UTF-8 by its bytes), guessed, file
    delimiter: str | None = None
    layer: str | None = None
    layers: tuple[str, ...] = ()
    crs: str | None = None  # EPSG:n; none without shapes
    crs_how: str | None = None  # given, file, assumed (the format's own rule, or longitude and latitude by the numbers)
    rounding_m: float | None = None  # half a unit in the last decimal of its coordinates, in metres
    warnings: tuple[Sentence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON, for the child's first line and the intake's record."""
        return asdict(self) | {"warnings": [warning.as_json() for warning in self.warnings]}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the head that `as_json` wrote."""
        known = {f.name: told[f.name] for f in fields(cls)}
        known["columns"] = tuple(Column(**(c | {"samples": tuple(c["samples"])})) for c in told["columns"])
        known["layers"] = tuple(told["layers"])
        known["warnings"] = tuple(Sentence.from_json(warning) for warning in told["warnings"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file. One that was refused comes too, with its reasons and what could be read of it."""

    number: int  # as people count: a spreadsheet's row, or the feature's place
    cells: Mapping[str, Cell]  # by header, the filled ones
    shape: bytes | None = None  # WKB in WGS 84, longitude first, two dimensions
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller says of a file, beyond what the file tells."""

    limits: Limits = field(default_factory=Limits)
    crs: str | None = None  # EPSG:n
    encoding: str | None = None
    layer: str | None = None
    shapes: str = OUTLINES
    suggest: str = "EPSG:32748"  # the CRS to name to a person whose file names none

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the wish that `as_json` wrote."""
        return cls(**{**told, "limits": Limits(**told["limits"])})


class Unreadable(Exception):
    """A file that gave no rows, with the one reason. `file` is its name, never its path."""

    def __init__(self, file: str, reason: Sentence, right: Sentence | None = None, row: int = 0) -> None:
        super().__init__(f"{file}: {reason}" + (f" {right}" if right else ""))
        self.file, self.reason, self.right, self.row = file, reason, right, row

    def refusal(self) -> Refusal:
        """Return the reason as a refusal; its row is where reading ended, or 0."""
        return Refusal(self.row, "", self.reason, self.right)
