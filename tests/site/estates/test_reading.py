"""Land files are read as people and GDAL write them, and what was found is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
import xlsxwriter

from estates.reading import ANY, Head, Limits, Row, Unreadable, read_table
from estates.reading.layers import OURS
from models.refusal import Sentence
from tests.hostile import RING, collection, feature

pytestmark = pytest.mark.thorough

OGR2OGR = shutil.which("ogr2ogr") or "ogr2ogr"  # gdal-bin; a machine without it fails here and says so


def read(path: Path, **wish: Any) -> tuple[Head, list[Row]]:
    """Read a whole file."""
    with read_table(path, **wish) as reading:
        return reading.head, list(reading)


@pytest.fixture
def lots(tmp_path: Path) -> Path:
    """Two lots in WGS 84."""
    path = tmp_path / "lots.geojson"
    east = [[round(x + 0.002, 7), y] for x, y in RING]
    path.write_text(collection(feature("A-01", net_area=12000, kind="新規"), feature("A-02", east, net_area=9000.5)))
    return path


def by_gdal(lots: Path, name: str, *options: str) -> Path:
    """Convert the lots as a GIS would."""
    made = lots.with_name(name)
    subprocess.run([OGR2OGR, *options, str(made), str(lots)], check=True, capture_output=True)
    return made


def outline(row: Row) -> shapely.Geometry:
    """Return the outline of a row."""
    assert row.shape
    return shapely.from_wkb(row.shape)


def why(path: Path, **wish: Any) -> str:
    """Return why a file cannot be read."""
    with pytest.raises(Unreadable) as refused:
        read(path, **wish)
    return f"{refused.value.reason} {refused.value.right or ''}"


def refusals(rows: list[Row]) -> list[tuple[int, str, str]]:
    """Return what was refused of rows."""
    return [(r.row, r.field, str(r.wrong)) for row in rows for r in row.refusals]


# --- formats ---


def test_a_collection_is_read_with_its_columns_and_outlines(lots: Path) -> None:
    head, rows = read(lots)

    assert (head.format, head.encoding, head.rows, head.shapes) == ("geojson", "utf-8", 2, 2)
    assert (head.crs, head.crs_how) == ("EPSG:4326", "assumed")
    assert [(c.header, c.filled, c.samples) for c in head.columns] == [
        ("code", 2, ("A-01", "A-02")),
        ("net_area", 2, (12000, 9000.5)),
        ("kind", 1, ("新規",)),
    ]
    assert [row.number for row in rows] == [1, 2]
    assert rows[1].cells == {"code": "A-02", "net_area": 9000.5}
    assert outline(rows[0]).equals(shapely.Polygon(RING))


FORMATS = {
    "lots.geojson": [],
    "lots.csv": ["-lco", "GEOMETRY=AS_WKT"],
    "lots.geojsonl": ["-f", "GeoJSONSeq"],
    "lots.geojsons": ["-f", "GeoJSONSeq", "-lco", "RS=YES"],
    "semicolon.csv": ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=SEMICOLON"],
    "tab.csv": ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=TAB"],
    "mark.csv": ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "WRITE_BOM=YES"],
}


@pytest.mark.parametrize("name", FORMATS)
def test_what_gdal_writes_reads_the_same(lots: Path, name: str) -> None:
    _, ours = read(lots)

    head, rows = read(by_gdal(lots, f"gdal-{name}", *FORMATS[name]))

    assert [row.cells["code"] for row in rows] == ["A-01", "A-02"]
    assert [float(row.cells["net_area"]) for row in rows] == [12000, 9000.5]
    assert not {c.header for c in head.columns} - {"code", "net_area", "kind"}
    for mine, theirs in zip(ours, rows, strict=True):
        assert outline(mine).equals(outline(theirs))


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("old.geojson", ["-lco", "RFC7946=NO"], "file"),
        ("metres.csv", ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT"], "given"),
    ],
)
def test_metres_of_utm_come_back_where_they_were(lots: Path, name: str, options: list[str], told: str) -> None:
    made = by_gdal(lots, name, "-t_srs", "EPSG:32748", *options)

    head, rows = read(made, crs="EPSG:32748" if told == "given" else None)

    assert (head.crs, head.crs_how) == ("EPSG:32748", told)
    for row, ring in zip(rows, (RING, [[x + 0.002, y] for x, y in RING]), strict=True):
        assert outline(row).hausdorff_distance(shapely.Polygon(ring)) < 2e-8  # degrees: two millimetres


def test_a_table_without_shapes_has_no_coordinate_system(tmp_path: Path) -> None:
    path = tmp_path / "offer.csv"
    path.write_text("필지,분양가(USD/m²)\nA-01,176\nA-02,\n")

    head, rows = read(path)

    assert (head.crs, head.shapes, head.rounding_m) == (None, 0, None)
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"필지": "A-01", "분양가(USD/m²)": "176"}),
        (3, {"필지": "A-02"}),
    ]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_text('code,note\nA-01,"two\nlines"\n\nA-02,\n')

    _, rows = read(path)

    assert [(row.number, row.cells["code"]) for row in rows] == [(2, "A-01"), (4, "A-02")]


def test_a_header_written_as_a_remark_is_taken_and_told(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("#lang,ja,\n#code,zone,area\n#string,string,double\nA-01,A,\n")

    head, rows = read(path)

    assert rows[0].cells == {"code": "A-01", "zone": "A"}
    assert "The header was taken from line 2, which begins with #." in map(str, head.warnings)


def test_a_column_of_hexadecimal_wkb_is_a_shape_with_its_system(tmp_path: Path) -> None:
    path = tmp_path / "postgis.csv"
    shape = shapely.set_srid(shapely.box(613_400, 9_335_900, 613_500, 9_336_000), 32748)
    path.write_text(f"code,geom\nA-01,{shapely.to_wkb(shape, hex=True, include_srid=True)}\n")

    head, rows = read(path)

    assert (head.crs, head.crs_how, head.shapes) == ("EPSG:32748", "file", 1)
    assert outline(rows[0]).centroid.x == pytest.approx(106.0253, abs=1e-3)


def test_a_plan_may_hold_points_and_lines_and_structures(tmp_path: Path) -> None:
    path = tmp_path / "plan.geojson"
    street = {"type": "LineString", "coordinates": RING[:2]}
    point = {"type": "Point", "coordinates": RING[0]}
    path.write_text(
        collection(
            {"type": "Feature", "properties": {"kind": "street"}, "geometry": street},
            {"type": "Feature", "properties": {"kind": "connection", "distance_m": {"S": 12}}, "geometry": point},
        )
    )

    _, rows = read(path, shapes=ANY)

    assert [outline(row).geom_type for row in rows] == ["LineString", "Point"]
    assert json.loads(str(rows[1].cells["distance_m"])) == {"S": 12}
    assert not refusals(rows)


def test_a_column_of_numbers_below_a_title_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_text("산업단지 필지 현황,,\n,,\n필지,면적,비고\nA-01,5,\n")

    head, rows = read(path)

    assert [column.header for column in head.columns] == ["필지", "면적", "비고"]
    assert (rows[0].number, rows[0].cells) == (4, {"필지": "A-01", "면적": "5"})
    assert [str(warning) for warning in head.warnings] == ["Left out above the header: rows 1."]


# --- spreadsheets, shapefiles, geopackages ---


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """Write a spreadsheet."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def test_a_spreadsheet_keeps_numbers_and_days(tmp_path: Path) -> None:
    rows = [
        ["필지 현황"],
        [],
        ["필지", "면적(평)", "인도일", "분할"],
        ["A-01", 9166, date(2027, 3, 1), True],
        ["A-02", 1.5],
    ]
    path = workbook(tmp_path / "lots.xlsx", empty=[], 필지=rows, 도로=[["R-N"]])

    head, read_rows = read(path)

    assert (head.format, head.layer, head.layers) == ("xlsx", "필지", ("empty", "필지", "도로"))
    assert [(row.number, row.cells) for row in read_rows] == [
        (4, {"필지": "A-01", "면적(평)": 9166, "인도일": "2027-03-01", "분할": True}),
        (5, {"필지": "A-02", "면적(평)": 1.5}),
    ]
    assert "Only the sheet “필지” was read, not: 도로." in map(str, head.warnings)
    assert "There is no sheet “길”." in why(path, layer="길")


def test_a_spreadsheet_may_hold_shapes_as_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lots.xlsx", lots=[["code", "wkt"], ["A-01", shapely.Polygon(RING).wkt]])

    _, rows = read(path)

    assert outline(rows[0]).equals(shapely.Polygon(RING))


def shapefile(lots: Path, *options: str, without: tuple[str, ...] = (), **contents: bytes) -> Path:
    """Make a zipped shapefile by GDAL, leave out some of its files, put other contents into others."""
    made = by_gdal(lots, "필지.shp", "-f", "ESRI Shapefile", *options)
    packed = lots.with_name("lots.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in ("shp", "shx", "dbf", "prj", "cpg"):
            path = made.with_suffix(f".{part}")
            if part not in without and (path.exists() or part in contents):
                archive.writestr(f"folder/필지.{part}", contents.get(part) or path.read_bytes())
    return packed


def test_a_zipped_shapefile_tells_its_layer_encoding_and_system(lots: Path) -> None:
    _, ours = read(lots)

    head, rows = read(shapefile(lots, "-t_srs", "EPSG:32748", "-lco", "ENCODING=CP949"))

    assert (head.format, head.layer, head.encoding, head.encoding_how) == ("shapefile", "필지", "cp949", "file")
    assert (head.crs, head.crs_how) == ("EPSG:32748", "file")
    assert rows[0].cells == {"code": "A-01", "net_area": 12000, "kind": "新規"}
    assert outline(rows[0]).hausdorff_distance(outline(ours[0])) < 2e-8


def test_a_cpg_that_contradicts_the_text_is_told(lots: Path) -> None:
    korean = lots.with_name("ko.geojson")
    korean.write_text(lots.read_text().replace("\\u65b0\\u898f", "조성 완료 부지"))

    head, rows = read(shapefile(korean, "-lco", "ENCODING=CP949", cpg=b"UTF-8"))

    assert rows[0].cells["kind"] == "조성 완료 부지"
    assert head.encoding == "cp949"
    assert [str(w) for w in head.warnings] == ["The .cpg says UTF-8, but the text is CP949; it was read so."]


def test_a_shapefile_without_its_parts_is_told(lots: Path) -> None:
    head, _ = read(shapefile(lots, without=("prj",)))

    assert head.crs_how == "assumed"
    assert "The shapefile has no .prj, which would name its coordinate system." in map(str, head.warnings)
    assert "The shapefile lacks .dbf, .shx." in why(shapefile(lots, without=("dbf", "shx")))


def test_metres_of_a_shapefile_without_prj_ask_for_the_system(lots: Path) -> None:
    assert "--crs EPSG:32748" in why(shapefile(lots, "-t_srs", "EPSG:32748", without=("prj",)))


def test_a_geopackage_of_several_layers_asks_which(lots: Path) -> None:
    made = by_gdal(lots, "lots.gpkg", "-nln", "필지", "-t_srs", "EPSG:32748")
    assert read(made)[0].layer == "필지"
    subprocess.run([OGR2OGR, "-update", "-nln", "phase 2", made, lots], check=True, capture_output=True)

    assert "The file holds several layers: 필지, phase 2. Name one with --layer." in why(made)
    head, rows = read(made, layer="필지")
    assert (head.format, head.crs, head.layers) == ("geopackage", "EPSG:32748", ("필지", "phase 2"))
    assert rows[0].cells == {"code": "A-01", "net_area": 12000, "kind": "新規"}
    assert "There is no layer “도로”." in why(made, layer="도로")


def test_gdal_knows_our_formats_only() -> None:
    code = "from estates.reading.layers import gdal; print(*gdal().list_drivers(), sep=',')"
    root = Path(__file__).resolve().parents[3]

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root / "site", env={"PYTHONPATH": f"{root}"}, capture_output=True, check=True
    )

    assert set(done.stdout.decode().strip().split(",")) <= OURS


# --- encodings ---

KOREAN = "필지,면적(평),조성상태\nE-09,9166,즉시착공\n"
JAPANESE = "区画,面積(㎡),状態\nE-09,30301,造成済み\n髙橋,1,カタカナ\n"
INDONESIAN = "Kaveling,Luas (m²),Catatan\nE-09,30301,“siap” – baik\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found", "how"),
    [
        (KOREAN, "utf-8", "utf-8", "valid"),
        (KOREAN, "utf-8-sig", "utf-8", "mark"),
        (KOREAN, "utf-16", "utf-16-le", "mark"),
        (KOREAN, "utf-16-le", "utf-16-le", "guessed"),
        (KOREAN, "utf-16-be", "utf-16-be", "guessed"),
        (KOREAN, "cp949", "cp949", "guessed"),
        (JAPANESE, "cp932", "cp932", "guessed"),
        (JAPANESE, "utf-8-sig", "utf-8", "mark"),
        (INDONESIAN, "cp1252", "cp1252", "guessed"),
    ],
)
def test_an_encoding_is_recognised_and_told(tmp_path: Path, text: str, encoding: str, found: str, how: str) -> None:
    path = tmp_path / "lots.csv"
    path.write_bytes(text.encode(encoding))

    head, rows = read(path)

    assert (head.encoding, head.encoding_how) == (found, how)
    assert [column.header for column in head.columns] == text.partition("\n")[0].split(",")
    assert rows[0].cells["필지" if text is KOREAN else head.columns[0].header] == "E-09"


def test_a_collection_with_a_mark_is_read(lots: Path) -> None:
    lots.write_bytes(b"\xef\xbb\xbf" + lots.read_bytes())

    assert read(lots)[0].encoding_how == "mark"


def test_a_text_that_could_be_anything_is_refused_until_its_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_bytes("ｶﾅ,ﾒﾓ\nA-01,ｱｲ\n".encode("cp932"))

    assert "encoding of the text could not be recognised" in why(path)
    head, _ = read(path, encoding="Shift_JIS")
    assert (head.encoding, head.encoding_how, head.columns[0].header) == ("cp932", "given", "ｶﾅ")
    assert "is not one that we read" in why(path, encoding="morse")
    assert "does not fit" in why(path, encoding="utf-8")


# --- coordinates ---


def metres(path: Path, *, x: float = 613_400, y: float = 9_335_900) -> Path:
    """Write a lot in metres of UTM 48S."""
    path.write_text(collection(feature("A-01", [[x, y], [x + 100, y], [x + 100, y + 90], [x, y + 90], [x, y]])))
    return path


def test_metres_without_a_system_are_refused_and_the_estates_is_named(tmp_path: Path) -> None:
    path = metres(tmp_path / "lots.geojson")

    assert why(path) == (
        "The coordinates (613400, 9335900) are no degrees, and the file names no coordinate system. "
        "Say which it is, for example --crs EPSG:32748 when they are metres of UTM."
    )
    assert "--crs EPSG:32749" in why(path, suggest="EPSG:32749")


def test_metres_that_a_file_calls_degrees_are_refused(tmp_path: Path) -> None:
    assert "EPSG:4326 counts degrees" in why(metres(tmp_path / "lots.geojson"), crs="EPSG:4326")


def test_degrees_that_are_called_metres_are_refused(lots: Path) -> None:
    assert "EPSG:32748 counts metres" in why(lots, crs="EPSG:32748")


@pytest.mark.parametrize("crs", ["EPSG:1", "32748m", "EPSG:4978", "EPSG:5773", "+proj=longlat", "/etc/passwd"])
def test_what_is_no_system_of_a_map_is_refused(lots: Path, crs: str) -> None:
    assert "is no coordinate system of a map" in why(lots, crs=crs)


def test_latitude_before_longitude_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "lots.geojson"
    path.write_text(collection(feature("A-01", [[y, x] for x, y in RING])))

    assert why(path).startswith("The coordinates are in the order latitude, longitude (-5.96, 106)")


def test_what_is_said_stands_above_what_the_file_says_and_is_told(lots: Path) -> None:
    made = by_gdal(lots, "old.geojson", "-t_srs", "EPSG:32748", "-lco", "RFC7946=NO")

    head, _ = read(made, crs="EPSG:32749")

    assert head.crs == "EPSG:32749"
    assert "The file says EPSG:32748; it was read as EPSG:32749, as you said." in map(str, head.warnings)


@pytest.mark.parametrize(("decimals", "rounding_m"), [(7, 0.0056), (5, 0.56), (3, 56)])
def test_the_head_tells_how_finely_a_file_draws(tmp_path: Path, decimals: int, rounding_m: float) -> None:
    path = tmp_path / "lots.geojson"
    ring = [[round(x + 0.0001234567, decimals), round(y + 0.0007654321, decimals)] for x, y in RING]
    path.write_text(collection(feature("A-01", ring)))

    assert read(path)[0].rounding_m == pytest.approx(rounding_m, rel=0.01)


def test_heights_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "lots.geojson"
    path.write_text(collection(feature("A-01", [[*corner, 3.5] for corner in RING])))

    head, rows = read(path)

    assert not outline(rows[0]).has_z
    assert [str(w) for w in head.warnings] == ["The coordinates of 1 shapes hold heights; these were left out."]


# --- outlines ---

HOLE = [[106.0004, -5.9596], [106.0006, -5.9596], [106.0006, -5.9594], [106.0004, -5.9596]]


def test_a_hole_and_a_multipolygon_of_one_part_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "lots.geojson"
    several = {"type": "MultiPolygon", "coordinates": [[RING, HOLE]]}
    path.write_text(collection({"type": "Feature", "properties": {"code": "A"}, "geometry": several}))

    _, rows = read(path)

    assert outline(rows[0]).equals(shapely.Polygon(RING, [HOLE]))


BAD_SHAPES: dict[str, tuple[dict[str, Any], str]] = {
    "two parts": (
        {"type": "MultiPolygon", "coordinates": [[RING], [[[x + 1, y] for x, y in RING]]]},
        "The outline has 2 parts, but a lot is one piece.",
    ),
    "line": ({"type": "LineString", "coordinates": RING}, "The shape is a line, but a lot is an area."),
    "point": ({"type": "Point", "coordinates": RING[0]}, "The shape is a point, but a lot is an area."),
    "not closed": ({"type": "Polygon", "coordinates": [RING[:-1]]}, "The outline is not closed."),
    "two corners": (
        {"type": "Polygon", "coordinates": [[RING[0], RING[1]]]},
        "The outline has fewer than three corners.",
    ),
    "crossing": (
        {"type": "Polygon", "coordinates": [[RING[0], RING[2], RING[1], RING[3], RING[0]]]},
        "The outline crosses itself near 106.0005, -5.9595.",
    ),
    "flat": (
        {"type": "Polygon", "coordinates": [[RING[0], RING[1], [106.0005, -5.96], RING[0]]]},
        "The outline has no area.",
    ),
    "dot": ({"type": "Polygon", "coordinates": [[RING[0]] * 4]}, "The outline has no area."),
    "tiny": (
        {"type": "Polygon", "coordinates": [[[106, -5.96], [106.000001, -5.96], [106, -5.959999], [106, -5.96]]]},
        "The outline has no area.",
    ),
    "hole outside": (
        {"type": "Polygon", "coordinates": [RING, [[x + 1, y] for x, y in HOLE]]},
        "The outline is no area: its parts or holes overlap near 107.0004, -5.9596.",
    ),
    "empty": ({"type": "Polygon", "coordinates": []}, "The outline is empty."),
    "words": (
        {"type": "Polygon", "coordinates": [[["1", "2"]] * 4]},
        "The geometry cannot be understood: Polygon",
    ),
    "circle": ({"type": "Circle", "coordinates": RING[0]}, "The geometry cannot be understood: Circle"),
}


@pytest.fixture(scope="module")
def bad_shapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is said of each bad shape, in one file with a good lot."""
    path = tmp_path_factory.mktemp("shapes") / "lots.geojson"
    features = [{"type": "Feature", "properties": {"code": n}, "geometry": g} for n, (g, _) in BAD_SHAPES.items()]
    path.write_text(collection(feature("good"), *features))
    _, rows = read(path)
    return {str(row.cells["code"]): [str(refusal.wrong) for refusal in row.refusals] for row in rows}


@pytest.mark.parametrize("name", BAD_SHAPES)
def test_an_outline_that_is_no_lot_is_refused(bad_shapes: dict[str, list[str]], name: str) -> None:
    assert bad_shapes[name] == [BAD_SHAPES[name][1]]


def test_a_good_lot_among_bad_ones_is_read(bad_shapes: dict[str, list[str]]) -> None:
    assert bad_shapes["good"] == []


def test_well_known_text_is_held_to_the_same_rules(tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_text(
        "code;wkt\n"
        'A;"POLYGON ((106 -5.96, 106.001 -5.96, 106.001 -5.959, 106 -5.96))"\n'
        'B;"POLYGON ((106 -5.96, 106.001 -5.96, 106.001 -5.959))"\n'
        'C;"POLYGON ((106 -5.96, nan -5.96, 106.001 -5.959, 106 -5.96))"\n'
        'D;"POLYGON ((106 -5.96, 106.001"\n'
        'E;"POINT (106 -5.96)"\n'
        "F;\n"
    )

    head, rows = read(path)

    assert head.delimiter == ";"
    assert refusals(rows) == [
        (3, "wkt", "The outline is not closed."),
        (4, "", "A coordinate is not a finite number."),
        (5, "wkt", "The geometry cannot be understood: POLYGON ((106 -5.96, 106.001"),
        (6, "", "The shape is a point, but a lot is an area."),
    ]
    assert rows[0].shape
    assert rows[5].shape is None


# --- limits ---


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(rows=1), "more than 1 rows"),
        (Limits(columns=2), "more than 2 columns"),
        (Limits(file_bytes=100), "larger than 0 MB"),
    ],
)
def test_a_file_beyond_the_limits_is_refused(lots: Path, limits: Limits, sentence: str) -> None:
    assert sentence in why(lots, limits=limits)


def test_a_row_beyond_the_limits_is_refused(lots: Path) -> None:
    _, rows = read(lots, limits=Limits(cell_characters=3, corners=4))

    assert refusals(rows)[:2] == [
        (1, "code", "The cell holds more than 3 characters."),
        (1, "", "The shape has more than 4 corners."),
    ]


def test_ten_thousand_lots_are_read_quickly(tmp_path: Path) -> None:
    path = tmp_path / "lots.geojson"
    facts = {f"fact_{n}": 1.5 * n for n in range(20)}
    path.write_text(collection(*(feature(f"A-{n}", **facts) for n in range(10_000))))
    start = time.monotonic()

    _, rows = read(path)

    assert len(rows) == 10_000
    assert time.monotonic() - start < 6  # 1.5 s on an idle machine


# --- what is told ---


def test_a_head_survives_being_kept(lots: Path) -> None:
    head, _ = read(lots)

    assert Head.from_json(json.loads(json.dumps(head.as_json()))) == head


def test_a_sentence_is_translated_with_what_it_names() -> None:
    words = {"The shape is %(kind)s, but a lot is an area.": "%(kind)s ist keine Fläche.", "a line": "Eine Linie"}

    said = Sentence.of("The shape is %(kind)s, but a lot is an area.", kind=Sentence.of("a line"))

    assert Sentence.from_json(said.as_json()).say(lambda text: words[text]) == "Eine Linie ist keine Fläche."
