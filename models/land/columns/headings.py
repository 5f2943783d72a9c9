"""What the header of a column says: an attribute or a companion, by code or by label in any language, and its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, NamedTuple, Self

from models.land.attribute import ATTRIBUTES, Attribute
from models.land.choices import COMPANION_WORDS
from models.land.columns.measures import UNIT_OF, Measure, measure
from models.land.columns.words import LOT, ZONE, Meaning, Target, Translate, Words, fold, split_brackets
from models.land.values import Wrong
from models.marks import N_
from models.refusal import Sentence

SHAPEFILE_NAME = 10  # characters of a column's name that a dBASE table keeps
_APART = " -–—:·/,_.()[]"


@dataclass(frozen=True, slots=True)
class Heading:
    """A header that was understood. `guess` says what it was taken for, where it does not say so itself."""

    header: str
    target: Target
    measure: Measure = field(default_factory=Measure)
    language: str | None = None  # of its label; None for codes
    guess: Sentence | None = None

    @property
    def attribute(self) -> Attribute | None:
        """Return the attribute that the column, or its companion's column, is about."""
        return ATTRIBUTES.get(self.target.code)


class Picked(NamedTuple):
    """What a person says a column is, whatever its header says; without a target it is left out."""

    target: Target | None
    unit: str = ""  # as people write it: ha, USD/m²; empty is as the header tells
    before: bool = False  # said of an earlier file, not of this one

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        code, suffix = self.target or ("", "")
        return {"code": code, "suffix": suffix, "unit": self.unit}

    @classmethod
    def from_json(cls, told: Mapping[str, Any], *, before: bool = False) -> Self | None:
        """Return what `as_json` wrote; null when it names something that is no more."""
        target = Target(told.get("code") or "", told.get("suffix") or "")
        if not target.code:
            return cls(None, "", before)
        attribute = ATTRIBUTES.get(target.code)
        known = target.suffix in attribute.companions or not target.suffix if attribute else target in BESIDE
        return cls(target, told.get("unit") or "", before) if known else None


BESIDE = (LOT, ZONE, Target("status"))
"""What a column can be about beside attributes."""


def pick_heading(header: str, picked: Picked, words: Words) -> Heading | None:
    """Return a header's meaning as a person said; null when it is left out. Raise `Wrong` when the unit cannot be."""
    target = picked.target
    if target is None:
        return None
    attribute = ATTRIBUTES.get(target.code)
    guess = None
    if picked.before:
        label = Sentence(attribute.label) if attribute else header
        guess = Sentence.of(N_("Read as last time: %(label)s."), label=label)
    if attribute is None or target.suffix:
        return Heading(header, target, guess=guess)
    if picked.unit:
        return Heading(header, target, measure(attribute, picked.unit, words), guess=guess)
    try:
        own = read_heading(header, words)
        if own is not None and own.target == target:
            return replace(own, guess=guess)
        apart = split_brackets(fold(header))
        return Heading(header, target, measure(attribute, apart[1], words) if apart else Measure(), guess=guess)
    except Wrong:  # the header speaks of something else
        return Heading(header, target, guess=guess)


def write_heading(attribute: Attribute, translate: Translate, suffix: str = "") -> str:
    """Return a header in one language that `read_heading` reads back: 분양 면적 (m²), Harga – Mata uang."""
    label = translate("", attribute.label)
    if suffix:
        word = COMPANION_WORDS[suffix]
        return f"{label} – {translate(word.context, word.label)}"
    if not attribute.unit or not attribute.display_unit:
        return label
    return f"{label} ({translate('unit', attribute.display_unit)})"


def read_heading(header: str, words: Words) -> Heading | None:
    """Return what `header` means, null when it means nothing to us; raise `Wrong` when its unit cannot be right."""
    folded = fold(header)
    for found in (_by_name, _companion, _with_brackets, _with_unit_behind, _cut_short):
        heading = found(header, folded, words)
        if heading is not None:
            return heading
    return None


def _heading(header: str, meaning: Meaning, told: Measure) -> Heading:
    attribute = ATTRIBUTES.get(meaning.target.code)
    guess = None
    if meaning.guess:
        guess = Sentence.of(N_("Read as the lot's code."))
        if attribute:
            guess = Sentence.of(N_("Read as %(label)s."), label=Sentence(attribute.label))
        elif meaning.target != LOT:
            guess = Sentence.of(N_("Read as the zone."))
    return Heading(header, meaning.target, told, meaning.language, guess)


def _by_name(header: str, folded: str, words: Words) -> Heading | None:
    meaning = words.headers.get(folded)
    if meaning is None:
        return None
    return _heading(header, meaning, _carried(folded, meaning, words))


def _carried(folded: str, meaning: Meaning, words: Words) -> Measure:
    """Return the unit that a word names in itself, as 평당 가격 does."""
    attribute = ATTRIBUTES.get(meaning.target.code)
    if attribute is None or folded not in words.carried:
        return Measure()
    return measure(attribute, fold(words.carried[folded]), words)


def _with_brackets(header: str, folded: str, words: Words) -> Heading | None:
    """`Luas (ha)`, `분양가(USD/m²)`, `건폐율(KDB)(%)`."""
    apart = split_brackets(folded)
    if apart is None:
        return None
    before, inside = apart
    meaning = words.headers.get(before)
    if meaning is None:
        inner = _with_brackets(header, before, words) if split_brackets(before) else None
        if inner is None or inner.attribute is None:
            return _companion(header, f"{before}:{inside}", words)
        return Heading(
            header, inner.target, measure(inner.attribute, inside, words).beside(inner.measure), inner.language
        )
    attribute = ATTRIBUTES.get(meaning.target.code)
    if attribute is None or meaning.target.suffix:
        return _heading(header, meaning, Measure())
    if suffix := words.companions.get(inside):
        return _beside(header, meaning, attribute, suffix)
    return _heading(header, meaning, measure(attribute, inside, words).beside(_carried(before, meaning, words)))


def _with_unit_behind(header: str, folded: str, words: Words) -> Heading | None:
    """`area_ha`, `price_usd_m2`, `Luas ha`, `Net area, m²`: a unit behind a name, never two names."""
    for place in range(len(folded) - 1, 0, -1):
        before, behind = folded[:place].rstrip(_APART), folded[place:].lstrip(_APART)
        meaning = words.headers.get(before)
        attribute = meaning and not meaning.target.suffix and ATTRIBUTES.get(meaning.target.code)
        if not meaning or not attribute or not behind:
            continue
        separate = folded[place] in _APART or folded[place - 1] in _APART
        if not separate and behind not in UNIT_OF:
            continue
        try:
            return _heading(header, meaning, measure(attribute, behind, words, parts=[behind]))
        except Wrong:
            if behind in UNIT_OF and separate:
                raise
    return None


def _companion(header: str, folded: str, words: Words) -> Heading | None:
    """`Harga: mata uang`, `분양가 통화`: a label and the word for a companion."""
    for text, (word, suffix) in product((folded, folded.removesuffix(")")), words.companions.items()):
        if text.endswith(word) and len(text) > len(word):
            meaning = words.headers.get(text.removesuffix(word).rstrip(_APART))
            attribute = meaning and not meaning.target.suffix and ATTRIBUTES.get(meaning.target.code)
            if meaning and attribute and suffix in attribute.companions:
                return _beside(header, meaning, attribute, suffix)
    return None


def _beside(header: str, meaning: Meaning, attribute: Attribute, suffix: str) -> Heading:
    if suffix not in attribute.companions:
        raise Wrong(
            Sentence.of(N_("%(label)s has no column beside it for that."), label=Sentence(attribute.label)),
            Sentence.of(N_("Leave the column out.")),
        )
    return _heading(header, Meaning(Target(attribute.code, suffix), meaning.language, meaning.guess), Measure())


def _cut_short(header: str, folded: str, words: Words) -> Heading | None:
    """A code that a Shapefile cut to ten characters, where only one attribute begins so."""
    if len(folded) != SHAPEFILE_NAME or not folded.isascii():
        return None
    begins = [code for code in ATTRIBUTES if code.startswith(folded)]
    if len(begins) != 1:
        return None
    return _heading(header, Meaning(Target(begins[0]), guess=True), Measure())
