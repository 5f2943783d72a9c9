"""What people type for a number, in the language of the page."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.units import PYEONG
from web.numbers import CURRENCIES, LOCALES, area, areas, money, money_about, myriads, number
from web.typed import EMPTY, NOT_A_NUMBER, NOT_THE_UNIT, TOO_LONG, Unreadable, example_of, read_number, read_plain

LANGUAGES = st.sampled_from(sorted(LOCALES))
DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@pytest.mark.parametrize(
    ("typed", "language", "unit", "value"),
    [
        ("50.000,5", "id", "", "50000.5"),
        ("50,000.5", "en", "", "50000.5"),
        ("12,5", "id", "", "12.5"),
        ("12.5", "ko", "", "12.5"),
        ("1.234", "id", "", "1234"),
        ("1.234", "en", "", "1.234"),
        ("1,234", "ja", "", "1234"),
        ("1,234", "id", "", "1.234"),
        ("１２，３４５．５", "ja", "", "12345.5"),
        ("50 000", "en", "", "50000"),
        ("−3.2", "en", "m", "-3.2"),
        (",5", "id", "", "0.5"),
        ("10ha", "en", "m2", "100000"),
        ("10 ha", "id", "m2", "100000"),
        ("1,25 hektare", "id", "m2", "12500"),
        ("3 헥타르", "ko", "m2", "30000"),
        ("15.000 m²", "id", "m2", "15000"),
        ("15.000 m²", "en", "m2", "15"),
        ("15,000㎡", "ko", "m2", "15000"),
        ("30,000평", "ko", "m2", "99173.553719"),
        ("3만평", "ko", "m2", "99173.553719"),
        ("3만 5천평", "ko", "m2", "115702.479339"),
        ("332,750평", "ko", "m2", "1100000"),
        ("332,750坪", "ja", "m2", "1100000"),
        ("3.5万坪", "ja", "m2", "115702.479339"),
        ("15만 9,128평", "ko", "m2", "526042.975207"),
        ("1 acre", "en", "m2", "4046.856422"),
        ("2 ribu m2", "id", "m2", "2000"),
        ("50k m2", "en", "m2", "50000"),
        ("500 m³/hari", "id", "m3/d", "500"),
        ("10 L/s", "en", "m3/d", "864"),
        ("16 MVA", "ko", "MV.A", "16"),
        ("2,500 kVA", "en", "MV.A", "2.5"),
        ("800 m", "en", "km", "0.8"),
        ("45%", "ja", "%", "45"),
        ("30년", "ko", "a", "30"),
        ("2,5 juta", "id", "IDR", "2500000"),
        ("Rp 2.500.000", "id", "IDR", "2500000"),
        ("Rp. 2.500.000", "id", "IDR", "2500000"),
        ("Rp2.500.000/m²", "id", "IDR", "2500000"),
        ("500 M", "id", "IDR", "500000000000"),
        ("500M", "en", "USD", "500000000"),
        ("US$ 150", "en", "USD", "150"),
        ("150 USD/m²", "en", "USD", "150"),
        ("1억 2,000만 원", "ko", "KRW", "120000000"),
        ("1억2천만원", "ko", "KRW", "120000000"),
        ("約7億6,268万円", "ja", "JPY", "762680000"),
        ("999조", "ko", "KRW", "999000000000000"),
        ("2백억", "ko", "KRW", "20000000000"),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(typed, language, unit, value):
    assert read_number(typed, language, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "language", "unit", "message"),
    [
        ("", "ko", "m2", EMPTY),
        ("   ", "en", "", EMPTY),
        ("many", "en", "", NOT_A_NUMBER),
        ("12.5", "id", "", NOT_A_NUMBER),
        ("50.000,5", "en", "", NOT_A_NUMBER),
        ("1,23", "en", "", NOT_A_NUMBER),
        ("1,2345", "ko", "", NOT_A_NUMBER),
        ("1.2.3", "en", "", NOT_A_NUMBER),
        ("3만 4억", "ko", "", NOT_A_NUMBER),
        ("만평", "ko", "m2", NOT_A_NUMBER),
        ("nan", "en", "", NOT_A_NUMBER),
        ("1e5", "en", "", NOT_A_NUMBER),
        ("inf", "en", "m2", NOT_A_NUMBER),
        ("--5", "en", "", NOT_A_NUMBER),
        ("5 sheep", "en", "m2", NOT_THE_UNIT),
        ("3-5", "en", "m2", NOT_A_NUMBER),
        ("16 MW", "en", "MV.A", NOT_THE_UNIT),
        ("10 ha", "en", "m3/d", NOT_THE_UNIT),
        ("500 M", "id", "m2", NOT_THE_UNIT),
        ("Rp 5.000", "id", "USD", NOT_THE_UNIT),
        ("9" * 16, "en", "", TOO_LONG),
        ("9999조", "ko", "m2", TOO_LONG),
        ("1" * 100, "en", "", TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_told_with_a_right_example(typed, language, unit, message):
    with pytest.raises(Unreadable) as refused:
        read_number(typed, language, unit)
    assert refused.value.message == message
    assert refused.value.holes == {"example": example_of(language, unit)}
    assert refused.value.told(str) == str(refused.value)


@pytest.mark.parametrize("unit", ["", "m2", "m3/d", "MV.A", "%", "km", *CURRENCIES])
@pytest.mark.parametrize("language", sorted(LOCALES))
def test_the_example_given_can_be_read(language, unit):
    for example in example_of(language, unit).split(" · "):
        assert read_number(example.replace("m³", "m³/d"), language, unit) > 0


@given(DECIMALS, LANGUAGES)
def test_a_number_printed_reads_back_the_same(value, language):
    assert read_number(number(value, language), language) == value


@given(st.integers(0, 10**9), LANGUAGES)
def test_an_area_printed_reads_back_in_both_its_units(m2, language):
    first, *second = areas(m2, language)
    assert read_number(str(first), language, "m2") == m2
    for other in second:
        assert abs(Fraction(read_number(str(other), language, "m2")) - m2) <= PYEONG / 2 + Fraction(1, 10**6)
    assert area(m2, language, "m2") == str(first)


@given(st.integers(0, 10**14), LANGUAGES, st.sampled_from(CURRENCIES))
def test_money_printed_reads_back(amount, language, currency):
    assert read_number(str(money(amount, currency, language)), language, currency) == amount
    about = read_number(str(money_about(amount, currency, language)), language, currency)
    assert abs(Fraction(about) - amount) <= Fraction(amount, 20)


@given(st.integers(0, 10**14), st.sampled_from(["ko", "ja"]))
def test_what_is_counted_in_myriads_reads_back(value, language):
    assert read_number(myriads(value, language), language) == value


@given(st.text(max_size=80), LANGUAGES, st.sampled_from(["", "m2", "m3/d", "MV.A", "kV", "nonsense", *CURRENCIES]))
def test_no_text_does_more_than_be_unreadable(text, language, unit):
    with suppress(Unreadable):
        assert abs(read_number(text, language, unit)) <= 10**15


@given(
    st.text(alphabet="0123456789.,- 만억조천평ha²mkMRp$원'\u00a0", max_size=30),
    LANGUAGES,
    st.sampled_from(["", "m2", "KRW"]),
)
def test_no_near_number_does_more_than_be_unreadable(text, language, unit):
    with suppress(Unreadable):
        read_number(text, language, unit)


@pytest.mark.parametrize(("text", "value"), [("1234.5", "1234.5"), ("-3", "-3"), ("007", "7")])
def test_an_address_holds_plain_numbers(text, value):
    assert read_plain(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1,234", "1e5", "NaN", "٣", " 1", "1.", "9" * 16, "1" * 100, "0x10"])
def test_an_address_holds_nothing_but_plain_numbers(text):
    with pytest.raises(Unreadable):
        read_plain(text)
