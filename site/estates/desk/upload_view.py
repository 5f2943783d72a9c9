"""What a check found, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from estates.desk.rows import said_in_words
from estates.picture import LABEL
from estates.telling import WORDS
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES, GROUPS, attributes_of
from models.land.choices import COMPANION_WORDS
from models.land.columns.words import LOT, LOT_WORD, ZONE, ZONE_WORD
from models.land.declaring import Scope
from models.land.statement import Said
from models.land.values import from_json
from models.marks import N_
from models.refusal import Refusal, Sentence
from web.drawing.path import drawing
from web.showing import chosen
from web.words import gettext as _
from web.words import in_context, said

ADVICE = {
    "Name one with --layer.": N_("Choose one of them."),
    "Say which it is with --crs EPSG:n, or export in WGS 84.": N_("Choose which it is, or export in WGS 84."),
    "Say --crs EPSG:4326.": N_("Choose WGS 84, EPSG:4326."),
    "Say which it is, for example --crs %(suggest)s when they are metres of UTM.": N_(
        "Choose which it is, for example %(suggest)s when they are metres of UTM."
    ),
    "Say which system it is, for example --crs %(suggest)s when they are metres of UTM.": N_(
        "Choose which it is, for example %(suggest)s when they are metres of UTM."
    ),
    "Check the coordinate system, and say it with --crs when the file names the wrong one.": N_(
        "Check the coordinate system, and choose another when the file names the wrong one."
    ),
}
"""What the command advises, as it is done on the page."""

STATUS_LABEL = N_("Status")


@dataclass(frozen=True)
class ColumnRow:
    """A column of the file, and as what it is read."""

    position: int
    header: str
    sample: str
    filled: int
    target: str  # as the select has it: code, code:suffix; empty is left out
    unit: str
    takes_unit: bool
    word: str
    read: str  # what the sample was taken for
    sure: str  # known, chosen, guessed, check, out
    guesses: list[Sentence]
    refused: Refusal | None


def at_the_desk(refusal: Refusal) -> Refusal:
    """Return a refusal with advice that can be followed on the page."""
    if refusal.right is None or refusal.right.msgid not in ADVICE:
        return refusal
    return Refusal(
        refusal.row, refusal.field, refusal.wrong, Sentence(ADVICE[refusal.right.msgid], refusal.right.values)
    )


def refusals(found: Mapping[str, Any]) -> list[Refusal]:
    """Return what was refused, as far as it was kept."""
    return [at_the_desk(Refusal.from_json(told)) for told in found.get("refused", ())]


def word_of(code: str, suffix: str = "") -> str:
    """Return what a column or a change is about, in words."""
    if code == LOT.code:
        return in_context("header", LOT_WORD)
    if code == ZONE.code:
        return in_context("header", ZONE_WORD)
    attribute = ATTRIBUTES.get(code)
    label = _(attribute.label) if attribute else _(WORDS[code]) if code in WORDS else _(STATUS_LABEL)
    return f"{label} – {chosen(COMPANION_WORDS[suffix])}" if suffix else label


def columns_of(found: Mapping[str, Any], language: str) -> list[ColumnRow]:
    """Return the columns of the file in its order."""
    return [_column(place, told, language) for place, told in enumerate(found.get("columns", ()))]


def _column(place: int, told: Mapping[str, Any], language: str) -> ColumnRow:
    code, suffix = told["code"], told["suffix"]
    attribute = ATTRIBUTES.get(code)
    guesses = [Sentence.from_json(one) for one in told["guesses"]]
    refused = at_the_desk(Refusal.from_json(told["refused"])) if told["refused"] else None
    known = "chosen" if told["picked"] else "guessed" if guesses else "known"
    return ColumnRow(
        place,
        told["header"],
        told["sample"],
        told["filled"],
        f"{code}:{suffix}" if suffix else code,
        told["unit"],
        bool(attribute and not suffix and (attribute.unit or attribute.companions)),
        word_of(code, suffix) if code else "",
        words_of(code, told["read"], language) if attribute and told["read"] else "",
        "check" if refused else known if code else "out",
        guesses,
        refused,
    )


def words_of(code: str, told: Any, language: str) -> str:
    """Return an answer that was kept as JSON in words; empty where it cannot be said."""
    if told is None:
        return ""
    answer, value = Answer(told[0]), told[1]
    attribute = ATTRIBUTES.get(code)
    if attribute is None:
        return "" if value is None else str(value)
    return said_in_words(
        attribute, Said(answer, from_json(attribute, value) if answer is Answer.STATED else None), language
    )


def targets() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all that a column can be read as, by group: value and words."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for attribute in attributes_of(Scope.LOT):
        if not attribute.stated or attribute.derived:
            continue
        options = grouped.setdefault(chosen(GROUPS[attribute.group]), [])
        options.append((attribute.code, word_of(attribute.code)))
        options += [(f"{attribute.code}:{suffix}", word_of(attribute.code, suffix)) for suffix in attribute.companions]
    own = [(code, word_of(code)) for code in (LOT.code, ZONE.code, "status")]
    seen = {value for value, _word in own}
    return [(_("The lot itself"), own)] + [
        (group, [option for option in options if option[0] not in seen]) for group, options in grouped.items()
    ]


def changes_by_fact(found: Mapping[str, Any], language: str) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Return what changes, by fact: its word, and of each lot its code, the old, the new, a note."""
    by_fact: dict[str, list[tuple[str, str, str, str]]] = {}
    for lot in found.get("changed", ()):
        for change in lot["changes"]:
            note = _("the same, stated anew") if change["confirms"] else ""
            code = change["code"]
            old, new = words_of(code, change["old"], language), words_of(code, change["new"], language)
            if code == "outline":
                moved = lot["moved_m"]
                new = "" if moved is None else _("moves by up to %(metres)s m", metres=f"{moved:.1f}")
            by_fact.setdefault(code, []).append((lot["code"], old, new, note))
    return [(word_of(code), lines) for code, lines in by_fact.items()]


def plan_of(found: Mapping[str, Any]) -> Markup:
    """Return the plan that the worker drew, with its label in the reader's language."""
    label = escape(_("The file’s lots on the estate’s plan; the same stands in the list of differences"))
    return drawing(str(found.get("plan") or "").replace(str(escape(LABEL)), str(label), 1))


def say(sentence: Sentence) -> str:
    """Return a sentence in the reader's language."""
    return said(sentence)
