"""Dates and times, as readers of each language expect them."""

from datetime import UTC, date, datetime

import pytest

from web import dates

AT = datetime(2026, 12, 28, 7, 40, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)


def text(value):
    return value.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("id", "24 November 2026"), ("en", "24 November 2026"), ("ko", "2026년 11월 24일"), ("ja", "2026年11月24日")],
)
def test_a_day_in_a_sentence_is_long(language, expected):
    assert text(dates.long_date(TUESDAY, language)) == expected


def test_a_day_in_a_table_is_iso():
    assert dates.iso(TUESDAY) == "2026-11-24"


def test_the_day_of_a_moment_is_the_one_of_the_zone():
    late = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # 25 November, 01:30 WIB

    assert dates.iso(late) == "2026-11-25"
    assert dates.iso(late, "UTC") == "2026-11-24"
    assert text(dates.long_date(late, "en")) == "25 November 2026"


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("id", "Asia/Jakarta", "Sen, 28 Desember 2026, 14.40 WIB"),
        ("en", "Asia/Jakarta", "Mon 28 December 2026, 14:40 WIB"),
        ("ko", "Asia/Seoul", "2026년 12월 28일(월) 16:40 KST"),
        ("ja", "Asia/Tokyo", "2026年12月28日(月) 16:40 JST"),
        ("en", "Europe/Berlin", "Mon 28 December 2026, 08:40 UTC+1"),
        ("en", "Asia/Kolkata", "Mon 28 December 2026, 13:10 UTC+5:30"),
        ("en", "America/New_York", "Mon 28 December 2026, 02:40 UTC−5"),
    ],
)
def test_a_moment_names_its_zone_and_counts_to_24(language, zone, expected):
    assert text(dates.moment(AT, zone, language)) == expected


def test_a_moment_of_this_year_can_leave_the_year_out():
    assert text(dates.moment(AT, "Asia/Seoul", "ko", year=False)) == "12월 28일(월) 16:40 KST"


def test_a_reader_sits_where_the_country_says_else_where_the_language_is_spoken():
    assert dates.reader_zone("ko") == "Asia/Seoul"
    assert dates.reader_zone("en", "JP") == "Asia/Tokyo"
    assert dates.reader_zone("en", "US") == "Asia/Jakarta"


@pytest.mark.parametrize(
    ("first", "last", "language", "expected"),
    [
        (TUESDAY, date(2026, 11, 28), "en", "24–28 November 2026"),
        (TUESDAY, date(2026, 12, 3), "en", "24 November – 3 December 2026"),
        (TUESDAY, date(2027, 1, 3), "id", "24 November 2026 – 3 Januari 2027"),
        (TUESDAY, date(2026, 11, 28), "ko", "2026년 11월 24일–28일"),
        (TUESDAY, date(2026, 12, 3), "ja", "2026年11月24日–12月3日"),
        (TUESDAY, date(2027, 1, 3), "ja", "2026年11月24日–2027年1月3日"),
        (TUESDAY, TUESDAY, "ko", "2026년 11월 24일"),
    ],
)
def test_a_span_of_days_says_nothing_twice(first, last, language, expected):
    assert text(dates.date_range(first, last, language)) == expected


def test_weekdays_are_abbreviated_as_in_calendars():
    assert [dates.short_weekday(TUESDAY, language) for language in ("id", "en", "ko", "ja")] == [
        "Sel",
        "Tue",
        "화",
        "火",
    ]
    assert text(dates.day_month(TUESDAY, "ja", weekday=True)) == "11月24日(火)"


@pytest.mark.parametrize(
    ("kept", "language", "read"),
    [
        ("Mon-Fri 08:00-17:00 WIB", "en", "Mon–Fri 08:00–17:00 WIB"),
        ("Mon-Fri 08:00-17:00 WIB", "id", "Sen–Jum 08.00–17.00 WIB"),
        ("Mon-Fri 08:00-17:00 WIB", "ko", "월–금 08:00–17:00 WIB (10:00–19:00 KST)"),
        ("Tue and Thu 09:00-15:00 WIB", "ja", "火・木 09:00–15:00 WIB (11:00–17:00 JST)"),
        ("Sat 09:00-12:00 WIB", "en", "Sat 09:00–12:00 WIB"),
        ("by appointment", "ko", "by appointment"),
        ("Mon-Foo 08:00-17:00 WIB", "en", "Mon-Foo 08:00-17:00 WIB"),
        ("Mon-Fri 99:00-17:00 WIB", "en", "Mon-Fri 99:00-17:00 WIB"),
    ],
)
def test_office_hours_read_in_the_readers_words_and_clock(kept, language, read):
    from web.dates import office_hours

    assert text(office_hours(kept, language, date(2026, 3, 2))) == read
