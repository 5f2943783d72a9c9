"""Loading a file into an estate, from the command or the desk: read, compare, report, store.

Reading happens in a child process, comparing on a snapshot without a lock; the writing transaction is short.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from estates.beside import load_beside
from estates.importing import Order, Progress, Report, estate_of, quietly
from estates.lots import load_lots
from estates.reading import ANY, OUTLINES, Reading, Row, Unreadable, read_table
from web.database import reading_session


def load(order: Order, *, at: datetime, progress: Progress = quietly) -> Report:
    """Load a file and report; nothing is stored on a dry run, or when anything is refused and `skip_bad` is not said."""
    report = Report(order.file, order.kind)
    try:
        with read_table(
            order.path,
            crs=order.crs,
            encoding=order.encoding,
            layer=order.layer,
            shapes=OUTLINES if order.kind == "lots" else ANY,
            suggest=_suggested_crs(order),
            name=order.file,
        ) as reading:
            report.head = reading.head
            report.notes += reading.head.warnings
            rows = list(_told(reading, progress))
    except Unreadable as unreadable:
        report.refused.append(unreadable.refusal())
        return report
    if order.kind == "lots":
        load_lots(order, rows, report, at=at, progress=progress)
    else:
        load_beside(order, rows, report, at=at)
    return report


def _told(reading: Reading, progress: Progress) -> Iterator[Row]:
    for number, row in enumerate(reading, 1):
        if number % 500 == 0:
            progress("read", number, reading.head.rows)
        yield row


def _suggested_crs(order: Order) -> str:
    with reading_session() as session:
        return f"EPSG:{estate_of(session, order.estate).utm_epsg}"
