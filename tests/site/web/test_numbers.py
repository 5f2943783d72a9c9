"""Numbers, areas and money, as readers of each language expect them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from models.units import UnlikeUnits, convert, per_unit, shown, stored
from web import numbers
from web.numbers import LOCALES, area, hectares, money, money_about, number, quantity, together, totals, unit_prices

LANGUAGES = st.sampled_from(sorted(LOCALES))


def text(value):
    """Return what is read, no-break spaces as plain ones."""
    return str(value).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("amount", "unit", "to", "exact"),
    [
        (1, "pyeong", "m2", Fraction(400, 121)),
        (332_750, "pyeong", "m2", 1_100_000),
        (1_100_000, "m2", "tsubo", 332_750),
        (1, "ha", "m2", 10_000),
        (1, "ha", "are", 100),
        (1, "acre", "m2", Fraction("4046.8564224")),
        (1, "rai", "m2", 1600),
        (1, "cho", "m2", Fraction(1_200_000, 121)),
        (1, "tan", "m2", Fraction(120_000, 121)),
        (1, "MMSCF", "m3", Fraction("28316.846592")),
        (1, "BBTU", "GJ", Fraction("1055.05585262")),
        (1, "L/s", "m3/d", Fraction("86.4")),
        (1, "t/m2", "kPa", Fraction("9.80665")),
    ],
)
def test_a_unit_is_told_in_another_exactly(amount, unit, to, exact):
    assert convert(amount, unit, to) == exact


@pytest.mark.parametrize(
    ("amount", "unit", "to", "near"),
    [
        (1, "pyeong", "m2", "3.305785123966942"),
        (1, "acre_us", "m2", "4046.872609874"),
        (1, "TR", "kW", "3.51685"),
        (1, "BBTUD", "MW", "12.211294"),
    ],
)
def test_a_unit_is_near_its_known_decimal(amount, unit, to, near):
    assert abs(convert(amount, unit, to) - Fraction(near)) < Fraction(1, 10 ** len(near.partition(".")[2]))


@pytest.mark.parametrize(("unit", "to"), [("MVA", "MW"), ("m2", "m3"), ("m2", "sheep"), ("m3/d", "m3")])
def test_unlike_units_are_refused(unit, to):
    with pytest.raises(UnlikeUnits):
        convert(1, unit, to)


def test_a_price_is_turned_round_when_its_unit_is():
    assert shown(per_unit(150, "m2", "pyeong"), 2) == Decimal("495.87")


def test_what_is_kept_has_six_places_and_no_tail():
    assert str(stored(Fraction(400, 121))) == "3.305785"
    assert str(stored(Fraction(1_100_000))) == "1100000"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=3), LANGUAGES)
def test_a_number_reads_as_the_locale_data_says(value, language):
    expected = format_decimal(value, "#,##0.###", LOCALES[language]).replace("-", "\N{MINUS SIGN}")
    assert number(value, language).lstrip("\N{MINUS SIGN}") == expected.lstrip("\N{MINUS SIGN}")
    assert number(value, language).startswith("\N{MINUS SIGN}") == (value < 0)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("id", "1.234.567,891"), ("en", "1,234,567.891"), ("ko", "1,234,567.891"), ("ja", "1,234,567.891")],
)
def test_a_number_is_grouped_and_pointed_by_language(language, expected):
    assert number(Decimal("1234567.891"), language) == expected


@pytest.mark.thorough
@given(
    st.decimals(min_value=-(10**14), max_value=10**14, places=8) | st.decimals(min_value=-(10**30), max_value=10**30),
    st.integers(0, 8),
)
def test_rounding_is_the_same_by_the_quick_way_and_the_exact(value, decimals):
    quick, exact = shown(value, decimals), shown(Fraction(value), decimals)
    assert quick == exact
    assert quick.is_signed() == exact.is_signed()


def test_halves_round_away_from_zero_and_nothing_is_minus_zero():
    assert number(Decimal("2.5"), "en", 0) == "3"
    assert number(Decimal("-2.5"), "en", 0) == "−3"
    assert number(Decimal("-0.2"), "en", 0) == "0"
    assert number(Decimal("12.50"), "en") == "12.5"


@pytest.mark.parametrize(
    ("language", "unit", "expected"),
    [
        ("ko", None, "30,515 m² · 9,231평"),
        ("ja", None, "30,515 m² · 9,231坪"),
        ("en", None, "30,515 m²"),
        ("id", None, "30.515 m²"),
        ("en", "tsubo", "30,515 m² · 9,231 pyeong/tsubo"),
        ("id", "pyeong", "30.515 m² · 9.231 pyeong/tsubo"),
        ("ko", "ha", "30,515 m² · 3.05 ha"),
        ("ja", "m2", "30,515 m²"),
        ("en", "furlong", "30,515 m²"),
    ],
)
def test_an_area_is_in_square_metres_first_then_in_the_readers_unit(language, unit, expected):
    assert text(area(30_515, language, unit)) == expected


def test_number_and_unit_never_part():
    assert str(hectares(60_700, "en")) == "6.07\N{NO-BREAK SPACE}ha"


@pytest.mark.parametrize(
    ("m2", "language", "expected"),
    [
        (526_000, "ko", "52.6 ha · 15만 9,115평"),
        (526_000, "ja", "52.6 ha · 15万9,115坪"),
        (526_000, "id", "52,6 ha"),
        (60_700, "en", "6.07 ha"),
        (1_100_000, "ko", "110.0 ha · 33만 2,750평"),
    ],
)
def test_a_total_is_in_hectares(m2, language, expected):
    assert text(together(totals(m2, language))) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        (5_004_460, "USD", "ja", "5,004,460 USD"),
        (5_004_460, "USD", "id", "5.004.460 USD"),
        (Decimal("81300000000.00"), "IDR", "id", "Rp 81.300.000.000"),
        (Decimal("81300000000.49"), "IDR", "en", "81,300,000,000 IDR"),
        (7_000, "KRW", "ko", "7,000원"),
        (7_000, "JPY", "ja", "7,000円"),
        (7_000, "JPY", "ko", "7,000 JPY"),
        (Decimal("75.36"), "EUR", "en", "75.36 EUR"),
        (Decimal("75.36"), "EUR", "id", "75,36 EUR"),
        (12, "XQZ", "en", "12 XQZ"),
    ],
)
def test_an_exact_amount_keeps_its_currency(amount, currency, language, expected):
    assert text(money(amount, currency, language)) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        (13_096_640_000, "KRW", "ko", "약 131억 원"),
        (1_234_567_890_123, "KRW", "ko", "약 1조 2,346억 원"),
        (762_680_000, "KRW", "ko", "약 7억 6,268만 원"),
        (95_000_000, "KRW", "ko", "약 9,500만 원"),
        (228_288, "KRW", "ko", "약 228,300원"),
        (5_004_460, "USD", "ko", "약 500만 달러"),
        (9_999, "USD", "ko", "약 9,999달러"),
        (762_679_704, "JPY", "ja", "約7億6,268万円"),
        (7_000_000_000, "KRW", "ja", "約70億ウォン"),
        (81_300_000_000, "IDR", "ja", "約813億ルピア"),
        (999_999_999, "JPY", "ja", "約10億円"),
        (81_322_000_000, "IDR", "id", "Rp 81,3 miliar"),
        (500_000_000_000, "IDR", "id", "Rp 500 miliar"),
        (2_631_579, "IDR", "id", "Rp 2,63 juta"),
        (999_960_000_000, "IDR", "id", "Rp 1 triliun"),
        (284_000_000, "USD", "id", "284 juta USD"),
        (9_270_000, "USD", "en", "9.27 million USD"),
        (12_910_000_000, "KRW", "en", "12.9 billion KRW"),
        (228_288, "KRW", "en", "228,288 KRW"),
    ],
)
def test_a_rounded_amount_is_said_as_people_say_it(amount, currency, language, expected):
    assert text(money_about(amount, currency, language)) == expected


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_miliar_is_never_abbreviated_to_the_letter_of_million(language):
    said = text(money_about(500_000_000_000, "IDR", language))
    assert "M" not in said.replace("IDR", "")
    assert "B" not in said


@pytest.mark.parametrize(
    ("language", "unit", "period", "expected"),
    [
        ("en", None, "", "150 USD/m²"),
        ("en", "pyeong", "", "150 USD/m² · 495.87 USD/pyeong/tsubo"),
        ("ko", None, "", "150 USD/m² · 495.87 USD/평"),
        ("ja", None, "/month", "150 USD/m²/月 · 495.87 USD/坪/月"),
        ("id", None, "/month", "150 USD/m²/bulan"),
    ],
)
def test_a_price_per_square_metre_has_its_twin_per_pyeong(language, unit, period, expected):
    assert text(together(unit_prices(150, "USD", language, unit, period))) == expected


def test_a_price_in_rupiah_reads_as_indonesians_write_it():
    assert text(together(unit_prices(2_500_000, "IDR", "id"))) == "Rp 2.500.000/m²"


@pytest.mark.parametrize(
    ("value", "unit", "language", "expected"),
    [
        (16, "MVA", "ko", "16 MVA"),
        (500, "m³/day", "id", "500 m³/hari"),
        (500, "m³/day", "ko", "500 m³/일"),
        (500, "m3/d", "ja", "500 m³/日"),
        (16, "MV.A", "id", "16 MVA"),
        (20, "min", "ko", "20분"),
        (3, "{count}", "en", "3"),
        (30, "years", "ko", "30년"),
        (30, "years", "en", "30 years"),
        (1, "years", "en", "1 year"),
        (Decimal("12.5"), "t/h", "id", "12,5 t/jam"),
        (45, "%", "ja", "45%"),
        (Decimal("-3.2"), "m LWS", "en", "−3.2 m LWS"),
        (7, "", "en", "7"),
    ],
)
def test_a_fact_stands_with_its_unit(value, unit, language, expected):
    assert text(quantity(value, unit, language)) == expected


def test_a_range_has_an_en_dash_and_one_unit():
    assert text(numbers.number_range(2, 3, "ko", "m³/day")) == "2–3 m³/일"
    assert text(numbers.number_range(Decimal("1.5"), Decimal("1.50"), "id", "km")) == "1,5 km"


def test_a_floor_area_ratio_is_a_percentage_in_korean_and_japanese():
    assert text(numbers.plot_ratio(Decimal("2.5"), "ko")) == "250%"
    assert text(numbers.plot_ratio(Decimal("2.5"), "id")) == "2,5"


def test_a_conversion_uses_the_rate_it_is_given():
    assert numbers.at_rate(Decimal("100.10"), Decimal("1392.5")) == Fraction("139389.25")


def test_numbers_too_large_for_a_context_still_round():
    assert number(shown(Fraction(10**40 + 1, 3), 2), "en", 2).startswith("3,333,333")
