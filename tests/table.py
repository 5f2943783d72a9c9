"""tests/access.csv: which answer each route gives to each role, written by hand.

A matrix derived from the code would prove nothing. `route` is the rule as the code writes it, with a query where one is
needed; `whose` names whose rows are asked for (tests/world.py).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

ROLES = ("anyone", "sales", "sales_lead", "marketing", "engineer", "admin")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    route: str
    method: str
    whose: str
    expected: dict[str, int]

    @property
    def rule(self) -> str:
        """The route without its query."""
        return self.route.partition("?")[0]

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.whose}".strip()


def lines() -> list[Line]:
    """Return the table."""
    with Path(__file__).with_name("access.csv").open(encoding="utf-8", newline="") as file:
        return [
            Line(row["route"], row["method"], row["whose"], {role: int(row[role]) for role in ROLES})
            for row in csv.DictReader(file)
        ]
