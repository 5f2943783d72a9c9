"""A file brought to the desk: checked by the worker, looked at, corrected, stored or discarded."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer
from sqlalchemy import func, select

from models.account import Role
from models.land.intake import Intake
from models.land.lot import Lot
from models.land.statement import Statement, Subject
from models.land.upload import Upload, Waiting
from tests.land import NOW, an_estate, lots, say, square

CSV = "Kaveling;Luas (ha);Catatan\nA-01;2,5;x\nA-02;3,1;y\n"


@pytest.fixture(autouse=True)
def today(clock):
    """It is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def bring(estate, engineer, run_jobs):
    """Bring a file to the desk and let the worker check it; return its page."""

    def run(name, content, *, who=None, work=True, **fields):
        content = content.encode() if isinstance(content, str) else content
        sent = {"estate": "trial", "proof": "surveyed", "as_of": "2026-11-01", **fields}
        who = who or engineer
        answer = who.post("/staff/imports/new", {**sent, "file": (io.BytesIO(content), name)}, status=303)
        if work:
            run_jobs()
        return who.get(answer.location)

    return run


def in_metres(shape):
    """Return an outline in the metres of UTM 48S."""
    metres = Transformer.from_crs(4326, 32748, always_xy=True)
    return shapely.transform(shape, lambda points: np.column_stack(metres.transform(points[:, 0], points[:, 1])))


def counted(page):
    """Return what the page counts, by word."""
    found = [a.text_content().strip() for a in page.css(".d-cnt a")]
    return {text.lstrip("0123456789,."): int("".join(c for c in text if c.isdigit())) for text in found}


def again(page, **changed):
    """Correct something and check again; return the page after the worker has done it."""
    sent = {k: v for k, v in page.form("#check").items() if v is not None}
    return page.client.post(f"{page.path}/check", {**sent, **changed}, status=303).location


def store(page, **more):
    return page.client.post(f"{page.path}/store", {**page.form("form.d-stb"), **more}, status=303).location


@pytest.fixture
def kept_files(app):
    """What lies in the folder of uploads now that did not when the test began."""
    folder = Path(app.config["SETTINGS"].data) / "media" / "uploads"

    def there():
        return set(folder.iterdir()) if folder.exists() else set()

    before = there()
    return lambda: there() - before


def geojson(*places, crs=None, **properties):
    """Return lots of the trial estate's grid, by code and place."""
    features = [
        {"type": "Feature", "properties": {"code": code, **properties}, "geometry": shapely.geometry.mapping(shape)}
        for code, shape in places
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **(crs or {})})


def test_a_file_is_stored_only_after_somebody_has_looked_at_what_it_does(session, bring, run_jobs, kept_files):
    page = bring("lots.csv", CSV)

    assert "Nothing stored yet" in page
    assert counted(page)["added"] == 2
    assert session.scalar(select(func.count(Lot.id))) == 0

    waiting = page.client.get(store(page))
    assert waiting.css("meta[http-equiv=refresh]")
    run_jobs()
    done = page.client.get(page.path, status=303)
    report = page.client.get(done.location)

    assert "2 added" in report
    assert [link for link in report.links() if link.endswith("/undo")]
    session.expire_all()
    assert session.scalars(select(Lot.code).order_by(Lot.code)).all() == ["A-01", "A-02"]
    assert session.scalars(select(Statement)).one().act.by_id == page.client.user_id
    assert kept_files() == set()


def test_while_the_worker_reads_the_page_says_so_and_looks_again_by_itself(bring):
    page = bring("lots.csv", CSV, work=False)

    assert "The file is being read" in page
    assert page.one("meta[http-equiv=refresh]").get("content") == "2"


def test_a_wrong_guess_is_seen_corrected_and_remembered_for_the_next_file(session, bring, run_jobs):
    page = bring("lots.csv", "필지;크기;비고\nA-01;2.5;x\nA-02;3.1;y\n")
    rows = [row.text_content() for row in page.css(".d-map tbody tr")]
    assert "left out" in rows[1]

    page = page.client.get(again(page, **{"read-1": "net_area", "unit-1": "ha"}))
    run_jobs()
    page = page.client.get(page.path)
    assert "25,000" in page.css(".d-map tbody tr")[1].text_content()
    assert "chosen" in page.css(".d-map tbody tr")[1].text_content()
    store(page)
    run_jobs()
    assert {str(area) for area in session.scalars(select(Lot.net_area))} == {"25000", "31000"}

    page = bring("next.csv", "필지;크기\nA-01;2.6\nA-02;3.1\n")
    assert (counted(page)["changed"], counted(page)["untouched"]) == (1, 1)
    assert "Read as last time" in page


def test_what_a_column_lacks_is_told_beside_it_and_can_be_added_there(bring, run_jobs):
    page = bring("prices.csv", "필지,분양가,Luas (MVA)\nA-01,170,1\nA-02,165,2\n")
    price = page.css(".d-map tbody tr")[1]
    assert "lacks what it needs beside it" in price.text_content()
    assert price.cssselect("option[selected]")[0].get("value") == "price"

    page = page.client.get(again(page, **{"unit-1": "cows"}))
    run_jobs()
    page = page.client.get(page.path)
    assert "cows" in page.css(".d-map tbody tr")[1].text_content()

    page = page.client.get(again(page, **{"unit-1": "USD/m²"}))
    run_jobs()
    page = page.client.get(page.path)
    assert "170\N{NO-BREAK SPACE}USD/m²" in page.css(".d-map tbody tr")[1].text_content()
    assert counted(page)["refused"] == 0  # the one of an area in MVA was left as it is: left out
    assert counted(page)["added"] == 2


def test_refused_rows_are_told_and_left_out_only_when_that_is_said(session, bring, run_jobs):
    page = bring("lots.csv", "code,net_area\nA-01,12000\nA-02,12.5.0\n")

    cells = [cell.text_content() for cell in page.css("#d-ref tbody td")]
    assert cells[0] == "3"
    assert cells[1] == "A-02"
    assert "12.5.0" in cells[3]
    page.client.post(f"{page.path}/store", page.form("form.d-stb"), status=409)
    store(page, skip_bad="yes")
    run_jobs()
    session.expire_all()
    assert session.scalars(select(Lot.code)).all() == ["A-01"]


def test_what_was_not_looked_at_is_not_stored(session, estate, bring, run_jobs):
    lots(session, estate, {"A-01": {"net_area": 12000}})
    page = bring("lots.csv", "code,net_area\nA-01,12500\n")
    store(page)
    lot = session.scalars(select(Lot)).one()
    say(session, estate, {Subject("lot", lot.id): {"net_area": 13000}}, at=NOW)
    session.commit()
    run_jobs()

    page = page.client.get(page.path)
    assert "The estate has changed since you looked" in page
    assert "13,000" in page
    assert session.scalar(select(func.count(Intake.id))) == 0
    store(page)
    run_jobs()
    session.expire_all()
    assert session.scalars(select(Lot)).one().net_area == 12500


def test_a_file_without_a_coordinate_system_is_laid_where_it_falls_on_the_estate(session, estate, bring):
    estate.boundary = shapely.box(105.99, -6.01, 106.02, -5.99).wkb
    session.commit()
    page = bring("utm.geojson", geojson(("A-01", in_metres(square(1)))))

    assert "guessed" in page.one(".d-pln h2").text_content()
    assert page.one("input[name=crs][checked]").get("value") == "EPSG:32748"
    assert "1 of 1 in the estate" in page
    assert page.css("svg.plan .d-pl-nw")


def test_a_wrong_coordinate_system_shows_which_would_be_right_and_that_one_can_be_chosen(session, estate, bring, run_jobs):
    estate.boundary = shapely.box(105.99, -6.01, 106.02, -5.99).wkb
    session.commit()
    north = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}}
    page = bring("north.geojson", geojson(*((f"A-0{n}", in_metres(square(n))) for n in (1, 2)), crs=north))

    assert "No outline lies in the estate" in page
    assert "--crs" not in page
    offered = {one.get("value"): one.getparent().text_content() for one in page.css("input[name=crs]")}
    assert "2 of 2 in the estate" in offered["EPSG:32748"]
    assert "0 of 2 in the estate" in offered["EPSG:32648"]

    location = again(page, crs="EPSG:32748")
    run_jobs()
    page = page.client.get(location)
    assert counted(page)["added"] == 2
    assert "The file says EPSG:32648; it was read as EPSG:32748, as you said." in page


def shapefile(*, prj=None, cpg=None, encoding="cp949"):
    """Return a zipped shapefile of one lot with Korean headers."""
    ring = [(106.001, -6.0), (106.001, -5.999), (106.002, -5.999), (106.002, -6.0), (106.001, -6.0)]
    content = struct.pack("<i4d2i1i", 5, 106.001, -6.0, 106.002, -5.999, 1, len(ring), 0)
    content += b"".join(struct.pack("<2d", *point) for point in ring)
    record = struct.pack(">2i", 1, len(content) // 2) + content

    def header(size):
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack(
            "<2i8d", 1000, 5, 106.001, -6.0, 106.002, -5.999, 0, 0, 0, 0
        )

    name = "필지".encode(encoding).ljust(11, b"\0")
    note = "비고".encode(encoding).ljust(11, b"\0")
    field = name + b"C" + b"\0" * 4 + bytes([10, 0]) + b"\0" * 14
    other = note + b"C" + b"\0" * 4 + bytes([40, 0]) + b"\0" * 14
    head = struct.pack("<B3BIHH20x", 3, 126, 1, 1, 1, 32 + 64 + 1, 51) + field + other + b"\r"
    row = b" " + b"A-01".ljust(10) + "도면을 확인하고 다시 측량합니다".encode(encoding).ljust(40)
    members = {
        "lots.shp": header(100 + len(record)) + record,
        "lots.shx": header(108) + struct.pack(">2i", 50, len(content) // 2),
        "lots.dbf": head + row + b"\x1a",
    }
    members |= {"lots.prj": prj.encode()} if prj else {}
    members |= {"lots.cpg": cpg.encode()} if cpg else {}
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return packed.getvalue()


def test_a_shapefile_without_prj_and_with_a_wrong_cpg_is_read_and_both_are_told(bring):
    page = bring("필지.zip", shapefile(cpg="UTF-8"))

    assert page.h1 == "필지.zip"
    assert "The shapefile has no .prj" in page
    assert "The .cpg says UTF-8, but the text is CP949" in page
    assert page.css(".d-map tbody th")[0].text_content().startswith("필지")
    assert counted(page)["added"] == 1


def test_of_several_layers_one_is_chosen(tmp_path, bring, run_jobs):
    path = tmp_path / "both.gpkg"
    for number, layer in enumerate(("phase 1", "phase 2")):
        wkb = np.array([shapely.to_wkb(square(number))], dtype=object)
        pyogrio.raw.write(
            path, wkb, [np.array([f"A-0{number + 1}"], dtype=object)], np.array(["code"]), layer=layer, crs="EPSG:4326",
            geometry_type="Polygon", driver="GPKG", append=number > 0,
        )  # fmt: skip
    page = bring("both.gpkg", path.read_bytes())
    assert "several layers" in page
    assert "Choose one of them." in page

    location = again(page, layer="phase 2")
    run_jobs()
    page = page.client.get(location)
    assert [cell.text_content() for cell in page.css("#d-add tbody th")] == ["A-02"]


def test_a_file_that_is_none_of_lots_is_refused_in_the_persons_language(staff, bring):
    page = bring("x.csv", b"\x00\x01\x02\x03" * 50, who=staff("insinyur", Role.ENGINEER, language="id"))

    assert "tidak" in page.one(".sum").text_content()
    assert not page.css("form.d-stb")


def test_a_file_that_is_discarded_or_a_day_old_is_gone(session, bring, run_jobs, kept_files, today):
    page = bring("lots.csv", CSV)
    assert len(kept_files()) == 1
    page.client.post(f"{page.path}/discard", {}, status=303)
    assert kept_files() == set()
    bring("lots.csv", CSV)
    today.move(days=1)
    run_jobs()
    assert kept_files() == set()
    session.expire_all()
    assert session.scalars(select(Upload)).all() == []


def test_nobody_reaches_a_file_of_another_estate(session, bring, staff):
    page = bring("lots.csv", CSV)
    other = staff("other", Role.ENGINEER, estate_id=an_estate(session, "elsewhere").id)

    other.get(page.path, status=404)
    other.post(f"{page.path}/store", {}, status=404)
    other.post(
        "/staff/imports/new", {"estate": "trial", "proof": "declared", "file": (io.BytesIO(b"x"), "a.csv")}, status=422
    )


def test_a_mistake_of_ours_is_said_at_once(session, bring, run_jobs, monkeypatch):
    monkeypatch.setattr("estates.jobs.load", lambda *_a, **_k: 1 / 0)
    page = bring("lots.csv", CSV)

    assert "Something failed on our side" in page
    assert session.scalars(select(Upload.state)).one() is Waiting.FAILED


def test_the_page_asks_as_much_of_the_database_for_many_lots_as_for_few(bring, statements):
    def asked(rows):
        page = bring("lots.csv", "code,net_area\n" + "".join(f"A-{n:03},{12000 + n}\n" for n in range(rows)))
        with statements:
            page.client.get(page.path)
        return len(statements)

    assert asked(2) == asked(150) <= 12
