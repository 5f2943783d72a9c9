"""Promise: 10,000 lots with 20 stated facts each load in under 20 s and 400 MB, the writing transaction under 3 s.

Usage: python -m benchmarks.import_lots [LOTS] [DATABASE_URL]. Without a URL it uses SQLite in a temporary folder.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from app import create_app
from config import Settings
from estates.importing import Order
from estates.loading import load
from estates.making import add_estate
from models.land.attribute import Attribute, attributes_of
from models.land.declaring import Kind, Scope
from web import migrations
from web.database import db, writing_session

FACTS = 20


def lots_file(path: Path, count: int, add: float = 0) -> None:
    """Write `count` lots of 100 × 100 m, each with 20 stated facts."""
    plain = [a for a in attributes_of(Scope.LOT) if a.kind is Kind.DECIMAL and not a.derived and not a.companions]
    features = []
    for number in range(count):
        west, south = 106 + (number % 200) * 0.001, -6 + (number // 200) * 0.001
        ring = [[west, south], [west + 9e-4, south], [west + 9e-4, south + 9e-4], [west, south + 9e-4], [west, south]]
        facts = {a.code: round(float(a.low or 0) + (1 + number % 40 + add) / 50 * spread(a), 3) for a in plain[: FACTS - 2]}
        facts |= {"net_area": 9_800 + number % 100 + add, "status": "available", "tenure_offer": "sale"}
        properties: dict[str, Any] = {"code": f"L-{number:05}", **facts}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def spread(attribute: Attribute) -> float:
    """Return a width that stays within the range of an attribute."""
    return min(40.0, float(attribute.high or 40) - float(attribute.low or 0))


class WritingTime:
    """How long transactions with the write lock were open, the longest."""

    def __init__(self) -> None:
        self.longest, self.since = 0.0, 0.0
        event.listen(db.engine, "begin", self._begin)
        event.listen(db.engine, "commit", self._commit)

    def _begin(self, connection: Connection) -> None:
        self.since = time.perf_counter() if connection.get_execution_options().get("writes") else 0.0

    def _commit(self, connection: Connection) -> None:
        if self.since:
            raw: Any = connection.connection.dbapi_connection
            raw.commit()  # the event comes before the commit itself, which waits for the disk
            self.longest = max(self.longest, time.perf_counter() - self.since)


def main() -> None:
    """Load, load again, load changed; print seconds, the longest writing transaction and memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    url = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder), database_url=url, secret_key="of a benchmark, nothing is kept"))
        migrations.migrate(app)
        with app.app_context():
            slug = f"bench-{time.time_ns()}"
            with writing_session() as session:
                add_estate(session, slug, {"en": "Bench"})
            run(Path(folder), slug, count)


def run(folder: Path, slug: str, count: int) -> None:
    """Time the three loads of an estate's file."""
    for name, add in (("first", 0.0), ("same again", 0.0), ("all changed", 1.0)):
        file = folder / "lots.geojson"
        lots_file(file, count, add)
        written = WritingTime()
        began = time.perf_counter()
        report = load(Order("lots", file, slug), at=datetime.now(UTC))
        seconds = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        assert not report.refused, report.refused[0]
        print(
            f"{name:12} {len(report.added):6} added {len(report.changed):6} changed  {seconds:5.1f} s"
            f"  writing {written.longest:4.2f} s  memory {memory} MB"
        )


if __name__ == "__main__":
    main()
