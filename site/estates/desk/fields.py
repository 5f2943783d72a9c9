"""The fields of one fact: how what was said stands in them, and how what people typed is read.

A fact's fields are named as its columns are: `price`, `price_currency`, `price_basis`; beside them `price_answer`,
`price_visibility`, `price_note`, `price_again` (say it once more, on this statement's strength) and `price_seen`, the id of
the fact that the page showed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from models.land.answer import Answer, Visibility
from models.land.attribute import Attribute, Kind
from models.land.choices import ANSWER, VISIBILITY, Choice
from models.land.declaring import Companion
from models.land.statement import Said
from models.land.values import Quantity, Value, Wrong, clean
from models.marks import N_
from models.refusal import Sentence
from web.fields import one_line
from web.numbers import CURRENCIES, number, unit_word
from web.showing import FIRST_YEAR
from web.typed import Unreadable, read_number

NUMBERS = (Kind.DECIMAL, Kind.INTEGER, Kind.MONEY)
LONGEST_NOTE = 500
NOT_SAID = Said(Answer.NOT_STATED)

STATED = Choice("stated", "Stated", "answer")
ANSWERS = (STATED, *ANSWER)

NO_VALUE = N_("Enter a value, or choose another answer.")
NO_ANSWER = N_("Choose one of the five answers.")
NO_VISIBILITY = N_("Choose who may read it.")
NOTE_TOO_LONG = N_("Write a note of at most %(most)s characters.")


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of one fact, as text."""

    answer: str
    value: str = ""
    chosen: frozenset[str] = frozenset()  # of a set
    beside: Mapping[str, str] = field(default_factory=dict)  # suffix: text
    visibility: str = Visibility.PUBLIC.value
    note: str = ""
    again: bool = False

    def says_more_than(self, before: Typed) -> bool:
        """Tell whether anything that counts was changed; what stands behind an answer without a value does not count."""
        if self.again or (self.answer, self.visibility, self.note) != (before.answer, before.visibility, before.note):
            return True
        fields = (self.value, self.chosen, dict(self.beside))
        return self.answer == Answer.STATED and fields != (before.value, before.chosen, dict(before.beside))


def as_typed(attribute: Attribute, said: Said, language: str) -> Typed:
    """Return how `said` stands in the fields of a reader of `language`."""
    about = {"answer": said.answer.value, "visibility": said.visibility.value, "note": said.note or ""}
    if said.answer is not Answer.STATED:
        about["visibility"] = attribute.visibility.value if said.answer is Answer.NOT_STATED else about["visibility"]
        return Typed(**about, beside=dict.fromkeys(attribute.companions, ""))  # type: ignore[arg-type]
    value = said.value
    if isinstance(value, frozenset):
        return Typed(**about, chosen=value)  # type: ignore[arg-type]
    beside = {}
    if isinstance(value, Quantity):
        told = {suffix: getattr(value, suffix) for suffix in attribute.companions}
        beside = {suffix: "" if part is None else str(part) for suffix, part in told.items()}
        value = value.amount
    return Typed(**about, value=_text(attribute, value, language), beside=beside)  # type: ignore[arg-type]


def typed_in(form: MultiDict[str, str], attribute: Attribute) -> Typed | None:
    """Return what was typed into the fields of `attribute`; None when the form has none of them."""
    code = attribute.code
    named = (f"{code}_answer", *attribute.columns)
    if not any(name in form for name in named):
        return None
    values = [text.strip() for text in form.getlist(code)]
    answer = form.get(f"{code}_answer", Answer.STATED.value if any(values) else Answer.NOT_STATED.value)
    is_set = attribute.kind is Kind.SET
    return Typed(
        answer=answer,
        value="" if is_set or not values else values[0],
        chosen=frozenset(filter(None, values)) if is_set else frozenset(),
        beside={suffix: form.get(f"{code}_{suffix}", "").strip() for suffix in attribute.companions},
        visibility=form.get(f"{code}_visibility", attribute.visibility.value),
        note=one_line(form.get(f"{code}_note")) or "",
        again=f"{code}_again" in form,
    )


def read(attribute: Attribute, typed: Typed, language: str) -> Said:
    """Return what was typed as it goes on record; raise `Wrong` in words that say how to mend it."""
    if typed.answer not in {option.code for option in ANSWERS}:
        raise Wrong(Sentence.of(NO_ANSWER))
    if typed.visibility not in {option.code for option in VISIBILITY}:
        raise Wrong(Sentence.of(NO_VISIBILITY))
    if len(typed.note) > LONGEST_NOTE:
        raise Wrong(Sentence.of(NOTE_TOO_LONG, most=LONGEST_NOTE))
    answer = Answer(typed.answer)
    value = _value(attribute, typed, language) if answer is Answer.STATED else None
    return Said(answer, value, Visibility(typed.visibility), typed.note or None)


def unit_of(attribute: Attribute, language: str) -> str:
    """Return the unit printed inside the field."""
    return "%" if language in attribute.percent_in else unit_word(attribute.display_unit, language)


def companion_options(attribute: Attribute, suffix: str) -> tuple[Choice, ...]:
    """Return what can be chosen beside a value: currencies, bases, methods; none for minutes."""
    if suffix == "currency":
        return tuple(Choice(code, code, "") for code in CURRENCIES)
    return Companion(attribute.code, suffix).options


def _text(attribute: Attribute, value: Any, language: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        if _is_year(attribute):
            return str(value)
        return number(value * 100 if language in attribute.percent_in else value, language)
    return str(value)


def _is_year(attribute: Attribute) -> bool:
    return attribute.kind is Kind.INTEGER and attribute.low == FIRST_YEAR


def _value(attribute: Attribute, typed: Typed, language: str) -> Value:
    if attribute.kind is Kind.SET:
        return clean(attribute, sorted(typed.chosen))
    if not typed.value:
        raise Wrong(Sentence.of(NO_VALUE))
    if attribute.kind not in NUMBERS:
        return clean(attribute, typed.value)
    amount = _amount(attribute, typed, language)
    if not attribute.companions:
        return clean(attribute, amount)
    beside = {suffix: _beside(suffix, text) for suffix, text in typed.beside.items()}
    return clean(attribute, {"amount": amount, **beside})


def _beside(suffix: str, text: str) -> str:
    return text.upper() if suffix == "currency" else text


def _amount(attribute: Attribute, typed: Typed, language: str) -> Decimal:
    """Return the number that was typed, in the stored unit and within what can be true."""
    currency = typed.beside.get("currency", "").upper()
    percent = language in attribute.percent_in
    unit = currency if currency in CURRENCIES else "" if attribute.kind is Kind.MONEY else attribute.unit
    text = typed.value.removesuffix("%") if percent else typed.value
    try:
        amount = read_number(text, language, unit)
    except Unreadable as unreadable:
        raise Wrong(unreadable.sentence) from unreadable
    amount = amount / 100 if percent else amount
    low, high = attribute.low, attribute.high
    if (low is not None and amount < low) or (high is not None and amount > high):
        raise Wrong(_between(attribute, language))
    return amount


def _between(attribute: Attribute, language: str) -> Sentence:
    percent = language in attribute.percent_in
    limits = [
        None if limit is None else number(limit * 100 if percent else limit, language)
        for limit in (attribute.low, attribute.high)
    ]
    low, high = limits
    unit = unit_of(attribute, language)
    if attribute.kind is Kind.MONEY or high is None:
        return Sentence.of(N_("Enter a number of at least %(low)s."), low=low)
    if _is_year(attribute):
        return Sentence.of(
            N_("Enter a number from %(low)s to %(high)s."), low=str(attribute.low), high=str(attribute.high)
        )
    if not unit:
        return Sentence.of(N_("Enter a number from %(low)s to %(high)s."), low=low, high=high)
    return Sentence.of(N_("Enter a number from %(low)s to %(high)s, in %(unit)s."), low=low, high=high, unit=unit)
