"""Amounts as people write them: 15.000 m² to an Indonesian is fifteen thousand, 3만평 is thirty thousand pyeong."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from models.land.units import DISPLAY
from models.marks import N_
from models.refusal import Sentence
from models.units import UnlikeUnits, convert, stored

# UCUM, as attributes have it → as models/units.py names it; units with no other in use stand for themselves
STORED_AS = {"m2": "m2", "m3/d": "m3/d", "m3/h": "m3/h", "L/s": "L/s", "MV.A": "MVA", "kW": "kW", "kPa": "kPa"} | {
    "10*6.[cft_i]/d": "MMSCFD",
    "km": "km",
    "m": "m",
    "mm": "mm",
}

# Written, in lower case and after NFKC (m² is m2 then, ㎡ too) → as models/units.py names it
WORDS = {
    "m2": ("m2", "sqm", "sq m", "meter persegi", "제곱미터", "평방미터", "平米", "平方メートル"),
    "ha": ("ha", "hektar", "hektare", "hectare", "hectares", "헥타르", "ヘクタール"),
    "pyeong": ("평", "坪", "pyeong", "tsubo", "pyeong/tsubo"),
    "MVA": ("mva",),
    "kVA": ("kva",),
    "MW": ("mw",),
    "kW": ("kw",),
    "m3/d": ("m3/d", "m3/day", "m3/hari", "m3/일", "m3/日", "톤/일", "トン/日"),
    "m3/h": ("m3/h", "m3/jam", "m3/시간", "m3/時", "m3/時間"),
    "L/s": ("l/s", "l/detik", "l/초", "l/秒"),
    "MMSCFD": ("mmscfd",),
    "km": ("km",),
    "m": ("m", "meter", "metre", "metres", "미터", "メートル"),
    "kPa": ("kpa",),
    "bar": ("bar",),
}
UNIT_OF = {word: unit for unit, words in WORDS.items() for word in words}

# What stands behind a number and multiplies it
SCALES = {
    "id": {"ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9},
    "en": {"thousand": 10**3, "million": 10**6, "billion": 10**9},
    "ko": {"천": 10**3, "만": 10**4, "억": 10**8},
    "ja": {"千": 10**3, "万": 10**4, "億": 10**8},
}
SIGNS = {
    "USD": ("usd", "us$", "$", "달러", "ドル"),
    "IDR": ("idr", "rp.", "rp", "루피아", "ルピア"),
    "KRW": ("krw", "₩", "원", "ウォン"),
    "JPY": ("jpy", "¥", "엔", "円"),
    "EUR": ("eur", "€", "유로", "ユーロ"),
}

_PARTS = re.compile(r"(?P<number>[+-]?[\d.,' ]*\d)\s*(?P<rest>\D.*)?", re.ASCII | re.DOTALL)


class Unreadable(ValueError):
    """A text that is no amount; `sentence` says what would be right."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def read_amount(
    text: str, language: str, unit: str, *, shown_in: str | None = None, currency: str | None = None
) -> Decimal:
    """Return the amount that `text` writes in `language`, in the UCUM unit `unit`; raise Unreadable.

    A bare number is in `shown_in` (m2, ha, pyeong, tsubo), else in `unit`. Money may carry the sign of `currency`.
    """
    written = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").casefold().strip()
    for sign in SIGNS.get(currency or "", ()):
        written = written.removeprefix(sign).removesuffix(sign).strip()
    found = _PARTS.fullmatch(written)
    if found is None:
        raise Unreadable(_example(language))
    value = Fraction(read_number(found["number"], language))
    scale, word = _scale((found["rest"] or "").strip(), language)
    target = STORED_AS.get(unit)
    source = UNIT_OF.get(word) if word else shown_in or target
    if word and (source is None or target is None):
        if word == _shown(unit):
            return stored(value * scale)
        raise Unreadable(_other_unit(word, unit))
    if source is None or target is None:
        return stored(value * scale)
    try:
        return stored(convert(value * scale, source, target))
    except UnlikeUnits as unlike:
        raise Unreadable(_other_unit(word, unit)) from unlike


def read_number(text: str, language: str) -> Decimal:
    """Return the number that `text` writes with the points and commas of `language`; raise Unreadable.

    A mark that groups stands before three digits; where it does not, it can only be the other one: 2.5 is 2.5 in
    Indonesian, too, but 2.500 is two thousand five hundred there.
    """
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text.removeprefix("+"))
    digits = re.sub(r"[ ']", "", digits)
    point, group = (",", ".") if language == "id" else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(\{group}\d{{3}})*(\{point}\d+)?|\d+(\{point}\d+)?", digits):
        digits = digits.replace(group, "").replace(point, ".")
    elif re.fullmatch(rf"\d+\{group}\d+", digits):
        digits = digits.replace(group, ".")
    else:
        raise Unreadable(_example(language))
    return Decimal(sign + digits)


def _scale(rest: str, language: str) -> tuple[int, str]:
    """Split a word of ten thousand or a million from the unit behind it."""
    for word, times in SCALES[language].items():
        if rest.startswith(word):
            return times, rest.removeprefix(word).strip()
    return 1, rest


def _shown(unit: str) -> str:
    return unicodedata.normalize("NFKC", DISPLAY.get(unit, unit)).casefold()


def _example(language: str) -> Sentence:
    example = "15.000" if language == "id" else "15,000"
    return Sentence.of(N_("Enter a number, like %(example)s."), example=example)


def _other_unit(word: str, unit: str) -> Sentence:
    return Sentence.of(
        N_("“%(word)s” is no unit for this. Enter it in %(unit)s."), word=word[:20], unit=DISPLAY.get(unit, unit)
    )
