"""What an import tells at a terminal: what was added, changed and refused, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from estates.difference import Change
from estates.importing import Report
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.statement import OUTLINE, ZONE, Said
from models.land.values import Quantity
from models.marks import N_
from models.refusal import Refusal, Sentence

MOST = 40
"""Lines of each kind that are printed; the rest is counted."""

DRAFTS = N_(
    "Drafts among the new lots: %(count)d. Nobody outside sees them until an engineer publishes them at /staff/lots."
)

Say = Callable[[str], str]

WORDS = {OUTLINE: N_("Lot boundary"), ZONE: N_("Zone")}


def told(report: Report, say: Say, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines of a report, `say` giving each sentence in the reader's language."""
    yield from (_sentence(note, say) for note in report.notes)
    yield from _some([_refusal(report.file, refusal, say) for refusal in report.refused])
    yield from _some([f"{_row(report.file, warned.row)}{warned.what.say(say)}" for warned in report.warnings])
    yield from _some(
        [
            f"{_row(report.file, changed.row)}{changed.held.code_as_given}: {_change(change, say)}"
            for changed in report.changed
            for change in changed.changes
        ]
    )
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "untouched": report.untouched,
        "missing": len(report.missing),
        "refused": len(report.refused),
    }
    yield (
        say(
            N_(
                "%(added)d added, %(changed)d changed, %(untouched)d as before, %(missing)d not in the file, %(refused)d refused."
            )
        )
        % counts
    )
    yield _sentence(_outcome(report, dry_run=dry_run), say)
    if report.stored and report.drafts:
        yield say(DRAFTS) % {"count": report.drafts}


def _outcome(report: Report, *, dry_run: bool) -> Sentence:
    if report.statements:
        return Sentence.of(
            N_("Stored as statement %(ids)s. “kavling import undo %(id)s” undoes it."),
            ids=", ".join(map(str, report.statements)),
            id=report.statements[-1],
        )
    if report.refused and not report.stored:
        return Sentence.of(N_("Nothing was stored. Correct the file, or leave out what is refused with --skip-bad."))
    if dry_run:
        return Sentence.of(N_("Nothing was stored: this was only a check."))
    if report.added:
        return Sentence.of(N_("Stored."))
    return Sentence.of(N_("Nothing in this file is new; nothing was stored."))


def _sentence(sentence: Sentence, say: Say) -> str:
    return sentence.say(say)


def _row(file: str, row: int) -> str:
    return f"{file}:{row}: " if row else f"{file}: "


def _refusal(file: str, refusal: Refusal, say: Say) -> str:
    field = f"{refusal.field}: " if refusal.field else ""
    right = f" {refusal.right.say(say)}" if refusal.right else ""
    return f"{_row(file, refusal.row)}{field}{refusal.wrong.say(say)}{right}"


def _change(change: Change, say: Say) -> str:
    attribute = ATTRIBUTES.get(change.code)
    label = say(attribute.label if attribute else WORDS[change.code])
    if change.code == OUTLINE:
        return label
    return f"{label}: {plainly(change.old, say)} → {plainly(change.new, say)}"


def plainly(said: Said, say: Say) -> str:
    """Return an answer as a terminal prints it: in the stored unit, as programs write it."""
    if said.answer is not Answer.STATED:
        return say(ANSWERS[said.answer])
    return _value(said.value)


ANSWERS = {
    Answer.NOT_STATED: N_("Not stated"),
    Answer.NOT_MEASURED: N_("Not measured"),
    Answer.NOT_APPLICABLE: N_("Not applicable"),
    Answer.NOT_DISCLOSED: N_("Not disclosed"),
}


def _value(value: Any) -> str:
    if isinstance(value, Quantity):
        beside = [str(x) for x in (value.currency, value.basis, value.method, value.minutes) if x is not None]
        return " ".join([format(value.amount, "f"), *beside])
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"… +{len(lines) - MOST}"
