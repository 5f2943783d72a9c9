"""A fact as a reader sees it: its words, its value in the reader's units, and who says so on what strength.

Every page that shows facts of lots or estates asks here, so a value reads the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from models.land.answer import Answer
from models.land.attribute import Attribute, Kind
from models.land.choices import Choice
from models.land.declaring import Companion
from models.land.estate import Estate
from models.land.lot import OPEN, Lot
from models.land.values import Quantity as Told
from models.land.values import from_columns
from models.marks import N_
from web.dates import DESK_ZONE, iso
from web.numbers import NBSP, Quantity, areas, money, plot_ratio, quantity, unit_prices, unit_word
from web.words import gettext, listed, pgettext

ON_REQUEST = "on_request"
FIRST_YEAR = 1900  # a number that starts here is a year, and years are not grouped
NONE = N_("None")
PERIODS = {"/m²/month": "/month", "/m²/year": "/year"}


@dataclass(frozen=True)
class ShownFact:
    """An attribute with its answer. Without a value, `answer` says in which of the ways it is not stated."""

    code: str
    label: str
    answer: str  # stated, not_stated, not_measured, not_applicable, not_disclosed, on_request
    values: tuple[Quantity, ...] = ()  # the same amount in its units; words are one without a unit
    note: str = ""
    proof: str = ""
    when: str = ""  # as of, ISO
    expired: str = ""  # the last day it held, once that has passed
    illustrative: bool = False
    of_estate: bool = False  # taken over from the estate
    beside: str = ""  # the estate's figure, which the lot does not state
    fact_id: int | None = None

    @property
    def stated(self) -> bool:
        """Tell whether there is a value."""
        return self.answer == Answer.STATED

    @property
    def main(self) -> Quantity:
        """Return the value in its first unit."""
        return self.values[0]

    @property
    def second(self) -> str:
        """Return the value in the reader's other units, if any."""
        return " · ".join(str(value) for value in self.values[1:])

    @property
    def text(self) -> str:
        """Return the value as plain text."""
        return " · ".join(str(value) for value in self.values)


def shown(
    attribute: Attribute, subject: Lot | Estate, language: str, at: datetime, unit: str | None = None
) -> ShownFact:
    """Return what `subject` says of an attribute, in the reader's language; `unit` asks for areas in another unit."""
    mark: Mapping[str, Any] = subject.standing.get(attribute.code) or {}
    answer = mark.get("a", Answer.NOT_STATED.value)
    value = from_columns(attribute, vars_of(subject, attribute)) if answer == Answer.STATED else None
    expired = mark.get("u", "") if mark and has_run_out(mark, at) else ""
    about: dict[str, Any] = {
        "code": attribute.code,
        "label": gettext(attribute.label),
        "answer": _on_request(attribute, subject, answer, at),
        "proof": mark.get("p", ""),
        "when": mark.get("d", ""),
        "expired": expired,
        "illustrative": bool(mark.get("i")),
        "of_estate": bool(mark.get("o")),
        "fact_id": mark.get("f"),
    }
    if value is None:
        return ShownFact(**about)
    values, note = as_read(attribute, value, language, unit)
    return ShownFact(**about, values=values, note=note)


def vars_of(subject: Lot | Estate, attribute: Attribute) -> dict[str, Any]:
    """Return the columns of an attribute by name."""
    return {name: getattr(subject, name) for name in attribute.columns}


def has_run_out(mark: Mapping[str, Any], at: datetime) -> bool:
    """Tell whether the last day of a mark's validity has passed where the estates are."""
    last = mark.get("u")
    return last is not None and date.fromisoformat(last) < at.astimezone(ZoneInfo(DESK_ZONE)).date()


def as_read(
    attribute: Attribute, value: Any, language: str, unit: str | None = None
) -> tuple[tuple[Quantity, ...], str]:
    """Return a value in the reader's units, and what makes it whole: how it was measured, how long it takes."""
    if isinstance(value, Told):
        if attribute.kind is Kind.MONEY:
            return _money(attribute, value, language, unit), ""
        return (quantity(value.amount, attribute.display_unit, language),), _how(attribute, value, language)
    match attribute.kind:
        case Kind.DECIMAL | Kind.INTEGER:
            return _number(attribute, value, language, unit), ""
        case Kind.DATE:
            return (Quantity("", iso(value), ""),), ""
        case Kind.SET:
            words = [chosen(attribute.option(code)) for code in attribute.choices if code in value]
            return (Quantity("", listed(words) or gettext(NONE), ""),), ""
    word = chosen(attribute.option(value))
    return (Quantity("", word, f"{NBSP}{attribute.display_unit}" if attribute.unit == "kV" else ""),), ""


def chosen(option: Choice) -> str:
    """Return the label of a choice in the reader's language."""
    return pgettext(option.context, option.label) if option.context else option.label


def _number(attribute: Attribute, value: Decimal | int, language: str, unit: str | None) -> tuple[Quantity, ...]:
    if attribute.unit == "m2":
        return areas(value, language, unit)
    if attribute.percent_in:
        return (plot_ratio(value, language),)
    if attribute.kind is Kind.INTEGER and attribute.low == FIRST_YEAR:
        return (Quantity("", str(value), {"ko": "년", "ja": "年"}.get(language, "")),)
    return (quantity(value, attribute.display_unit, language),)


def _money(attribute: Attribute, value: Told, language: str, unit: str | None) -> tuple[Quantity, ...]:
    currency = value.currency or ""
    if value.basis == "per_lot":
        amount = money(value.amount, currency, language)
        return (amount._replace(after=f"{amount.after}{_word('/lot')}"),)
    if attribute.display_unit.startswith("/m²"):
        return unit_prices(value.amount, currency, language, unit, PERIODS.get(attribute.display_unit, ""))
    amount = money(value.amount, currency, language)
    return (amount._replace(after=f"{amount.after}{unit_word(attribute.display_unit, language)}"),)


def _how(attribute: Attribute, value: Told, language: str) -> str:
    words = []
    if value.method:
        options = Companion(attribute.code, "method").options
        words.append(next((chosen(option) for option in options if option.code == value.method), value.method))
    if value.minutes is not None:
        words.append(str(quantity(value.minutes, "min", language)))
    return ", ".join(words)


def _word(unit: str) -> str:
    return pgettext("unit", unit)


def _on_request(attribute: Attribute, subject: Lot | Estate, answer: str, at: datetime) -> str:
    """A price that is not disclosed is on request while the lot may still be had."""
    if attribute.code == "price" and answer == Answer.NOT_DISCLOSED and isinstance(subject, Lot):
        return ON_REQUEST if subject.shown_status(at) in OPEN else answer
    return answer
