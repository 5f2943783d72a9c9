"""A plan's features keep their lists and mappings as values, whatever format the file has."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.plans import features_of
from models.land.estate import Estate, Feature
from tests.support.command import Kavling

OGR2OGR = shutil.which("ogr2ogr") or "ogr2ogr"
POINT = {"type": "Point", "coordinates": [106.0, -6.0]}
CONNECTION = {"kind": "connection", "lot": "A-01", "utilities": ["E", "RW"], "distance_m": {"E": 12, "S": 30.5}}


@pytest.fixture
def estate(kavling: Kavling, session: Session) -> Estate:
    kavling("estate", "add", "teluk", "--name", "Kawasan Teluk")
    return session.scalars(select(Estate)).one()


def plan(path: Path, *features: dict[str, Any]) -> Path:
    """Write a plan of points."""
    told = [{"type": "Feature", "properties": properties, "geometry": POINT} for properties in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")
    return path


def load(kavling: Kavling, path: Path) -> Any:
    return kavling("import", "plan", path, "--estate", "teluk")


def test_lists_and_mappings_are_stored_as_such(
    kavling: Kavling, estate: Estate, session: Session, tmp_path: Path
) -> None:
    path = plan(tmp_path / "plan.geojson", CONNECTION)
    assert load(kavling, path).exit_code == 0

    assert session.scalars(select(Feature.properties)).one() == {
        name: value for name, value in CONNECTION.items() if name != "kind"
    }
    assert "1 as before" in load(kavling, path).stdout


def test_columns_that_hold_them_as_text_are_read_the_same(
    kavling: Kavling, estate: Estate, session: Session, tmp_path: Path
) -> None:
    text = CONNECTION | {"utilities": "E; RW", "distance_m": '{"E": 12, "S": 30.5}'}
    made = tmp_path / "plan.gpkg"
    subprocess.run([OGR2OGR, made, plan(tmp_path / "text.geojson", text)], check=True, capture_output=True)

    assert load(kavling, made).exit_code == 0

    told = session.scalars(select(Feature.properties)).one()
    assert (told["utilities"], told["distance_m"]) == (["E", "RW"], {"E": 12, "S": 30.5})


@pytest.mark.parametrize("metres", ["12", "near", "[1]", '{"E": "12"}', '{"E": -1}', '{"E": NaN}', '{"E": true}', "{"])
def test_metres_that_are_none_are_refused_with_what_would_be_right(
    kavling: Kavling, estate: Estate, session: Session, tmp_path: Path, metres: str
) -> None:
    told = load(kavling, plan(tmp_path / "plan.geojson", CONNECTION | {"distance_m": metres}))

    assert told.exit_code == 1
    assert "distance_m" in told.stderr
    assert '{"E": 12, "S": 30}' in told.stderr
    assert session.scalar(select(func.count()).select_from(Feature)) == 0


def test_a_plan_that_is_loaded_anew_takes_the_place_of_the_one_before(
    kavling: Kavling, estate: Estate, session: Session, tmp_path: Path
) -> None:
    load(kavling, plan(tmp_path / "old.geojson", CONNECTION, {"kind": "facility", "name": "old"}))

    load(kavling, plan(tmp_path / "new.geojson", {"kind": "facility", "name": "new"}))

    assert [one.properties for one in features_of(session, estate.id)] == [{"name": "new"}]
