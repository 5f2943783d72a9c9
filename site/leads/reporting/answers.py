"""How long it took until a person answered, in working time of the desk, against what was promised."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leads.reporting.begun import Begun
from models.calendar import working_minutes_between

GROUPS = {"ko": ("ko",), "ja": ("ja",), "en": ("en", "id")}
AT_LEAST, AT_MOST = 12, 24  # hours with a column of their own


@dataclass(frozen=True)
class Answered:
    """Inquiries in some languages: working minutes until answered, kept or late, and those that are still open."""

    languages: Sequence[str]
    minutes: Sequence[int]  # sorted
    late: int  # answered after what was promised
    counts: Sequence[int]  # by hour; the last stands for all later ones
    late_counts: Sequence[int]  # of these, after the promise
    open: int
    overdue: int  # of the open

    @property
    def answered(self) -> int:
        """Return how many were answered."""
        return len(self.minutes)

    @property
    def kept(self) -> int | None:
        """Return how many in a hundred were answered as promised, of all that are answered or due; None: none yet."""
        of = self.answered + self.overdue
        return round(100 * (self.answered - self.late) / of) if of else None

    def within(self, share: float) -> int | None:
        """Return in how many minutes that share of the answered was answered."""
        return self.minutes[max(0, math.ceil(share * len(self.minutes)) - 1)] if self.minutes else None


@dataclass(frozen=True)
class Answers:
    """The groups, all together, and the promise."""

    groups: Sequence[Answered]
    all: Answered
    promise: int | None  # minutes; None where estates promise differently
    hours: int  # with a column of their own


def answers_of(leads: Sequence[Begun], promises: Mapping[int, int], at: datetime) -> Answers:
    """Return what became of the inquiries that opened `leads`; `promises` are the minutes of each estate."""
    asked = [lead for lead in leads if lead.due_at is not None and not (lead.stopped and lead.answered_at is None)]
    told = set(promises.values())
    promise = told.pop() if len(told) == 1 else None
    hours = min(AT_MOST, max(AT_LEAST, -(-(promise or 0) // 60) + 4))
    taken = {
        lead.id: working_minutes_between(lead.came_at, lead.answered_at) for lead in asked if lead.answered_at is not None
    }
    groups = [_answered(codes, [x for x in asked if x.language in codes], taken, hours, at) for codes in GROUPS.values()]
    every = [code for codes in GROUPS.values() for code in codes]
    return Answers(groups, _answered(every, asked, taken, hours, at), promise, hours)


def _answered(
    languages: Collection[str], leads: Sequence[Begun], taken: Mapping[int, int], hours: int, at: datetime
) -> Answered:
    counts, late_counts, late = [0] * (hours + 1), [0] * (hours + 1), 0
    open_ = [lead for lead in leads if lead.answered_at is None]
    for lead in leads:
        if lead.answered_at is None or lead.due_at is None:
            continue
        place = min(max(taken[lead.id] - 1, 0) // 60, hours)
        counts[place] += 1
        if lead.answered_at > lead.due_at:
            late_counts[place] += 1
            late += 1
    return Answered(
        languages=tuple(languages),
        minutes=sorted(taken[lead.id] for lead in leads if lead.id in taken),
        late=late,
        counts=counts,
        late_counts=late_counts,
        open=len(open_),
        overdue=sum(lead.due_at is not None and lead.due_at < at for lead in open_),
    )
