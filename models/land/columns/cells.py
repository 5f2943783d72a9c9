"""What a cell says: one of the five answers, with a value where it is stated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from models.land.answer import Answer
from models.land.attribute import Attribute, Kind
from models.land.columns.days import TwofoldDay, read_day
from models.land.columns.figures import Figure, Twofold, read_figure, split_figure
from models.land.columns.measures import CURRENCY_OF, UNIT_OF, Measure, measure
from models.land.columns.words import EMPTY, Target, Words, fold
from models.land.statement import Said
from models.land.values import MOST, Wrong, clean
from models.marks import N_
from models.refusal import Sentence
from models.units import stored

Cell = str | int | float | bool

NUMBERS = (Kind.DECIMAL, Kind.INTEGER, Kind.MONEY)
MOST_REMEMBERED = 20_000


class Amount(NamedTuple):
    """A number in the stored unit, before its companions are known, and what the cell itself tells of these."""

    number: Decimal
    told: Measure


@dataclass
class CellReader:
    """Reads the cells of one attribute's column."""

    attribute: Attribute
    words: Words
    measure: Measure = field(default_factory=Measure)  # as the header tells
    mark: str | None = "."  # the decimal mark; None: nobody knows
    month_first: bool | None = None
    remembered: dict[tuple[type, Cell], Said | Amount | None] = field(default_factory=dict)

    def read(self, cell: Cell) -> Said | Amount | None:
        """Return what `cell` says; an Amount where companions must make it whole, null where it says nothing.

        Raise `Wrong` when it cannot be understood.
        """
        key = (type(cell), cell)
        if key in self.remembered:
            return self.remembered[key]
        read = self._read(cell)
        if len(self.remembered) < MOST_REMEMBERED:
            self.remembered[key] = read
        return read

    def _read(self, cell: Cell) -> Said | Amount | None:
        if isinstance(cell, str):
            folded = fold(cell)
            if not folded:
                return None
            options = self.words.options.get(Target(self.attribute.code), {})
            if folded not in options:
                if folded in EMPTY:
                    return None
                if (answer := self.words.answers.get(folded)) is not None:
                    return Said(answer)
        if self.attribute.kind in NUMBERS:
            return self._number(cell)
        if self.attribute.kind is Kind.DATE:
            return Said(Answer.STATED, clean(self.attribute, self._day(cell)))
        return Said(Answer.STATED, clean(self.attribute, self._choice(cell)))

    def _number(self, cell: Cell) -> Said | Amount:
        told = self.measure
        if isinstance(cell, str):
            figure = split_figure(cell)
            number = figure and self._digits(figure.digits)
            if figure is None or number is None:
                clean(self.attribute, cell)  # says what is wrong
                raise self._no_number(cell)
            told = self._beside_figure(cell, figure).beside(told)
        else:
            number = clean_number(self.attribute, cell)
        amount = self._stored(number, told)
        if self.attribute.companions:
            return Amount(amount, told)
        return Said(Answer.STATED, clean(self.attribute, amount))

    def _stored(self, number: Decimal, told: Measure) -> Decimal:
        if told.factor is None or told.factor == 1:
            return number
        product = Fraction(number) * told.factor
        if abs(product) < MOST:
            return stored(product)
        far = Context(prec=6).divide(Decimal(product.numerator), Decimal(product.denominator))
        clean(self.attribute, {"amount": far} if self.attribute.companions else far)  # refuses it
        raise self._no_number(str(number))

    def _digits(self, digits: str) -> Decimal | None:
        try:
            return read_figure(digits, self.mark)
        except Twofold:
            raise Wrong(
                Sentence.of(N_("“%(written)s” can be read in two ways."), written=digits),
                Sentence.of(N_("Write numbers without grouping, and decimals with a point.")),
            ) from None

    def _beside_figure(self, cell: str, figure: Figure) -> Measure:
        before, after = fold(figure.before), fold(figure.after)
        if self.attribute.kind is not Kind.MONEY:
            if before:
                raise self._no_number(cell)
            return measure(self.attribute, after, self.words, parts=[after])
        parts = [before + after] if after.startswith("/") else [before, after]
        return measure(self.attribute, cell, self.words, parts=parts)

    def _no_number(self, cell: Cell) -> Wrong:
        return Wrong(
            Sentence.of(N_("“%(written)s” is not a number."), written=str(cell)[:60]),
            Sentence.of(N_("Write the number alone, or one of the words for a missing value.")),
        )

    def _day(self, cell: Cell) -> Any:
        if not isinstance(cell, str):
            return cell
        try:
            return read_day(cell, self.month_first) or cell
        except TwofoldDay:
            raise Wrong(
                Sentence.of(N_("“%(written)s” can be read in two ways."), written=cell),
                Sentence.of(N_("Write days like 2026-12-31.")),
            ) from None

    def _choice(self, cell: Cell) -> Any:
        options = self.words.options[Target(self.attribute.code)]
        text = _as_text(cell)
        if code := _one_of(options, text):
            return {code} if self.attribute.kind is Kind.SET else code
        if self.attribute.kind is not Kind.SET:
            return text
        parts = [part for part in re.split(r"[;；\n|]", text) if fold(part)]
        if len(parts) == 1:
            parts = [part for part in re.split(r"[,、，/·・+&]", text) if fold(part)]
        return [_one_of(options, part) or part.strip() for part in parts]


def clean_number(attribute: Attribute, cell: float) -> Decimal:
    """Return a number cell as a decimal; raise `Wrong` for yes and no."""
    if isinstance(cell, bool):
        clean(attribute, cell)
    return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _one_of(options: Mapping[str, str], text: str) -> str | None:
    folded = fold(text)
    return options.get(folded) or options.get(re.sub(r"[/,]", "·", folded))


def read_companion(attribute: Attribute, suffix: str, cell: Cell, words: Words) -> Any:
    """Return what a companion's cell says, as `clean` takes it; null when it says nothing."""
    text = _as_text(cell)
    folded = fold(text)
    if not folded or folded in EMPTY or folded in words.answers:
        return None
    if suffix == "currency":
        return CURRENCY_OF.get(folded, text)
    if suffix == "minutes":
        figure = split_figure(text)
        minutes = figure and not figure.before and UNIT_OF.get(fold(figure.after) or "min") == "min"
        return figure.digits if figure and minutes else text
    return words.options[Target(attribute.code, suffix)].get(folded, text)


def whole(attribute: Attribute, amount: Amount, beside: Mapping[str, Any]) -> Said:
    """Return an amount made whole by its companions' cells; raise `Wrong` when one is missing or they contradict."""
    raw: dict[str, Any] = {"amount": amount.number}
    for suffix in attribute.companions:
        told, stands = getattr(amount.told, suffix, None), beside.get(suffix)
        if told is not None and stands is not None and told != stands:
            raise Wrong(
                Sentence.of(N_("For %(label)s both %(one)s and %(other)s are given."), label=Sentence(attribute.label),
                            one=told, other=stands),
                Sentence.of(N_("Leave one of them out.")),
            )  # fmt: skip
        raw[suffix] = stands if told is None else told
    return Said(Answer.STATED, clean(attribute, raw))


def read_value(attribute: Attribute, cell: Cell, beside: Mapping[str, Cell], words: Words) -> Said | None:
    """Return what one attribute's cell says together with its companions' (by suffix): a row of a list of facts.

    Raise `Wrong` when they cannot be understood.
    """
    read = CellReader(attribute, words).read(cell)
    if not isinstance(read, Amount):
        return read
    kept = {suffix: read_companion(attribute, suffix, told, words) for suffix, told in beside.items()}
    return whole(attribute, read, kept)
