"""All that can be known of a lot or an estate, in the order in which it is shown.

Whatever shows, filters, compares, imports, exports, edits, translates or documents facts walks this list; adding a
fact is one declaration in `facts/` and a migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import models.land.facts  # noqa: F401 - the declarations put themselves on the list
from models.land.choices import Choice
from models.land.declaring import REGISTER, Attribute, Better, Companion, Inherits, Kind, Scope, companion, fact

__all__ = [
    "ATTRIBUTES",
    "BY_PARAM",
    "GROUPS",
    "Attribute",
    "Better",
    "Companion",
    "Inherits",
    "Kind",
    "Scope",
    "attributes_of",
    "companion",
    "fact",
    "grouped",
]

GROUPS: Mapping[str, Choice] = {
    "land": Choice("land", "Land", "group"),
    "rights": Choice("rights", "Rights", "group"),
    "price": Choice("price", "Price", "group"),
    "ground": Choice("ground", "Ground", "group"),
    "hazards": Choice("hazards", "Hazards", "group"),
    "electricity": Choice("electricity", "Electricity", "group"),
    "gas": Choice("gas", "Gas", "group"),
    "water": Choice("water", "Water", "group"),
    "wastewater": Choice("wastewater", "Wastewater", "group"),
    "steam_heat": Choice("steam_heat", "Steam and heat", "group"),
    "renewables_carbon": Choice("renewables_carbon", "Renewables and carbon", "group"),
    "waste_circularity": Choice("waste_circularity", "Waste and circularity", "group"),
    "nature": Choice("nature", "Nature", "group"),
    "transport": Choice("transport", "Transport", "group"),
    "telecom": Choice("telecom", "Telecom", "group"),
    "rules": Choice("rules", "Rules", "group"),
    "monitoring": Choice("monitoring", "Monitoring", "group"),
}

_PLACES = {group: place for place, group in enumerate(GROUPS)}

ATTRIBUTES: Mapping[str, Attribute] = MappingProxyType(
    {a.code: a for a in sorted(REGISTER.values(), key=lambda attribute: _PLACES[attribute.group])}
)

BY_PARAM: Mapping[str, Attribute] = MappingProxyType({a.param: a for a in ATTRIBUTES.values()})


def attributes_of(scope: Scope) -> list[Attribute]:
    """Return what can be known of a LOT or of an ESTATE, in order."""
    return [attribute for attribute in ATTRIBUTES.values() if attribute.scope.covers(scope)]


def grouped(scope: Scope) -> dict[str, list[Attribute]]:
    """Return the attributes of a LOT or an ESTATE by group, in order; groups that have none are left out."""
    groups: dict[str, list[Attribute]] = {}
    for attribute in attributes_of(scope):
        groups.setdefault(attribute.group, []).append(attribute)
    return groups
