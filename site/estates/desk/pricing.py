"""What a change of a price list would do: by percent or by a list, old and new beside each other, and what cannot be read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from estates.desk.rows import said_in_words
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.codes import lot_code
from models.land.lot import Lot
from models.land.pricing import PRICE, PRICED, quantity_of
from models.land.statement import Said
from models.land.values import Quantity, Wrong, clean, to_json
from web.numbers import CURRENCIES, precision
from web.typed import Unreadable, read_number, read_plain
from web.words import gettext, said

LONGEST = 200_000  # characters of a list
MOST_LINES = 5_000


@dataclass(frozen=True)
class Changed:
    """A lot whose price changes."""

    lot: Lot
    old: str
    new: str
    percent: Decimal | None  # None: it had none
    said: Said


@dataclass(frozen=True)
class Change:
    """What would be stored, and what is left out."""

    rows: Sequence[Changed]
    wrong: Sequence[str]  # lines of a list that cannot be taken, in words
    without: Sequence[str]  # lots that have no price to change
    same: int  # lots whose price stays

    @property
    def mark(self) -> str:
        """Return a mark of exactly this change: what is stored is what was looked at."""
        told = [[row.lot.id, row.old, to_json(row.said.value)] for row in self.rows]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def by_percent(lots: Sequence[Lot], now: Mapping[int, Said], percent: Decimal, language: str) -> Change:
    """Return the change of all lots by a percentage, rounded as the currency is."""
    new: dict[int, Quantity] = {}
    without = []
    for lot in lots:
        old = quantity_of(now.get(lot.id))
        if old is None:
            without.append(lot.code_as_given)
            continue
        step = Decimal(1).scaleb(-precision(old.currency or ""))
        amount = (old.amount * (100 + percent) / 100).quantize(step, ROUND_HALF_UP)
        new[lot.id] = replace(old, amount=amount)
    return _change(lots, now, new, [], without, language)


def by_list(lots: Sequence[Lot], now: Mapping[int, Said], text: str, language: str) -> Change:
    """Return the change that a list asks for: code, price and, where it differs, currency, one lot a line."""
    by_code = {lot.code: lot for lot in lots}
    new: dict[int, Quantity] = {}
    wrong: list[str] = []
    for number, cells, plain in lines_of(text):
        try:
            lot, price = _read(cells, by_code, now, language, plain)
        except _Line as refused:
            if number > 1 or any(letter.isdigit() for letter in "".join(cells)):  # the first may be a head
                wrong.append(gettext("Line %(number)d: %(why)s", number=number, why=refused.words))
            continue
        if lot.id in new:
            wrong.append(gettext("Line %(number)d: %(why)s", number=number, why=gettext("This lot stands in the list twice.")))
        new[lot.id] = price
    return _change(lots, now, new, wrong, [], language)


class _Line(ValueError):
    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def lines_of(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield number and cells of each line that says something; with commas between cells, numbers are plain."""
    mark = next((mark for mark in ("\t", ";") if mark in text), ",")
    for number, cells in enumerate(csv.reader(io.StringIO(text[:LONGEST]), delimiter=mark), 1):
        told = [cell.strip() for cell in cells]
        if any(told) and number <= MOST_LINES:
            yield number, told, mark == ","


def _read(
    cells: Sequence[str], by_code: Mapping[str, Lot], now: Mapping[int, Said], language: str, plain: bool
) -> tuple[Lot, Quantity]:
    try:
        lot = by_code.get(lot_code(cells[0]))
    except Wrong as wrong:
        raise _Line(said(wrong.wrong)) from wrong
    if lot is None:
        raise _Line(gettext("There is no lot “%(lot)s” here whose price can change.", lot=cells[0][:40]))
    old = quantity_of(now.get(lot.id))
    typed = cells[2].upper() if len(cells) > 2 and cells[2] else None
    currency = typed or (old.currency if old else None)
    if currency not in CURRENCIES:
        raise _Line(gettext("Name the currency in a third column: %(codes)s.", codes=", ".join(CURRENCIES)))
    try:
        written = cells[1] if len(cells) > 1 else ""
        amount = read_plain(written) if plain else read_number(written, language, currency or "")
    except Unreadable as unreadable:
        raise _Line(unreadable.told(gettext)) from unreadable
    told = {"amount": amount, "currency": currency, "basis": old.basis if old and old.basis else "per_m2"}
    try:
        price = clean(ATTRIBUTES[PRICE], told)
    except Wrong as wrong:
        raise _Line(said(wrong.wrong)) from wrong
    assert isinstance(price, Quantity)
    if price.amount <= 0:
        raise _Line(gettext("A price is more than zero."))
    return lot, price


def _change(
    lots: Sequence[Lot],
    now: Mapping[int, Said],
    new: Mapping[int, Quantity],
    wrong: Sequence[str],
    without: Sequence[str],
    language: str,
) -> Change:
    rows, same = [], 0
    for lot in lots:
        if (price := new.get(lot.id)) is None:
            continue
        before = now.get(lot.id)
        old = quantity_of(before)
        if price == old:
            same += 1
            continue
        kept = before if before is not None else Said(Answer.NOT_STATED, visibility=ATTRIBUTES[PRICE].visibility)
        becomes = kept._replace(answer=Answer.STATED, value=price)
        share = None
        if old is not None and old.amount and (old.currency, old.basis) == (price.currency, price.basis):
            share = round(100 * (price.amount - old.amount) / old.amount, 1)
        rows.append(
            Changed(
                lot,
                said_in_words(ATTRIBUTES[PRICE], before, language) if before is not None else gettext("Not stated"),
                said_in_words(ATTRIBUTES[PRICE], becomes, language),
                share,
                becomes,
            )
        )
    return Change(rows, wrong, without, same)


def may_change(lot: Lot) -> bool:
    """Tell whether a lot's price can still change."""
    return lot.status in PRICED
