"""The engine of frameworks: exact at every limit, and undecided wherever something is missing."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.land.answer import Answer
from models.land.frameworks import CODES, eip, permenperin26
from models.land.frameworks.engine import (
    MET,
    NOT_APPLICABLE,
    OPEN,
    UNKNOWN,
    WAY,
    Reference,
    Row,
    Told,
    judge,
    number_of,
    reference_for,
    score,
    tally,
)

ROWS = {row.code: row for row in eip.ROWS}
AREAS = {criterion.code: criterion for criterion in permenperin26.CRITERIA}
EXACT = {">=": (0, 1), ">": (1,), "=": (0,), "<=": (-1, 0), "<": (-1,)}  # how the value may stand to the target
numbers = st.decimals(min_value=-1000, max_value=1000, places=4)
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 1, 1))


def says(value, **more):
    return Told(Answer.STATED, str(value), **more)


def verdict(code, value, references=None, **more):
    return judge(ROWS[code], says(value, **more), references or {}).verdict


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("EN.I11", "50", OPEN),  # below 50 is asked
        ("EN.I11", "50.0", OPEN),
        ("EN.I11", "49.999999999999999999999", MET),
        ("EN.I11", "50.000000000000000000001", OPEN),
        ("EC.I5", "50", OPEN),  # above 50 is asked
        ("EC.I5", "50.000000000000000000001", MET),
        ("EN.I7", "95", MET),
        ("EN.I7", "94.999999999999999999999", OPEN),
        ("EN.I12", "5", MET),
        ("EN.I6", "100", MET),
        ("EN.I6", "100.0", MET),
        ("EN.I6", "99.999999999999999999999", OPEN),
        ("PM.P1", "yes", MET),
        ("PM.P1", "no", OPEN),
        ("PM.P1", "100", UNKNOWN),
        ("PM.I1", "yes", UNKNOWN),
        ("PM.I1", "NaN", UNKNOWN),
        ("PM.I1", "Infinity", UNKNOWN),
        ("PM.I1", "sNaN", UNKNOWN),
        ("PM.I1", "", UNKNOWN),
    ],
)
def test_a_limit_counts_only_where_the_operator_says_so(code, value, expected):
    assert verdict(code, value) == expected


def test_a_value_at_a_limit_that_does_not_count_can_say_why():
    assert judge(ROWS["EN.I11"], says("50"), {}).fails_at_the_limit
    assert not judge(ROWS["EN.I11"], says("51"), {}).fails_at_the_limit
    assert not judge(ROWS["EN.I7"], says("95"), {}).fails_at_the_limit


@given(value=numbers, target=numbers, operator=st.sampled_from(sorted(EXACT)), under_way=st.booleans())
def test_every_operator_compares_exact_numbers(value, target, operator, under_way):
    row = Row("X", "g", operator, str(target), "%", "")

    expected = MET if (value > target) - (value < target) in EXACT[operator] else WAY if under_way else OPEN
    assert judge(row, says(value, under_way=under_way), {}).verdict == expected


@given(
    row=st.sampled_from(eip.ROWS),
    answer=st.sampled_from([a for a in Answer if a is not Answer.STATED]),
    value=st.none() | numbers.map(str) | st.just("yes"),
    under_way=st.booleans(),
)
def test_an_answer_without_a_value_decides_nothing_whatever_stands_beside_it(row, answer, value, under_way):
    judged = judge(row, Told(answer, value, under_way), {row.series or "": [Reference(None, Decimal(1))]})

    assert judged.verdict == (NOT_APPLICABLE if answer is Answer.NOT_APPLICABLE else UNKNOWN)
    assert judged.value is None


@given(row=st.sampled_from(eip.ROWS))
def test_a_row_that_nobody_spoke_of_is_not_known(row):
    assert judge(row, None, {}).verdict == UNKNOWN


def test_a_reference_series_is_compared_with_its_newest_value_that_is_not_younger():
    series = {
        "national_grid_renewable_share": [
            Reference(date(2025, 12, 31), Decimal(14)),
            Reference(date(2023, 12, 31), Decimal(11)),
            Reference(date(2026, 12, 31), Decimal(20)),
        ]
    }
    judged = judge(ROWS["EN.I3"], says("14", as_of=date(2026, 10, 31)), series)

    assert (judged.verdict, judged.target) == (MET, Decimal(14))
    assert verdict("EN.I3", "13.99", series, as_of=date(2026, 10, 31)) == OPEN
    assert verdict("EN.I3", "11", series, as_of=date(2024, 6, 30)) == MET
    assert verdict("EN.I3", "19", series) == OPEN  # nobody said of when: the newest
    assert verdict("EN.I3", "99", series, as_of=date(2020, 1, 1)) == UNKNOWN
    assert verdict("EN.I3", "99", {}) == UNKNOWN


@given(known=st.lists(st.tuples(st.none() | days, numbers)), as_of=st.none() | days)
def test_no_younger_reference_is_ever_taken_and_no_nearer_one_passed_over(known, as_of):
    series = [Reference(on, value) for on, value in known]
    taken = reference_for(series, as_of)

    fit = [one for one in series if as_of is None or one.on is None or one.on <= as_of]
    assert (taken is None) == (not fit)
    if taken:
        assert taken in fit
        assert all((one.on or date.min) <= (taken.on or date.min) for one in fit)


values = numbers | st.sampled_from(["yes", "no"])
told_of_rows = st.tuples(st.sampled_from(eip.ROWS), st.sampled_from(list(Answer)), values, st.booleans())


@given(st.lists(told_of_rows))
def test_tallies_count_every_row_once(told):
    by_code = {row.code: Told(answer, str(value), under_way) for row, answer, value, under_way in told}
    judged = eip.judged(by_code, {})
    tallies = eip.tallies(judged)

    assert [one.rows for one in tallies] == [9, 20, 13, 9]
    assert sum(one.rows for one in tallies) == len(judged) == 51
    whole = tally("", judged)
    assert whole.met == sum(one.met for one in tallies)
    assert whole.not_applicable == sum(told.answer is Answer.NOT_APPLICABLE for told in by_code.values())
    assert whole.rate == (Fraction(100 * whole.met, whole.of) if whole.of else None)


@pytest.mark.parametrize(
    ("criterion", "value", "points"),
    [
        ("plots_share", "70", 3), ("plots_share", "70.0001", 2), ("plots_share", "75", 2), ("plots_share", "75.0001", 1),
        ("green_space", "15.0001", 3), ("green_space", "15", 2), ("green_space", "10.0001", 2), ("green_space", "10", 1),
        ("green_space", "9.9999", 0), ("roads_drains", "12.0001", 3), ("roads_drains", "12", 2), ("roads_drains", "8.0001", 2),
        ("roads_drains", "8.0", 1), ("roads_drains", "7.9999", 0),
    ],
)  # fmt: skip
def test_a_band_is_open_below_and_closed_above(criterion, value, points):
    assert score(AREAS[criterion], says(value)).points == points


@given(criterion=st.sampled_from(permenperin26.CRITERIA), value=numbers)
def test_a_value_lies_in_one_band_at_most(criterion, value):
    assert sum(band.holds(value) for band in criterion.bands) <= 1


@given(criterion=st.sampled_from(permenperin26.CRITERIA), answer=st.sampled_from([a for a in Answer if a is not Answer.STATED]))
def test_what_is_not_stated_earns_neither_points_nor_none(criterion, answer):
    assert score(criterion, Told(answer, "99")).points is None
    assert score(criterion, None).points is None


def test_the_framework_has_its_fifty_one_rows():
    assert len(eip.ROWS) == len(CODES["eip"]) == 51
    assert len(eip.YES_OR_NO) == 18
    assert {row.series for row in eip.ROWS if row.series} == set(eip.SERIES)
    assert all(row.asks_yes or row.series or number_of(row.target) is not None for row in eip.ROWS)
    assert set(eip.FIFTY_PARKS.by_pillar) == set(eip.PILLARS)


def test_the_weights_of_the_regulation_add_up():
    assert sum(weight for _, weight in permenperin26.WEIGHTS.values()) == 100


def test_a_reference_of_the_same_day_counts_and_one_of_the_next_does_not():
    series = {"industry_average": [Reference(date(2026, 1, 1), Decimal("1.5"))]}

    assert verdict("EN.I5", "1.5", series, as_of=date(2026, 1, 1)) == MET
    assert verdict("EN.I5", "1.5", series, as_of=date(2026, 1, 1) - timedelta(days=1)) == UNKNOWN
