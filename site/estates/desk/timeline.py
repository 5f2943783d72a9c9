"""The history of a fact as a drawing: a thick line while it holds, a hollow dot for what was taken back, a dashed line
for what waits. Days are those on which it was true; what has no such day stands where it was said.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from estates.desk.lines import Line
from models.land.answer import Answer
from models.marks import N_
from web.dates import iso
from web.drawing.path import drawing


class State(enum.StrEnum):
    """What became of what was said."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"  # something newer holds
    UNDONE = "undone"
    WAITS = "waits"
    HISTORY = "history"  # on record, never today's answer


@dataclass(frozen=True)
class Moment:
    """A line of a history: what was said, and what became of it."""

    line: Line
    state: State
    text: str
    day: date

    @property
    def of_estate(self) -> bool:
        """Tell whether the estate said so, not the lot."""
        return self.line.fact.lot_id is None

    @property
    def expired_on(self) -> date | None:
        """Return the last day it held by its own word."""
        return self.line.statement.valid_to


def moments(lines: Iterable[Line], standing: int | None, at: datetime, words: Callable[[Line], str]) -> list[Moment]:
    """Return what became of each line; `standing` is the id of the fact that is today's answer."""
    return [Moment(line, _state(line, standing, at), words(line), _day(line, at)) for line in lines]


def _state(line: Line, standing: int | None, at: datetime) -> State:
    statement = line.statement
    if statement.force_until is not None and statement.force_until <= at:
        return State.UNDONE
    if statement.for_history:
        return State.HISTORY
    if statement.force_from is None or statement.force_from > at:
        return State.WAITS
    if line.fact.id == standing:
        return State.IN_FORCE
    return State.REPLACED


def _day(line: Line, at: datetime) -> date:
    statement = line.statement
    return statement.as_of or date.fromisoformat(iso(statement.force_from or at))


LINE, UNDONE_AT, WAIT_AT, TOP, BOTTOM, WORDS = 52, 88, 30, 18, 104, 118
MOST_MARKS = 8


@dataclass(frozen=True)
class Scale:
    """Days across the drawing, in per cent."""

    first: date
    last: date

    def __call__(self, day: date) -> float:
        return round(100 * (day - self.first).days / max(1, (self.last - self.first).days), 2)


def drawn(told: Sequence[Moment], at: datetime, *, label: str, language: str, say: Callable[[str], str]) -> Markup:
    """Draw a history, the newest of `told` first; `label` says what the drawing is."""
    today = date.fromisoformat(iso(at))
    days = [one.day for one in told]
    span = max((max(*days, today) - min(*days, today)).days, 60)
    scale = Scale(min(*days, today) - timedelta(days=span // 12), max(*days, today) + timedelta(days=span // 8))
    parts = [*_grid(scale), *_held(told, scale, today), *_taken_back(told, scale), *_waiting(told, scale)]
    now = scale(today)
    parts.append(f'<line class="d-hn" x1="{now}%" x2="{now}%" y1="14" y2="{BOTTOM}"/>')
    parts.append(_text("d-ht d-m", now, 10, say(N_("today"))))
    return drawing(f'<svg class="d-hist-d" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>')


def _grid(scale: Scale) -> list[str]:
    """Return the beginnings of years; of quarters or months when few years are shown."""
    days = (scale.last - scale.first).days
    months = range(1, 13) if days < 240 else (1, 4, 7, 10) if days < 800 else (1,)
    every = max(1, (scale.last.year - scale.first.year) // MOST_MARKS)
    parts = []
    for year in range(scale.first.year, scale.last.year + 1, every):
        for month in months:
            day = date(year, month, 1)
            if scale.first < day < scale.last:
                x = scale(day)
                parts.append(f'<line class="d-hg" x1="{x}%" x2="{x}%" y1="{TOP}" y2="{BOTTOM}"/>')
                parts.append(_text("d-ht d-m", x, WORDS, f"{year}" if len(months) == 1 else f"{year}-{month:02}"))
    return parts


def _held(told: Sequence[Moment], scale: Scale, today: date) -> list[str]:
    """Return the thick line: each answer from its day to the next one's, the last to today or to where it ran out."""
    in_order = [one for one in reversed(told) if one.state in (State.IN_FORCE, State.REPLACED)]
    parts, taken = [], -100.0
    for place, one in enumerate(in_order):
        following = in_order[place + 1].day if place + 1 < len(in_order) else today
        end = max(one.day, min(following, one.expired_on or following))
        x1, x2, x3 = scale(one.day), scale(end), scale(max(following, end))
        if one.line.fact.answer is Answer.STATED:
            parts.append(f'<line class="d-hf" x1="{x1}%" x2="{x2}%" y1="{LINE}" y2="{LINE}"/>')
            if x3 > x2:  # it ran out, and nothing has taken its place
                parts.append(f'<line class="d-hfd" x1="{x2}%" x2="{x3}%" y1="{LINE}" y2="{LINE}"/>')
        parts.append(f'<circle class="d-hc" cx="{x1}%" cy="{LINE}" r="4.5"/>')
        if x1 - taken > 12 or place == len(in_order) - 1:
            parts.append(
                _text("d-hv" + (" d-e" if x1 > 80 else ""), x1, LINE - 10 if x1 - taken > 12 else LINE + 20, one.text)
            )
            taken = x1
    return parts


def _taken_back(told: Sequence[Moment], scale: Scale) -> list[str]:
    parts = []
    for one in told:
        if one.state is not State.UNDONE:
            continue
        x = scale(one.day)
        parts.append(f'<line class="d-hu" x1="{x}%" x2="{x}%" y1="{LINE}" y2="{UNDONE_AT}"/>')
        parts.append(f'<circle class="d-hcu" cx="{x}%" cy="{UNDONE_AT}" r="4.5"/>')
        parts.append(
            _text("d-hv d-un" + (" d-e" if x > 70 else ""), x, UNDONE_AT + 4, one.text, dx=-10 if x > 70 else 10)
        )
    return parts


def _waiting(told: Sequence[Moment], scale: Scale) -> list[str]:
    parts = []
    for one in told:
        if one.state is not State.WAITS:
            continue
        x = scale(one.day)
        parts.append(f'<line class="d-hw" x1="{x}%" x2="100%" y1="{WAIT_AT}" y2="{WAIT_AT}"/>')
        parts.append(f'<circle class="d-hcw" cx="{x}%" cy="{WAIT_AT}" r="4.5"/>')
        parts.append(_text("d-hv d-e", x, WAIT_AT + 4, one.text, dx=-10))
    return parts


def _text(css: str, x: float, y: float, words: str, dx: int = 0) -> str:
    short = words if len(words) <= 40 else words[:38] + "…"
    shift = f' dx="{dx}"' if dx else ""
    return f'<text class="{css}" x="{x}%" y="{y}"{shift}>{escape(short)}</text>'
