"""Numbers and days as people write them are read as they meant, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.land.columns.days import TwofoldDay, month_first, read_day
from models.land.columns.figures import Twofold, last_place, mark_of, read_figure, split_figure


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("50.000,5", "50000.5"),
        ("50,000.5", "50000.5"),
        ("1.650.000", "1650000"),
        ("1,650,000", "1650000"),
        ("50 000,5", "50000.5"),
        ("50'000.5", "50000.5"),
        ("0,5", "0.5"),
        ("0.500", "0.500"),
        ("1234.567", "1234.567"),
        ("3,25", "3.25"),
        ("-5,25", "-5.25"),
        (".5", "0.5"),
        ("12", "12"),
        ("+7", "7"),
        ("1 650 000", "1650000"),
    ],
)
def test_a_figure_that_tells_its_marks_is_read_whatever_the_column(written: str, number: str):
    assert read_figure(written, None) == Decimal(number)
    assert read_figure(written, ".") == Decimal(number)
    assert read_figure(written, ",") == Decimal(number)


def test_one_mark_before_three_digits_waits_for_the_column():
    for written, with_point, with_comma in (("1.234", "1.234", "1234"), ("12,345", "12345", "12.345")):
        with pytest.raises(Twofold):
            read_figure(written, None)
        assert read_figure(written, ".") == Decimal(with_point)
        assert read_figure(written, ",") == Decimal(with_comma)


@pytest.mark.parametrize("written", ["1.23.456", "1,2,3", "1.234.56", "12 34", "1,234,56.7", "1.234,5,6", "5.", "1'23"])
def test_a_figure_grouped_otherwise_is_no_number(written: str):
    assert read_figure(written, ".") is None
    assert read_figure(written, ",") is None


@given(st.decimals(-(10**11), 10**11, places=3, allow_nan=False), st.sampled_from([(",", "."), (".", ","), (" ", ",")]))
def test_a_grouped_number_reads_back(number: Decimal, marks: tuple[str, str]):
    group, point = marks
    written = f"{number:,f}".replace(",", "\0").replace(".", point).replace("\0", group)

    assert read_figure(written, point) == number


def test_a_column_shows_its_mark():
    assert mark_of(["1.234", "1.234,5", "7"]) == ({","}, ["1.234"])
    assert mark_of(["1.5", "1,5"]) == ({".", ","}, [])
    assert mark_of(["12", "1234"]) == (set(), [])


@pytest.mark.parametrize(
    ("cell", "before", "digits", "after"),
    [
        ("USD 176", "USD", "176", ""),
        ("Rp 1.650.000/m²", "Rp", "1.650.000", "/m2"),
        ("30년", "", "30", "년"),
        ("５１，３１０ ㎡", "", "51,310", "m2"),
        ("−5,25 m", "", "-5,25", "m"),
        ("45%", "", "45", "%"),
        ("51\u00a0310 m2", "", "51 310", "m2"),
    ],
)
def test_unit_and_currency_are_parted_from_the_figure(cell: str, before: str, digits: str, after: str):
    assert split_figure(cell) == (before, digits, after)


def test_words_have_no_figure():
    for cell in ("", "비공개", "abc", "-", "."):
        assert split_figure(cell) is None


def test_the_last_digit_has_a_worth():
    assert last_place("1.234,5", ",") == Decimal("0.1")
    assert last_place("1.234", ",") == 1
    assert last_place("1.234", ".") == Decimal("0.001")


@pytest.mark.parametrize(
    "written",
    [
        "2027-03-04", "2027/3/4", "2027.03.04.", "2027. 3. 4", "2027년 3월 4일", "2027年3月4日", "4 Maret 2027",
        "4 Mar 2027", "4 March 2027", "March 4, 2027", "4-Mar-2027", "2027-03-04T00:00:00Z", "2027-03-04 00:00:00",
        "２０２７年３月４日",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(written: str):
    assert read_day(written, None) == date(2027, 3, 4)


def test_which_number_is_the_month_is_told_by_the_column():
    assert read_day("31/12/2026", None) == date(2026, 12, 31)
    assert read_day("12/31/2026", None) == date(2026, 12, 31)
    with pytest.raises(TwofoldDay):
        read_day("03/04/2027", None)
    assert read_day("03/04/2027", False) == date(2027, 4, 3)
    assert read_day("03/04/2027", True) == date(2027, 3, 4)
    assert month_first(["03/04/2027", "31/12/2026"]) is False
    assert month_first(["03/04/2027", "12/31/2026"]) is True
    assert month_first(["03/04/2027"]) is None
    assert month_first(["12/31/2026", "31/12/2026"]) is None


@pytest.mark.parametrize("written", ["2027-02-30", "31/31/2027", "4 Foo 2027", "Q4 2027", "2027-03", "soon", "46000"])
def test_what_is_no_day_is_none(written: str):
    assert read_day(written, None) is None
