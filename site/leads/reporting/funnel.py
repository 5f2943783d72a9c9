"""How many leads reached each stage at least, and from where they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from leads.reporting.begun import Begun
from models.lead.demand import Demand, together
from models.lead.lead import ON_THE_BOARD, Stage

MOST = {"country": 4, "source": 3}  # with a column of their own; the rest stands together
OTHERS = "others"
LANGUAGES = ("ko", "ja", "en", "id")


@dataclass(frozen=True)
class Step:
    """A stage: the leads that reached it, what they ask for, and how many of each group they are."""

    stage: Stage
    leads: int
    before: int  # that reached the stage before; 0 for the first
    demand: Demand
    of: Sequence[Sequence[int]]  # by group, by column of the group

    @property
    def of_before(self) -> Decimal | None:
        """Return how many in a hundred of those before."""
        return Decimal(100 * self.leads) / self.before if self.before else None


@dataclass(frozen=True)
class Group:
    """A way to part the leads, and its columns: codes, the last may be OTHERS."""

    name: str  # language, country, source
    columns: Sequence[str]


@dataclass(frozen=True)
class Funnel:
    """The stages from first to last."""

    groups: Sequence[Group]
    steps: Sequence[Step]

    @property
    def leads(self) -> int:
        """Return how many leads there are."""
        return self.steps[0].leads

    @property
    def without_power(self) -> int:
        """Return how many of them named no power."""
        return self.steps[0].demand.power_unknown

    def widest(self, group: int) -> int:
        """Return the largest number of a group, for the scale of its bars."""
        return max((count for step in self.steps for count in step.of[group]), default=0) or 1


def funnel_of(leads: Sequence[Begun]) -> Funnel:
    """Return the funnel of these leads."""
    picks: dict[str, Callable[[Begun], str]] = {
        "language": lambda lead: lead.language,
        "country": lambda lead: lead.country or OTHERS,
        "source": lambda lead: lead.source,
    }
    groups = [Group(name, _columns(name, [pick(lead) for lead in leads])) for name, pick in picks.items()]
    steps, before = [], 0
    for number, stage in enumerate(ON_THE_BOARD):
        there = [lead for lead in leads if lead.reached >= number]
        parted = [_parted(group, [picks[group.name](lead) for lead in there]) for group in groups]
        steps.append(Step(stage, len(there), before, together(lead.asked for lead in there), parted))
        before = len(there)
    return Funnel(groups, steps)


def _columns(name: str, values: Sequence[str]) -> Sequence[str]:
    if name == "language":
        return LANGUAGES
    told = Counter(value for value in values if value != OTHERS)
    often = [value for value, _ in sorted(told.items(), key=lambda one: (-one[1], one[0]))]
    rest = len(often) > MOST[name] or OTHERS in values
    return [*often[: MOST[name]], *([OTHERS] if rest else [])]


def _parted(group: Group, values: Sequence[str]) -> Sequence[int]:
    counts = Counter(value if value in group.columns else OTHERS for value in values)
    return [counts[column] for column in group.columns]
