"""The international framework for eco-industrial parks (UNIDO, World Bank Group, GIZ), and how 50 parks did under it.

The rows are paraphrased from memory of versions 1.0 and 2.0; until somebody has compared them with the published text,
every page that shows them says so. Prerequisites (P) ask for a thing to be there, performance rows (I) for a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.land.frameworks.engine import Judged, References, Row, Tally, Told, judge, tally
from models.marks import N_

CODE = "eip"
PILLARS = {
    "park_management": N_("Park management"),
    "environment": N_("Environment"),
    "social": N_("Social"),
    "economic": N_("Economy"),
}
SERIES = {
    "national_grid_renewable_share": N_("national grid average"),
    "industry_benchmark": N_("industry benchmark"),
    "industry_average": N_("industry average"),
}
"""The reference series by name: what targets call them."""

ROWS = (
    Row("PM.P1", "park_management", "=", "yes", "", N_("A separate body runs the park")),
    Row("PM.P2", "park_management", "=", "yes", "", N_("Shared property and services are kept up as agreed")),
    Row("PM.P3", "park_management", "=", "yes", "", N_("Results and critical risks are tracked")),
    Row("PM.P4", "park_management", "=", "yes", "", N_("Plan for climate risks")),
    Row("PM.P5", "park_management", "=", "yes", "", N_("Rules are known, followed and reported")),
    Row("PM.P6", "park_management", "=", "yes", "", N_("Master plan with zones, buffers and clusters")),
    Row("EN.P1", "environment", "=", "yes", "", N_("Park has an environment or energy management system")),
    Row("EN.P2", "environment", "=", "yes", "", N_("Energy saving programme for the largest users")),
    Row("EN.P3", "environment", "=", "yes", "", N_("Heat recovery strategy")),
    Row("EN.P4", "environment", "=", "yes", "", N_("Plan to reuse more water")),
    Row("EN.P5", "environment", "=", "yes", "", N_("Programme to track and cut greenhouse gases")),
    Row("EN.P6", "environment", "=", "yes", "", N_("Effect on key ecosystem services is known")),
    Row("SO.P1", "social", "=", "yes", "", N_("Staff in charge of social standards")),
    Row("SO.P2", "social", "=", "yes", "", N_("Basic social facilities planned and working")),
    Row("EC.P1", "economic", "=", "yes", "", N_("Plan for number and kind of jobs")),
    Row("EC.P2", "economic", "=", "yes", "", N_("Small service firms are welcome")),
    Row("EC.P3", "economic", "=", "yes", "", N_("Demand study with a business plan")),
    Row("EC.P4", "economic", "=", "yes", "", N_("Government targets are met")),
    Row("PM.I1", "park_management", ">=", "100", "%", N_("Firms under contract or park charter")),
    Row("PM.I2", "park_management", ">=", "75", "%", N_("Firms content with services")),
    Row("PM.I3", "park_management", ">=", "2", "/a", N_("Performance reports a year")),
    Row("EN.I1", "environment", ">=", "40", "%", N_("Large firms with a management system")),
    Row("EN.I2", "environment", ">=", "90", "%", N_("Energy that is metered")),
    Row(
        "EN.I3", "environment", ">=", "ref:national_grid_renewable_share", "%",
        N_("Renewable share at or above the national grid"),
    ),
    Row("EN.I4", "environment", "<=", "ref:industry_benchmark", "kg{CO2e}/(kW.h)", N_("Carbon intensity within the benchmark")),
    Row("EN.I5", "environment", "<=", "ref:industry_average", "kW.h/{currency}", N_("Energy intensity within the average")),
    Row("EN.I6", "environment", "=", "100", "%", N_("Water taken without harm to sources")),
    Row("EN.I7", "environment", ">=", "95", "%", N_("Industrial wastewater treated to standard")),
    Row("EN.I8", "environment", ">=", "50", "%", N_("Industrial wastewater reused")),
    Row("EN.I9", "environment", ">=", "20", "%", N_("Solid waste reused by others")),
    Row("EN.I10", "environment", "=", "100", "%", N_("Firms handling hazardous material safely")),
    Row("EN.I11", "environment", "<", "50", "%", N_("Waste sent to landfill")),
    Row("EN.I12", "environment", ">=", "5", "%", N_("Open space for native plants and animals")),
    Row("EN.I13", "environment", ">=", "50", "%", N_("Firms cutting pollution more than the law requires")),
    Row("EN.I14", "environment", ">=", "30", "%", N_("Largest polluters with risk management")),
    Row("SO.I1", "social", ">=", "75", "%", N_("Large firms with a safety system")),
    Row("SO.I2", "social", "=", "100", "%", N_("Complaints taken up within 90 days")),
    Row("SO.I3", "social", ">=", "60", "%", N_("Complaints settled")),
    Row("SO.I4", "social", ">=", "75", "%", N_("Large firms with a code of conduct")),
    Row("SO.I5", "social", ">=", "75", "%", N_("Large firms that prevent harassment")),
    Row("SO.I6", "social", ">=", "80", "%", N_("Employees content with facilities")),
    Row("SO.I7", "social", "=", "100", "%", N_("Security issues taken up within 30 days")),
    Row("SO.I8", "social", ">=", "75", "%", N_("Large firms with training")),
    Row("SO.I9", "social", ">=", "20", "%", N_("Women workers reached by the programmes")),
    Row("SO.I10", "social", ">=", "80", "%", N_("Neighbours content with dialogue")),
    Row("SO.I11", "social", ">=", "2", "/a", N_("Well-received community activities a year")),
    Row("EC.I1", "economic", ">=", "60", "%", N_("Workers living within commuting distance")),
    Row("EC.I2", "economic", ">=", "25", "%", N_("Jobs with a permanent contract")),
    Row("EC.I3", "economic", ">=", "25", "%", N_("Firms buying mostly locally")),
    Row("EC.I4", "economic", ">=", "90", "%", N_("Park's own purchases that are local")),
    Row("EC.I5", "economic", ">", "50", "%", N_("Occupancy, mean of five years")),
)

YES_OR_NO = frozenset(row.code for row in ROWS if row.asks_yes)
"""The rows that ask for a thing to be there."""


@dataclass(frozen=True)
class Average:
    """What share of the rows parks met on average, in percent, as a study published it."""

    parks: int
    countries: int
    by_pillar: Mapping[str, int]
    by_country: Mapping[str, int]
    version: str  # of the framework
    source: str


FIFTY_PARKS = Average(
    parks=50,
    countries=8,
    by_pillar={"park_management": 55, "environment": 34, "social": 44, "economic": 72},
    by_country={"ID": 67, "CO": 68, "VN": 63},
    version="1.0",
    source="Sustainability 12(24), 10611 (MDPI, 2020)",
)


def judged(told: Mapping[str, Told], references: References) -> list[Judged]:
    """Return every row of the framework, judged."""
    return [judge(row, told.get(row.code), references) for row in ROWS]


def tallies(rows: Iterable[Judged]) -> list[Tally]:
    """Return the tally of each pillar."""
    every = list(rows)
    return [tally(pillar, (one for one in every if one.row.group == pillar)) for pillar in PILLARS]


def share_met(rows: Iterable[Judged]) -> Fraction | None:
    """Return the rows that are met, in percent of those that apply."""
    return tally("", rows).rate
