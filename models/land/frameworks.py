"""What a framework asks of an estate, row by row, and whether a value meets it.

The rows are those of the international framework for eco-industrial parks (UNIDO, World Bank Group, GIZ; version 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt

from models.land.answer import Answer
from models.land.ledger import Indicator
from models.marks import N_

COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {">=": ge, ">": gt, "=": eq, "<=": le, "<": lt}

PILLARS = {
    "park_management": N_("Park management"),
    "environment": N_("Environment"),
    "social": N_("Social"),
    "economic": N_("Economy"),
}


@dataclass(frozen=True)
class Row:
    """A row of a framework: `target` is "yes", a number, or the name of a reference series after "ref:"."""

    code: str
    pillar: str
    operator: str
    target: str
    unit: str = ""


EIP = (
    Row("PM.P1", "park_management", "=", "yes"),
    Row("PM.P2", "park_management", "=", "yes"),
    Row("PM.P3", "park_management", "=", "yes"),
    Row("PM.P4", "park_management", "=", "yes"),
    Row("PM.P5", "park_management", "=", "yes"),
    Row("PM.P6", "park_management", "=", "yes"),
    Row("EN.P1", "environment", "=", "yes"),
    Row("EN.P2", "environment", "=", "yes"),
    Row("EN.P3", "environment", "=", "yes"),
    Row("EN.P4", "environment", "=", "yes"),
    Row("EN.P5", "environment", "=", "yes"),
    Row("EN.P6", "environment", "=", "yes"),
    Row("SO.P1", "social", "=", "yes"),
    Row("SO.P2", "social", "=", "yes"),
    Row("EC.P1", "economic", "=", "yes"),
    Row("EC.P2", "economic", "=", "yes"),
    Row("EC.P3", "economic", "=", "yes"),
    Row("EC.P4", "economic", "=", "yes"),
    Row("PM.I1", "park_management", ">=", "100", "%"),
    Row("PM.I2", "park_management", ">=", "75", "%"),
    Row("PM.I3", "park_management", ">=", "2", "/a"),
    Row("EN.I1", "environment", ">=", "40", "%"),
    Row("EN.I2", "environment", ">=", "90", "%"),
    Row("EN.I3", "environment", ">=", "ref:national_grid_renewable_share", "%"),
    Row("EN.I4", "environment", "<=", "ref:industry_benchmark", "kg{CO2e}/(kW.h)"),
    Row("EN.I5", "environment", "<=", "ref:industry_average", "kW.h/{currency}"),
    Row("EN.I6", "environment", "=", "100", "%"),
    Row("EN.I7", "environment", ">=", "95", "%"),
    Row("EN.I8", "environment", ">=", "50", "%"),
    Row("EN.I9", "environment", ">=", "20", "%"),
    Row("EN.I10", "environment", "=", "100", "%"),
    Row("EN.I11", "environment", "<", "50", "%"),
    Row("EN.I12", "environment", ">=", "5", "%"),
    Row("EN.I13", "environment", ">=", "50", "%"),
    Row("EN.I14", "environment", ">=", "30", "%"),
    Row("SO.I1", "social", ">=", "75", "%"),
    Row("SO.I2", "social", "=", "100", "%"),
    Row("SO.I3", "social", ">=", "60", "%"),
    Row("SO.I4", "social", ">=", "75", "%"),
    Row("SO.I5", "social", ">=", "75", "%"),
    Row("SO.I6", "social", ">=", "80", "%"),
    Row("SO.I7", "social", "=", "100", "%"),
    Row("SO.I8", "social", ">=", "75", "%"),
    Row("SO.I9", "social", ">=", "20", "%"),
    Row("SO.I10", "social", ">=", "80", "%"),
    Row("SO.I11", "social", ">=", "2", "/a"),
    Row("EC.I1", "economic", ">=", "60", "%"),
    Row("EC.I2", "economic", ">=", "25", "%"),
    Row("EC.I3", "economic", ">=", "25", "%"),
    Row("EC.I4", "economic", ">=", "90", "%"),
    Row("EC.I5", "economic", ">", "50", "%"),
)


@dataclass(frozen=True)
class Tally:
    """How many rows of a pillar are met, under way, open, and not measured or not stated."""

    pillar: str
    met: int
    way: int
    open: int
    unknown: int

    @property
    def of(self) -> int:
        """Return how many rows there are."""
        return self.met + self.way + self.open + self.unknown


def verdict(row: Row, told: Indicator | None) -> str:
    """Return `met`, `way` (under way), `open` or `unknown`; a target that is a series we do not keep decides nothing."""
    if told is None or told.answer is not Answer.STATED or told.value is None or row.target.startswith("ref:"):
        return "unknown"
    if row.target == "yes":
        good = told.value == "yes"
    else:
        try:
            good = COMPARE[row.operator](Decimal(told.value), Decimal(row.target))
        except InvalidOperation:
            return "unknown"
    if good:
        return "met"
    return "way" if told.under_way else "open"


def tallies(told: Iterable[Indicator]) -> list[Tally]:
    """Return the tally of each pillar of the EIP framework; of a row told twice the later counts."""
    by_code = {indicator.code: indicator for indicator in told if indicator.framework == "eip"}
    found = []
    for pillar in PILLARS:
        verdicts = [verdict(row, by_code.get(row.code)) for row in EIP if row.pillar == pillar]
        found.append(Tally(pillar, *(verdicts.count(word) for word in ("met", "way", "open", "unknown"))))
    return found
