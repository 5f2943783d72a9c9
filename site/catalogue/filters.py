"""A question as its reader handles it: fields with counts beside every choice, and chips that take a condition off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finding.question import ASKABLE, CHOSEN, AnyOf, Bound, Question, Span
from finding.reading import Reading
from finding.sql import Answer
from models.land.attribute import Attribute, Better, Kind
from models.land.lot import SHOWN
from models.marks import N_
from models.units import convert, stored
from web.dates import long_date
from web.glyphs import UTILITY_LETTERS
from web.numbers import AREA_WORDS, CURRENCIES, area, number, quantity, unit_word
from web.showing import chosen
from web.words import gettext, said

FIRST = (
    "status",
    "area",
    "price",
    "tenure",
    "power",
    "water",
    "recycled",
    "steam",
    "gas",
    "renewable",
    "sector",
    "kind",
    "port",
    "freeboard",
)
"""What is asked first, in this order; whatever else can be filtered stands under "more"."""

MORE = tuple(param for param, a in ASKABLE.items() if a.filterable and param not in FIRST)
BOTH_ENDS = ("area", "price")
NO_MORE = 6  # choices that stand open; the rest is one tap away
OWN_CURRENCY = {"id": "IDR", "ko": "KRW", "ja": "JPY"}

SORT_WORDS = {
    "-area": N_("Largest first"),
    "area": N_("Smallest first"),
    "price": N_("Lowest price per m² first"),
    "-price": N_("Highest price per m² first"),
    "ready": N_("Ready earliest first"),
    "code": N_("By lot number"),
    "-confirmed": N_("Last confirmed first"),
}
UNITS = {"": N_("m²"), "ha": N_("Hectares (ha)"), "pyeong": N_("Pyeong/tsubo")}


@dataclass(frozen=True)
class Option:
    """One choice of a field, and how many lots it would find."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class End:
    """One end of a range: what stands in it, and what is wrong with it."""

    name: str
    value: str
    label: str
    error: str


@dataclass(frozen=True)
class Field:
    """A condition as the form asks it."""

    param: str
    label: str
    hint: str
    options: tuple[Option, ...] = ()
    ends: tuple[End, ...] = ()
    unit: str = ""
    day: bool = False
    letter: str = ""
    error: str = ""
    unknown: int = 0  # lots that do not state it
    keeps_unknown: bool = True
    echo: str = ""  # an area once more, in the reader's units

    @property
    def open_options(self) -> tuple[Option, ...]:
        """Return the choices that stand open: all of a few, else those chosen and those that find most."""
        if len(self.options) <= NO_MORE + 2:
            return self.options
        best = sorted(self.options, key=lambda o: (not o.checked, -o.count))[:NO_MORE]
        return tuple(option for option in self.options if option in best or option.checked)

    @property
    def further_options(self) -> tuple[Option, ...]:
        """Return the choices behind "more"."""
        shown = set(self.open_options)
        return tuple(option for option in self.options if option not in shown)

    @property
    def in_use(self) -> bool:
        """Tell whether the condition leaves anything out, or is wrong."""
        wrong = self.error or any(end.error for end in self.ends)
        given = any(o.checked for o in self.options) or any(end.value for end in self.ends)
        return bool(wrong or given or not self.keeps_unknown)


@dataclass(frozen=True)
class Chip:
    """A condition in words, and the question without it."""

    condition: str
    words: str
    without: Question


class Filters:
    """The fields of the form for a question, its answer and its reader."""

    def __init__(self, reading: Reading, answer: Answer, language: str, status_words: Mapping[str, str]) -> None:
        self.reading = reading
        self.question = reading.question
        self.answer = answer
        self.language = language
        self.status_words = status_words

    @property
    def currency(self) -> str:
        """Return the currency in which prices are asked."""
        return self.question.currency or own_currency(self.language)

    def first(self) -> list[Field]:
        """Return the fields that are asked first."""
        return [self.field(param) for param in FIRST]

    def more(self) -> list[Field]:
        """Return the fields that are asked by few."""
        return [self.field(param) for param in MORE]

    def estates(self, names: Mapping[str, str]) -> Field:
        """Return the choice of estates, of which `names` gives what each slug is called."""
        counts = self.answer.facets["estate"]
        options = (Option(slug, name, counts[slug], slug in self.question.estates) for slug, name in names.items())
        return Field("estate", gettext("Estate"), "", options=tuple(options), error=self._error("estate"))

    def field(self, param: str) -> Field:
        """Return the field of one attribute."""
        attribute = ASKABLE[param]
        asked = self.question.filters.get(param)
        ends = tuple(self._ends(attribute)) if attribute.kind not in CHOSEN else ()
        return Field(
            param=param,
            label=gettext(attribute.label),
            hint=gettext(attribute.hint),
            options=tuple(self._options(attribute)) if attribute.kind in CHOSEN else (),
            ends=ends,
            unit=self._unit(attribute, ends),
            day=attribute.kind is Kind.DATE,
            letter=param if param in UTILITY_LETTERS else "",
            error=self._error(param),
            unknown=self.answer.unknown.get(param, 0),
            keeps_unknown=asked.unknown if asked else True,
            echo=self._echo(asked) if attribute.unit == "m2" and isinstance(asked, Span) else "",
        )

    def _options(self, attribute: Attribute) -> Iterator[Option]:
        counts = self.answer.facets[attribute.param]
        asked = self.question.filters.get(attribute.param)
        codes = asked.codes if isinstance(asked, AnyOf) else ()
        if attribute.code == "status":
            for status in SHOWN:
                yield Option(status.value, self.status_words[status], counts[status], status in codes)
            return
        for option in attribute.options:
            if option.code != "both" or attribute.param != "tenure":  # whoever buys or leases finds it
                yield Option(
                    option.code, option_words(attribute, option.code), counts[option.code], option.code in codes
                )

    def _ends(self, attribute: Attribute) -> Iterator[End]:
        asked = self.question.filters.get(attribute.param)
        bounds = {"min": asked.low, "max": asked.high} if isinstance(asked, Span) else {"min": None, "max": None}
        labels = {"min": gettext("%(what)s, at least"), "max": gettext("%(what)s, at most")}
        wanted = {Better.MORE: ("min",), Better.LESS: ("max",)}.get(attribute.better, ("min", "max"))
        for end, bound in bounds.items():
            name = f"{attribute.param}_{end}"
            given = self.reading.given.get(name)
            if end in wanted or attribute.param in BOTH_ENDS or bound is not None or given is not None:
                value = given if given is not None else self._value(attribute, bound)
                label = labels[end] % {"what": gettext(attribute.label)}
                yield End(name, value, label, self._error(name))

    def _value(self, attribute: Attribute, bound: Bound | None) -> str:
        if bound is None:
            return ""
        if isinstance(bound, date):
            return bound.isoformat()
        if attribute.unit == "m2" and self.question.unit:
            bound = stored(convert(bound, "m2", self.question.unit))
        return number(bound, self.language)

    def _unit(self, attribute: Attribute, ends: Sequence[End]) -> str:
        """Return what stands in the field behind the number: its unit; of one end alone, too, which end it is."""
        unit = unit_word(attribute.display_unit, self.language)
        if attribute.unit == "m2":
            unit = AREA_WORDS[self.question.unit or "m2"][self.language]
        if len(ends) != 1 or attribute.kind is Kind.DATE:
            return unit
        if ends[0].name.endswith("_min"):
            return gettext("%(unit)s or more", unit=unit).strip()
        return gettext("%(unit)s or less", unit=unit).strip()

    def _echo(self, asked: Span) -> str:
        ends = [
            area(end, self.language, self.question.unit) for end in (asked.low, asked.high) if isinstance(end, Decimal)
        ]
        return " – ".join(ends)

    def _error(self, name: str) -> str:
        sentence = self.reading.errors.get(name)
        return said(sentence) if sentence else ""

    def chips(self, names: Mapping[str, str]) -> list[Chip]:
        """Return the conditions in force in words; `names` gives what estates are called."""
        return [Chip(c, self.words(c, names), self.question.without(c)) for c in self.question.conditions]

    def words(self, condition: str, names: Mapping[str, str]) -> str:
        """Return a condition in words: "Power available: from 12 MVA"."""
        question = self.question
        if condition == "q":
            return gettext("Number contains “%(text)s”", text=question.q)
        if condition == "estate":
            return ", ".join(names.get(slug, slug) for slug in question.estates)
        if condition == "bbox":
            return gettext("Part of the map")
        attribute, asked = ASKABLE[condition], question.filters[condition]
        label = gettext(attribute.label)
        if isinstance(asked, AnyOf):
            words = {s.value: self.status_words[s] for s in SHOWN} if condition == "status" else {}
            told = ", ".join(words.get(code) or option_words(attribute, code) for code in asked.codes)
        else:
            told = self._range(attribute, asked)
        if not told:
            return gettext("%(what)s: stated", what=label)
        whole = told if condition == "status" else gettext("%(what)s: %(value)s", what=label, value=told)
        return whole if asked.unknown else gettext("%(condition)s, stated only", condition=whole)

    def _range(self, attribute: Attribute, asked: Span) -> str:
        low, high = (self.amount(attribute, end) if end is not None else "" for end in (asked.low, asked.high))
        if low and high:
            return gettext("%(low)s to %(high)s", low=low, high=high)
        if low:
            return gettext("from %(low)s", low=low)
        return gettext("up to %(high)s", high=high) if high else ""

    def amount(self, attribute: Attribute, value: Bound) -> str:
        """Return a bound, or a difference of two, with its unit."""
        if isinstance(value, date):
            return long_date(value, self.language)
        if attribute.kind is Kind.MONEY:
            return f"{number(value, self.language)} {self.currency}{attribute.display_unit}"
        if attribute.unit == "m2":
            return area(value, self.language, self.question.unit)
        return str(quantity(value, attribute.display_unit, self.language))


def option_words(attribute: Attribute, code: str) -> str:
    """Return what a choice is called; a voltage with its unit."""
    words = chosen(attribute.option(code))
    return f"{words} {attribute.display_unit}" if attribute.unit == "kV" else words


def own_currency(language: str) -> str:
    """Return in which currency a reader of a language counts unasked."""
    return OWN_CURRENCY.get(language, CURRENCIES[0])
