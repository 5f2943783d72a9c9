"""A question and its query string are the same thing."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from finding.question import ASKABLE, BESIDE, AnyOf, Question, Span
from finding.reading import Reading, read
from tests.site.finding.strategies import questions


def asked(query: str, language: str = "en", **named) -> Reading:
    return read(MultiDict(parse_qsl(query, keep_blank_values=True)), language, **named)


def test_no_attribute_is_asked_by_a_name_that_means_something_else():
    assert not set(BESIDE) & set(ASKABLE)


@given(questions())
def test_every_question_comes_back_from_its_query_string(question):
    reading = asked(question.query)

    assert reading.question == question
    assert reading.errors == {}
    assert reading.query == question.query


@given(
    st.dictionaries(
        st.sampled_from([*BESIDE, *ASKABLE, "area_min", "price_max", "ready_min", "kind_unknown"]), st.text()
    )
)
def test_whatever_stands_in_a_query_string_is_read_without_harm(given_args):
    reading = read(MultiDict(given_args))

    assert asked(reading.question.query).question == reading.question
    assert set(reading.errors) == set(reading.given)


def test_the_query_string_has_one_order():
    there = asked("currency=USD&price_max=200&sector=C24&area_min=15000&sector=C10&estate=b&estate=a&q=A")

    assert (
        there.question.query == "q=A&estate=a&estate=b&area_min=15000&price_max=200&sector=C10&sector=C24&currency=USD"
    )


def test_nothing_asked_is_an_empty_query_string():
    assert asked("sort=-area&page=1&area_min=&typed=").question == Question()
    assert Question().query == ""


@pytest.mark.parametrize(
    ("language", "typed", "plain"),
    [
        ("id", "area_min=15.000", "area_min=15000"),
        ("en", "area_min=15.000", "area_min=15"),
        ("ko", "area_min=3만평", "area_min=99173.553719"),
        ("ja", "area_min=１０ha", "area_min=100000"),
        ("ko", "area_min=2.5&unit=ha", "area_min=25000&unit=ha"),
        ("ko", "area_min=3만&unit=pyeong", "area_min=99173.553719&unit=pyeong"),
        ("ko", "area_min=30,000 m²&unit=ha", "area_min=30000&unit=ha"),
        ("id", "price_max=2,5 juta&currency=IDR", "price_max=2500000&currency=IDR"),
        ("en", "ready_max=2027-06-30", "ready_max=2027-06-30"),
    ],
)
def test_people_write_numbers_in_their_language(language, typed, plain):
    reading = asked(f"{typed}&typed={language}", language)

    assert reading.typed
    assert reading.errors == {}
    assert reading.query == plain


def test_a_price_without_its_currency_is_told_beside_the_field_and_left_out():
    reading = asked("price_max=200&area_min=10000")

    assert set(reading.errors) == {"price_max"}
    assert reading.question.filters == {"area": Span(Decimal(10000), None)}
    assert reading.given == {"price_max": "200"}
    assert asked("price_max=200&currency=USD").errors == {}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("area_min=abc", "area_min"),
        ("area_min=nan", "area_min"),
        ("area_min=1e5", "area_min"),
        ("area_min=15,000", "area_min"),
        ("area_min=5&area_max=2", "area_max"),
        ("area_min=99999999999999", "area_min"),
        ("status=draft", "status"),
        ("status=withdrawn", "status"),
        ("kind=palace", "kind"),
        ("sector=C99", "sector"),
        ("sort=beauty", "sort"),
        ("page=0", "page"),
        ("page=99999999999", "page"),
        ("unit=acre", "unit"),
        ("currency=XXX", "currency"),
        ("ready_min=2026-02-30", "ready_min"),
        ("ready_min=soon", "ready_min"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=106,-6,105,-5", "bbox"),
        ("estate=../etc", "estate"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_left_out(query, field):
    reading = asked(query)

    assert set(reading.errors) == {field}
    assert str(reading.errors[field])
    assert field not in dict(reading.question.args()) or field == "area_max"
    assert asked(reading.query).errors == reading.errors  # it stands there still, to be mended


def test_an_estate_that_is_not_there_is_told():
    assert set(asked("estate=east&estate=moon", estates=["east"]).errors) == {"estate"}
    assert asked("estate=east", estates=["east"]).question.estates == ("east",)


def test_lots_that_do_not_state_it_stay_unless_they_are_left_out():
    assert asked("power_min=12").question.filters["power"] == Span(Decimal(12), None, unknown=True)
    assert asked("power_min=12&power_unknown=0").question.filters["power"] == Span(Decimal(12), None, unknown=False)
    assert asked("power_unknown=0").question.filters["power"] == Span(unknown=False)
    assert asked("power_unknown=1").question == Question()


def test_a_condition_can_be_taken_off_and_leads_to_the_first_page():
    question = asked("q=A&estate=east&status=available&area_min=5&page=3").question

    assert question.conditions == ("q", "estate", "area", "status") or question.conditions == (
        "q",
        "estate",
        *[p for p in ASKABLE if p in ("area", "status")],
    )
    for condition in question.conditions:
        rest = question.without(condition)
        assert condition not in rest.conditions
        assert len(rest.conditions) == len(question.conditions) - 1
        assert rest.page == 1
    assert question.plainly().conditions == ()


def test_a_range_may_have_one_end_and_a_day_is_a_day():
    question = asked("ready_max=2027-06-30&port_max=5&dual_feed=yes").question

    assert question.filters["ready"] == Span(None, date(2027, 6, 30))
    assert question.filters["port"] == Span(None, Decimal(5))
    assert question.filters["dual_feed"] == AnyOf(("yes",))
