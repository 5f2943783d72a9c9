"""The utility ledger: what is firm, in use, committed and free, and what is only to come. A plan is not capacity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalogue.beside import Origin, origin_of
from catalogue.operators import Running, said_of
from models.land.beside import Line, newest
from models.land.choices import CAPACITY_BASIS
from models.land.ledger import LETTERS, Utility
from web.dates import iso
from web.numbers import Quantity, quantity
from web.showing import chosen
from web.words import gettext

FIRM = ("metered", "permit", "letter")
PLAN = "plan"
BASES = {choice.code.removeprefix("basis_"): choice for choice in CAPACITY_BASIS}
SIGNS = {"metered": "p-metered", "permit": "p-certified", "letter": "b-letter", "plan": "b-plan"}
LIMIT = Decimal(80)  # where firm capacity stands on every bar, of 100
TIGHT = Decimal(90)  # percent taken from which the limit is urgent


@dataclass(frozen=True)
class Source:
    """A line of the ledger as it was told."""

    item: str
    capacity: Quantity | None
    in_use: Quantity | None
    committed: Quantity | None
    since: str  # ISO
    to_come: bool
    basis: str
    basis_word: str
    sign: str
    operator: str
    note: str
    origin: Origin


@dataclass(frozen=True)
class Later:
    """What will be there, or is only planned: never counted as free."""

    words: str
    sign: str


@dataclass(frozen=True)
class Supply:
    """A utility: its firm capacity today, how much of it is taken, and what is to come. Shares are of 100."""

    code: str
    operators: tuple[str, ...]
    firm: Quantity | None
    in_use: Quantity | None
    committed: Quantity | None
    free: Quantity | None
    none_left: bool
    tight: str  # how much is left, in words, where that is urgent
    bar: tuple[Decimal, Decimal, Decimal] | None  # in use, committed, to come, as widths; None where nothing is firm
    later: tuple[Later, ...]
    bases: tuple[tuple[str, str, str], ...]  # sign, word, date
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Ledger:
    """Utilities by letter, and figures without a basis, which are no capacity."""

    supplies: tuple[Supply, ...]
    uncounted: tuple[Source, ...]

    @property
    def illustrative(self) -> bool:
        """Tell whether every line of the ledger is invented."""
        told = [source.origin.illustrative for supply in self.supplies for source in supply.sources]
        return bool(told) and all(told)


def ledger_of(lines: Sequence[Line[Utility]], running: Sequence[Running], language: str, today: date) -> Ledger:
    """Return the ledger of an estate."""
    told = newest(lines)
    counted = [line for line in told if line.row.basis in BASES]
    kinds = sorted({(line.row.letter, line.row.unit) for line in counted}, key=lambda kind: (_place(kind[0]), kind[1]))
    supplies = tuple(
        supply([line for line in counted if (line.row.letter, line.row.unit) == kind], running, language, today)
        for kind in kinds
    )
    rest = tuple(source(line, language, today) for line in told if line not in counted)
    return Ledger(supplies, rest)


def supply(lines: Sequence[Line[Utility]], running: Sequence[Running], language: str, today: date) -> Supply:
    """Return one utility of one unit."""
    rows = [line.row for line in lines]
    here = [row for row in rows if is_firm(row, today)]
    coming = [row for row in rows if row not in here]
    unit = rows[0].unit
    firm, in_use, committed = (total(here, pick) for pick in (_capacity, _in_use, _committed))
    free = firm - in_use - committed if None not in (firm, in_use, committed) else None  # type: ignore[operator]

    def shown(amount: Decimal | None) -> Quantity | None:
        return quantity(amount, unit, language) if amount is not None else None

    bare = quantity(free, "", language) if free is not None else None
    return Supply(
        code=LETTERS.get(rows[0].letter, rows[0].letter),
        operators=tuple(dict.fromkeys(said_of(row.operator, running, language) for row in here or rows if row.operator)),
        firm=shown(firm),
        in_use=quantity(in_use, "", language) if in_use is not None else None,
        committed=quantity(committed, "", language) if committed is not None else None,
        free=bare,
        none_left=free is not None and free <= 0,
        tight=tightness(firm, free, language),
        bar=bar_of(firm, in_use, committed, total(coming, _capacity, anyway=True)),
        later=tuple(later(row, language, today) for row in coming),
        bases=tuple(dict.fromkeys(basis_of(line) for line in lines if line.row in here)),
        sources=tuple(source(line, language, today) for line in lines),
    )


def is_firm(row: Utility, today: date) -> bool:
    """Tell whether a line counts: measured, permitted or promised in writing, with a figure, and there by today."""
    return row.basis in FIRM and row.capacity is not None and (row.available_from is None or row.available_from <= today)


def total(rows: Iterable[Utility], pick: Callable[[Utility], Decimal | None], *, anyway: bool = False) -> Decimal | None:
    """Return the sum of a column; None where a line does not state it (unless `anyway`), or there is none."""
    told = [pick(row) for row in rows]
    stated = [amount for amount in told if amount is not None]
    if not stated or (len(stated) < len(told) and not anyway):
        return None
    return sum(stated, Decimal(0))


def tightness(firm: Decimal | None, free: Decimal | None, language: str) -> str:
    """Return how much is left, in words, where nine tenths are taken."""
    if not firm or free is None or (firm - free) * 100 < TIGHT * firm:
        return ""
    if free < 0:
        return gettext("More promised than there is")
    return gettext("%(share)s left", share=str(quantity(round(free * 100 / firm), "%", language)))


def bar_of(
    firm: Decimal | None, in_use: Decimal | None, committed: Decimal | None, to_come: Decimal | None
) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return the widths of what is in use, committed and to come on a bar where firm capacity stands at LIMIT."""
    if not firm or firm < 0:
        return None
    used = min(LIMIT * max(in_use or Decimal(0), Decimal(0)) / firm, Decimal(100))
    promised = min(LIMIT * max(committed or Decimal(0), Decimal(0)) / firm, 100 - used)
    coming = min(LIMIT * max(to_come or Decimal(0), Decimal(0)) / firm, 100 - LIMIT)
    return round(used, 1), round(promised, 1), round(coming, 1)


def later(row: Utility, language: str, today: date) -> Later:
    """Return what a line that does not count today says of what is to come."""
    basis = row.basis or PLAN
    amount = str(quantity(row.capacity, row.unit, language)) if row.capacity is not None else gettext("Not stated")
    holes = {"amount": amount, "basis": chosen(BASES[basis])}
    if row.available_from is not None and row.available_from > today:
        return Later(gettext("%(basis)s: +%(amount)s from %(month)s", month=iso(row.available_from)[:7], **holes), SIGNS[basis])
    return Later(gettext("%(basis)s: +%(amount)s", **holes), SIGNS[basis])


def source(line: Line[Utility], language: str, today: date) -> Source:
    """Return a line of the ledger as it was told."""
    row = line.row

    def shown(amount: Decimal | None) -> Quantity | None:
        return quantity(amount, row.unit, language) if amount is not None else None

    known = row.basis if row.basis in BASES else ""
    return Source(
        item=row.item,
        capacity=shown(row.capacity),
        in_use=shown(row.in_use),
        committed=shown(row.committed),
        since=iso(row.available_from) if row.available_from else "",
        to_come=not is_firm(row, today),
        basis=known or "",
        basis_word=chosen(BASES[known]) if known else "",
        sign=SIGNS[known] if known else "",
        operator=row.operator or "",
        note=row.note or "",
        origin=origin_of(line.statement, line.document, language, today),
    )


def basis_of(line: Line[Utility]) -> tuple[str, str, str]:
    """Return on what a capacity rests: its sign, its word, as of when."""
    basis = line.row.basis or PLAN
    return SIGNS[basis], chosen(BASES[basis]), iso(line.statement.as_of) if line.statement.as_of else ""


def _place(letter: str) -> int:
    return list(LETTERS).index(letter) if letter in LETTERS else len(LETTERS)


def _capacity(row: Utility) -> Decimal | None:
    return row.capacity


def _in_use(row: Utility) -> Decimal | None:
    return row.in_use


def _committed(row: Utility) -> Decimal | None:
    return row.committed
