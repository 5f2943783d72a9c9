"""Regulation 26/2025 of the Indonesian Ministry of Industry: the standard of industrial estates and their accreditation.

Only three criteria of its annex could be read so far, so no total is added up, and the largest possible score is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from models.land.frameworks.engine import Band, Criterion, Scored, Told, score
from models.marks import N_

CODE = "permenperin26"
WEIGHTS = {
    "infrastructure": (N_("Infrastructure"), 50),
    "environment": (N_("Environment"), 25),
    "management": (N_("Management and services"), 25),
}
"""Groups of criteria with their weight in the total score, in percent."""

ACCREDITED_FROM = 150  # points

CRITERIA = (
    Criterion(
        "plots_share",
        N_("Land in lots"),
        (
            Band("plots_share_3", "<=", None, Decimal(70), 3),
            Band("plots_share_2", "<=", Decimal(70), Decimal(75), 2),
            Band("plots_share_1", ">", Decimal(75), None, 1),
        ),
    ),
    Criterion(
        "green_space",
        N_("Green space"),
        (
            Band("green_space_3", ">", Decimal(15), None, 3),
            Band("green_space_2", "<=", Decimal(10), Decimal(15), 2),
            Band("green_space_1", "=", Decimal(10), Decimal(10), 1),
        ),
    ),
    Criterion(
        "roads_drains",
        N_("Roads and drains"),
        (
            Band("roads_drains_3", ">", Decimal(12), None, 3),
            Band("roads_drains_2", "<=", Decimal(8), Decimal(12), 2),
            Band("roads_drains_1", "=", Decimal(8), Decimal(8), 1),
        ),
    ),
)


def scored(told: Mapping[str, Told]) -> list[Scored]:
    """Return every criterion with the points it earns."""
    return [score(criterion, told.get(criterion.code)) for criterion in CRITERIA]
