"""Until when an answer is due, and which days until then do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.calendar import CILEGON, Off, StripDay, strip
from models.inquiry.inquiry import Inquiry
from web.dates import DESK_ZONE, clock, day_month, long_date, short_weekday, zone_name
from web.words import gettext, listed

MOST_DAYS = 14  # of the strip; a longer wait names its end only


@dataclass(frozen=True)
class Due:
    """A due moment in the reader's zone and at the desk, and the days until then."""

    day: str
    time: str
    zone: str
    desk: str | None  # None: the reader sits in the desk's zone
    days: Sequence[tuple[int, str, str, str]]  # day of month, weekday, state, words
    label: str
    why: Sequence[str]


def due_of(inquiry: Inquiry, since: datetime, due_at: datetime, language: str) -> Due:
    """Say by when an answer is due, and why some days do not count."""
    zone = inquiry.zone
    desk = f"{day_month(due_at, language, DESK_ZONE, weekday=True)} {clock(due_at, DESK_ZONE, language)}"
    days = strip(since, due_at, CILEGON, country=inquiry.country, language=language)
    off = [day for day in days if not day.counts]
    shown = days if len(days) <= MOST_DAYS else []
    return Due(
        day=day_month(due_at, language, zone, weekday=True),
        time=clock(due_at, zone, language),
        zone=zone_name(zone, due_at),
        desk=None if zone == DESK_ZONE else f"{desk} {zone_name(DESK_ZONE, due_at)}",
        days=[_cell(day, days, language) for day in shown],
        label=_strip_label(days, off, language),
        why=[_why(day, language) for day in off if day.off is not Off.WEEKEND],
    )


def _cell(day: StripDay, days: Sequence[StripDay], language: str) -> tuple[int, str, str, str]:
    state = "on" if day.counts else "off"
    if day is days[-1]:
        state, words = "due", gettext("Answer due")
    elif day is days[0] and day.counts:
        words = gettext("Received")
    else:
        words = "" if day.counts else _off_words(day)
    return day.day.day, short_weekday(day.day, language), state, words


def _off_words(day: StripDay) -> str:
    if day.off is Off.WEEKEND:
        return gettext("Weekend")
    names = listed(gettext(name) for name in day.names)
    if day.off is Off.JOINT_LEAVE:
        return gettext("Joint leave in Indonesia")
    return names or gettext("Closed")


def _why(day: StripDay, language: str) -> str:
    names = listed(gettext(name) for name in day.names)
    told = day_month(day.day, language, weekday=True)
    if day.off is Off.JOINT_LEAVE:
        return gettext("%(day)s is joint leave in Indonesia (%(name)s).", day=told, name=names)
    if names:
        return gettext("%(day)s is a holiday in Indonesia (%(name)s).", day=told, name=names)
    return gettext("On %(day)s the desk is closed.", day=told)


def _strip_label(days: Sequence[StripDay], off: Sequence[StripDay], language: str) -> str:
    first, last = long_date(days[0].day, language), long_date(days[-1].day, language)
    return gettext(
        "From %(first)s to %(last)s; %(off)d of these days do not count.", first=first, last=last, off=len(off)
    )


def closed_days(since: datetime, due_at: datetime, language: str) -> list[str]:
    """Return the days from asking to the answer on which the desk is closed, weekends aside, each with its reason."""
    off = [day for day in strip(since, due_at, CILEGON) if not day.counts and day.off is not Off.WEEKEND]
    return [f"{day_month(day.day, language)} ({_off_words(day)})" for day in off]
