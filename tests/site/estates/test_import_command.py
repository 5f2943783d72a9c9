"""What `kavling import` promises to the person at the terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.land.estate import Estate
from models.land.lot import Lot, Status
from models.land.statement import Fact, Statement
from tests.support.command import Kavling

Write = Callable[..., Path]


@pytest.fixture
def estate(kavling: Kavling) -> str:
    assert kavling("estate", "add", "teluk", "--name", "Kawasan Teluk").exit_code == 0
    return "teluk"


def feature(code: str, west: float = 106.0, **properties: Any) -> dict[str, Any]:
    """A lot of about 100 × 100 m."""
    ring = [[west, -6.0], [west + 0.0009, -6.0], [west + 0.0009, -5.9991], [west, -5.9991], [west, -6.0]]
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def lots(tmp_path: Path) -> Write:
    def write(*features: Mapping[str, Any], name: str = "lots.geojson") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return write


@pytest.fixture
def table(tmp_path: Path) -> Write:
    def write(text: str, encoding: str = "utf-8", name: str = "offer.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_a_file_of_lots_brings_them_with_their_facts(
    kavling: Kavling, estate: str, lots: Write, session: Session
) -> None:
    file = lots(feature("A-01", status="available", net_area=9_800, frontage=98.5))

    told = kavling("import", "lots", file, "--estate", estate, "--proof", "surveyed", "--as-of", "2026-02-01")

    assert told.exit_code == 0
    assert "1 added" in told.stdout
    lot = session.scalars(select(Lot)).one()
    assert (lot.code, lot.net_area, lot.status) == ("A-01", 9_800, Status.AVAILABLE)
    assert lot.standing["net_area"]["p"] == "surveyed"
    assert lot.geodesic_area is not None
    assert 9_800 < lot.geodesic_area < 10_000


def test_the_same_file_again_changes_nothing(kavling: Kavling, estate: str, lots: Write, session: Session) -> None:
    file = lots(feature("A-01", net_area=9_800), feature("A-02", west=106.001))
    kavling("import", "lots", file, "--estate", estate)
    before = session.scalar(select(func.count()).select_from(Fact))

    told = kavling("import", "lots", file, "--estate", estate)

    assert "0 added, 0 changed, 2 as before" in told.stdout
    assert session.scalar(select(func.count()).select_from(Fact)) == before
    assert session.scalar(select(func.count()).select_from(Statement)) == 1


def test_of_drafts_it_is_told_where_they_are_published(kavling: Kavling, estate: str, lots: Write) -> None:
    told = kavling("import", "lots", lots(feature("A-01"), feature("A-02", status="available")), "--estate", estate)

    assert "Drafts among the new lots: 1." in told.stdout
    assert "/staff/lots" in told.stdout


def test_a_change_is_told_as_old_and_new(kavling: Kavling, estate: str, lots: Write) -> None:
    kavling("import", "lots", lots(feature("A-01", net_area=9_800)), "--estate", estate)

    told = kavling("import", "lots", lots(feature("A-01", net_area=9_750)), "--estate", estate)

    assert "A-01: Net area: 9800 → 9750" in told.stdout


def test_a_dry_run_changes_nothing(kavling: Kavling, estate: str, lots: Write, session: Session) -> None:
    told = kavling("import", "lots", lots(feature("A-01")), "--estate", estate, "--dry-run")

    assert told.exit_code == 0
    assert "1 added" in told.stdout
    assert session.scalars(select(Lot)).all() == []


def test_one_bad_row_stops_the_whole_file(kavling: Kavling, estate: str, lots: Write, session: Session) -> None:
    file = lots(feature("A-01"), feature("A-02", west=106.001, kdb_pct=600))

    told = kavling("import", "lots", file, "--estate", estate)

    assert told.exit_code == 1
    assert "lots.geojson:2: kdb_pct:" in told.stderr
    assert session.scalars(select(Lot)).all() == []


def test_bad_rows_can_be_left_out(kavling: Kavling, estate: str, lots: Write, session: Session) -> None:
    file = lots(feature("A-01"), feature("A-02", west=106.001, kdb_pct=600))

    told = kavling("import", "lots", file, "--estate", estate, "--skip-bad")

    assert told.exit_code == 0
    assert "1 refused" in told.stdout
    assert [lot.code for lot in session.scalars(select(Lot))] == ["A-01"]


def test_an_import_can_be_taken_back(kavling: Kavling, estate: str, lots: Write, session: Session) -> None:
    kavling("import", "lots", lots(feature("A-01", net_area=9_800)), "--estate", estate)
    kavling("import", "lots", lots(feature("A-01", net_area=9_750)), "--estate", estate)
    newest = session.scalars(select(Statement.id).order_by(Statement.id.desc())).first()

    told = kavling("import", "undo", newest)

    assert told.exit_code == 0
    assert session.scalars(select(Lot.net_area)).one() == 9_800


def test_taking_back_what_others_need_is_refused(kavling: Kavling, estate: str, lots: Write, table: Write) -> None:
    kavling("import", "lots", lots(feature("A-01")), "--estate", estate)
    kavling("import", "lots", table("code,net_area\nA-01,9800\n"), "--estate", estate)

    told = kavling("import", "undo", 1)

    assert told.exit_code == 1
    assert "A-01" in told.stderr


def test_taking_back_twice_is_told(kavling: Kavling, estate: str, lots: Write) -> None:
    kavling("import", "lots", lots(feature("A-01")), "--estate", estate)

    assert kavling("import", "undo", 1).exit_code == 0
    assert "already" in kavling("import", "undo", 1).stderr


def test_an_import_never_changes_the_status_of_a_lot_it_finds(
    kavling: Kavling, estate: str, lots: Write, session: Session
) -> None:
    kavling("import", "lots", lots(feature("A-01", status="available")), "--estate", estate)

    told = kavling("import", "lots", lots(feature("A-01", status="sold", net_area=9_800)), "--estate", estate)

    assert session.scalars(select(Lot.status)).one() is Status.AVAILABLE
    assert "changes no status" in told.stdout


def test_an_import_takes_no_lot_away(kavling: Kavling, estate: str, lots: Write, session: Session) -> None:
    kavling("import", "lots", lots(feature("A-01"), feature("A-02", west=106.001)), "--estate", estate)

    told = kavling("import", "lots", lots(feature("A-01", net_area=9_800)), "--estate", estate)

    assert "1 not in the file" in told.stdout
    assert len(session.scalars(select(Lot)).all()) == 2


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "필지,분양가(USD/m²),분양·임대 구분,분할 시 최소 면적(평)\nA-01,176,분양·임대,3025\n"),
        ("utf-16", "필지,분양가(USD/m²),분양·임대 구분,분할 시 최소 면적(평)\nA-01,176,분양·임대,3025\n"),
        ("cp949", "필지,분양가(USD/m²),분양·임대 구분,분할 시 최소 면적(평)\nA-01,176,분양·임대,3025\n"),
        ("cp932", "区画,分譲価格(USD/m2),分譲・賃貸の別,分割時の最小面積(坪)\nA-01,176,分譲・賃貸,3025\n"),
    ],
)
def test_headers_and_words_are_understood_in_the_estates_languages_and_encodings(
    kavling: Kavling, estate: str, lots: Write, table: Write, session: Session, encoding: str, text: str
) -> None:
    kavling("import", "lots", lots(feature("A-01")), "--estate", estate)

    told = kavling("import", "lots", table(text, encoding), "--estate", estate)

    assert told.exit_code == 0, told.stderr
    lot = session.scalars(select(Lot)).one()
    assert (lot.price, lot.price_currency, lot.price_basis) == (176, "USD", "per_m2")
    assert lot.tenure_offer == "both"
    assert lot.min_lot_area == 10_000


def test_metres_of_utm_are_read_when_the_file_or_the_person_says_so(
    kavling: Kavling, estate: str, lots: Write, tmp_path: Path, session: Session
) -> None:
    made = tmp_path / "utm.csv"
    source = lots(feature("A-01", net_area=9_800))
    to_utm = ["ogr2ogr", "-f", "CSV", "-t_srs", "EPSG:32748", "-lco", "GEOMETRY=AS_WKT", str(made), str(source)]
    subprocess.run(to_utm, check=True, capture_output=True)

    unsaid = kavling("import", "lots", made, "--estate", estate)
    said = kavling("import", "lots", made, "--estate", estate, "--crs", "EPSG:32748")

    assert unsaid.exit_code == 1
    assert "--crs EPSG:32748" in unsaid.stderr
    assert said.exit_code == 0, said.stderr
    lot = session.scalars(select(Lot)).one()
    assert lot.west == pytest.approx(106.0, abs=1e-7)


def test_the_estate_must_be_there(kavling: Kavling, lots: Write) -> None:
    told = kavling("import", "lots", lots(feature("A-01")), "--estate", "nowhere")

    assert told.exit_code == 2
    assert "kavling estate add nowhere" in told.stderr


def test_an_estate_is_made_once(kavling: Kavling, estate: str, session: Session) -> None:
    again = kavling("estate", "add", estate, "--name", "Teluk")

    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert len(session.scalars(select(Estate)).all()) == 1


def test_an_estates_change_in_between_is_noticed(
    kavling: Kavling, estate: str, lots: Write, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else loads the same lot after we compared: it is compared again, not brought twice."""
    from estates import lots as loading

    file, other = lots(feature("A-01", net_area=9_800)), lots(feature("A-01"), name="other.geojson")
    planned, meddled = loading._plan, []

    def plan_then_meddle(*args: Any) -> Any:
        plan = planned(*args)
        if not meddled:
            meddled.append(True)
            assert kavling("import", "lots", other, "--estate", estate).exit_code == 0
        return plan

    monkeypatch.setattr(loading, "_plan", plan_then_meddle)

    told = kavling("import", "lots", file, "--estate", estate)

    assert told.exit_code == 0, told.stderr
    assert "0 added, 1 changed" in told.stdout
    assert session.scalars(select(Lot.net_area)).one() == 9_800
