"""The sample files of docs/import.md are read as that paper says, in four languages and encodings."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.land.lot import Lot, Status
from tests.support.command import Kavling

SAMPLES = sorted((Path(__file__).parents[3] / "docs" / "samples").iterdir())


@pytest.fixture
def estate(kavling: Kavling) -> str:
    assert kavling("estate", "add", "teluk", "--name", "Kawasan Teluk").exit_code == 0
    return "teluk"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_understood_without_a_refusal(kavling: Kavling, estate: str, sample: Path, session: Session) -> None:
    told = kavling("import", "lots", sample, "--estate", estate, "--dry-run")

    assert told.exit_code == 0, told.stderr
    assert "3 added, 0 changed, 0 as before, 0 not in the file, 0 refused." in told.stdout
    assert "not understood" not in told.stdout
    assert session.scalars(select(Lot)).all() == []


def test_the_samples_say_the_same_of_their_lots_in_four_languages(
    kavling: Kavling, estate: str, session: Session
) -> None:
    for sample in SAMPLES:
        assert kavling("import", "lots", sample, "--estate", estate).exit_code == 0

    lots = {lot.code: lot for lot in session.scalars(select(Lot))}
    assert len(lots) == 3 * len(SAMPLES)
    for letter in "ABCD":
        first, second, third = (lots[f"{letter}-0{number}"] for number in (1, 2, 3))
        assert first.net_area == pytest.approx(18_850, rel=0.005)
        assert (first.status, third.status) == (Status.AVAILABLE, Status.SOLD)
        assert (first.frontage, first.lot_power_capacity) == (155, 2.5)
        assert first.price is not None
        assert second.price is None
        assert second.standing["price"]["a"] == "not_disclosed"


def test_there_is_a_sample_for_each_language() -> None:
    assert {sample.name.split(".")[1] for sample in SAMPLES} == {"id", "en", "ko", "ja"}
