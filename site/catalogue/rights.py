"""The land right as a clock: the first term, then what can be applied for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.land.attribute import ATTRIBUTES
from models.land.lot import Lot
from web.showing import ShownFact, shown

HGB = ("hgb", "hgb_on_hpl")
EXTENSION, RENEWAL = 20, 30  # years of a right to build, by Government Regulation 18/2021; each on application


@dataclass(frozen=True)
class RightClock:
    """Terms of a right in years, and the years in which they end where the certificate tells."""

    right: ShownFact
    term: int
    extension: int
    renewal: int
    ends: tuple[int, int, int] | None
    end: ShownFact

    @property
    def whole(self) -> int:
        """Return all years together: the length of the bar."""
        return self.term + self.extension + self.renewal


def right_clock(lot: Lot, language: str, at: datetime) -> RightClock | None:
    """Return the clock of a right to build whose first term is stated; other rights have no such terms."""
    if lot.land_right not in HGB or not lot.right_term:
        return None
    end = lot.right_end
    ends = (end.year, end.year + EXTENSION, end.year + EXTENSION + RENEWAL) if end else None
    return RightClock(
        right=shown(ATTRIBUTES["land_right"], lot, language, at),
        term=lot.right_term,
        extension=EXTENSION,
        renewal=RENEWAL,
        ends=ends,
        end=shown(ATTRIBUTES["right_end"], lot, language, at),
    )
