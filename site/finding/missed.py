"""What a search tells about the land that is missing: its conditions, in steps, and which of them found nothing.

Values are taken down to a step (of upper ends: up to one), so that a counter says "from 6 ha" and never what one person typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from finding.question import ASKABLE, AnyOf, Bound, Filter, Question, Span
from finding.sql import Answer
from models.land.attribute import Kind
from models.sought import Count

STEPS = tuple(Decimal(step) / 10 for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100))
LITTLE = 3  # lots found, up to which a search found little
TOGETHER = 3  # conditions that fail only together, up to which they are told


def missed_in(question: Question, told: Answer) -> dict[str, Count]:
    """Return what one search adds to the counters, by condition as a query string holds it; nothing without conditions."""
    names = [name for name in question.conditions if name in ASKABLE]
    if not names or len(names) < len([name for name in question.conditions if name != "estate"]):
        return {}  # a lot's number, a part of the map: not a need that land could meet
    sure = told.total - told.uncertain
    culprits = [name for name in names if len(names) == 1 or _alone(name, told)]
    counts: dict[str, Count] = {}
    for name in names:
        for condition in conditions_of(question, name):
            guilty = sure == 0 and name in culprits
            unsaid = guilty and told.unknown.get(name, 0) > 0
            counts[condition] = Count(1, int(guilty), int(0 < sure <= LITTLE), int(unsaid))
    if 1 < len(names) <= TOGETHER:
        condition = in_steps(question, names).query
        counts[condition] = Count(1, int(sure == 0 and not culprits), int(0 < sure <= LITTLE), 0)
    return counts


def _alone(name: str, told: Answer) -> bool:
    """Tell whether this condition by itself keeps lots out: without it, or if they said it, some were found."""
    return told.without.get(name, 0) > told.total or told.unknown.get(name, 0) > 0


def conditions_of(question: Question, name: str) -> Iterator[str]:
    """Yield a condition as query strings: each end of a range, each choice by itself."""
    asked = question.filters[name]
    parts: list[Filter] = []
    if isinstance(asked, AnyOf):
        parts = [AnyOf((code,)) for code in asked.codes] or [AnyOf((), unknown=False)]
    else:
        parts += [Span(low=asked.low)] if asked.low is not None else []
        parts += [Span(high=asked.high)] if asked.high is not None else []
        parts = parts or [Span(unknown=False)]
    for part in parts:
        yield in_steps(replace(question, filters={name: part}), [name]).query


def in_steps(question: Question, names: list[str]) -> Question:
    """Return the conditions of these names, values in steps, without order, page and estate."""
    money = any(ASKABLE[name].kind is Kind.MONEY for name in names)
    filters = {name: _stepped(question.filters[name]) for name in names}
    return Question(filters=filters, currency=question.currency if money else None)


def _stepped(asked: Filter) -> Filter:
    if isinstance(asked, AnyOf):
        return asked if not asked.codes else AnyOf(asked.codes)
    if asked.low is None and asked.high is None:
        return asked
    return Span(_step(asked.low, up=False), _step(asked.high, up=True))


def _step(bound: Bound | None, *, up: bool) -> Bound | None:
    if isinstance(bound, date):
        return bound.replace(month=bound.month - (bound.month - 1) % 3, day=1)  # its quarter
    if bound is None or bound == 0:
        return bound
    if bound < 0:
        step = _step(-bound, up=not up)
        return -step if isinstance(step, Decimal) else None
    scale = Decimal(10) ** bound.adjusted()
    digits = bound / scale
    near = min(s for s in STEPS if s >= digits) if up else max(s for s in STEPS if s <= digits)
    return (near * scale).normalize()
