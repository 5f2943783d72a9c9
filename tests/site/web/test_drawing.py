"""The drawings: true to scale, safe, small, the same every time."""

import re
import time
from xml.etree import ElementTree

import pytest
import shapely
from markupsafe import Markup

from web.drawing import CLOSE, WIDE, Feature, Ground, PlanLot, backdrop, edges, plan, shape, sheet
from web.drawing.labels import in_two, short_code
from web.drawing.path import path_data

EAST, NORTH = 106.0, -6.0  # the corner of an invented estate
DEGREE = 111_000.0


def rectangle(east_m, north_m, wide_m, high_m):
    """Return a rectangle in degrees, its lower left corner so many metres from the estate's."""
    west, south = EAST + east_m / DEGREE, NORTH + north_m / DEGREE
    return shapely.box(west, south, west + wide_m / DEGREE, south + high_m / DEGREE)


def a_lot(code="E-09", east_m=0.0, north_m=0.0, wide_m=150.0, high_m=200.0, **given):
    given = {"status": "available", "title": f"{code}, Available", "href": f"/en/lots/estate/{code}", **given}
    return PlanLot(f"estate/{code}", code, rectangle(east_m, north_m, wide_m, high_m), **given)


def an_estate(rows=4, columns=15):
    lots = [
        a_lot(f"{'ABCDEFGH'[row]}-{column + 1:02}", 30 + column * 160, 30 + row * 230)
        for row in range(rows)
        for column in range(columns)
    ]
    coast = shapely.LineString(
        [(EAST - 0.003, NORTH - 0.004), (EAST - 0.002, NORTH + 0.005), (EAST - 0.003, NORTH + 0.014)]
    )
    features = [
        Feature("boundary", rectangle(0, 0, 2460, 980)),
        Feature("green", rectangle(0, 0, 2460, 30)),
        Feature("coast", coast),
        Feature(
            "water",
            shapely.Polygon([*coast.coords, (EAST - 0.01, NORTH + 0.014), (EAST - 0.01, NORTH - 0.004)]),
            {"water": "sea"},
        ),
        Feature(
            "utility", shapely.LineString([(EAST, NORTH + 0.002), (EAST + 0.02, NORTH + 0.002)]), {"utility": "RW"}
        ),
        Feature(
            "facility",
            rectangle(2200, 700, 200, 200),
            {"facility": "substation", "name_en": "Sub<station>", "name_ko": "변전소"},
        ),
    ]
    return features, lots


def drawn(markup):
    return ElementTree.fromstring(str(markup))


def test_every_lot_of_a_plan_is_a_link_with_a_title_and_carries_its_status():
    features, lots = an_estate()
    svg = drawn(plan(backdrop(features, view=CLOSE), lots, label="Plan"))

    links = svg.findall(".//a")
    assert [link.get("href") for link in links] == [lot.href for lot in lots]
    assert all(link.find("title").text.endswith("Available") for link in links)
    assert {link.find("path").get("class") for link in links} == {"lot available"}
    assert [link.find("path").get("data-lot") for link in links] == [lot.key for lot in lots]


def test_a_faded_lot_stays_on_the_plan_and_a_selected_one_lies_on_top():
    lots = [a_lot("A-01", selected=True), a_lot("A-02", 160, faded=True)]
    svg = drawn(plan(backdrop([], [lot.geometry for lot in lots]), lots, label="Plan"))

    assert [path.get("class") for path in svg.findall(".//a/path")] == ["lot dim", "lot available sel"]


def test_words_from_outside_are_escaped_wherever_a_drawing_prints_them():
    features, lots = an_estate(1, 2)
    lots.append(a_lot("<b>", 400, 30, title="<i>", status='x"y', href='/?a="'))
    markup = plan(backdrop(features, lang="en"), lots, label='"><script>')
    markup += sheet(lots[2], lots, features, label="<x>", area="<y>")

    drawn(f"<all>{markup!s}</all>")
    assert "<b>" not in markup
    assert "<script>" not in markup
    assert "<station>" not in markup


def test_the_same_land_gives_the_same_drawing():
    features, lots = an_estate()

    assert plan(backdrop(features), lots, label="") == plan(backdrop(features), lots, label="")


@pytest.mark.parametrize("view", [WIDE, CLOSE])
def test_a_plan_of_sixty_lots_stays_under_40_kb(view):
    features, lots = an_estate()

    assert len(plan(backdrop(features, view=view), lots, label="Plan")) < 40_000


def test_lots_are_drawn_over_a_kept_backdrop_in_a_few_milliseconds():
    features, lots = an_estate()
    behind = backdrop(features)
    plan(behind, lots, label="")

    began = time.perf_counter()
    plan(behind, lots, label="")
    assert time.perf_counter() - began < 0.25  # 10 ms on a quiet machine


def test_the_words_of_the_home_page_have_room_left_of_an_estate_by_the_sea():
    features, _ = an_estate()

    assert backdrop(features, view=WIDE).room_left > 0.05


def test_facilities_and_roads_are_named_in_the_readers_language():
    features, lots = an_estate()

    assert "변전소" in plan(backdrop(features, lang="ko"), lots, label="")


def test_nothing_known_draws_an_empty_plan():
    assert drawn(plan(backdrop([]), [], label="Plan")).get("role") == "group"
    assert "M" not in shape(None, "available")


def test_a_lots_own_shape_keeps_one_scale_and_says_when_it_cannot():
    small, large = shape(rectangle(0, 0, 100, 200), "available"), shape(rectangle(0, 0, 500, 200), "sold")

    assert re.search(r'd="M([\d.]+) ([\d.]+)', small)
    assert "½" not in small
    assert "½" in large
    width = max(map(abs, map(int, re.findall(r"-?\d+", re.search(r'd="M[^l]+l([^z]+)z', small)[1]))))
    assert 195 <= width <= 202


def test_edges_are_measured_on_the_ellipsoid_between_real_corners():
    west, south, east, north = rectangle(0, 0, 100, 200).bounds
    outline = shapely.Polygon([(west, south), ((west + east) / 2, south), (east, south), (east, north), (west, north)])

    sides = edges(outline)

    assert len(sides) == 4  # the point halfway along the south side is a neighbour's corner
    assert sorted(round(side.length_m) for side in sides) == [100, 100, 199, 199]
    assert sorted(round(side.bearing / 90) % 4 for side in sides) == [0, 1, 2, 3]


def test_a_sheet_prints_edge_lengths_pegs_grid_and_connection_points():
    features, lots = an_estate(1, 3)
    point = shapely.Point(EAST + 100 / DEGREE, NORTH + 31 / DEGREE)
    features.append(Feature("connection", point, {"lot": "A-01", "utilities": ["E", "RW"]}))
    svg = drawn(sheet(lots[0], lots, features, label="Sheet", area="30,000 m²"))
    texts = ["".join(text.itertext()) for text in svg.iter("text")]

    assert len([circle for circle in svg.iter("circle") if circle.get("class") == "peg"]) == 4
    assert len([t for t in texts if re.fullmatch(r"\d+\.\d", t)]) == 4
    assert any(t.startswith("E ") for t in texts)
    assert any(t.startswith("N ") for t in texts)
    assert "Connection point E · RW" in texts
    assert "30,000 m²" in texts
    assert "A-02" in texts


def test_the_ground_is_the_utm_zone_under_the_land():
    assert Ground.of(rectangle(0, 0, 10, 10)).name == "UTM 48S"
    assert Ground.of(shapely.box(126.9, 37.4, 127.0, 37.5)).epsg == 32652


@pytest.mark.parametrize(
    ("code", "brief"), [("E-09", "E9"), ("A-10", "A10"), ("T1-01", "T1-1"), ("12", "12"), ("KAV", "KAV")]
)
def test_a_small_plan_shortens_codes_without_making_two_alike(code, brief):
    assert short_code(code) == brief


def test_a_name_is_broken_where_its_language_allows():
    assert in_two("One-stop centre", 60, 10) == ["One-stop", "centre"]
    assert in_two("ストックヤード", 40, 10) == ["ストッ", "クヤード"]
    assert in_two("チェック", 30, 10) == ["チェッ", "ク"]  # no line begins with a small letter
    assert in_two("Steam plant", 10, 10) == []


def test_path_data_is_short_and_does_not_drift():
    line = shapely.LineString([(at / 3, at / 7) for at in range(200)])
    data = path_data(line, 1)
    numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", data)]
    x = numbers[0] + sum(numbers[2::2])

    assert abs(x - 199 / 3) < 0.06
    assert isinstance(shape(shapely.box(106, -6, 106.001, -5.999), "sold"), Markup)
