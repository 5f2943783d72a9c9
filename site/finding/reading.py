"""From a query string to a question. What cannot be read is told beside its field and left out, never an error page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from finding.question import (
    ASKABLE,
    BESIDE,
    CHOSEN,
    FIRST_SORT,
    SORTS,
    AnyOf,
    Bound,
    Box,
    Filter,
    Question,
    Span,
)
from models.base import LANGUAGES
from models.land.attribute import Attribute, Kind
from models.land.lot import SHOWN
from models.marks import N_
from models.refusal import Sentence
from web.numbers import AREA_UNITS, CURRENCIES
from web.typed import Unreadable, example_of, read_number, read_plain

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

LONGEST = 60  # characters of a search for a lot's number
MOST_PAGES = 1_000_000
MOST_CODES = 60
MOST = Decimal(10) ** 13  # what the columns hold

BARE = {"ha": " ha", "pyeong": " pyeong", "tsubo": " tsubo"}
"""What a bare number of an area means when the page shows areas in another unit."""

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)
_SLUG = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Reading:
    """What was understood of a query string."""

    question: Question
    errors: Mapping[str, Sentence]  # by field, as the query string names it
    given: Mapping[str, str]  # what stands in those fields
    typed: bool  # people's writing: it is answered with the plain address

    @property
    def query(self) -> str:
        """Return the plain query string; what could not be read stays as it was given."""
        return urlencode([*self.question.args(), *self.given.items()], safe=",;")


def read(args: MultiDict[str, str], language: str = "en", estates: Collection[str] | None = None) -> Reading:
    """Return the question that `args` ask, and what is wrong with them in words for `language`.

    `estates` are the slugs there are; without them any is taken.
    """
    reader = _Reader(args, language)
    filters = {param: asked for param, attribute in ASKABLE.items() if (asked := reader.filter(attribute))}
    question = Question(
        q=" ".join(args.get("q", "").replace("\0", "").split())[:LONGEST],
        estates=reader.estates(estates),
        filters=filters,
        box=reader.box(),
        sort=reader.sort(),
        page=reader.page(),
        unit=reader.one_of("unit", AREA_UNITS),
        currency=reader.currency,
    )
    return Reading(question, reader.errors, reader.given, reader.typed is not None)


class _Reader:
    """Reads field by field and remembers what was wrong."""

    def __init__(self, args: MultiDict[str, str], language: str) -> None:
        self.args = args
        self.language = language
        self.errors: dict[str, Sentence] = {}
        self.given: dict[str, str] = {}
        self.typed = typed if (typed := args.get("typed")) in LANGUAGES else None
        self.currency = self.one_of("currency", CURRENCIES)

    def wrong(self, name: str, sentence: Sentence) -> None:
        """Note what is wrong with a field; what stands in it is kept for it."""
        self.errors[name] = sentence
        self.given[name] = self.args.get(name, "")[:LONGEST]

    def text(self, name: str) -> str:
        """Return what stands in a field, without spaces around it."""
        return self.args.get(name, "").replace("\0", "").strip()

    def one_of(self, name: str, choices: Collection[str]) -> str | None:
        """Return a word of `choices`, or None when there is none."""
        word = self.text(name)
        if word and word not in choices:
            self.wrong(name, Sentence.of(N_("Choose from: %(codes)s."), codes=", ".join(choices)))
            return None
        return word or None

    def estates(self, known: Collection[str] | None) -> tuple[str, ...]:
        """Return the slugs asked for, each once, in the order of the alphabet."""
        asked = [slug for slug in self.args.getlist("estate") if slug][:MOST_CODES]
        good = {slug for slug in asked if _SLUG.fullmatch(slug) and (known is None or slug in known)}
        if len(good) < len(set(asked)):
            self.wrong("estate", Sentence.of(N_("There is no such estate here.")))
            self.given["estate"] = next(slug for slug in asked if slug not in good)[:LONGEST]
        return tuple(sorted(good))

    def sort(self) -> str:
        """Return how to sort."""
        return self.one_of("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")]) or FIRST_SORT

    def page(self) -> int:
        """Return which page, from 1."""
        text = self.text("page")
        if not text:
            return 1
        if not re.fullmatch(r"\d{1,7}", text, re.ASCII) or not 1 <= int(text) <= MOST_PAGES:
            self.wrong("page", Sentence.of(N_("Enter a page number, like 2.")))
            return 1
        return int(text)

    def box(self) -> Box | None:
        """Return the part of the map, west, south, east, north in degrees."""
        text = self.text("bbox")
        if not text:
            return None
        parts = text.split(",")
        good = len(parts) == len(Box._fields) and all(_NUMBER.fullmatch(part.strip()) for part in parts)
        box = Box(*(round(float(part), 7) for part in parts)) if good else None
        if box and -180 <= box.west <= box.east <= 180 and -90 <= box.south <= box.north <= 90:
            return box
        self.wrong("bbox", Sentence.of(N_("Enter west, south, east and north in degrees, like 105.9,-6.1,106.1,-5.9.")))
        return None

    def filter(self, attribute: Attribute) -> Filter | None:
        """Return what is asked of an attribute; None when nothing is."""
        # a form sends 0, and 1 behind it when the box is ticked
        unknown = self.args.getlist(f"{attribute.param}_unknown")[-1:] != ["0"] or not attribute.stated
        if attribute.kind in CHOSEN:
            codes = self.codes(attribute)
            return AnyOf(codes, unknown) if codes or not unknown else None
        low, high = (self.bound(attribute, f"{attribute.param}_{end}") for end in ("min", "max"))
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            self.wrong(f"{attribute.param}_max", Sentence.of(N_("This is less than the smallest value beside it.")))
            high = None
        return Span(low, high, unknown) if low is not None or high is not None or not unknown else None

    def codes(self, attribute: Attribute) -> tuple[str, ...]:
        """Return the codes chosen, in the order of the choices."""
        asked = [code for code in self.args.getlist(attribute.param) if code][:MOST_CODES]
        offered = [status.value for status in SHOWN] if attribute.code == "status" else list(attribute.choices)
        if odd := [code for code in asked if code not in offered]:
            self.wrong(attribute.param, Sentence.of(N_("Choose from: %(codes)s."), codes=", ".join(offered)))
            self.given[attribute.param] = odd[0][:LONGEST]
        return tuple(code for code in offered if code in asked)

    def bound(self, attribute: Attribute, name: str) -> Bound | None:
        """Return one end of a range in the stored unit."""
        text = self.text(name)
        if not text:
            return None
        if attribute.kind is Kind.DATE:
            return self.day(name, text)
        if attribute.kind is Kind.MONEY and self.currency is None:
            self.wrong(name, Sentence.of(N_("Choose the currency of this amount.")))
            return None
        try:
            amount = self.amount(attribute, text)
        except Unreadable as refused:
            self.wrong(name, Sentence.of(refused.message, **refused.holes))
            return None
        if abs(amount) > MOST:
            self.wrong(name, Sentence.of(N_("This number is too large.")))
            return None
        return amount

    def amount(self, attribute: Attribute, text: str) -> Decimal:
        """Return the number that `text` writes; raise Unreadable, whose words are for the language of the page."""
        unit = (self.currency or "") if attribute.kind is Kind.MONEY else attribute.unit
        if self.typed is None:
            try:
                return read_plain(text)
            except Unreadable as refused:
                raise Unreadable(refused.message, example_of(self.language, unit)) from refused
        if unit == "m2" and (habit := self.args.get("unit")) in BARE:
            try:
                return read_number(text + BARE[habit], self.typed, unit)
            except Unreadable:
                pass  # it carries a unit of its own
        return read_number(text, self.typed, unit)

    def day(self, name: str, text: str) -> date | None:
        """Return a day."""
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
                return date.fromisoformat(text)
        except ValueError:
            pass  # like 2027-02-30
        self.wrong(name, Sentence.of(N_("Enter a day like 2027-06-30.")))
        return None


def reserved_names_are_free() -> bool:
    """Tell whether no attribute is asked by a name that means something else."""
    return not set(BESIDE) & set(ASKABLE)
