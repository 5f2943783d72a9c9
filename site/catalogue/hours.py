"""When a desk can be reached from the reader's country: two clocks on one ruler, and the days on which nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.calendar import CILEGON, OFFICES, Calendar, StripDay, strip
from web.dates import DESK_ZONE, day_month, reader_zone, zone_name
from web.words import gettext, said

AHEAD_DAYS = 28
FRIDAY = 4
PX = 60  # units of the drawing to an hour
LEFT = 60
COUNTRY = {"ko": "KR", "ja": "JP"}


@dataclass(frozen=True)
class Bar:
    """A span on the ruler, in its units."""

    x: float
    width: float


@dataclass(frozen=True)
class Ruler:
    """The reader's office and the desk on one scale, in the reader's hours; both zones are printed."""

    width: int
    hours: tuple[tuple[float, int, int], ...]  # x, the reader's hour, the desk's
    reader: Bar
    desk: Bar
    both: Bar | None
    pause: Bar | None
    reader_zone: str
    desk_zone: str
    reader_words: str
    desk_words: str
    label: str


def ruler(language: str, today: date) -> Ruler | None:
    """Return the ruler for readers who sit in another zone than the desk; None for the others."""
    country = COUNTRY.get(language)
    if country is None:
        return None
    office = OFFICES[country]
    shift = _shift(reader_zone(language), today)
    theirs = _span(office, 0)
    ours = tuple(hour + shift for hour in _span(CILEGON, 0))
    friday = CILEGON.week[FRIDAY]
    pause = (_hour(friday[0][1]) + shift, _hour(friday[1][0]) + shift) if len(friday) > 1 else None
    first, last = int(min(theirs[0], ours[0])), -int(-max(theirs[1], ours[1]) // 1)
    shared = (max(theirs[0], ours[0]), min(theirs[1], ours[1]))

    def bar(span: tuple[float, float]) -> Bar:
        return Bar(LEFT + (span[0] - first) * PX, (span[1] - span[0]) * PX)

    noon = datetime.combine(today, time(12), ZoneInfo(DESK_ZONE))
    zones = zone_name(reader_zone(language), noon), zone_name(DESK_ZONE, noon)
    holes = {"from_": clock(shared[0]), "until": clock(shared[1]), "zone": zones[0]}
    return Ruler(
        width=LEFT * 2 + (last - first) * PX,
        hours=tuple((LEFT + (hour - first) * PX, hour, int(hour - shift)) for hour in range(first, last + 1)),
        reader=bar(theirs),
        desk=bar((ours[0], ours[1])),
        both=bar(shared) if shared[0] < shared[1] else None,
        pause=bar(pause) if pause else None,
        reader_zone=zones[0],
        desk_zone=zones[1],
        reader_words=f"{clock(theirs[0])}–{clock(theirs[1])} {zones[0]}",
        desk_words=f"{clock(ours[0] - shift)}–{clock(ours[1] - shift)} {zones[1]}",
        label=gettext("Office hours on one scale. Both sides are in the office from %(from_)s to %(until)s %(zone)s.", **holes),
    )


def closed_days(today: date, language: str) -> list[str]:
    """Return the working days of the next weeks on which the desk is closed, each with why."""
    start = datetime.combine(today, time(), ZoneInfo(DESK_ZONE))
    days = strip(start, start + timedelta(days=AHEAD_DAYS), CILEGON)
    return [told(day, language) for day in days if day.names and day.day.weekday() < 5]


def told(day: StripDay, language: str) -> str:
    """Return a closed day with its name."""
    why = said(day.why) if day.why else ""
    return f"{day_month(day.day, language, weekday=True)}: {why}"


def friday_pause(language: str) -> str:
    """Return when nobody answers on Fridays, in the desk's own time."""
    friday = CILEGON.week[FRIDAY]
    if len(friday) < 2:
        return ""
    return gettext(
        "On Fridays nobody answers from %(from_)s to %(until)s WIB.",
        from_=clock(_hour(friday[0][1])),
        until=clock(_hour(friday[1][0])),
    )


def clock(hour: float) -> str:
    """Return an hour of the day as 8:00 or 13:30."""
    return f"{int(hour)}:{round(hour % 1 * 60):02}"


def _span(calendar: Calendar, weekday: int) -> tuple[float, float]:
    windows = calendar.week[weekday]
    return _hour(windows[0][0]), _hour(windows[-1][1])


def _hour(at: time) -> float:
    return at.hour + at.minute / 60


def _shift(zone: str, today: date) -> float:
    noon = datetime.combine(today, time(12), ZoneInfo(DESK_ZONE))
    there, here = noon.astimezone(ZoneInfo(zone)).utcoffset(), noon.utcoffset()
    assert there is not None
    assert here is not None
    return (there - here) / timedelta(hours=1)
