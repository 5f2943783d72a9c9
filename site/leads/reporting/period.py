"""From when to when a report looks, and at which estates: read from the address, never an error page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from models.marks import N_
from web.addresses import row_number
from web.dates import DESK_ZONE
from web.words import gettext

LONGEST = 5 * 366  # days
FIRST = date(2020, 1, 1)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days of the desk, both included, at one estate or at all that the reader sells."""

    first: date
    last: date
    estate: int | None
    errors: Mapping[str, str]  # by field
    given: Mapping[str, str]  # what stands in the fields

    @property
    def begins(self) -> datetime:
        """Return the moment at which the first day begins."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """Return the moment at which the last day is over."""
        return _midnight(self.last + A_DAY)

    @property
    def as_query(self) -> dict[str, Any]:
        """Return what stands in the address."""
        told: dict[str, Any] = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return told | ({"estate": self.estate} if self.estate is not None else {})


def read(args: MultiDict[str, str], estates: Sequence[int], today: date) -> Period:
    """Return the period of a query string; without one, this year until today."""
    errors: dict[str, str] = {}
    given = {"from": args.get("from", ""), "to": args.get("to", "")}
    days = {"from": today.replace(month=1, day=1), "to": today}
    for name, text in given.items():
        told = _day(text.strip())
        if told is not None:
            days[name] = told
        elif text.strip():
            errors[name] = gettext("Enter a day like 2027-06-30.")
    if days["to"] < days["from"] and not errors:
        errors["to"] = gettext("This day is before the one beside it.")
        days["to"] = days["from"]
    first = max(days["from"], FIRST, days["to"] - LONGEST * A_DAY)
    estate = args.get("estate", "")
    chosen = row_number(estate) or None
    shown = {name: given[name][:20] if name in errors else days[name].isoformat() for name in days}
    return Period(min(first, days["to"]), days["to"], chosen if chosen in estates else None, errors, shown)


def choices(today: date) -> list[tuple[str, date, date]]:
    """Return the periods offered: their word, first and last day."""
    quarter = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    return [
        (N_("This quarter"), quarter, today),
        (N_("Last 90 days"), today - 89 * A_DAY, today),
        (N_("This year"), today.replace(month=1, day=1), today),
    ]


def _day(text: str) -> date | None:
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(DESK_ZONE)).astimezone(UTC)
