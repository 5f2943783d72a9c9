"""Files that came in: who brought them, what they did, what was refused and why."""

from __future__ import annotations

import pytest

from models.account import Role
from models.refusal import Refusal, Sentence
from tests.land import NOW, an_estate, lots
from tests.site.estates.kept import an_intake


@pytest.fixture(autouse=True)
def today(clock):
    """It is November."""
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


REFUSED = Refusal(
    7,
    "Luas (m2)",
    Sentence("%(raw)s is not a number.", {"raw": "“dua”"}),
    Sentence("Leave it out."),
)


def test_files_of_ones_own_estates_are_listed_the_newest_first(session, estate, staff):
    an_intake(session, estate.id, "first.geojson", added=60)
    an_intake(session, estate.id, "second.csv", added=0, changed=12, refused=[REFUSED.as_json()])
    an_intake(session, an_estate(session, "elsewhere").id, "theirs.csv")

    page = staff("local", Role.MARKETING, estate_id=estate.id).get("/staff/imports")

    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.css("tbody tr")]
    assert [row[0] for row in rows] == ["second.csv", "first.geojson"]
    assert rows[0][4:7] == ["0", "12", "1"]
    assert rows[1][4:7] == ["60", "0", "0"]


def test_a_file_loaded_by_the_command_shows_what_it_did_and_how_it_was_read(
    session, estate, kavling, engineer, tmp_path
):
    file = tmp_path / "kaveling.csv"
    file.write_text("Kaveling;Luas (ha);Catatan\nA-01;2,5;x\nA-02;3,1;y\n", encoding="utf-8")
    result = kavling("import", "lots", file, "--estate", "trial", "--proof", "surveyed", "--as-of", "2026-11-01")
    assert result.exit_code == 0, result.stderr

    listed = engineer.get("/staff/imports")
    page = engineer.get(listed.one("main tbody th a").get("href"))

    assert page.h1 == "kaveling.csv"
    assert "Command line" in page
    assert "2 added, 0 changed, 0 as before, 0 not in the file, 0 refused." in page
    read = {row[0].text_content(): row[1].text_content() for row in page.css("main table")[-1].cssselect("tbody tr")}
    assert read["Luas (ha)"].startswith("Net area")
    assert read["Catatan"] == "Left out"
    assert "Surveyed 2026-11-01" in page
    assert [link for link in page.links() if link.endswith("/undo")]


def test_what_was_refused_is_told_with_row_column_and_what_would_be_right(session, estate, staff):
    intake = an_intake(session, estate.id, refused=[REFUSED.as_json()], notes=[Sentence("Leave it out.").as_json()])

    page = staff("insinyur", Role.ENGINEER, language="id").get(f"/staff/imports/{intake.id}")

    cells = [" ".join(cell.text_content().split()) for cell in page.css("main table")[0].cssselect("tbody td")]
    assert cells[:2] == ["7", "Luas (m2)"]
    assert "“dua” bukan" in cells[2]


def test_a_file_of_another_estate_is_not_there(session, estate, staff):
    intake = an_intake(session, an_estate(session, "elsewhere").id)

    staff("local", Role.ENGINEER, estate_id=estate.id).get(f"/staff/imports/{intake.id}", status=404)


def test_long_lists_of_files_have_pages_and_ask_no_more_of_the_database(session, estate, engineer, statements):
    intake = an_intake(session, estate.id)
    lots(session, estate, {"A-01": {}}, intake_id=intake.id)
    with statements:
        engineer.get("/staff/imports")
    one = len(statements)
    for number in range(30):
        more = an_intake(session, estate.id, f"{number}.csv")
        lots(session, estate, {f"B-{number}": {}}, intake_id=more.id)

    with statements:
        page = engineer.get("/staff/imports")

    assert len(statements) == one <= 10, str(statements)
    assert len(page.css("tbody tr")) == 25
    assert len(engineer.get("/staff/imports?page=2").css("tbody tr")) == 6


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30, "999"])
def test_a_page_that_is_none_is_the_nearest(session, estate, engineer, page):
    an_intake(session, estate.id)

    assert len(engineer.get(f"/staff/imports?page={page}").css("tbody tr")) == 1


def test_before_the_first_file_the_way_to_load_one_is_told(estate, engineer):
    assert "kavling import lots" in engineer.get("/staff/imports")
