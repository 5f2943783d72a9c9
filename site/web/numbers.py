"""Numbers, areas and money as people of each language read them; exact inside, rounded only here.

Functions take the reader's language (id, en, ko, ja) and give plain text or a `Quantity`, whose parts a component can
mark up. No-break spaces hold number and unit together; a minus is U+2212, a range has an en dash.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol
from babel.numbers import is_currency as known_currency

from models.land.units import DISPLAY
from models.units import Amount, convert, per_unit, shown

REMEMBERED = 4096  # figures: the same lots are shown again and again

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
BESIDE = " · "  # between the same amount told in two units

LOCALES = {"id": "id", "en": "en_GB", "ko": "ko", "ja": "ja"}  # en_GB: 24 November 2026, 14:05
AREA_UNITS = ("m2", "ha", "pyeong", "tsubo")  # what `unit=` may ask for
HABIT = {"ko": "pyeong", "ja": "tsubo"}  # the second unit a reader expects unasked
CURRENCIES = ("USD", "IDR", "KRW", "JPY", "EUR")
WHOLE = {"IDR"}  # Babel would print sen, which nobody uses

# what English prints → what the others print, where it differs
UNIT_WORDS = {
    "m³/day": {"id": "m³/hari", "ko": "m³/일", "ja": "m³/日"},
    "m³/h": {"id": "m³/jam", "ko": "m³/시간", "ja": "m³/時"},
    "t/h": {"id": "t/jam"},
    "L/s": {"id": "L/detik"},
    "/month": {"id": "/bulan", "ko": "/월", "ja": "/月"},
    "/year": {"id": "/tahun", "ko": "/년", "ja": "/年"},
    "/m²/month": {"id": "/m²/bulan", "ko": "/m²/월", "ja": "/m²/月"},
    "/m²/year": {"id": "/m²/tahun", "ko": "/m²/년", "ja": "/m²/年"},
    "/lot": {"id": "/kaveling", "ko": "/필지", "ja": "/区画"},
    "min": {"id": "menit", "ko": "분", "ja": "分"},
    "years": {"id": "tahun", "ko": "년", "ja": "年"},
    "min/year": {"id": "menit/tahun", "ko": "분/년", "ja": "分/年"},
    "blows/30 cm": {"id": "pukulan/30 cm", "ko": "회/30 cm", "ja": "回/30 cm"},
}
AREA_WORDS = {
    "m2": dict.fromkeys(LOCALES, "m²"),
    "ha": dict.fromkeys(LOCALES, "ha"),
    # one word in English and Indonesian, for it is one unit, and who asks for it may be either
    "pyeong": {"id": "pyeong/tsubo", "en": "pyeong/tsubo", "ko": "평", "ja": "坪"},
    "tsubo": {"id": "pyeong/tsubo", "en": "pyeong/tsubo", "ko": "평", "ja": "坪"},
}
CLOSE = {"평", "坪", "년", "年", "분", "分", "원", "엔", "円", "%"}  # written without a space after a figure
CURRENCY_WORDS = {
    "ko": {"KRW": "원", "JPY": "엔", "USD": "달러", "IDR": "루피아", "EUR": "유로"},
    "ja": {"KRW": "ウォン", "JPY": "円", "USD": "ドル", "IDR": "ルピア", "EUR": "ユーロ"},
}
OWN = {"id": "IDR", "ko": "KRW", "ja": "JPY"}  # whose exact amounts read with a word, not a code
MYRIADS = {"ko": ("조", "억", "만"), "ja": ("兆", "億", "万")}  # 10¹², 10⁸, 10⁴
# never by one-letter suffix: "M" is miliar (10⁹) to an Indonesian and million to others
SCALES = {"id": ("triliun", "miliar", "juta"), "en": ("trillion", "billion", "million")}  # 10¹², 10⁹, 10⁶


class Quantity(NamedTuple):
    """A figure with what stands before and after it, spaces included; `str()` joins them."""

    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}"


@cache
def _marks(language: str) -> tuple[str, str]:
    return get_decimal_symbol(LOCALES[language]), get_group_symbol(LOCALES[language])


def number(value: Amount, language: str, decimals: int | None = None) -> str:
    """Return `value` grouped and pointed as in `language`, to `decimals` places; without, with all it has."""
    exact = value if decimals is None and not isinstance(value, Fraction) else shown(value, decimals or 0)
    point, group = _marks(language)
    whole, _, part = f"{abs(exact):,f}".partition(".")
    if decimals is None:
        part = part.rstrip("0")
    text = whole.replace(",", group) + (point + part if part else "")
    return MINUS + text if exact < 0 and text.strip("0" + point) else text


def number_range(low: Amount, high: Amount, language: str, unit: str = "") -> Quantity:
    """Return `low`–`high` with one unit; only one figure when both are equal."""
    figures = [number(low, language), number(high, language)]
    joined = figures[0] if low == high else EN_DASH.join(figures)
    return Quantity("", joined, _after(unit_word(unit, language)))


def unit_word(unit: str, language: str) -> str:
    """Return what `language` prints for a unit given by its UCUM code or as English prints it."""
    unit = DISPLAY.get(unit, unit)
    return UNIT_WORDS.get(unit, {}).get(language, unit)


def quantity(value: Amount, unit: str, language: str, decimals: int | None = None) -> Quantity:
    """Return `value` with its unit, given by UCUM code or as English prints it: 16 MVA, 500 m³/hari, 30년, 45%."""
    word = unit_word(unit, language)
    if word == "years" and value == 1:
        word = "year"
    return Quantity("", number(value, language, decimals), _after(word))


def _after(word: str) -> str:
    return word if not word or word in CLOSE or word.startswith("/") else NBSP + word


def plot_ratio(value: Amount, language: str) -> Quantity:
    """Return a floor area ratio (KLB, 용적률, 容積率), kept as 2.5: 250% in ko and ja, 2.5 in id and en."""
    if language in MYRIADS:
        return Quantity("", number(shown(Fraction(value) * 100, 6), language), "%")
    return Quantity("", number(value, language), "")


@lru_cache(maxsize=REMEMBERED)
def areas(m2: Amount, language: str, unit: str | None = None, decimals: int = 0) -> tuple[Quantity, ...]:
    """Return an area in m² first, then in the unit asked for, else in the reader's habit (평, 坪)."""
    second = unit if unit in AREA_UNITS else HABIT.get(language, "m2")
    first = _area(m2, "m2", language, decimals)
    if second == "m2":
        return (first,)
    return first, _area(m2, second, language, 2 if second == "ha" else 0)


def area(m2: Amount, language: str, unit: str | None = None) -> str:
    """Return an area as text: 30,515 m² · 9,231평."""
    return together(areas(m2, language, unit))


def _area(m2: Amount, unit: str, language: str, decimals: int) -> Quantity:
    figure = number(shown(convert(m2, "m2", unit), decimals), language, decimals)
    return Quantity("", figure, _after(AREA_WORDS[unit][language]))


def hectares(m2: Amount, language: str) -> Quantity:
    """Return a total in ha: two decimals below 10 ha, one from there on."""
    amount = convert(m2, "m2", "ha")
    return _area(m2, "ha", language, 1 if abs(shown(amount, 2)) >= 10 else 2)


@lru_cache(maxsize=REMEMBERED)
def totals(m2: Amount, language: str, unit: str | None = None) -> tuple[Quantity, ...]:
    """Return a total in ha and, in the reader's habit or as asked, in 평 or 坪: 52.6 ha · 15만 9,128평."""
    second = unit if unit in AREA_UNITS else HABIT.get(language, "ha")
    first = hectares(m2, language)
    if second == "ha":
        return (first,)
    if second == "m2":
        return first, _area(m2, "m2", language, 0)
    figure = myriads(shown(convert(m2, "m2", second), 0), language)
    return first, Quantity("", figure, _after(AREA_WORDS[second][language]))


def together(quantities: Sequence[Quantity]) -> str:
    """Return the same amount in its units as one text."""
    return BESIDE.join(map(str, quantities))


def myriads(value: Amount, language: str) -> str:
    """Return a whole number as ko and ja say it, by 만 and 억 (15만 9,128 · 15万9,128); grouped in id and en."""
    whole = int(shown(value, 0))
    if language not in MYRIADS or abs(whole) < 10_000:
        return number(whole, language)
    rest, parts = abs(whole), []
    for power, word in zip((10**12, 10**8, 10**4), MYRIADS[language], strict=True):
        count, rest = divmod(rest, power)
        if count:
            parts.append(number(count, language) + word)
    if rest:
        parts.append(number(rest, language))
    return (MINUS if whole < 0 else "") + (NBSP if language == "ko" else "").join(parts)


@lru_cache(maxsize=REMEMBERED)
def money(amount: Amount, currency: str, language: str) -> Quantity:
    """Return an exact amount: 5,004,460 USD, Rp 81.300.000.000, 7,000원. Cents stand only where there are some."""
    places = 0 if currency in WHOLE else precision(currency)
    rounded = shown(amount, places)
    decimals = 0 if rounded == rounded.to_integral_value() else places
    return _with_currency(number(rounded, language, decimals), currency, language)


@cache
def precision(currency: str) -> int:
    """Return how many decimals amounts of `currency` have; two where it is not known."""
    return get_currency_precision(currency) if known_currency(currency) else 2


def _with_currency(figure: str, currency: str, language: str) -> Quantity:
    if OWN.get(language) != currency:
        return Quantity("", figure, NBSP + currency)
    if language == "id":
        return Quantity("Rp" + NBSP, figure, "")
    return Quantity("", figure, CURRENCY_WORDS[language][currency])


@lru_cache(maxsize=REMEMBERED)
def money_about(amount: Amount, currency: str, language: str) -> Quantity:
    """Return an amount rounded as it is said: 약 131억 원, 約7億6,268万円, Rp 81,3 miliar, 9.27 million USD.

    In ko and ja whole 억 from 10억 on, below that 만, below 100만 four digits; in id and en three digits.
    """
    if language not in MYRIADS:
        return _scaled(amount, currency, language)
    size = abs(Fraction(amount))
    if size < 1_000_000:
        figure = number(significant(amount, 4) if size >= 10_000 else shown(amount, 0), language)
    else:
        figure = myriads(shown(amount, -8 if size >= 10**9 else -4), language)
    word = CURRENCY_WORDS[language].get(currency, NBSP + currency)
    if language == "ja":
        return Quantity("約", figure, word)
    apart = figure[-1] in MYRIADS[language] and not word.startswith(NBSP)  # 131억 원, but 9,500원
    return Quantity("약" + NBSP, figure, NBSP + word if apart else word)


def _scaled(amount: Amount, currency: str, language: str) -> Quantity:
    rounded = significant(amount, 3)
    for power, word in zip((10**12, 10**9, 10**6), SCALES[language], strict=True):
        if abs(rounded) >= power:
            figure = number(shown(Fraction(rounded) / power, 2), language)
            exact = _with_currency(figure, currency, language)
            return Quantity(exact.before, figure, f"{NBSP}{word}{exact.after}")
    return money(amount, currency, language)


def significant(amount: Amount, digits: int) -> Decimal:
    """Return `amount` rounded to `digits` significant digits."""
    value = Fraction(amount)
    if not value:
        return Decimal(0)
    magnitude = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    return shown(value, digits - magnitude)


def at_rate(amount: Amount, rate: Amount) -> Fraction:
    """Return `amount` in the other currency, exactly; `rate` is how much of it one unit buys, at the date it names."""
    return Fraction(amount) * Fraction(rate)


@lru_cache(maxsize=REMEMBERED)
def unit_prices(
    price_m2: Amount, currency: str, language: str, unit: str | None = None, period: str = ""
) -> tuple[Quantity, ...]:
    """Return a price per m², then per 평 or 坪 by habit or as asked: 164 USD/m² · 542.15 USD/坪.

    `period` is "/month" or "/year" for what is paid again and again.
    """
    second = unit if unit in AREA_UNITS else HABIT.get(language, "m2")
    wanted = ["m2"] if second == "m2" else ["m2", second]
    found = []
    for each in wanted:
        price = money(per_unit(price_m2, "m2", each), currency, language)
        found.append(price._replace(after=f"{price.after}/{AREA_WORDS[each][language]}{unit_word(period, language)}"))
    return tuple(found)
