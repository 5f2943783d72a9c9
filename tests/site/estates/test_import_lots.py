"""`kavling import lots`: what a person types, what they read, and what is stored afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import shapely
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.act import Act
from models.land.intake import Intake
from models.land.lot import Lot, Status
from models.land.statement import Fact, Statement
from tests import hostile
from tests.support.command import Kavling

pytestmark = pytest.mark.thorough

OGR2OGR = shutil.which("ogr2ogr") or "ogr2ogr"
Load = Callable[..., Result]


@pytest.fixture
def load(kavling: Kavling) -> Load:
    """Load a file of lots into an estate that stands there."""
    assert kavling("estate", "add", "contoh", "--name", "Kawasan Contoh").exit_code == 0

    def run(path: Path, *words: str) -> Result:
        return kavling("import", "lots", path, "--estate", "contoh", *words)

    return run


def ring(east: int) -> list[list[float]]:
    """Return the outline of a lot, so many hundred metres to the east."""
    return [[round(x + east / 1000, 7), y] for x, y in hostile.RING]


@pytest.fixture
def lots(tmp_path: Path) -> Path:
    """Three lots with outlines and facts."""
    path = tmp_path / "lots.geojson"
    features = [hostile.feature(f"A-0{n}", ring(2 * n), net_area=12000 + n, lot_power_capacity=20) for n in (1, 2, 3)]
    path.write_text(hostile.collection(*features))
    return path


def changed(lots: Path, name: str, old: str, new: str) -> Path:
    """Write the lots again with one thing otherwise."""
    assert old in lots.read_text()
    path = lots.with_name(name)
    path.write_text(lots.read_text().replace(old, new))
    return path


def stored(session: Session) -> dict[str, int]:
    """Return how much is stored of what an import brings."""
    return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in KEPT}


KEPT = (Lot, Statement, Fact, Intake, Act)


def lot(session: Session, code: str) -> Lot:
    """Return a lot by its code."""
    return session.scalars(select(Lot).where(Lot.code == code)).one()


def test_lots_come_with_outline_area_and_facts(load: Load, lots: Path, session: Session) -> None:
    result = load(lots, "--proof", "surveyed", "--as-of", "2026-02-01")

    assert result.exit_code == 0
    assert "3 added, 0 changed" in result.output
    found = lot(session, "A-01")
    assert (found.status, found.net_area, found.lot_power_capacity) == (Status.DRAFT, 12001, 20)
    assert found.outline
    assert shapely.from_wkb(found.outline).equals(shapely.Polygon(ring(2)))
    assert found.geodesic_area == pytest.approx(Decimal(12_243), abs=10)
    assert found.standing["net_area"]["p"] == "surveyed"


@pytest.mark.parametrize("again", ["lots.geojson", "lots.csv", "utm.geojson", "lots.gpkg", "lots.geojsonl"])
def test_the_same_lots_again_change_nothing(load: Load, lots: Path, session: Session, again: str) -> None:
    options = {"lots.csv": ["-lco", "GEOMETRY=AS_WKT"], "utm.geojson": ["-t_srs", "EPSG:32748", "-lco", "RFC7946=NO"]}
    made = lots.with_name(f"again-{again}")
    subprocess.run([OGR2OGR, *options.get(again, []), made, lots], check=True, capture_output=True)
    load(lots)
    before = stored(session)

    result = load(made)

    assert result.exit_code == 0
    assert "0 added, 0 changed, 3 as before" in result.output
    assert stored(session) == before


def test_a_dry_run_tells_and_stores_nothing(load: Load, lots: Path, session: Session) -> None:
    before = stored(session)

    result = load(lots, "--dry-run")

    assert result.exit_code == 0
    assert "3 added" in result.output
    assert stored(session) == before


def test_a_change_is_told_old_to_new_and_can_be_taken_back(
    load: Load, lots: Path, session: Session, kavling: Kavling
) -> None:
    load(lots)

    result = load(changed(lots, "newer.geojson", "12002", "12500"))

    assert "A-02: Net area: 12002 → 12500" in result.output
    assert lot(session, "A-02").net_area == 12500
    assert kavling("import", "undo", "2").exit_code == 0
    assert lot(session, "A-02").net_area == 12002
    assert kavling("import", "undo", "1").exit_code == 0
    assert stored(session)["lot"] == 0


def test_one_bad_row_stops_the_whole_file(load: Load, lots: Path, session: Session) -> None:
    bad = changed(lots, "bad.geojson", '"net_area": 12002', '"net_area": "1.6.0"')
    before = stored(session)

    result = load(bad)

    assert result.exit_code == 1
    assert "bad.geojson:2: net_area: " in result.stderr
    assert stored(session) == before


def test_bad_rows_can_be_left_out(load: Load, lots: Path, session: Session) -> None:
    bad = changed(lots, "bad.geojson", '"net_area": 12002', '"net_area": "1.6.0"')

    result = load(bad, "--skip-bad")

    assert result.exit_code == 0
    assert session.scalars(select(Lot.code).order_by(Lot.code)).all() == ["A-01", "A-03"]


def test_a_file_of_facts_alone_speaks_of_lots_that_are_there(load: Load, lots: Path, session: Session) -> None:
    load(lots)
    offer = lots.with_name("offer.csv")
    offer.write_bytes("code;price (USD/m²);lot_kind\na 01;176;greenfield\nA-02;;\n".encode("cp1252"))

    result = load(offer)

    assert result.exit_code == 0
    assert "0 added, 1 changed, 1 as before, 1 not in the file" in result.output
    assert (lot(session, "A-01").price, lot(session, "A-01").price_currency) == (176, "USD")
    offer.write_text("code,lot_power_capacity\nA-09,5\n\nA-01,5\n")
    assert "There is no lot “A-09” in this estate." in load(offer).stderr


def test_metres_need_their_system_and_find_their_place(load: Load, lots: Path, session: Session) -> None:
    made = lots.with_name("utm.csv")
    subprocess.run(
        [OGR2OGR, "-t_srs", "EPSG:32748", "-lco", "GEOMETRY=AS_WKT", made, lots], check=True, capture_output=True
    )

    refused = load(made)
    assert refused.exit_code == 1
    assert "--crs EPSG:32748" in refused.stderr
    assert load(made, "--crs", "EPSG:32748").exit_code == 0
    assert lot(session, "A-01").west == pytest.approx(106.002, abs=1e-7)


SOME = ("vrt-of-passwd.geojson", "nan.geojson", "half-a-pair.geojson", "ragged.csv", "zip-bomb.xlsx", "far-cell.xlsx")


@pytest.mark.parametrize(
    "names", [SOME, pytest.param(tuple(hostile.FILES), marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_no_hostile_file_leaves_anything_behind(
    load: Load, tmp_path: Path, session: Session, names: tuple[str, ...]
) -> None:
    before = stored(session)
    for name in names:
        result = load(hostile.write(name, tmp_path))

        assert result.exit_code == 1, name
        assert name in result.stderr
        assert "Traceback" not in result.stderr
        assert "root:" not in result.stderr
        assert stored(session) == before, name


def test_a_layer_can_be_named(load: Load, lots: Path) -> None:
    made = lots.with_name("lots.gpkg")
    for words in (("phase 1",), ("phase 2", "-update")):
        subprocess.run([OGR2OGR, "-nln", *words, made, lots], check=True, capture_output=True)

    assert "phase 1, phase 2. Name one with --layer." in load(made).stderr
    assert "3 added" in load(made, "--layer", "phase 2").output


def test_a_report_is_kept_with_how_the_columns_were_read(load: Load, lots: Path, session: Session) -> None:
    load(changed(lots, "more.geojson", '"net_area"', '"remark": "x", "net_area"'))

    intake = session.scalars(select(Intake)).one()
    assert (intake.name, intake.report["added"]) == ("more.geojson", 3)
    assert intake.columns["remark"] == {}
    assert json.loads(json.dumps(intake.head))["crs"] == "EPSG:4326"
