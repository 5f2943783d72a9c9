"""Values of facts: what is right, how they are kept in a statement's lines and in the columns, when two are the same.

A value is a `Decimal`, `int`, `bool`, `date`, a code, a `frozenset` of codes, or, where an attribute has companions
(money, distances, the emission factor), a `Quantity`. In a line of a statement it is JSON:

=========  ==================================================================
decimal    text, without trailing zeros: `"51310.5"`
integer    number: `30`
boolean    `true`, `false`
date       ISO text: `"2026-12-31"`
enum       the code: `"hgb"`
set        list of codes, sorted: `["C10", "C20"]`
quantity   `{"amount": "176", "currency": "USD", "basis": "per_m2"}`,
           `{"amount": "1.46", "method": "road", "minutes": 4}`
=========  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from babel.numbers import list_currencies

from models.base import plain
from models.land.attribute import Attribute, Kind
from models.land.declaring import Companion
from models.marks import N_
from models.refusal import Sentence

MOST = Decimal(10) ** 14  # what the columns hold before the point
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_MINUTES = 10_000

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_SIGNIFICANT = Context(prec=15)  # a double of SQLite keeps so many digits
_SIXTH = Decimal("0.000001")
_CURRENCIES = frozenset(list_currencies()) - {"XXX", "XTS"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the companions that make it whole. Minutes are whole minutes, the rest are codes."""

    amount: Decimal
    currency: str | None = None
    basis: str | None = None
    method: str | None = None
    minutes: int | None = None


SUFFIXES = tuple(field.name for field in fields(Quantity) if field.name != "amount")

Value = Decimal | int | bool | date | str | frozenset[str] | Quantity


class Wrong(ValueError):
    """A value that cannot be kept: `wrong` says why, `right` what would be right."""

    def __init__(self, wrong: Sentence, right: Sentence | None = None) -> None:
        super().__init__(str(wrong))
        self.wrong = wrong
        self.right = right


def clean(attribute: Attribute, raw: Any) -> Value:
    """Return `raw` as a value of `attribute`; raise `Wrong` when it is none.

    `raw` is typed already or plain text as programs write it: numbers with a point and in the stored unit, ISO dates,
    codes (sets joined by ";"), yes and no. With companions it is a `Quantity` or a mapping of "amount" and suffixes.
    """
    if attribute.derived or not attribute.stated:
        raise Wrong(
            Sentence.of(N_("%(label)s follows from other data and cannot be entered."), label=_label(attribute)),
            Sentence.of(N_("Leave it out.")),
        )
    if attribute.companions:
        return _quantity(attribute, raw)
    return _CLEANERS[attribute.kind](attribute, raw)


def to_json(value: Value) -> Any:
    """Return `value` as it stands in a line of a statement."""
    if isinstance(value, Quantity):
        beside = {suffix: told for suffix in SUFFIXES if (told := getattr(value, suffix)) is not None}
        return {"amount": format(value.amount, "f"), **beside}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def from_json(attribute: Attribute, told: Any) -> Value:
    """Return the value that `to_json` wrote, as it was, even if it would not be taken today."""
    if attribute.companions:
        return Quantity(plain(Decimal(told["amount"])), **{name: told[name] for name in SUFFIXES if name in told})
    match attribute.kind:
        case Kind.DECIMAL:
            return plain(Decimal(told))
        case Kind.DATE:
            return date.fromisoformat(told)
        case Kind.SET:
            return frozenset(told)
    value: Value = told
    return value


def to_columns(attribute: Attribute, value: Value | None) -> dict[str, Any]:
    """Return what each column of `attribute` holds; all are null when nothing is stated."""
    if not isinstance(value, Quantity):
        return dict.fromkeys(attribute.columns) | {attribute.code: value}
    beside = {f"{attribute.code}_{suffix}": getattr(value, suffix) for suffix in attribute.companions}
    return {attribute.code: value.amount, **beside}


def from_columns(attribute: Attribute, row: Mapping[str, Any]) -> Value | None:
    """Return the value that stands in the columns of `row`, null when it is not stated."""
    value: Value | None = row[attribute.code]
    if not attribute.companions or value is None:
        return value
    assert isinstance(value, Decimal)
    return Quantity(value, **{suffix: row[f"{attribute.code}_{suffix}"] for suffix in attribute.companions})


def same(told: Value | None, before: Value | None, step: Decimal | None = None) -> bool:
    """Say whether `told` is no change: equal, or a decimal as near to `before` as rounding to `step` explains.

    `step` is the last digit's place in the file, in the stored unit. Money and whole numbers are never rounded away.
    """
    if told == before:
        return type(told) is type(before)
    if step is None:
        return False
    if isinstance(told, Quantity) and isinstance(before, Quantity) and told.currency is None:
        beside = all(getattr(told, suffix) == getattr(before, suffix) for suffix in SUFFIXES)
        return beside and _rounds_to(told.amount, before.amount, step)
    if isinstance(told, Decimal) and isinstance(before, Decimal):
        return _rounds_to(told, before, step)
    return False


def freeboard(ground: Any, ground_datum: Any, flood: Any, flood_datum: Any) -> Decimal | None:
    """Return ground level minus 100-year flood level in metres; null unless both are known above the same datum."""
    if ground is None or flood is None or ground_datum is None or ground_datum != flood_datum:
        return None
    return plain(Decimal(ground) - Decimal(flood))


def stored(value: Decimal) -> Decimal:
    """Return `value` as both databases keep it: six places, fifteen digits."""
    return plain(_SIGNIFICANT.plus(value.quantize(_SIXTH)))


def _rounds_to(told: Decimal, before: Decimal, step: Decimal) -> bool:
    return abs(told - before) * 2 <= step


def _label(attribute: Attribute) -> Sentence:
    return Sentence(attribute.label)


def _decimal(attribute: Attribute, raw: Any) -> Decimal:
    number = _number(attribute, raw)
    low, high = attribute.low, attribute.high
    if (low is not None and number < low) or (high is not None and number > high) or abs(number) >= MOST:
        raise _out_of_range(attribute, number)
    return stored(number)


def _number(attribute: Attribute, raw: Any) -> Decimal:
    text = raw.strip() if isinstance(raw, str) else raw
    number: Decimal | None = None
    if isinstance(text, str) and _NUMBER.fullmatch(text):
        number = Decimal(text)
    elif isinstance(text, float):
        number = Decimal(repr(text))  # the shortest text that reads back: what the file's author saw
    elif isinstance(text, int | Decimal) and not isinstance(text, bool):
        number = Decimal(text)
    if number is None or not number.is_finite():
        raise Wrong(
            Sentence.of(N_("%(raw)s is not a number."), raw=_quoted(raw)),
            Sentence.of(N_("Enter %(label)s as a number, like %(example)s."), **_example(attribute)),
        )
    return number


def _example(attribute: Attribute) -> dict[str, Any]:
    low, high = attribute.low or Decimal(0), attribute.high or Decimal(1000)
    middle = low + (high - low) / 4
    return {"label": _label(attribute), "example": format(Context(prec=2).plus(middle), "f")}


def _out_of_range(attribute: Attribute, number: Decimal) -> Wrong:
    told = {
        "label": _label(attribute),
        "number": format(plain(number), "f") if number.adjusted() < 20 else str(number),
        "low": format(attribute.low if attribute.low is not None else -MOST, "f"),
        "high": format(attribute.high if attribute.high is not None else MOST, "f"),
        "unit": attribute.display_unit,
    }
    if not attribute.unit or not attribute.display_unit:
        return Wrong(
            Sentence.of(N_("%(label)s cannot be %(number)s."), **told),
            Sentence.of(N_("Enter a number from %(low)s to %(high)s."), **told),
        )
    return Wrong(
        Sentence.of(N_("%(label)s cannot be %(number)s %(unit)s."), **told),
        Sentence.of(N_("Enter a number from %(low)s to %(high)s, in %(unit)s."), **told),
    )


def _integer(attribute: Attribute, raw: Any) -> int:
    number = _decimal(attribute, raw)
    if number != number.to_integral_value():
        raise Wrong(
            Sentence.of(N_("%(raw)s is not a whole number."), raw=_quoted(raw)),
            Sentence.of(N_("Enter %(label)s as a whole number, like %(example)s."), **_whole_example(attribute)),
        )
    return int(number)


def _whole_example(attribute: Attribute) -> dict[str, Any]:
    low, high = attribute.low or Decimal(0), attribute.high or Decimal(100)
    return {"label": _label(attribute), "example": str(int(low + (high - low) / 4))}


def _boolean(attribute: Attribute, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().casefold() if isinstance(raw, str) else None
    if word not in ("yes", "no"):
        raise _no_choice(attribute, raw)
    return word == "yes"


def _date(attribute: Attribute, raw: Any) -> date:
    day: date | None = None
    if isinstance(raw, datetime):
        day = raw.date()
    elif isinstance(raw, date):
        day = raw
    elif isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw.strip(), re.ASCII):
        try:
            day = date.fromisoformat(raw.strip())
        except ValueError:
            day = None  # like 2026-02-30
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Wrong(
            Sentence.of(N_("%(raw)s is not a day of the calendar."), raw=_quoted(raw)),
            Sentence.of(N_("Enter %(label)s like 2026-12-31."), label=_label(attribute)),
        )
    return day


def _enum(attribute: Attribute, raw: Any) -> str:
    code = raw.strip() if isinstance(raw, str) else raw
    if isinstance(code, int | float | Decimal) and not isinstance(code, bool):
        code = _digits(code)  # a voltage that a spreadsheet kept as a number
    if code not in attribute.choices:
        raise _no_choice(attribute, raw)
    return str(code)


def _digits(number: float | Decimal) -> str | None:
    try:
        return format(plain(Decimal(repr(number) if isinstance(number, float) else number)), "f")
    except InvalidOperation:  # infinite, or too long to be a code
        return None


def _set(attribute: Attribute, raw: Any) -> frozenset[str]:
    parts: Iterable[Any] = raw.split(";") if isinstance(raw, str) else raw
    if not isinstance(parts, list | tuple | set | frozenset):
        raise _no_choice(attribute, raw)
    codes = [part.strip() if isinstance(part, str) else part for part in parts]
    if isinstance(raw, str):
        codes = [code for code in codes if code]
        if not codes:
            raise _no_choice(attribute, raw)
    for code in codes:
        if code not in attribute.choices:
            raise _no_choice(attribute, code)
    if "none" in codes and len(set(codes)) > 1:
        raise Wrong(
            Sentence.of(N_("“None” is given together with others: %(codes)s."), codes=", ".join(codes)),
            Sentence.of(N_("Leave out either “none” or the others.")),
        )
    return frozenset(codes)


def _no_choice(attribute: Attribute, raw: Any) -> Wrong:
    told = {"raw": _quoted(raw), "label": _label(attribute), "codes": ", ".join(attribute.choices)}
    return Wrong(
        Sentence.of(N_("%(raw)s is no choice for %(label)s."), **told),
        Sentence.of(N_("Choose from: %(codes)s."), **told),
    )


def _quoted(raw: Any) -> str:
    text = str(raw)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _quantity(attribute: Attribute, raw: Any) -> Quantity:
    if isinstance(raw, Quantity):
        told: Mapping[str, Any] = {field.name: getattr(raw, field.name) for field in fields(Quantity)}
    else:
        told = raw if isinstance(raw, Mapping) else {"amount": raw}
    told = {name: part for name, part in told.items() if part is not None and part != ""}
    amount = _decimal(attribute, told.get("amount", ""))
    return Quantity(amount, **{suffix: _companion(attribute, suffix, told) for suffix in attribute.companions})


def _companion(attribute: Attribute, suffix: str, told: Mapping[str, Any]) -> Any:
    raw = told.get(suffix)
    if suffix == "minutes":
        return None if raw is None else _minutes(raw)
    if suffix == "currency":
        code = raw.strip().upper() if isinstance(raw, str) else raw
        if not isinstance(code, str) or code not in _CURRENCIES:
            raise Wrong(
                Sentence.of(N_("%(label)s needs its currency."), label=_label(attribute)),
                Sentence.of(N_("Give a currency by its three letters, like USD.")),
            )
        return code
    options = [option.code for option in Companion(attribute.code, suffix).options]
    code = raw.strip() if isinstance(raw, str) else raw
    if code not in options:
        raise Wrong(Sentence.of(_NEEDS[suffix], label=_label(attribute)), _choose(options))
    return code


_NEEDS = {
    "basis": N_("%(label)s needs its basis: per square metre or per lot."),
    "method": N_("%(label)s needs to say how it was measured."),
}


def _choose(options: list[str]) -> Sentence:
    return Sentence.of(N_("Choose from: %(codes)s."), codes=", ".join(options))


def _minutes(raw: Any) -> int:
    text = _digits(raw) or "" if isinstance(raw, float | Decimal) else str(raw).strip()
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > MOST_MINUTES or isinstance(raw, bool):
        raise Wrong(
            Sentence.of(N_("%(raw)s is not a number of minutes."), raw=_quoted(raw)),
            Sentence.of(N_("Enter whole minutes, like 25.")),
        )
    return int(text)


_CLEANERS: dict[Kind, Callable[[Attribute, Any], Value]] = {
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.ENUM: _enum,
    Kind.SET: _set,
}
