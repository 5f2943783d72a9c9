"""A value is refused with a sentence or kept exactly: in the lines of statements and in columns."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from models.base import ExactDecimal
from models.land.attribute import ATTRIBUTES, Attribute, Kind
from models.land.declaring import Companion
from models.land.values import (
    Quantity,
    Value,
    Wrong,
    clean,
    freeboard,
    from_columns,
    from_json,
    same,
    to_columns,
    to_json,
)

STATED = [a for a in ATTRIBUTES.values() if a.stated and not a.derived]


def raws(attribute: Attribute) -> st.SearchStrategy[Any]:
    """Give what a careful person may enter for `attribute`."""
    low = attribute.low if attribute.low is not None else Decimal(0)
    high = attribute.high if attribute.high is not None else Decimal(10**12)
    numbers = st.decimals(low, high, allow_nan=False, allow_infinity=False, places=8)
    if attribute.companions:
        parts: dict[str, st.SearchStrategy[Any]] = {"amount": numbers}
        for suffix in attribute.companions:
            options = Companion(attribute.code, suffix).options
            parts[suffix] = st.sampled_from([o.code for o in options]) if options else st.sampled_from(["USD", "IDR"])
        if "minutes" in parts:
            parts["minutes"] = st.none() | st.integers(0, 10_000)
        return st.fixed_dictionaries(parts)
    return {
        Kind.DECIMAL: numbers | numbers.map(str),
        Kind.INTEGER: st.integers(int(low), int(high)),
        Kind.BOOLEAN: st.booleans() | st.sampled_from(["yes", "no"]),
        Kind.DATE: st.dates(date(1900, 1, 1), date(2200, 12, 31)) | st.dates(date(1900, 1, 1)).map(str).filter(_near),
        Kind.ENUM: st.sampled_from(attribute.choices or ("",)),
        Kind.SET: st.frozensets(st.sampled_from([c for c in attribute.choices if c != "none"] or [""])),
    }[attribute.kind]


def _near(day: str) -> bool:
    return day < "2200"


@st.composite
def attributes_and_values(draw: st.DrawFn) -> tuple[Attribute, Value]:
    """Draw an attribute and a clean value of it."""
    attribute = draw(st.sampled_from(STATED))
    return attribute, clean(attribute, draw(raws(attribute)))


@given(attributes_and_values())
def test_a_value_comes_back_from_the_line_of_a_statement_as_it_was(drawn: tuple[Attribute, Value]):
    attribute, value = drawn
    told = json.loads(json.dumps(to_json(value)))

    assert from_json(attribute, told) == value
    assert to_json(from_json(attribute, told)) == told


@given(attributes_and_values())
def test_a_value_comes_back_from_its_columns_as_it_was(drawn: tuple[Attribute, Value]):
    attribute, value = drawn
    row = to_columns(attribute, value)

    assert tuple(row) == attribute.columns
    assert from_columns(attribute, row) == value
    assert from_columns(attribute, to_columns(attribute, None)) is None


@given(attributes_and_values())
def test_cleaning_twice_changes_nothing(drawn: tuple[Attribute, Value]):
    attribute, value = drawn

    assert clean(attribute, value) == value


@given(attributes_and_values())
def test_a_decimal_survives_the_double_that_sqlite_keeps(drawn: tuple[Attribute, Value]):
    _, value = drawn
    amount = value.amount if isinstance(value, Quantity) else value
    if isinstance(amount, Decimal):
        column = ExactDecimal()
        kept = column.process_bind_param(amount, sqlite.dialect())
        assert column.process_result_value(kept, sqlite.dialect()) == amount
        assert abs(amount) < 10**14
        assert amount == amount.quantize(Decimal("0.000001"))


ANYTHING = (
    st.none()
    | st.text()
    | st.floats()
    | st.integers()
    | st.decimals()
    | st.booleans()
    | st.binary()
    | st.dates()
    | st.lists(st.text() | st.lists(st.integers()))
    | st.dictionaries(st.sampled_from(["amount", "currency", "basis", "method", "minutes"]), st.text() | st.floats())
)


@given(st.sampled_from(list(ATTRIBUTES.values())), ANYTHING)
def test_whatever_is_entered_is_kept_or_refused_with_a_sentence(attribute: Attribute, raw: Any):
    try:
        value = clean(attribute, raw)
    except Wrong as refusal:
        said = f"{refusal.wrong} {refusal.right}"
    else:
        said = ""
        assert from_json(attribute, json.loads(json.dumps(to_json(value)))) == value
    assert "%(" not in said


def refused(code: str, raw: Any) -> str:
    with pytest.raises(Wrong) as caught:
        clean(ATTRIBUTES[code], raw)
    return f"{caught.value.wrong} {caught.value.right or ''}".strip()


def test_a_number_outside_its_range_is_refused_with_the_range():
    assert refused("slope_pct", "140") == "Ground slope cannot be 140 %. Enter a number from 0 to 100, in %."
    assert refused("klb", 240) == "Floor-area ratio (KLB) cannot be 240. Enter a number from 0 to 6."
    assert refused("net_area", 5.1) == "Net area cannot be 5.1 m². Enter a number from 100 to 5000000, in m²."
    assert refused("price", {"amount": "-1", "currency": "USD", "basis": "per_m2"}).startswith("Price cannot be -1.")


def test_a_limit_itself_is_inside_the_range():
    assert clean(ATTRIBUTES["slope_pct"], "100") == 100
    assert clean(ATTRIBUTES["slope_pct"], 0) == 0
    assert clean(ATTRIBUTES["lot_power_capacity"], 0.1) == Decimal("0.1")


@pytest.mark.parametrize("raw", ["", "abc", "1,5", "1.234,5", "NaN", "inf", "1_000", "１２", True, None, float("nan")])
def test_what_is_no_plain_number_is_refused(raw: Any):
    assert "is not a number" in refused("frontage", raw)


def test_a_year_is_a_whole_number():
    assert clean(ATTRIBUTES["fill_year"], 2011.0) == 2011
    told = "“30.5” is not a whole number. Enter Term of right as a whole number, like 25."
    assert refused("right_term", "30.5") == told


def test_a_day_is_a_day_of_the_calendar():
    assert clean(ATTRIBUTES["handover_date"], "2026-12-31") == date(2026, 12, 31)
    assert clean(ATTRIBUTES["handover_date"], datetime(2026, 12, 31, 8, tzinfo=UTC)) == date(2026, 12, 31)
    for raw in ("2026-02-30", "31/12/2026", "20261231", "0001-01-01"):
        assert "is not a day of the calendar. Enter Handover date like 2026-12-31." in refused("handover_date", raw)


def test_a_voltage_may_be_a_number_in_the_file():
    for raw in ("20", 20, 20.0, Decimal("20.0")):
        assert clean(ATTRIBUTES["supply_voltage"], raw) == "20"
    assert "Choose from: 0.4, 6.3, 20" in refused("supply_voltage", 22)


def test_a_code_that_is_no_choice_is_refused_with_the_choices():
    told = "“freehold” is no choice for Land right. Choose from: hgb, hgb_on_hpl, hpl, hak_pakai, sewa."
    assert refused("land_right", "freehold") == told
    assert "“Z99” is no choice" in refused("sectors_allowed", "C10;Z99")


def test_none_does_not_stand_beside_others():
    assert clean(ATTRIBUTES["encumbrance"], "none") == {"none"}
    assert refused("encumbrance", "none;mortgage").startswith("“None” is given together with others: none, mortgage.")


def test_a_set_may_be_stated_as_empty_but_not_by_an_empty_text():
    assert clean(ATTRIBUTES["telecom"], []) == frozenset()
    assert "is no choice" in refused("telecom", "")


def test_money_without_currency_or_basis_is_refused():
    whole = {"amount": "176", "currency": "usd", "basis": "per_m2"}
    assert clean(ATTRIBUTES["price"], whole) == Quantity(Decimal(176), currency="USD", basis="per_m2")
    assert refused("price", "176") == "Price needs its currency. Give a currency by its three letters, like USD."
    assert "needs its currency" in refused("price", whole | {"currency": "RPX"})
    assert "needs its basis" in refused("price", whole | {"basis": ""})
    assert "needs its basis" in refused("price", whole | {"basis": "per_pyeong"})


def test_a_distance_says_how_it_was_measured_and_may_say_minutes():
    road = {"amount": 1.46, "method": "road", "minutes": 4.0}
    value = clean(ATTRIBUTES["distance_port"], road)
    assert value == Quantity(Decimal("1.46"), method="road", minutes=4)
    assert to_json(value) == {"amount": "1.46", "method": "road", "minutes": 4}
    assert "needs to say how it was measured" in refused("distance_port", 1.46)
    assert "needs to say how it was measured" in refused("distance_port", road | {"method": "ef_average"})
    assert "is not a number of minutes" in refused("distance_port", road | {"minutes": "4.5"})


def test_an_emission_factor_has_methods_of_its_own():
    value = clean(ATTRIBUTES["grid_emission_factor"], {"amount": "0.87", "method": "ef_combined_margin"})
    assert to_json(value) == {"amount": "0.87", "method": "ef_combined_margin"}
    assert "Choose from: ef_average" in refused("grid_emission_factor", {"amount": "0.87", "method": "road"})


def test_status_and_freeboard_are_not_entered():
    told = "Status follows from other data and cannot be entered. Leave it out."
    assert refused("status", "sold") == told
    assert "cannot be entered" in refused("freeboard", "1.2")


def test_a_difference_smaller_than_the_files_rounding_is_no_change():
    tenth = Decimal("0.1")
    assert same(Decimal("3.5"), Decimal("3.52"), tenth)
    assert not same(Decimal("3.5"), Decimal("3.56"), tenth)
    assert not same(Decimal("3.5"), Decimal("3.52"))
    assert not same(Decimal(0), None, tenth)
    near = Quantity(Decimal("1.5"), method="road", minutes=4)
    assert same(near, Quantity(Decimal("1.46"), method="road", minutes=4), tenth)
    assert not same(near, Quantity(Decimal("1.46"), method="great_circle", minutes=4), tenth)


def test_a_price_and_a_count_are_never_rounded_away():
    one = Decimal(1)
    asked = Quantity(Decimal(176), currency="USD", basis="per_m2")
    assert not same(asked, Quantity(Decimal("176.4"), currency="USD", basis="per_m2"), one)
    assert not same(31, 30, Decimal(10))
    assert same(asked, Quantity(Decimal("176.00"), currency="USD", basis="per_m2"))


def test_yes_is_not_the_number_one():
    assert not same(True, 1)


def test_freeboard_needs_one_datum():
    ground, flood = Decimal("3.52"), Decimal("2.97")
    assert freeboard(ground, "msl", flood, "msl") == Decimal("0.55")
    assert freeboard(ground, "msl", flood, "lws") is None
    assert freeboard(ground, None, flood, None) is None
    assert freeboard(None, "msl", flood, "msl") is None
    assert freeboard(flood, "msl", ground, "msl") == Decimal("-0.55")
