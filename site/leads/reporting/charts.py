"""Where the marks of a drawing stand. What they say stands in the table below it, with the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from leads.reporting.answers import Answered, Answers
from leads.reporting.supply import QUARTERS, Balance

HOUR = 22  # width of an hour
SIDE = 8.4  # of a square, with a gap to the next of
STEP = 10
ACROSS = 2  # squares beside each other
HIGHEST = 12  # rows of squares; more inquiries make one square stand for several
FOOT = 18  # for the hours below


@dataclass(frozen=True)
class Squares:
    """Squares that stand on the hour in which an inquiry was answered."""

    width: float
    height: float
    base: float
    each: int  # inquiries that a square stands for
    kept: Sequence[tuple[float, float]]
    late: Sequence[tuple[float, float]]
    hours: Sequence[tuple[float, int]]
    later: float
    promise: float | None


def squares(group: Answered, answers: Answers) -> Squares:
    """Return the squares of a group; all groups of a report have one scale."""
    most = max((count for one in answers.groups for count in one.counts), default=0)
    each = max(1, -(-most // (ACROSS * HIGHEST)))
    most_squares = -(-most // each)
    rows = max(3, -(-most_squares // ACROSS))
    base = rows * STEP + 4
    kept: list[tuple[float, float]] = []
    late: list[tuple[float, float]] = []
    for hour, (count, behind) in enumerate(zip(group.counts, group.late_counts, strict=True)):
        good, bad = -(-(count - behind) // each), -(-behind // each)
        for place in range(good + bad):
            x = hour * HOUR + 1 + place % ACROSS * STEP
            y = base - (place // ACROSS + 1) * STEP
            (kept if place < good else late).append((round(x, 1), round(y, 1)))
    promise = None if answers.promise is None else min(answers.promise / 60, answers.hours) * HOUR
    ticks = [(float(hour * HOUR), hour) for hour in range(0, answers.hours + 1, 2)]
    later = (answers.hours + 1.0) * HOUR
    return Squares((answers.hours + 1) * HOUR + 18, base + FOOT, base, each, kept, late, ticks, later, promise)


BASE, TOP = 128.0, 26.0
SHARE = 100 / QUARTERS


@dataclass(frozen=True)
class Bar:
    """A quarter: where it stands, in hundredths, and how tall weighted and all are."""

    x: float
    width: float
    middle: float
    weighted: float
    asked: float


@dataclass(frozen=True)
class Bars:
    """The bars of a balance, and the line of what is free."""

    bars: Sequence[Bar]
    line: Sequence[tuple[float, float, float, float]]  # x1, y1, x2, y2
    labels: Sequence[tuple[float, float, Decimal]]  # where the line begins, and where it changes


def bars(balance: Balance) -> Bars:
    """Return the bars of a balance."""

    def tall(amount: Decimal) -> float:
        return round(float(amount / balance.top) * (BASE - TOP), 1)

    told = [
        Bar(round((n + 0.18) * SHARE, 2), round(0.64 * SHARE, 2), round((n + 0.5) * SHARE, 2), tall(weighted), tall(asked))
        for n, (weighted, asked) in enumerate(zip(balance.weighted, balance.asked, strict=True))
    ]
    if balance.free is None:
        return Bars(told, (), ())
    heights = [round(BASE - max(tall(free), 0), 1) for free in balance.free]
    line = [(n * SHARE, y, (n + 1) * SHARE, y) for n, y in enumerate(heights)]
    line += [(n * SHARE, before, n * SHARE, after) for n, (before, after) in enumerate(pairwise(heights), 1) if before != after]
    labels = [(0.0, heights[0] - 5, balance.free[0])]
    for n, (before, after) in enumerate(pairwise(balance.free), 1):
        if before != after:
            labels.append((n * SHARE + 0.4, heights[n] - 5, after))
    return Bars(told, line, labels)
