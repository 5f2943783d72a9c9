"""Searches are counted by condition, in memory first; nobody waits for it, and nothing of who looked is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from finding import counting
from models.sought import Sought
from tests.factories import LotFactory


@pytest.fixture
def kept(app, session):
    """Store what waits; return asked, nothing, little and unsaid by condition."""

    def now() -> dict[str, tuple[int, int, int, int]]:
        app.extensions["counting"].store()
        session.rollback()
        rows = session.scalars(select(Sought))
        return {row.condition: (row.asked, row.found_none, row.found_few, row.unsaid) for row in rows}

    counts = app.extensions["counting"]
    counts.counts.clear()
    counts.known.clear()
    return now


def test_a_search_that_finds_nothing_counts_the_condition_that_kept_everything_out(visitor, kept):
    LotFactory(net_area=20_000)

    visitor.get("/ko/lots?area_min=65432&kind=greenfield")
    visitor.get("/ko/lots?area_min=61000")

    told = kept()
    assert told["area_min=60000"] == (2, 2, 0, 0)
    assert told["kind=greenfield"][:2] == (1, 1) or told["kind=greenfield"] == (1, 0, 0, 0)
    assert not [condition for condition in told if "65432" in condition]


def test_what_nobody_states_is_told_apart_from_what_nobody_has(visitor, kept):
    LotFactory(steam_flow=None)
    LotFactory(steam_flow=5)

    visitor.get("/en/lots?steam_min=20")
    visitor.get("/en/lots?steam_min=20&steam_unknown=0")

    assert kept() == {"steam_min=20": (2, 2, 0, 2)}


def test_a_search_that_finds_few_is_counted_as_such(visitor, kept):
    LotFactory(net_area=20_000)

    visitor.get("/en/lots?area_min=10000")

    assert kept() == {"area_min=10000": (1, 0, 1, 0)}


def test_two_conditions_that_fail_only_together_are_one(visitor, kept):
    LotFactory(net_area=80_000, distance_port=9)
    LotFactory(net_area=20_000, distance_port=1)

    visitor.get("/en/lots?area_min=50000&port_max=2")

    told = kept()
    assert told["area_min=50000"] == (1, 1, 0, 0)  # each by itself keeps the one lot out that the other would leave
    assert told["port_max=2"] == (1, 1, 0, 0)


def test_an_unchanged_answer_counts_again_and_its_further_pages_do_not(visitor, kept):
    LotFactory()
    first = visitor.get("/en/lots?area_min=900000")

    visitor.get("/en/lots?area_min=900000", status=304, headers={"If-None-Match": first.headers["ETag"]})
    visitor.get("/en/lots?area_min=900000&page=2")

    assert kept()["area_min=800000"] == (2, 2, 0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0", "Sec-Purpose": "prefetch"},
    ],
)
def test_programs_are_not_counted(visitor, kept, headers):
    visitor.get("/en/lots?area_min=900000", headers=headers)

    assert kept() == {}


def test_a_number_of_a_lot_or_a_part_of_the_map_is_no_need(visitor, kept):
    visitor.get("/en/lots?q=E-09&area_min=900000")
    visitor.get("/en/lots?bbox=1,1,2,2&area_min=900000")
    visitor.get("/en/lots")

    assert kept() == {}


def test_the_page_is_answered_when_counts_cannot_be_stored_and_they_wait(visitor, kept, app, monkeypatch):
    visitor.get("/en/lots?area_min=900000")

    def refuse(*_):
        raise OperationalError("locked", {}, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(counting.sought, "add", refuse)
        app.extensions["counting"].store()

    assert kept()["area_min=800000"] == (1, 1, 0, 0)


def test_memory_is_bounded_however_many_things_are_asked(visitor, kept, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    for area in (10_000, 20_000, 30_000, 40_000, 50_000):
        visitor.get(f"/en/lots?area_min={area}")

    assert len(kept()) == 3


def test_a_day_keeps_so_many_conditions_and_no_more(visitor, kept, monkeypatch):
    from models import sought

    monkeypatch.setattr(sought, "ROWS_A_DAY", 2)
    for area in (10_000, 20_000, 30_000):
        visitor.get(f"/en/lots?area_min={area}")

    assert len(kept()) == 2


def test_counts_add_up_over_processes_and_days_stay_apart(visitor, kept, clock, session):
    visitor.get("/ja/lots?area_min=900000&estate=")
    assert kept()["area_min=800000"][0] == 1
    visitor.get("/ja/lots?area_min=900000")
    assert kept()["area_min=800000"][0] == 2
    clock.move(hours=24)
    visitor.get("/ja/lots?area_min=900000")
    kept()

    assert sorted(session.scalars(select(Sought.asked))) == [1, 2]


def test_what_is_kept_of_a_search_names_nobody():
    assert set(Sought.__table__.columns.keys()) == {
        "id", "day", "estate", "language", "condition", "asked", "found_none", "found_few", "unsaid",
    }  # fmt: skip
