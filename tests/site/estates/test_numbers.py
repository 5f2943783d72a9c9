"""A lot that gets another number is found by its old address, by an old inquiry link and by its printed QR code."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.land.lot import Lot, LotRedirect, Status
from models.land.rechecking import differing
from models.land.short import LENGTH, lot_id_of, short_of
from tests.land import NOW, an_estate, lots

LANGUAGES = ("id", "en", "ko", "ja")


@pytest.fixture(autouse=True)
def today(clock):
    clock.move(to=NOW)
    return clock


@pytest.fixture
def estate(session):
    return an_estate(session)


@pytest.fixture
def kept(session, estate):
    return lots(session, estate, {"A-01": {"net_area": 20000}, "B-02": {"net_area": 30000}})


@pytest.fixture
def renumber(engineer, kept):
    def to(number, lot="A-01", status=303):
        return engineer.post(f"/staff/lots/{kept[lot].id}/number", {"number": number}, status=status)

    return to


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_old_address_leads_to_the_new_one_in_every_language(renumber, visitor, lang):
    renumber("C-07")

    page = visitor.get(f"/{lang}/lots/trial/A-01", status=301)

    assert page.location == f"/{lang}/lots/trial/C-07"
    assert visitor.get(page.location).h1


def test_a_lot_renumbered_twice_is_one_step_away_from_all_its_addresses(renumber, visitor, session):
    renumber("C-07")
    renumber("D-09")

    assert [visitor.get(f"/en/lots/trial/{code}", status=301).location for code in ("A-01", "C-07")] == [
        "/en/lots/trial/D-09"
    ] * 2
    renumber("A-01")
    assert visitor.get("/en/lots/trial/A-01", status=200).h1
    assert visitor.get("/en/lots/trial/D-09", status=301).location == "/en/lots/trial/A-01"
    assert set(session.scalars(select(LotRedirect.code))) == {"C-07", "D-09"}


def test_an_old_qr_code_ends_at_the_lot_in_the_readers_language(renumber, visitor, kept):
    short = f"/q/{short_of(kept['A-01'].id)}"
    assert visitor.get(short, status=302, headers={"Accept-Language": "ko-KR"}).location == "/ko/lots/trial/A-01"
    renumber("C-07")

    answer = visitor.get(short, status=302, headers={"Accept-Language": "ja"})

    assert answer.location == "/ja/lots/trial/C-07"
    assert "Accept-Language" in answer.headers["Vary"]
    assert visitor.get(answer.location).h1


def test_an_old_inquiry_link_still_asks_about_the_lot(renumber, visitor):
    renumber("C-07")

    assert "C-07" in visitor.get("/en/inquire?lot=trial/A-01")


def test_a_number_that_was_once_another_lots_is_refused(renumber, session):
    renumber("C-07")

    assert "was once the number of lot “C-07”" in renumber("A-01", lot="B-02", status=422)
    assert "exists already" in renumber("C-07", lot="B-02", status=422)


@pytest.mark.parametrize(
    ("number", "words"),
    [("", "Enter a number like A-01."), ("···", "no letter or digit"), ("x" * 61, "at most 60"), ("A-01", "already")],
)
def test_a_number_that_cannot_be_is_told_beside_its_field(renumber, number, words, session):
    assert words in renumber(number, status=422)
    assert session.scalars(select(LotRedirect)).all() == []


def test_what_people_read_may_change_without_the_address(renumber, visitor, session):
    renumber("a 01")

    assert "a 01" in visitor.get("/en/lots/trial/A-01", status=200)
    assert session.scalars(select(LotRedirect)).all() == []


def test_statements_still_replay_to_what_stands(renumber, session, clock):
    renumber("C-07")
    session.rollback()

    assert list(differing(session, clock.at)) == []


def test_a_qr_code_is_given_as_a_picture_to_print(engineer, kept):
    svg = engineer.get(f"/staff/lots/{kept['A-01'].id}/qr.svg")
    png = engineer.get(f"/staff/lots/{kept['A-01'].id}/qr.png")

    assert "<svg" in svg.source
    assert "style=" not in svg.source
    assert png.answer.get_data().startswith(b"\x89PNG")
    assert 'filename="trial-A-01-qr.png"' in png.headers["Content-Disposition"]


@pytest.mark.parametrize("short", ["", "zzzzzzzz", "0" * 8, "abc", "%00" * 8, "a" * 200])
def test_a_short_name_that_is_none_leads_nowhere(visitor, short, kept):
    visitor.get(f"/q/{short}", status=404)


def test_a_lot_that_was_never_shown_is_not_there_by_its_qr_code(visitor, session, estate):
    (draft,) = lots(session, estate, {"D-01": {}}, status=Status.DRAFT).values()
    session.commit()

    visitor.get(f"/q/{short_of(draft.id)}", status=404)


def test_short_names_are_one_of_a_kind_and_bear_being_typed():
    names = [short_of(number) for number in range(1, 20_000)]

    assert len(set(names)) == len(names)
    assert {len(name) for name in names} == {LENGTH}
    assert all(lot_id_of(name.upper().replace("0", "O").replace("1", "I")) == n for n, name in enumerate(names, 1))
    changed = "0" if names[0][0] != "0" else "2"
    assert lot_id_of(changed + names[0][1:]) is None


def test_a_file_with_the_former_number_makes_no_second_lot(renumber, engineer, session, tmp_path, kavling):
    renumber("C-07")
    file = tmp_path / "lots.csv"
    file.write_text("code,net_area\nA-01,21000\n", encoding="utf-8")

    done = kavling("import", "lots", str(file), "--estate", "trial", "--dry-run")

    assert "former number of lot “C-07”" in done.output
    session.rollback()
    assert len(session.scalars(select(Lot)).all()) == 2
