"""When a desk works: by when an answer is due, how long it took, which days do not count and why.

Working time is a union of the desks' windows in UTC, so several desks share one promise. Nothing here reads the clock
or the server's zone. Clocks that a law starts (72 hours) count every hour and do not come here.
"""

from __future__ import annotations

import enum
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from models.holidays import Holiday, holidays_of
from models.marks import N_
from models.refusal import Sentence

Window = tuple[time, time]
Span = tuple[datetime, datetime]
Week = tuple[tuple[Window, ...], ...]  # Monday first, seven

WEEKEND = N_("Weekend")
CLOSED = N_("Closed")
JOINT_LEAVE = N_("Joint leave (cuti bersama), %(holiday)s")
# Translators: the date of this holiday is not yet decreed
EXPECTED = N_("%(holiday)s (expected date)")

SEARCHED_DAYS = 400  # a desk that never opens in this time is a mistake in its calendar
A_DAY = timedelta(days=1)


class NeverOpen(ValueError):
    """No working time was found within the days searched."""


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from `first` to `last`, both included: the short days of Ramadan."""

    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True)
class OtherDay:
    """One day that differs: closed when `windows` is empty, or open though a holiday. `name` is a message or a text."""

    day: date
    windows: tuple[Window, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of a desk, in its own zone, less the holidays of its country."""

    name: str
    zone: str
    week: Week
    country: str
    seasons: tuple[Season, ...] = ()
    other_days: tuple[OtherDay, ...] = ()

    def windows(self, day: date) -> tuple[Span, ...]:
        """Return the working spans of `day`, a date in this calendar's zone, in UTC."""
        return _windows(self, day)

    def other(self, day: date) -> OtherDay | None:
        """Return what was said of `day` in particular."""
        return next((each for each in self.other_days if each.day == day), None)

    def holiday(self, day: date) -> Holiday | None:
        """Return the holiday that closes `day`, if one does."""
        if other := self.other(day):
            return None if other.windows else Holiday(day, (other.name,) if other.name else ())
        return holidays_of(self.country, day.year).get(day)


def hours(*windows: str) -> tuple[Window, ...]:
    """Return windows written as "08:00-12:00"."""
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in (w.split("-") for w in windows))


def five_days(*windows: str, friday: tuple[str, ...] = ()) -> Week:
    """Return a week from Monday to Friday of the same hours, Friday's told apart where they differ."""
    day = hours(*windows)
    return (day, day, day, day, hours(*friday) if friday else day, (), ())


# Friday's long break is for the prayer
CILEGON = Calendar(
    "Cilegon",
    "Asia/Jakarta",
    five_days("08:00-12:00", "13:00-17:00", friday=("08:00-11:30", "13:30-17:00")),
    "ID",
)
SEOUL = Calendar("Seoul", "Asia/Seoul", five_days("09:00-12:00", "13:00-18:00"), "KR")
TOKYO = Calendar("Tokyo", "Asia/Tokyo", five_days("09:00-12:00", "13:00-18:00"), "JP")
OFFICES = {"ID": CILEGON, "KR": SEOUL, "JP": TOKYO}  # ordinary office hours, for when both sides can talk


@lru_cache(maxsize=8192)
def _windows(calendar: Calendar, day: date) -> tuple[Span, ...]:
    other = calendar.other(day)
    if other is not None:
        chosen = other.windows
    elif calendar.holiday(day):
        chosen = ()
    else:
        season = next((each for each in calendar.seasons if each.first <= day <= each.last), None)
        chosen = (season.week if season else calendar.week)[day.weekday()]
    return tuple(_span(day, window, ZoneInfo(calendar.zone)) for window in chosen)


def _span(day: date, window: Window, zone: ZoneInfo) -> Span:
    start, end = window
    until = day if end > start else day + A_DAY  # a shift through the night
    return datetime.combine(day, start, zone).astimezone(UTC), datetime.combine(until, end, zone).astimezone(UTC)


def working_spans(start: datetime, calendars: Sequence[Calendar]) -> Iterator[Span]:
    """Yield the working time from `start` on as spans in UTC that do not touch, the desks' windows joined.

    Ends after SEARCHED_DAYS days.
    """
    start = _aware(start)
    begin: datetime | None = None
    end = start
    for first, last in heapq.merge(*(_spans(calendar, start) for calendar in calendars)):
        if last <= start:
            continue
        if begin is None:
            begin, end = max(first, start), last
        elif first <= end:
            end = max(end, last)
        else:
            yield begin, end
            begin, end = first, last
    if begin is not None:
        yield begin, end


def _spans(calendar: Calendar, start: datetime) -> Iterator[Span]:
    day = start.astimezone(ZoneInfo(calendar.zone)).date() - A_DAY  # a night shift may have begun the day before
    for ahead in range(SEARCHED_DAYS):
        yield from calendar.windows(day + ahead * A_DAY)


def due(start: datetime, minutes: int, calendars: Sequence[Calendar] = (CILEGON,)) -> datetime:
    """Return when `minutes` of working time have passed since `start`, in UTC; raise NeverOpen.

    At the end of a window it is that end, not the opening of the next.
    """
    left = timedelta(minutes=minutes)
    for first, last in working_spans(start, calendars):
        if last - first >= left:
            return first + left
        left -= last - first
    raise NeverOpen(f"no {minutes} working minutes within {SEARCHED_DAYS} days of {start}")


def working_minutes_between(start: datetime, end: datetime, calendars: Sequence[Calendar] = (CILEGON,)) -> int:
    """Return the whole minutes of working time from `start` to `end`; negative when `end` is before."""
    if end < start:
        return -working_minutes_between(end, start, calendars)
    passed = timedelta()
    for first, last in working_spans(start, calendars):
        if first >= end:
            break
        passed += min(last, end) - first
    return passed // timedelta(minutes=1)


def is_open(at: datetime, calendars: Sequence[Calendar] = (CILEGON,)) -> bool:
    """Say whether a desk works at `at`."""
    first = next(working_spans(at, calendars), None)
    return first is not None and first[0] <= _aware(at)


class Off(enum.StrEnum):
    """Why a day does not count."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    JOINT_LEAVE = "joint_leave"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day between asking and answering: whether the desk works, if not why, and what the reader's country keeps."""

    day: date
    off: Off | None
    names: tuple[str, ...] = ()  # messages, of the holiday that closes the desk
    estimated: bool = False
    reader_names: tuple[str, ...] = ()  # of a holiday in the reader's country; does not stop the clock

    @property
    def counts(self) -> bool:
        """Say whether working time passes on this day."""
        return self.off is None

    @property
    def why(self) -> Sentence | None:
        """Return in words why the day does not count; none when it does."""
        if self.off is None:
            return None
        if not self.names:
            return Sentence(WEEKEND if self.off == Off.WEEKEND else CLOSED)
        told = named(self.names)
        if self.off == Off.JOINT_LEAVE:
            told = Sentence.of(JOINT_LEAVE, holiday=told)
        return Sentence.of(EXPECTED, holiday=told) if self.estimated else told

    @property
    def reader_why(self) -> Sentence | None:
        """Return the holiday that the reader's country keeps on this day, if any."""
        return named(self.reader_names) if self.reader_names else None


def named(names: Sequence[str]) -> Sentence:
    """Return holidays' names as one thing to say: a message each, joined by a dot."""
    if len(names) == 1:
        return Sentence(names[0])
    return Sentence.of("%(holiday)s · %(others)s", holiday=Sentence(names[0]), others=named(names[1:]))


def strip(
    start: datetime, until: datetime, calendar: Calendar = CILEGON, *, country: str = "", language: str | None = None
) -> list[StripDay]:
    """Return the days from `start` to `until`, dates in the desk's zone, each with why it does not count.

    `country` and `language` are the reader's. At most SEARCHED_DAYS days.
    """
    zone = ZoneInfo(calendar.zone)
    first, last = _aware(start).astimezone(zone).date(), _aware(until).astimezone(zone).date()
    days = range(min((last - first).days + 1, SEARCHED_DAYS))
    return [_strip_day(first + ahead * A_DAY, calendar, country, language) for ahead in days]


def _strip_day(day: date, calendar: Calendar, country: str, language: str | None) -> StripDay:
    kept = None if country == calendar.country else holidays_of(country, day.year, language).get(day)
    reader_names = kept.names if kept else ()
    if calendar.windows(day):
        return StripDay(day, None, reader_names=reader_names)
    holiday = calendar.holiday(day)
    if holiday is None or not holiday.names:
        weekend = holiday is None and day.weekday() >= 5
        return StripDay(day, Off.WEEKEND if weekend else Off.CLOSED, reader_names=reader_names)
    off = Off.JOINT_LEAVE if holiday.joint else Off.HOLIDAY
    return StripDay(day, off, holiday.names, holiday.estimated, reader_names)


def overlap(day: date, calendar: Calendar, other: Calendar) -> list[Span]:
    """Return when both desks work on `day`, a date in the first one's zone, as spans in UTC: the time to call."""
    shared = []
    for first, last in calendar.windows(day):
        for near in (day - A_DAY, day, day + A_DAY):
            for begin, end in other.windows(near):
                if max(first, begin) < min(last, end):
                    shared.append((max(first, begin), min(last, end)))
    return sorted(shared)


def next_opening(at: datetime, calendars: Sequence[Calendar] = (CILEGON,)) -> datetime:
    """Return `at` when a desk works then, else when the first one opens; raise NeverOpen."""
    for first, _last in islice(working_spans(at, calendars), 1):
        return first
    raise NeverOpen(f"no working time within {SEARCHED_DAYS} days of {at}")


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at!r}")
    return at.astimezone(UTC)
