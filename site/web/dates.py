"""Dates and times as people of each language read them, always in a named zone and by the 24-hour clock.

Tables and provenance print ISO; sentences print the long form of the language.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from web.numbers import EN_DASH, LOCALES, NBSP

# Named as their people name them; the zone database calls all three of Indonesia's by these letters, too
ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
    "Asia/Seoul": "KST",
    "Asia/Tokyo": "JST",
    "UTC": "UTC",
}
DESK_ZONE = "Asia/Jakarta"
READER_ZONES = {"id": DESK_ZONE, "en": DESK_ZONE, "ko": "Asia/Seoul", "ja": "Asia/Tokyo"}
COUNTRY_ZONES = {"ID": DESK_ZONE, "KR": "Asia/Seoul", "JP": "Asia/Tokyo"}

DAY_MONTH = {"id": "d MMMM", "en": "d MMMM", "ko": "M월 d일", "ja": "M月d日"}


def reader_zone(language: str, country: str | None = None) -> str:
    """Return the zone a reader most likely sits in: by country if it has one zone that we know, else by language."""
    return COUNTRY_ZONES.get(country or "", READER_ZONES[language])


def zone_name(zone: str, at: datetime) -> str:
    """Return how `zone` is named beside a time: WIB, KST, JST, else its offset as UTC+8."""
    if zone in ZONE_NAMES:
        return ZONE_NAMES[zone]
    offset = at.astimezone(ZoneInfo(zone)).strftime("%z")
    hours, minutes = int(offset[1:3]), int(offset[3:5])
    sign = offset[0].replace("-", "\N{MINUS SIGN}")
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def iso(day: date | datetime, zone: str = DESK_ZONE) -> str:
    """Return a day for tables: 2026-11-24. A moment is that day in `zone`."""
    return _day(day, zone).isoformat()


def desk_day(at: datetime) -> date:
    """Return the day of a moment at the estates' desks."""
    return _day(at, DESK_ZONE)


def long_date(day: date | datetime, language: str, zone: str = DESK_ZONE) -> str:
    """Return a day for sentences: 24 November 2026, 2026년 11월 24일, 2026年11月24日; it never breaks."""
    return _unbroken(format_date(_day(day, zone), "long", LOCALES[language]))


def day_month(day: date | datetime, language: str, zone: str = DESK_ZONE, *, weekday: bool = False) -> str:
    """Return a day without its year: 24 November, 11월 24일; with its weekday: Tue 24 November, 11월 24일(화)."""
    shown = _day(day, zone)
    text = _unbroken(format_date(shown, DAY_MONTH[language], LOCALES[language]))
    return _with_weekday(text, shown, language) if weekday else text


def short_weekday(day: date | datetime, language: str, zone: str = DESK_ZONE) -> str:
    """Return the weekday as calendars abbreviate it: Sel, Tue, 화, 火."""
    return _weekdays(language)[_day(day, zone).weekday()]


def clock(at: datetime, zone: str, language: str) -> str:
    """Return the time of day in `zone`: 14:05, in Indonesian 14.05."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H.%M" if language == "id" else "%H:%M")


def moment(at: datetime, zone: str, language: str, *, year: bool = True) -> str:
    """Return a moment with its zone: 2026년 12월 28일(월) 16:40 KST, Mon 28 December 2026, 16:40 JST."""
    day = at.astimezone(ZoneInfo(zone)).date()
    text = long_date(day, language) if year else day_month(day, language)
    joint = ", " if language in {"id", "en"} else " "
    time = f"{clock(at, zone, language)}{NBSP}{zone_name(zone, at)}"
    return f"{_with_weekday(text, day, language)}{joint}{time}"


def date_range(first: date, last: date, language: str) -> str:
    """Return a span of days: 24–28 November 2026, 2026년 11월 24일–28일."""
    if first == last:
        return long_date(first, language)
    begin, end = long_date(first, language), long_date(last, language)
    if language in {"id", "en"}:
        if first.year == last.year:
            begin = str(first.day) if first.month == last.month else day_month(first, language)
    elif first.year == last.year:
        end = _unbroken(format_date(last, "d일" if language == "ko" else "d日", LOCALES[language]))
        end = end if first.month == last.month else day_month(last, language)
    apart = "" if begin.isdigit() or language in {"ko", "ja"} else " "  # 24–28 May, but 24 May – 3 June
    return f"{begin}{apart}{EN_DASH}{apart}{end}"


def _day(day: date | datetime, zone: str) -> date:
    return day.astimezone(ZoneInfo(zone)).date() if isinstance(day, datetime) else day


def _with_weekday(text: str, day: date, language: str) -> str:
    name = _weekdays(language)[day.weekday()]
    if language == "en":
        return f"{name}{NBSP}{text}"
    if language == "id":
        return f"{name},{NBSP}{text}"
    return f"{text}({name})"


@cache
def _weekdays(language: str) -> list[str]:
    names = Locale.parse(LOCALES[language]).days["format"]["abbreviated"]
    return [str(names[day]) for day in range(7)]


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)


UNBROKEN_DASH = EN_DASH + "\N{WORD JOINER}"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OF_DAY = r"(?:[01]\d|2[0-3]):[0-5]\d"
HOURS = re.compile(
    r"(?P<first>[A-Z][a-z]{2})(?:(?P<joint>-| and )(?P<last>[A-Z][a-z]{2}))? "
    rf"(?P<from>{OF_DAY})-(?P<to>{OF_DAY}) WIB",
    re.ASCII,
)
AND = {"id": " dan ", "en": " and ", "ko": "·", "ja": "・"}


def office_hours(hours: str, language: str, on: date) -> str:
    """Return a desk's hours, kept like "Mon-Fri 08:00-17:00 WIB", as read in `language`, with the reader's own clock.

    Hours that somebody wrote otherwise stand as they are.
    """
    found = HOURS.fullmatch(hours)
    if found is None or not {found["first"], found["last"] or found["first"]} <= set(DAYS):
        return hours
    days = [_weekdays(language)[DAYS.index(day)] for day in (found["first"], found["last"]) if day]
    between = EN_DASH if found["joint"] == "-" else AND[language]
    told = _clocks(found, on, DESK_ZONE, language)
    reader = reader_zone(language)
    own = f" ({_clocks(found, on, reader, language)})" if reader != DESK_ZONE else ""
    return f"{between.join(days)} {told}{own}"


def _clocks(found: re.Match[str], on: date, zone: str, language: str) -> str:
    desk = ZoneInfo(DESK_ZONE)
    moments = [datetime.combine(on, time.fromisoformat(found[end]), desk) for end in ("from", "to")]
    return f"{UNBROKEN_DASH.join(clock(m, zone, language) for m in moments)}{NBSP}{zone_name(zone, moments[0])}"
