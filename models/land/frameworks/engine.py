"""Whether what an estate says meets what a framework asks: one engine for all frameworks, driven by their rows.

A row compares one value with a target: "yes", a number, or the newest value of a reference series that is not younger than
the value. A criterion has bands, of which a value reaches one or none. Numbers are exact; the limit itself counts only where
the operator says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from models.land.answer import Answer

COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {">=": ge, ">": gt, "=": eq, "<=": le, "<": lt}
STRICT = frozenset({">", "<"})
YES, NO = "yes", "no"
SERIES = "ref:"  # begins a target that is the name of a reference series

MET, WAY, OPEN, UNKNOWN, NOT_APPLICABLE = "met", "way", "open", "unknown", "not_applicable"
VERDICTS = (MET, WAY, OPEN, UNKNOWN, NOT_APPLICABLE)


@dataclass(frozen=True)
class Row:
    """A row of a framework: `target` is "yes", a number, or the name of a reference series after "ref:"; `unit` is UCUM."""

    code: str
    group: str
    operator: str
    target: str
    unit: str
    label: str

    @property
    def series(self) -> str | None:
        """Return the reference series that the target is taken from, if it is."""
        return self.target.removeprefix(SERIES) if self.target.startswith(SERIES) else None

    @property
    def asks_yes(self) -> bool:
        """Tell whether the row asks for a thing to be there, not for a number."""
        return self.target == YES


@dataclass(frozen=True)
class Told:
    """What an estate says under a row: the answer, with a value when it is stated, and the day it is about."""

    answer: Answer
    value: str | None = None
    under_way: bool = False
    as_of: date | None = None


NOTHING = Told(Answer.NOT_STATED)


@dataclass(frozen=True)
class Reference:
    """A value of a reference series, from a day on."""

    on: date | None
    value: Decimal


References = Mapping[str, Sequence[Reference]]
"""By series, in any order."""


@dataclass(frozen=True)
class Judged:
    """A row with what was told and whether that meets it; `target` is the number it was compared with, if it was one."""

    row: Row
    told: Told
    verdict: str
    value: Decimal | None = None
    target: Decimal | None = None
    reference: Reference | None = None

    @property
    def fails_at_the_limit(self) -> bool:
        """Tell whether the value is exactly the limit, and the limit itself does not count."""
        return self.value is not None and self.value == self.target and self.row.operator in STRICT


def number_of(text: str | None) -> Decimal | None:
    """Return a text as an exact, finite number; None when it is none."""
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def holds(value: Decimal, operator: str, target: Decimal) -> bool:
    """Tell whether `value` stands to `target` as `operator` says."""
    return COMPARE[operator](value, target)


def reference_for(series: Sequence[Reference], as_of: date | None) -> Reference | None:
    """Return the newest value of a series that is not younger than `as_of`; of a value without a day, the newest of all."""
    fit = [one for one in series if as_of is None or one.on is None or one.on <= as_of]
    return max(fit, key=lambda one: one.on or date.min, default=None)


def judge(row: Row, told: Told | None, references: References) -> Judged:
    """Return whether what was told meets a row; without a value, or without the value to compare with, nothing is decided."""
    told = told or NOTHING
    reference = reference_for(references.get(row.series, ()), told.as_of) if row.series else None
    target = reference.value if reference else number_of(row.target)
    if told.answer is Answer.NOT_APPLICABLE:
        return Judged(row, told, NOT_APPLICABLE, None, target, reference)
    value = number_of(told.value) if told.answer is Answer.STATED else None
    good: bool | None = None
    if row.asks_yes and told.answer is Answer.STATED and told.value in (YES, NO):
        good = told.value == YES
    elif value is not None and target is not None:
        good = holds(value, row.operator, target)
    verdict = UNKNOWN if good is None else MET if good else WAY if told.under_way else OPEN
    return Judged(row, told, verdict, value, target, reference)


@dataclass(frozen=True)
class Tally:
    """How many rows of a group are met, under way, not met, not known; rows that do not apply are counted apart."""

    group: str
    met: int
    way: int
    open: int
    unknown: int
    not_applicable: int

    @property
    def of(self) -> int:
        """Return how many rows apply."""
        return self.met + self.way + self.open + self.unknown

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self.of + self.not_applicable

    @property
    def rate(self) -> Fraction | None:
        """Return the rows that are met, in percent of those that apply; None where none applies."""
        return Fraction(100 * self.met, self.of) if self.of else None


def tally(group: str, judged: Iterable[Judged]) -> Tally:
    """Return the tally of judged rows, all of them, under the name `group`."""
    verdicts = [one.verdict for one in judged]
    return Tally(group, *(verdicts.count(word) for word in VERDICTS))


@dataclass(frozen=True)
class Band:
    """A range that earns points: above `lower` and up to `upper`, exactly `upper` for "=", above `lower` for ">"."""

    code: str
    operator: str
    lower: Decimal | None
    upper: Decimal | None
    points: int

    def holds(self, value: Decimal) -> bool:
        """Tell whether a value lies in this band."""
        if self.operator in (">", ">="):
            return self.lower is not None and holds(value, self.operator, self.lower)
        above = self.operator == "=" or self.lower is None or value > self.lower
        return above and self.upper is not None and holds(value, self.operator, self.upper)


@dataclass(frozen=True)
class Criterion:
    """What a framework gives points for: a share in percent, by bands, the best first."""

    code: str
    label: str
    bands: tuple[Band, ...]

    def band(self, value: Decimal) -> Band | None:
        """Return the band that a value reaches; None when it reaches none."""
        return next((band for band in self.bands if band.holds(value)), None)


@dataclass(frozen=True)
class Scored:
    """A criterion with what was told, the band reached and its points; points are None where no value is stated."""

    criterion: Criterion
    told: Told
    value: Decimal | None
    band: Band | None
    points: int | None


def score(criterion: Criterion, told: Told | None) -> Scored:
    """Return how many points a criterion earns: none is 0, not stated is None."""
    told = told or NOTHING
    value = number_of(told.value) if told.answer is Answer.STATED else None
    band = criterion.band(value) if value is not None else None
    points = band.points if band else 0 if value is not None else None
    return Scored(criterion, told, value, band, points)
