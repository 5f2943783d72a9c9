"""Files beside the lots: indicators as the frameworks take them, and drawings that replace the one before of their kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from estates.importing import Order, Report
from estates.loading import load
from models.land.estate import Estate
from models.land.ledger import Indicator
from models.land.plan import features_told
from tests.land import an_estate
from web.clock import now

Bring = Callable[[str, str], Report]


@pytest.fixture
def estate(session: Session) -> Estate:
    made = an_estate(session)
    session.commit()
    return made


@pytest.fixture
def bring(app: Flask, tmp_path: Path, estate: Estate) -> Bring:
    """Load a text as a file of a kind."""

    def bring_it(kind: str, text: str) -> Report:
        path = tmp_path / (f"{kind}.geojson" if text.startswith("{") else f"{kind}.csv")
        path.write_text(text, encoding="utf-8")
        with app.app_context():
            return load(Order(kind, path, "trial"), at=now())

    return bring_it


def indicators(*rows: str) -> str:
    return "\n".join(("framework,code,value,answer,as_of", *rows)) + "\n"


def drawing(*features: tuple[str, Any]) -> str:
    told = [
        {"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": "Point", "coordinates": at}}
        for kind, at in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": told})


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("eip,PM.P1,maybe,stated,2026-01-01", "value"),
        ("eip,PM.I1,many,stated,2026-01-01", "value"),
        ("eip,PM.I1,NaN,stated,2026-01-01", "value"),
        ("eip,PM.I1,Infinity,stated,2026-01-01", "value"),
        ("eip,PM.I1,,stated,2026-01-01", "value"),
        ("eip,XX.I1,5,stated,2026-01-01", "code"),
        ("leed,PM.I1,5,stated,2026-01-01", "framework"),
        (",PM.I1,5,stated,2026-01-01", "framework"),
        ("permenperin26,EN.I11,5,stated,2026-01-01", "code"),
    ],
)
def test_a_value_that_the_framework_does_not_know_is_refused(bring: Bring, session: Session, row: str, column: str) -> None:
    report = bring("indicators", indicators(row))

    assert report.stopped
    assert {refusal.field for refusal in report.refused} == {column}
    assert session.scalar(select(Indicator)) is None


def test_a_reference_series_has_a_value_for_each_day_and_nothing_else_has_two(bring: Bring, session: Session) -> None:
    series = indicators(
        "reference,industry_average,1.5,stated,2024-12-31", "reference,industry_average,1.4,stated,2025-12-31"
    )
    assert not bring("indicators", series).stopped
    assert bring("indicators", series).untouched == 2
    assert sorted(session.scalars(select(Indicator.value)).all()) == ["1.4", "1.5"]  # type: ignore[type-var]

    twice = indicators("eip,PM.I1,90,stated,2024-12-31", "eip,PM.I1,91,stated,2025-12-31")
    assert bring("indicators", twice).stopped


def test_a_drawing_replaces_the_one_before_of_its_kind_only(bring: Bring, session: Session, estate: Estate) -> None:
    def kinds() -> list[str]:
        session.rollback()  # a new snapshot
        return sorted(kind for kind, _, _ in session.execute(features_told(estate.id)))

    bring("plan", drawing(("facility", [106.0, -6.0])))
    bring("surroundings", drawing(("place", [106.1, -6.0]), ("name", [106.2, -6.0])))
    assert kinds() == ["facility", "region_name", "region_place"]

    bring("plan", drawing(("jetty", [106.0, -6.0])))
    assert kinds() == ["jetty", "region_name", "region_place"]
    bring("surroundings", drawing(("place", [106.3, -6.0])))
    assert kinds() == ["jetty", "region_place"]
    assert bring("surroundings", drawing(("place", [106.3, -6.0]))).untouched == 1


def test_a_kind_that_no_drawing_knows_is_refused(bring: Bring) -> None:
    assert bring("surroundings", drawing(("facility", [106.0, -6.0]))).stopped
    assert bring("plan", drawing(("place", [106.0, -6.0]))).stopped
