"""Units as people write them in headers and cells, and what they make of a number.

A `Measure` is what a header or a cell tells beside the figure: a factor to the stored unit, a currency, companions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from babel.numbers import list_currencies

from models.land.attribute import Attribute, Kind
from models.land.columns.words import Target, Words, fold
from models.land.values import Wrong
from models.marks import N_
from models.refusal import Sentence
from models.units import KIND_OF, UnlikeUnits, convert

# A fact's unit (UCUM) → the name that models.units converts.
KNOWN_AS = {"bar{g}": "bar", "MV.A": "MVA", "10*6.[cft_i]/d": "MMSCFD"}

# Unit → how people write it; folded, so width, case and spaces do not matter (㎡ is m2).
WRITTEN: dict[str, tuple[str, ...]] = {
    "m2": (
        "m2",
        "m^2",
        "sqm",
        "sq.m",
        "meter persegi",
        "square metres",
        "제곱미터",
        "평방미터",
        "平方メートル",
        "平米",
    ),
    "ha": ("ha", "hectare", "hectares", "hektar", "hektare", "헥타르", "ヘクタール"),
    "km2": ("km2", "km^2", "sqkm"),
    "acre": ("acre", "acres", "에이커", "エーカー"),
    "pyeong": ("평", "坪", "pyeong", "pyung", "tsubo"),
    "m": ("m", "meter", "metre", "meters", "metres", "미터", "メートル", "m lws"),
    "km": ("km", "kilometer", "kilometre", "킬로미터", "キロ", "キロメートル"),
    "mm": ("mm", "millimetre", "밀리미터", "ミリ"),
    "cm": ("cm", "센티미터", "センチ"),
    "MVA": ("mva",),
    "kVA": ("kva",),
    "MW": ("mw", "mwth", "mw(th)", "mw termal"),
    "kW": ("kw",),
    "kWp": ("kwp",),
    "MWp": ("mwp",),
    "TR": ("tr", "rt", "usrt", "냉동톤", "冷凍トン"),
    "m3/d": ("m3/d", "m3/day", "m3/hari", "m3/일", "m3/日", "톤/일"),
    "m3/h": ("m3/h", "m3/hr", "m3/hour", "m3/jam", "m3/시간", "m3/시", "m3/時", "m3/時間"),
    "L/s": ("l/s", "l/sec", "l/detik", "l/dtk", "liter/detik", "l/초", "l/秒", "lps"),
    "MMSCFD": ("mmscfd",),
    "m3": ("m3", "meter kubik", "세제곱미터", "立方メートル"),
    "bar": ("bar", "bar(g)", "barg", "bar g", "bar(gauge)", "bar ukur", "bar(게이지)", "bar(ゲージ)"),
    "MPa": ("mpa", "mpa(g)", "mpag"),
    "kgf/cm2": ("kgf/cm2", "kg/cm2", "kg/cm2g", "kg/cm2(g)"),
    "kPa": ("kpa", "kn/m2"),
    "t/m2": ("t/m2", "ton/m2", "tf/m2", "톤/m2", "トン/m2"),
    "%": ("%", "percent", "per cent", "pct", "persen", "퍼센트", "パーセント"),
    "a": ("year", "years", "yr", "yrs", "tahun", "thn", "년", "年"),
    "t/h": ("t/h", "ton/h", "t/hr", "t/hour", "t/jam", "ton/jam", "톤/시간", "톤/h", "t/時", "トン/時", "tph"),
    "Cel": ("c", "°c", "degc", "deg c", "celsius", "도", "度"),
    "kV": ("kv",),
    "kA": ("ka",),
    "t": ("t", "ton", "tonne", "tonnes", "tons", "톤", "トン"),
    "mg/L": ("mg/l", "ppm"),
    "min/a": ("min/a", "min/year", "min/yr", "minutes/year", "menit/tahun", "분/년", "分/年"),
    "[g]": ("g",),
    "{blows}": ("blows/30cm", "pukulan/30cm", "회/30cm", "回/30cm", "n"),
    "{count}": ("unit", "units", "개", "기", "基", "titik", "台"),
    "t{CO2e}/(MW.h)": ("tco2e/mwh", "t co2e/mwh", "tco2/mwh", "tco2eq/mwh", "kgco2e/kwh", "kgco2/kwh"),
    "min": ("min", "minutes", "menit", "분", "分"),
}
UNIT_OF = {fold(word): unit for unit, words in WRITTEN.items() for word in words}

# What models.units does not convert, to the stored unit.
BESIDES: dict[tuple[str, str], Fraction] = {
    ("cm", "m"): Fraction(1, 100),
    ("cm", "mm"): Fraction(10),
    ("MPa", "bar"): Fraction(10),
    ("MPa", "kPa"): Fraction(1000),
    ("kgf/cm2", "bar"): Fraction("0.980665"),
    ("kgf/cm2", "kPa"): Fraction("98.0665"),
    ("MWp", "kW{p}"): Fraction(1000),
    ("kWp", "kW{p}"): Fraction(1),
    ("MW", "kW{p}"): Fraction(1000),
    ("kW", "kW{p}"): Fraction(1),
    ("a", ""): Fraction(1),  # 2011년: the year of something
    ("TR", "MW"): convert(1, "TR", "MW"),
}

CURRENCY_OF = {
    "rp": "IDR", "rupiah": "IDR", "루피아": "IDR", "ルピア": "IDR",
    "$": "USD", "us$": "USD", "us": "USD", "달러": "USD", "미달러": "USD", "ドル": "USD", "米ドル": "USD", "dolar": "USD",
    "₩": "KRW", "원": "KRW", "won": "KRW", "ウォン": "KRW",
    "¥": "JPY", "円": "JPY", "엔": "JPY", "yen": "JPY",
    "€": "EUR", "euro": "EUR", "유로": "EUR", "ユーロ": "EUR",
} | {code.casefold(): code for code in list_currencies()}  # fmt: skip

SCALE_OF = {
    "ribu": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "천": 10**3, "만": 10**4, "백만": 10**6, "억": 10**8, "千": 10**3, "万": 10**4, "百万": 10**6, "億": 10**8,
}  # fmt: skip

_PER = re.compile(r"/|_|per(?=m2|meterpersegi|sqm|ha|kwh|mwh|lot|kaveling|kavling|pyeong|tsubo|month|bulan|year|tahun)")
PER_LOT = frozenset(map(fold, ("lot", "kaveling", "kavling", "필지", "区画")))
PER_MONTH = frozenset(map(fold, ("month", "mo", "bulan", "bln", "월", "月")))
PER_YEAR = frozenset(map(fold, ("year", "yr", "tahun", "thn", "년", "年")))
PER_ENERGY = {"kwh": Fraction(1), "mwh": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is told beside a figure. `factor` makes the stored amount of it; without a unit it is None."""

    factor: Fraction | None = None
    currency: str | None = None
    basis: str | None = None
    method: str | None = None

    def beside(self, other: Measure) -> Measure:
        """Return this measure, with what it leaves open taken from `other`."""
        return Measure(
            self.factor if self.factor is not None else other.factor,
            self.currency or other.currency,
            self.basis or other.basis,
            self.method or other.method,
        )


@lru_cache(maxsize=4096)
def factor_to(unit: str, stored: str) -> Fraction | None:
    """Return what one `unit` is in the `stored` unit (UCUM); null when it measures something else."""
    if unit == stored or KNOWN_AS.get(stored) == unit:
        return Fraction(1)
    if (found := BESIDES.get((unit, KNOWN_AS.get(stored, stored)))) is not None:
        return found
    try:
        return convert(1, unit, KNOWN_AS.get(stored, stored))
    except UnlikeUnits:
        return None


def measure(attribute: Attribute, text: str, words: Words, *, parts: Iterable[str] | None = None) -> Measure:
    """Return what `text`, as it stands in the brackets of a header or behind a figure, tells of `attribute`.

    It may hold several things: `km, by road`. Raise `Wrong` when a part is no unit of it.
    """
    told = Measure()
    for part in re.split(r"[,;、·]", text) if parts is None else parts:
        if fold(part):
            told = _part(attribute, fold(part), words).beside(told)
    return told


def _part(attribute: Attribute, part: str, words: Words) -> Measure:
    if code := words.options.get(Target(attribute.code, "method"), {}).get(part):
        return Measure(method=code)
    if code := words.options.get(Target(attribute.code, "basis"), {}).get(part):
        return Measure(basis=code)
    found = _money(attribute, part) if attribute.kind is Kind.MONEY else _unit(attribute, part)
    if found is None:
        raise _no_unit(attribute, part)
    return found


def _unit(attribute: Attribute, part: str) -> Measure | None:
    unit = UNIT_OF.get(part)
    if unit is None:
        return None
    if attribute.percent_in and unit == "%":
        return Measure(Fraction(1, 100))
    factor = factor_to(unit, attribute.unit)
    return None if factor is None else Measure(factor)


def _money(attribute: Attribute, part: str) -> Measure | None:
    """Return what `usd/m2`, `rp/m2/bulan`, `만원/평` or `/lot` tells."""
    first, *rest = _PER.split(part)
    told = _currency(first)
    if told is None:
        return None
    factor = told.factor or Fraction(1)
    for divisor in rest:
        if divisor in PER_LOT and "basis" in attribute.companions:
            told = replace(told, basis="per_lot")
        elif KIND_OF.get(UNIT_OF.get(divisor, "")) == "area" and "basis" in attribute.companions:
            told = replace(told, basis="per_m2")
            factor /= convert(1, UNIT_OF[divisor], "m2")
        elif divisor in PER_ENERGY and attribute.display_unit == "/kWh":
            factor *= PER_ENERGY[divisor]
        elif divisor in PER_MONTH and attribute.display_unit.endswith("/month"):
            pass
        elif divisor in PER_YEAR and attribute.display_unit.endswith("/month"):
            factor /= 12
        else:
            return None
    return replace(told, factor=factor if rest or told.factor else None)


def _currency(text: str) -> Measure | None:
    """Return the currency, with its scale, that `usd`, `만원`, `jutarp`, `rpjuta` names; nothing before a `/` is none."""
    if not text:
        return Measure()
    for word, scale in sorted(SCALE_OF.items(), key=lambda item: -len(item[0])):
        for rest in (text.removeprefix(word), text.removesuffix(word)):
            if rest != text and (not rest or rest in CURRENCY_OF):
                return Measure(Fraction(scale), CURRENCY_OF.get(rest))
    return Measure(currency=CURRENCY_OF[text]) if text in CURRENCY_OF else None


def _no_unit(attribute: Attribute, part: str) -> Wrong:
    told = {"unit": part[:40], "label": Sentence(attribute.label), "right": attribute.display_unit}
    if attribute.unit == "MV.A" and UNIT_OF.get(part) in ("MW", "kW"):
        return Wrong(
            Sentence.of(N_("%(label)s is kept in MVA; MW become MVA only with a power factor."), **told),
            Sentence.of(N_("Divide by the power factor and give MVA or kVA.")),
        )
    if not attribute.display_unit:
        return Wrong(
            Sentence.of(N_("“%(unit)s” is no unit of %(label)s."), **told),
            Sentence.of(N_("Leave the unit out.")),
        )
    return Wrong(
        Sentence.of(N_("“%(unit)s” is no unit of %(label)s."), **told),
        Sentence.of(N_("Give it in %(right)s."), **told),
    )
