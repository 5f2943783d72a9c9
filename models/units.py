"""Units and their exact relations: kept in the stored unit, converted as fractions, rounded only for display.

The stored unit of each kind is the one the facts use: m2, m3/d, kW, MVA, kPa, m.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

Amount = Decimal | Fraction | int

PYEONG = Fraction(400, 121)  # m²; the Korean 평 and the Japanese 坪 are the same square of 20/11 m
CUBIC_FOOT = Fraction("0.028316846592")  # m³, at 60 °F and 14.696 psia where gas is meant
BTU = Fraction("1055.05585262")  # J, International Table

# kind → unit → how many of the kind's stored unit one of it is
UNITS: dict[str, dict[str, Fraction]] = {
    "area": {
        "m2": Fraction(1),
        "are": Fraction(100),
        "ha": Fraction(10_000),
        "km2": Fraction(1_000_000),
        "pyeong": PYEONG,
        "tsubo": PYEONG,
        "tan": 300 * PYEONG,  # 反
        "cho": 3000 * PYEONG,  # 町
        "acre": Fraction("4046.8564224"),  # international
        "acre_us": Fraction(62_726_400_000, 15_499_969),  # US survey
        "wa2": Fraction(4),
        "ngan": Fraction(400),
        "rai": Fraction(1600),
    },
    "flow": {
        "m3/d": Fraction(1),
        "m3/h": Fraction(24),
        "L/s": Fraction("86.4"),
        "MMSCFD": 1_000_000 * CUBIC_FOOT,
    },
    "heat": {
        "kW": Fraction(1),
        "MW": Fraction(1000),
        "TR": 12_000 * BTU / 3_600_000,
        "BBTUD": BTU * 10**9 / 86_400_000,
    },
    "energy": {"GJ": Fraction(1), "BBTU": BTU},
    "apparent_power": {"MVA": Fraction(1), "kVA": Fraction(1, 1000)},
    "pressure": {"kPa": Fraction(1), "t/m2": Fraction("9.80665"), "bar": Fraction(100)},
    "length": {"m": Fraction(1), "km": Fraction(1000), "mm": Fraction(1, 1000)},
    "volume": {"m3": Fraction(1), "ft3": CUBIC_FOOT, "MMSCF": 1_000_000 * CUBIC_FOOT},
}
KIND_OF = {unit: kind for kind, units in UNITS.items() for unit in units}

STORED_DECIMALS = 6  # as models.base.ExactDecimal keeps
MOST_DIGITS = 15
PLACES = [Decimal(1).scaleb(-decimals) for decimals in range(STORED_DECIMALS + 1)]


class UnlikeUnits(ValueError):
    """Two units do not measure the same thing."""


def convert(amount: Amount, unit: str, to: str) -> Fraction:
    """Return `amount` of `unit` exactly in unit `to`; raise UnlikeUnits when they measure different things.

    MVA and MW are unlike: only a power factor, which is a fact of its own, joins them.
    """
    kind = KIND_OF.get(unit)
    if kind is None or kind != KIND_OF.get(to):
        raise UnlikeUnits(f"{unit} cannot be told in {to}")
    return Fraction(amount) * UNITS[kind][unit] / UNITS[kind][to]


def per_unit(price: Amount, unit: str, to: str) -> Fraction:
    """Return a price per `unit` exactly as a price per `to`: USD 150 per m2 is USD 495.87 per pyeong."""
    return Fraction(price) / convert(1, unit, to)


def stored(amount: Fraction) -> Decimal:
    """Return `amount` as the decimal that is kept: six places, ties to even, no trailing zeros."""
    return _rounded(amount, STORED_DECIMALS, ROUND_HALF_EVEN)


def shown(amount: Amount, decimals: int) -> Decimal:
    """Return `amount` rounded for display to `decimals` places, halves away from zero; negative decimals round tens."""
    if isinstance(amount, Decimal) and 0 <= decimals <= STORED_DECIMALS and amount.adjusted() < MOST_DIGITS:
        rounded = amount.quantize(PLACES[decimals], ROUND_HALF_UP)  # the ordinary case, ten times as quick
        return rounded if rounded else abs(rounded)
    return _rounded(Fraction(amount), decimals, ROUND_HALF_UP)


def _rounded(amount: Fraction, decimals: int, ties: str) -> Decimal:
    scaled = amount * Fraction(10) ** decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest
    if twice > scaled.denominator or (twice == scaled.denominator and (ties == ROUND_HALF_UP or whole % 2)):
        whole += 1
    sign = int(amount < 0 and whole != 0)  # never minus zero
    result = Decimal((sign, tuple(int(digit) for digit in str(whole)), -decimals))
    if decimals < 0:
        return result.quantize(Decimal(1))
    return result if ties == ROUND_HALF_UP else _trimmed(result)


def _trimmed(value: Decimal) -> Decimal:
    shorter = value.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter
