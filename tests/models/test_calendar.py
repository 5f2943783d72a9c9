"""The answer clock: when a desk works, and by when it owes an answer."""

import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import calendar
from models.calendar import (
    CILEGON,
    SEOUL,
    TOKYO,
    Calendar,
    NeverOpen,
    Off,
    OtherDay,
    Season,
    due,
    five_days,
    hours,
    overlap,
    strip,
    working_minutes_between,
    working_spans,
)
from models.holidays import INDONESIAN, holidays_of

WIB, KST = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Seoul")  # Tokyo keeps Seoul's time

VECTORS = [
    (datetime(2026, 11, 24, 10, 0, tzinfo=KST), (CILEGON,), 240, datetime(2026, 11, 24, 12, 0, tzinfo=WIB)),
    (datetime(2026, 11, 27, 13, 0, tzinfo=KST), (CILEGON,), 120, datetime(2026, 11, 27, 15, 0, tzinfo=WIB)),
    (datetime(2026, 11, 27, 18, 30, tzinfo=KST), (CILEGON,), 240, datetime(2026, 11, 30, 11, 30, tzinfo=WIB)),
    (datetime(2026, 3, 17, 18, 30, tzinfo=KST), (CILEGON,), 240, datetime(2026, 3, 25, 11, 30, tzinfo=WIB)),
    (datetime(2026, 3, 17, 18, 30, tzinfo=KST), (CILEGON, SEOUL), 240, datetime(2026, 3, 18, 11, 30, tzinfo=WIB)),
    (datetime(2026, 9, 23, 17, 0, tzinfo=KST), (SEOUL,), 240, datetime(2026, 9, 28, 10, 0, tzinfo=WIB)),
    (datetime(2026, 9, 23, 17, 0, tzinfo=KST), (CILEGON, SEOUL), 240, datetime(2026, 9, 24, 10, 0, tzinfo=WIB)),
    (datetime(2026, 5, 1, 17, 0, tzinfo=KST), (TOKYO,), 240, datetime(2026, 5, 7, 10, 0, tzinfo=WIB)),
]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
DESKS = st.sampled_from([(CILEGON,), (SEOUL,), (CILEGON, SEOUL), (CILEGON, SEOUL, TOKYO)])


@pytest.mark.parametrize(("start", "desks", "minutes", "expected"), VECTORS)
def test_an_answer_is_due_after_the_desks_working_time(start, desks, minutes, expected):
    assert due(start, minutes, desks) == expected


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def server_elsewhere(request, monkeypatch):
    """Put the server in another zone, with nothing worked out before."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    calendar._windows.cache_clear()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("server_elsewhere")
def test_the_servers_own_zone_does_not_matter():
    assert [due(start, minutes, desks) for start, desks, minutes, _ in VECTORS] == [vector[3] for vector in VECTORS]


def test_no_working_time_is_due_at_once_or_when_the_desk_opens():
    saturday = datetime(2026, 11, 28, 9, 0, tzinfo=WIB)
    assert due(datetime(2026, 11, 24, 9, 15, tzinfo=WIB), 0) == datetime(2026, 11, 24, 9, 15, tzinfo=WIB)
    assert due(saturday, 0) == calendar.next_opening(saturday) == datetime(2026, 11, 30, 8, 0, tzinfo=WIB)


@given(MOMENTS, st.integers(1, 6000), DESKS)
def test_what_is_due_took_just_its_minutes(start, minutes, desks):
    end = due(start, minutes, desks)
    assert working_minutes_between(start, end, desks) == minutes
    assert working_minutes_between(end, start, desks) == -minutes
    assert working_minutes_between(start, end - timedelta(minutes=1), desks) == minutes - 1


@given(MOMENTS, st.integers(0, 3000), st.integers(0, 3000), DESKS)
def test_more_time_is_never_due_earlier_and_more_desks_never_later(start, some, more, desks):
    assert due(start, some, desks) <= due(start, some + more, desks)
    assert due(start, some, (*desks, TOKYO)) <= due(start, some, desks)


@given(MOMENTS, DESKS)
def test_spans_are_in_order_and_apart(start, desks):
    spans = list(islice(working_spans(start, desks), 20))
    assert spans[0][1] > start
    assert all(first < last for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_desks_far_apart_are_still_joined_in_order():
    auckland = Calendar("Auckland", "Pacific/Auckland", five_days("09:00-17:00"), "")
    los_angeles = Calendar("Los Angeles", "America/Los_Angeles", five_days("09:00-17:00"), "")
    spans = list(islice(working_spans(VECTORS[0][0], (auckland, los_angeles)), 12))
    assert spans == sorted(spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2026, 11, 24, 10, 0), 240)


def test_a_desk_that_never_opens_is_told():
    with pytest.raises(NeverOpen):
        due(VECTORS[0][0], 1, (Calendar("shut", "Asia/Jakarta", ((),) * 7, "ID"),))


def test_ramadan_has_its_own_hours():
    ramadan = Season(date(2026, 2, 18), date(2026, 3, 20), five_days("08:00-15:00"))
    fasting = Calendar("fasting", "Asia/Jakarta", CILEGON.week, "ID", seasons=(ramadan,))
    start = datetime(2026, 3, 3, 14, 0, tzinfo=WIB)
    assert due(start, 90, (fasting,)) == datetime(2026, 3, 4, 8, 30, tzinfo=WIB)
    assert due(start, 90) == datetime(2026, 3, 3, 15, 30, tzinfo=WIB)


def test_a_shift_may_go_through_the_night():
    guard = Calendar("guard", "Asia/Jakarta", (hours("22:00-06:00"),) * 7, "")
    assert due(datetime(2026, 11, 24, 5, 30, tzinfo=WIB), 60, (guard,)) == datetime(2026, 11, 24, 22, 30, tzinfo=WIB)
    assert working_minutes_between(*(datetime(2026, 11, day, 0, 0, tzinfo=WIB) for day in (24, 25)), (guard,)) == 480


def test_one_day_can_be_closed_or_opened_by_hand():
    closed = OtherDay(date(2026, 11, 25), name="Regional election day")
    opened = OtherDay(date(2026, 12, 24), hours("08:00-12:00"))
    desk = Calendar("desk", "Asia/Jakarta", CILEGON.week, "ID", other_days=(closed, opened))
    days = {
        each.day: each for each in strip(datetime(2026, 11, 25, tzinfo=WIB), datetime(2026, 12, 25, tzinfo=WIB), desk)
    }
    assert days[closed.day].off == Off.HOLIDAY
    assert days[closed.day].names == ("Regional election day",)
    assert days[opened.day].counts
    assert days[date(2026, 12, 25)].off == Off.HOLIDAY


def test_the_strip_tells_which_days_do_not_count_and_why():
    start = datetime(2026, 12, 23, 16, 40, tzinfo=KST)
    end = due(start, 480)
    days = strip(start, end, country="KR", language="ko")
    assert [(each.day.day, each.off, each.names) for each in days] == [
        (23, None, ()),
        (24, Off.JOINT_LEAVE, ("Christmas Day",)),
        (25, Off.HOLIDAY, ("Christmas Day",)),
        (26, Off.WEEKEND, ()),
        (27, Off.WEEKEND, ()),
        (28, None, ()),
    ]
    assert days[2].reader_names == ("기독탄신일",)
    assert str(days[2].reader_why) == "기독탄신일"
    assert days[0].reader_names == ()


def test_a_day_that_does_not_count_says_why_in_words():
    days = strip(datetime(2026, 12, 23, tzinfo=WIB), datetime(2026, 12, 26, tzinfo=WIB))
    (eid,) = strip(datetime(2027, 3, 10, tzinfo=WIB), datetime(2027, 3, 10, tzinfo=WIB))
    assert [each.why and str(each.why) for each in [*days, eid]] == [
        None,
        "Joint leave (cuti bersama), Christmas Day",
        "Christmas Day",
        "Weekend",
        "Eid al-Fitr (expected date)",
    ]


def test_a_holiday_of_the_readers_country_is_told_though_the_desk_works():
    start = datetime(2026, 9, 23, 17, 0, tzinfo=KST)
    days = strip(start, start + timedelta(days=3), country="KR", language="ko")
    assert [each.reader_names for each in days] == [(), ("추석 전날",), ("추석",), ("추석 다음날",)]
    assert days[1].counts


def test_holidays_ahead_of_the_decree_are_marked_as_estimates():
    (eid,) = strip(datetime(2027, 3, 10, tzinfo=WIB), datetime(2027, 3, 10, tzinfo=WIB))
    assert eid.estimated
    assert eid.names == ("Eid al-Fitr",)


def test_two_holidays_on_one_day_are_both_named():
    assert str(calendar.named(("Eid al-Fitr", "Ascension Day"))) == "Eid al-Fitr · Ascension Day"


def test_every_indonesian_holiday_has_a_message():
    names = {name for year in range(2020, 2036) for each in holidays_of("ID", year).values() for name in each.names}
    assert names <= set(INDONESIAN.values())


def test_an_unknown_country_keeps_no_holidays():
    assert not holidays_of("ZZ", 2026)
    assert holidays_of("KR", 2026, "en")[date(2026, 9, 25)].names == ("Chuseok",)


def test_both_sides_can_talk_when_both_work():
    shared = overlap(date(2026, 11, 24), CILEGON, SEOUL)
    assert [f"{a.astimezone(WIB):%H:%M}-{b.astimezone(WIB):%H:%M}" for a, b in shared] == [
        "08:00-10:00",
        "11:00-12:00",
        "13:00-16:00",
    ]
    assert overlap(date(2026, 9, 24), CILEGON, SEOUL) == []


def test_a_thousand_promises_are_quick():
    due(VECTORS[3][0], 240)
    began = time.perf_counter()
    for _ in range(1000):
        due(VECTORS[3][0], 240)
    assert time.perf_counter() - began < 1
