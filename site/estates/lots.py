"""Loading lots: columns understood, rows compared with what stands, one statement stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from estates.importing import Order, Progress, Report
from estates.reading import Row


def load_lots(order: Order, rows: Sequence[Row], report: Report, *, at: datetime, progress: Progress) -> None:
    raise NotImplementedError
