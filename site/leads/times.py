"""Clocks in words: how much is left, in working hours of the desk, and when it ends here and there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.calendar import working_minutes_between
from web.dates import COUNTRY_ZONES, DESK_ZONE, clock, day_month, short_weekday, zone_name
from web.language import current_language
from web.words import gettext, ngettext

A_DAY = 480  # working minutes
SOON = 240
WHOLE = {"answer": 240, "task": 5 * A_DAY, "hold": 10 * A_DAY}  # what a full ring stands for
ZONE = ZoneInfo(DESK_ZONE)


@dataclass(frozen=True)
class Clock:
    """A clock as it is drawn: words, the share that is left, and whether it is soon or over."""

    words: str
    left: float | None = None
    state: str = ""


def running(due_at: datetime, at: datetime, kind: str = "task") -> Clock:
    """Return the clock of something that is due."""
    minutes = working_minutes_between(at, due_at)
    if due_at <= at:
        return Clock(overdue(-minutes), 0, "over")
    return Clock(left(minutes), minutes / WHOLE[kind], "soon" if minutes < SOON else "")


def idle(days: int) -> Clock:
    """Return the clock of a lead for which nothing is planned."""
    words = ngettext("Quiet for %(num)d day", "Quiet for %(num)d days", days) if days else gettext("No next step")
    return Clock(words)


def left(minutes: int) -> str:
    """Return working minutes that are left, in words."""
    if minutes < 60:
        return gettext("%(num)d min left", num=minutes)
    hours, rest = divmod(minutes, 60)
    if minutes < SOON and rest:
        return gettext("%(hours)d h %(num)d min left", hours=hours, num=rest)
    if minutes <= A_DAY:
        return gettext("%(num)d h left", num=hours)
    return ngettext("%(num)d day left", "%(num)d days left", -(-minutes // A_DAY))


def overdue(minutes: int) -> str:
    """Return by how many working minutes something is late, in words."""
    if minutes < 60:
        return gettext("%(num)d min overdue", num=minutes)
    if minutes < A_DAY:
        return gettext("%(num)d h overdue", num=minutes // 60)
    return ngettext("%(num)d day overdue", "%(num)d days overdue", minutes // A_DAY)


def quiet_days(since: datetime, at: datetime) -> int:
    """Return how many working days nothing has happened."""
    return max(0, working_minutes_between(since, at) // A_DAY)


def here_and_there(due_at: datetime, at: datetime, country: str | None) -> str:
    """Return a moment at the desk, the reader's clock beside it: Wed 10:00 · 12:00 KST."""
    language = current_language()
    time, apart = clock(due_at, DESK_ZONE, language), abs((local_day(due_at) - local_day(at)).days)
    if apart >= 7:
        return day_month(due_at, language)
    if apart:
        time = f"{short_weekday(due_at, language)} {time}"
    zone = COUNTRY_ZONES.get(country or "", DESK_ZONE)
    if zone == DESK_ZONE:
        return f"{time} {zone_name(DESK_ZONE, due_at)}"
    return f"{time} · {clock(due_at, zone, language)} {zone_name(zone, due_at)}"


def local_day(at: datetime) -> date:
    """Return the desk's day of a moment."""
    return at.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """Return the end of the desk's day: when a hold of so many days runs out, or a task is late."""
    return datetime.combine(day, datetime.min.time(), ZONE).replace(hour=17)


def short_moment(moment: datetime, at: datetime) -> str:
    """Return a moment as a timeline prints it: 20 Nov 16:40, the year only where it is another."""
    language = current_language()
    day = day_month(moment, language)
    if local_day(moment).year != local_day(at).year:
        return local_day(moment).isoformat()
    return f"{day} {clock(moment, DESK_ZONE, language)}"


def in_days(days: int, at: datetime) -> date:
    """Return the desk's day so many days from now."""
    return local_day(at) + timedelta(days=days)
