"""What an estate states under the frameworks, as the engine takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.land.frameworks import REFERENCE
from models.land.frameworks.engine import Reference, Told, number_of
from models.land.ledger import Indicator
from models.land.statement import Statement


@dataclass
class Stated:
    """By framework and code what is told; and the values of reference series."""

    told: dict[str, dict[str, Told]] = field(default_factory=dict)
    references: dict[str, list[Reference]] = field(default_factory=dict)

    def under(self, framework: str) -> Mapping[str, Told]:
        """Return what is told under a framework, by code."""
        return self.told.get(framework, {})


def stated(rows: Iterable[tuple[Indicator, Statement]]) -> Stated:
    """Return what rows say, given in the order in which they were said: of a row told twice the later counts."""
    found = Stated()
    for indicator, statement in rows:
        if indicator.gone:
            found.told.get(indicator.framework, {}).pop(indicator.code, None)
            continue
        told = Told(indicator.answer, indicator.value, indicator.under_way, statement.as_of)
        if indicator.framework != REFERENCE:
            found.told.setdefault(indicator.framework, {})[indicator.code] = told
        elif (value := number_of(indicator.value)) is not None:
            found.references.setdefault(indicator.code, []).append(Reference(statement.as_of, value))
    return found
