"""What people type for a number, read by the language of the page: 50.000,5 · 3만평 · 10ha · Rp 2,5 juta.

`1.234` is a thousand and more to an Indonesian and a little over one to everybody else; the page's language decides, and
the page says back what was understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache

from models.marks import N_
from models.refusal import Sentence
from models.units import KIND_OF, convert, stored
from web.numbers import CURRENCIES, CURRENCY_WORDS, number

EMPTY = N_("Enter a number, like %(example)s.")
NOT_A_NUMBER = N_("We could not read this number. Write it like %(example)s.")
NOT_THE_UNIT = N_("We could not read this unit. Write it like %(example)s.")
TOO_LONG = N_("This number has too many digits. Write it like %(example)s.")

LONGEST = 60  # characters; nobody means more
MOST_DIGITS = 15  # as many as the database keeps

UCUM = {"MV.A": "MVA", "10*6.[cft_i]/d": "MMSCFD"}  # where the facts' code differs from ours

# how a unit may be written, after NFKC (m², ㎡ → m2; ㏊ → ha), in small letters and without spaces
SPELLINGS = {
    "m2": "m2 m^2 sqm sq.m meterpersegi squaremetre squaremetres squaremeter squaremeters 제곱미터 평방미터 平米 平方メートル",
    "ha": "ha hektar hektare hectare hectares 헥타르 ヘクタール",
    "km2": "km2 km^2",
    "pyeong": "평 坪 pyeong tsubo pyeong/tsubo py",
    "acre": "acre acres ekar 에이커 エーカー",
    "rai": "rai",
    "m3/d": "m3/d m3/day m3/hari m3/일 m3/日 m3perday cmd",
    "m3/h": "m3/h m3/hour m3/jam m3/시간 m3/時 m3/hr",
    "L/s": "l/s l/detik l/sec l/초 l/秒",
    "MMSCFD": "mmscfd",
    "MVA": "mva",
    "kVA": "kva",
    "kW": "kw",
    "MW": "mw",
    "m": "m meter metre metres meters 미터 メートル",
    "km": "km kilometer kilometre kilometres kilometers 킬로미터 キロ キロメートル",
    "mm": "mm",
    "%": "% persen percent 퍼센트 パーセント",
    "t/h": "t/h t/jam t/시간 t/時",
    "a": "a tahun year years 년 年",
    "bar{g}": "bar bar(g) barg",
    "kPa": "kpa",
    "t/m2": "t/m2",
    "kV": "kv",
}
UNIT_OF = {spelling: unit for unit, spellings in SPELLINGS.items() for spelling in spellings.split()}
MONEY_WORDS = {
    "USD": {"usd", "us$", "$", "dolar", "dollar", "dollars", "달러", "ドル", "米ドル"},
    "IDR": {"idr", "rp", "rp.", "rupiah", "루피아", "ルピア"},
    "KRW": {"krw", "₩", "won", "원", "ウォン"},
    "JPY": {"jpy", "¥", "yen", "엔", "円"},
    "EUR": {"eur", "€", "euro", "유로", "ユーロ"},
}
PER = re.compile(r"/(m2|평|坪)(/.+)?$")  # as our own prices end
ABOUT = re.compile(r"^(약|約|sekitar|kira-kira|about|approx\.?|±|~|≈)\s*")

SCALES: dict[str, dict[str, int]] = {
    "id": {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12, "trilyun": 12},
    "en": {"thousand": 3, "k": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "tn": 12},
    "ko": {"조": 12, "억": 8, "만": 4, "천": 3, "백": 2},
    "ja": {"兆": 12, "億": 8, "万": 4, "千": 3, "百": 2},
}
# one letter means a size only beside money, for elsewhere m is metre and t is tonne; and M is miliar in Indonesian
MONEY_LETTERS = {"id": {"m": 9, "t": 12}, "en": {"m": 6, "b": 9}}


class Unreadable(ValueError):
    """What was typed could not be read; its `sentence` tells how to write it."""

    def __init__(self, message: str, example: str) -> None:
        self.sentence = Sentence.of(message, example=example)
        self.message = message
        self.holes = {"example": example}
        super().__init__(str(self.sentence))

    def told(self, gettext: Callable[[str], str]) -> str:
        """Return the sentence in the language of `gettext`."""
        return self.sentence.say(gettext)


def read_number(text: str, language: str, unit: str = "") -> Decimal:
    """Return what was typed, in the stored `unit` (m2, m3/d, MV.A, a currency, or none); raise Unreadable.

    A unit that was typed is converted; one that measures something else is refused.
    """
    example = example_of(language, unit)
    plain = _normal(text)
    if not plain:
        raise Unreadable(EMPTY, example)
    if len(plain) > LONGEST:
        raise Unreadable(TOO_LONG, example)
    mark, plain = _leading_mark(plain, unit)
    amount, rest = _amount(plain, language, unit, example)
    value = _in_unit(amount, mark, rest, UCUM.get(unit, unit), example)
    if abs(value) >= 10**MOST_DIGITS:
        raise Unreadable(TOO_LONG, example)
    return stored(value)


def read_plain(text: str) -> Decimal:
    """Return a number as URLs hold it, 1234.5 in the stored unit; raise Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG, "1234.5")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise Unreadable(NOT_A_NUMBER, "1234.5")
    value = Fraction(text)
    if abs(value) >= 10**MOST_DIGITS:
        raise Unreadable(TOO_LONG, "1234.5")
    return stored(value)


def example_of(language: str, unit: str = "") -> str:
    """Return how a number in `unit` is written in `language`: 12.500 m² · 1,25 ha."""
    if unit == "m2":
        written = [f"{number(12_500, language)} m²", f"{number(Decimal('1.25'), language)} ha"]
        if language in CURRENCY_WORDS:
            written.append(number(3_800, language) + {"ko": "평", "ja": "坪"}[language])
        return " · ".join(written)
    if unit == "m3/d":
        return f"{number(1_500, language)} m³"
    return number(Decimal("12500.5"), language) if unit in {"", *CURRENCIES} else number(Decimal("12.5"), language)


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain)
    return ABOUT.sub("", " ".join(plain.split()))


def _leading_mark(text: str, unit: str) -> tuple[str, str]:
    """Split off what stands before the first figure; only money has a mark there."""
    if unit not in CURRENCIES:
        return "", text
    mark = re.match(r"[^\d.,+-]*(?:(?<=rp)\.)?\s*", text)
    assert mark is not None
    return mark[0].strip(), text[mark.end() :]


def _amount(text: str, language: str, unit: str, example: str) -> tuple[Fraction, str]:
    """Return the number at the start of `text`, its words of size counted, and what is left."""
    sign = -1 if text.startswith("-") else 1
    text = text[1:].strip() if text.startswith(("+", "-")) else text
    token, powers = _grammar(language, unit in CURRENCIES)
    total, at, last = Fraction(0), 0, None
    while found := token.match(text, at):
        power = sum(powers[word] for word in re.findall(_any(powers), found["words"] or ""))
        if last is not None and power >= last:
            raise Unreadable(NOT_A_NUMBER, example)  # 3만 4억
        total += _figure(found["figure"], language, example) * 10**power
        at, last = found.end(), power
        if not power:
            break
    if last is None:
        raise Unreadable(NOT_A_NUMBER, example)
    return sign * total, text[at:]


@cache
def _grammar(language: str, money: bool) -> tuple[re.Pattern[str], dict[str, int]]:
    powers = SCALES[language] | (MONEY_LETTERS.get(language, {}) if money else {})
    words = (
        f"(?P<words>(?:{_any(powers)})*)" if language in CURRENCY_WORDS else f"(?P<words>(?:{_any(powers)})(?![a-z]))?"
    )
    return re.compile(rf"(?P<figure>[.,]?\d(?:[\d.,' ]*\d)?)\s*{words}\s*"), powers


def _any(powers: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, powers), key=len, reverse=True))


def _figure(text: str, language: str, example: str) -> Fraction:
    """Return one figure, grouped by threes or not at all, pointed as in `language`."""
    point, group = (",", ".") if language == "id" else (".", ",")
    whole, _, part = text.partition(point)
    grouped = rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d{{1,3}}(?: \d{{3}})+|\d*"
    if not re.fullmatch(grouped, whole) or not re.fullmatch(r"\d*", part) or not (whole or part):
        raise Unreadable(NOT_A_NUMBER, example)
    digits = re.sub(r"\D", "", whole)
    if len(digits.lstrip("0")) > MOST_DIGITS:
        raise Unreadable(TOO_LONG, example)
    return Fraction(f"{digits or 0}.{part or 0}")


def _in_unit(amount: Fraction, mark: str, rest: str, unit: str, example: str) -> Fraction:
    word = rest.replace(" ", "")
    if unit in CURRENCIES:
        marks = {mark, PER.sub("", word)} - {""}
        if not marks <= MONEY_WORDS[unit]:
            raise Unreadable(NOT_THE_UNIT, example)
        return amount
    if not word:
        return amount
    typed = UNIT_OF.get(word) or UNIT_OF.get(word.rstrip("."))
    if typed is None:
        raise Unreadable(NOT_THE_UNIT if unit and word[0].isalpha() else NOT_A_NUMBER, example)
    if typed == unit:
        return amount
    if unit not in KIND_OF or KIND_OF.get(typed) != KIND_OF[unit]:
        raise Unreadable(NOT_THE_UNIT, example)
    return convert(amount, typed, unit)
