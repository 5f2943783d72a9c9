"""How a column writes its numbers and days, told from all its cells, then from its range, its file, its language."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from models.land.attribute import Attribute, Kind
from models.land.columns.cells import NUMBERS, Cell
from models.land.columns.days import month_first, undecided
from models.land.columns.figures import COMMA, POINT, Figure, Twofold, last_place, mark_of, read_figure, split_figure
from models.land.columns.headings import Heading
from models.land.columns.measures import measure
from models.land.columns.words import EMPTY, Words, fold
from models.land.values import Wrong
from models.marks import N_
from models.refusal import Sentence


@dataclass
class Surveyed:
    """What the cells of a column show."""

    attribute: Attribute
    heading: Heading
    figures: list[tuple[str, Fraction]] = field(default_factory=list)  # written, and the factor to the stored unit
    numbers: set[float] = field(default_factory=set)  # cells that are numbers already
    marks: set[str] = field(default_factory=set)  # decimal marks that show themselves
    twofold: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    bare: bool = False  # figures stand there, and none with a unit of its own


@dataclass
class Decided:
    """How the column is read."""

    mark: str | None = POINT
    month_first: bool | None = None
    step: Decimal | None = None
    guesses: list[Sentence] = field(default_factory=list)


def survey(attribute: Attribute, heading: Heading, cells: Iterable[Cell], words: Words) -> Surveyed:
    """Look through the cells of a column."""
    found = Surveyed(attribute, heading)
    texts: dict[str, None] = {}  # in the order of the file
    for cell in cells:
        if isinstance(cell, str):
            texts[cell] = None
        elif not isinstance(cell, bool):
            found.numbers.add(cell)
    if attribute.kind is Kind.DATE:
        found.days = list(texts)
    if attribute.kind not in NUMBERS:
        return found
    alone = True
    for text in texts:
        folded = fold(text)
        figure = None if folded in words.answers or folded in EMPTY else split_figure(text)
        if figure:
            alone = alone and not figure.before and not figure.after
            found.figures.append((figure.digits, _factor(found, figure, words)))
    found.bare = bool(found.figures or found.numbers) and alone
    found.marks, found.twofold = mark_of(digits for digits, _ in found.figures)
    return found


def _factor(found: Surveyed, figure: Figure, words: Words) -> Fraction:
    told = found.heading.measure
    if figure.after:
        with suppress(Wrong):  # else the cell is refused when it is read
            told = measure(found.attribute, fold(figure.after), words).beside(told)
    return told.factor or Fraction(1)


def decide(found: Surveyed, marks_of_file: set[str]) -> Decided:
    """Return how to read a column; `marks_of_file` are the decimal marks that the file shows anywhere."""
    decided = Decided()
    if found.twofold:
        decided.mark = _mark(found, marks_of_file)
        if decided.mark and not found.marks:
            decided.guesses.append(_guessed(found.twofold[0], decided.mark))
    if any(undecided(day) for day in found.days):
        _order(found, decided)
    decided.step = _step(found, decided.mark)
    return decided


def _mark(found: Surveyed, marks_of_file: set[str]) -> str | None:
    if found.marks:
        return next(iter(found.marks)) if len(found.marks) == 1 else None  # it contradicts itself
    fitting = [mark for mark in (POINT, COMMA) if _fits(found, mark)]
    if len(fitting) == 1:
        return fitting[0]
    if len(marks_of_file) == 1:
        return next(iter(marks_of_file))
    return COMMA if found.heading.language == "id" else POINT


def _fits(found: Surveyed, mark: str) -> bool:
    """Say whether all twofold figures lie in the attribute's range when `mark` marks decimals."""
    for digits, factor in found.figures:
        try:
            read_figure(digits, None)
        except Twofold:
            number = read_figure(digits, mark)
            if number is None or not _in_range(found.attribute, Fraction(number) * factor):
                return False
    return True


def _in_range(attribute: Attribute, amount: Fraction) -> bool:
    if attribute.kind is Kind.INTEGER and amount.denominator != 1:
        return False
    low, high = attribute.low, attribute.high
    return (low is None or amount >= Fraction(low)) and (high is None or amount <= Fraction(high))


def _guessed(written: str, mark: str) -> Sentence:
    number = read_figure(written, mark)
    return Sentence.of(N_("“%(written)s” was read as %(number)s."), written=written, number=format(number or 0, "f"))


def _order(found: Surveyed, decided: Decided) -> None:
    told = month_first(found.days)
    decided.month_first = bool(told)
    if told is None:
        day = next(day for day in found.days if undecided(day))
        decided.guesses.append(Sentence.of(N_("In “%(written)s” the day was read before the month."), written=day))


def _step(found: Surveyed, mark: str | None) -> Decimal | None:
    """Return the worth of the finest last digit of the column, in the stored unit."""
    header = found.heading.measure.factor or Fraction(1)
    steps = [Fraction(_place(number)) * header for number in found.numbers]
    for digits, factor in found.figures:
        try:
            steps.append(Fraction(last_place(digits, mark)) * factor)
        except Twofold:
            continue
    finest = min(steps, default=None)
    return None if finest is None else Decimal(finest.numerator) / Decimal(finest.denominator)


def _place(number: float) -> Decimal:
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent if isinstance(number, float) else 0
    return Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
