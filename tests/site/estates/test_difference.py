"""What a file would change is told before anything is stored, and rounding is no change."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
import shapely

from estates.difference import Ask, Difference, FileLot, Held, difference
from models.land.answer import Answer
from models.land.attribute import Kind, attributes_of
from models.land.columns import Cell, Words, catalogue_words, recognise
from models.land.declaring import Scope
from models.land.lot import Status
from models.land.standing import Mark
from models.land.statement import CODE_AS_GIVEN, FIRST_STATUS, OUTLINE, ZONE
from models.land.values import Quantity
from models.refusal import Refusal, Sentence

METRE = 1 / 111_320
SURVEYED: Mark = {"p": "surveyed", "d": "2026-08-14"}


@pytest.fixture(scope="module")
def words() -> Words:
    """The words of the catalogues, built once."""
    return catalogue_words()


def square(east: float = 0, north: float = 0, size: float = 100) -> bytes:
    """Return a square of `size` metres, so many metres from the estate's corner."""
    x, y = 106 + east * METRE, -5.96 + north * METRE
    box: bytes = shapely.to_wkb(shapely.box(x, y, x + size * METRE, y + size * METRE))
    return box


def held(code: str = "A-01", outline: bytes | None = None, mark: Mark | None = None, **columns: Any) -> Held:
    """Return a lot that we hold and that says its `columns` itself."""
    mark = SURVEYED if mark is None else mark
    stated = {name: {"a": "stated", **mark} for name, value in columns.items() if value is not None}
    if outline:
        stated[OUTLINE] = {"a": "stated", **mark}
    return Held(len(code), code, code, Status.AVAILABLE, "A", outline, stated, columns)


def compared(
    rows: Sequence[Mapping[str, Cell]],
    words: Words,
    *ours: Held,
    outlines: Sequence[bytes | None] = (),
    refusals: Mapping[int, tuple[Refusal, ...]] | None = None,
    **asked: Any,
) -> Difference:
    """Hold the rows of a file, beginning in row 2, against our lots."""
    columns = recognise(dict.fromkeys(header for row in rows for header in row), rows, words)
    drawn = [*outlines, *[None] * (len(rows) - len(outlines))]
    lots = [
        FileLot(columns.read(number, row), outline, (refusals or {}).get(number, ()))
        for number, (row, outline) in enumerate(zip(rows, drawn, strict=True), 2)
    ]
    return difference(lots, Ask(columns, {lot.code: lot for lot in ours}, **asked))


def said(found: Difference) -> list[str]:
    """Return what is refused and warned of, as a person reads it."""
    return [f"{r.row}: {r.wrong}" for r in found.refused] + [f"{w.row}: {w.what}" for w in found.warnings]


def test_a_lot_that_we_do_not_hold_is_added_with_all_it_says(words: Words) -> None:
    found = compared([{"code": "e 09", "net_area": 30301, "zone": "A"}], words, outlines=[square()], zones=["A"])

    (added,) = found.added
    assert (added.row, added.code, added.code_as_given, added.first_status) == (2, "E-09", "e 09", Status.DRAFT)
    assert added.said.keys() == {CODE_AS_GIVEN, FIRST_STATUS, OUTLINE, ZONE, "net_area"}
    assert added.said["net_area"].value == Decimal(30301)


def test_a_change_names_the_old_and_the_new(words: Words) -> None:
    found = compared([{"code": "A-01", "lot_power_capacity": "22"}], words, held(lot_power_capacity=Decimal(20)))

    (changed,) = found.changed
    (change,) = changed.changes
    assert (change.code, change.old.value, change.new.value) == ("lot_power_capacity", Decimal(20), Decimal(22))


def test_a_cell_that_is_empty_says_nothing(words: Words) -> None:
    found = compared(
        [{"code": "A-01"}, {"code": "B", "net_area": "500"}],
        words,
        held(net_area=Decimal(100)),
        held("B", net_area=Decimal(500)),
    )

    assert [lot.code for lot in found.untouched] == ["A-01", "B"]
    assert found.nothing


@pytest.mark.parametrize(("pyeong", "changes"), [("9166", 0), ("9167", 1), ("9165.8", 1)])
def test_a_difference_smaller_than_the_files_own_rounding_is_no_change(words: Words, pyeong: str, changes: int) -> None:
    ours = held(net_area=Decimal("30301.4"))  # 9166.17 pyeong

    found = compared([{"code": "A-01", "net_area (평)": pyeong}], words, ours)

    assert len(found.changed) == changes


def test_a_price_is_never_rounded_away(words: Words) -> None:
    ours = held(price=Decimal("176.4"), price_currency="USD", price_basis="per_m2")

    found = compared([{"code": "A-01", "price (USD/m²)": "176"}], words, ours)

    (change,) = found.changed[0].changes
    assert change.new.value == Quantity(Decimal(176), "USD", "per_m2")


def test_not_measured_is_another_answer_than_a_figure(words: Words) -> None:
    found = compared([{"code": "A-01", "soil_bearing": "not_measured"}], words, held(soil_bearing=Decimal(95)))

    (change,) = found.changed[0].changes
    assert (change.old.answer, change.new.answer) == (Answer.STATED, Answer.NOT_MEASURED)


def test_what_a_lot_took_over_from_its_estate_it_did_not_say_itself(words: Words) -> None:
    ours = held(mark=SURVEYED | {"o": 1}, supply_voltage=20)

    found = compared([{"code": "A-01", "supply_voltage": 20}], words, ours)

    assert found.changed[0].changes[0].old.answer is Answer.NOT_STATED


def test_an_outline_moves_when_it_moves_by_more_than_the_files_decimals(words: Words) -> None:
    rows = [{"code": "A-01"}]

    still = compared(rows, words, held(outline=square()), outlines=[square(east=0.04)])
    fine = compared(rows, words, held(outline=square()), outlines=[square(east=0.6)], rounding_m=0.0055)
    rough = compared(rows, words, held(outline=square()), outlines=[square(east=0.6)], rounding_m=0.55)

    assert still.nothing
    assert rough.nothing
    assert fine.changed[0].changes[0].code == OUTLINE
    assert fine.changed[0].moved_m == pytest.approx(0.6, abs=0.02)


def test_lots_that_the_file_does_not_name_stay(words: Words) -> None:
    found = compared([{"code": "A-01"}], words, held(), held("C-04"))

    assert [lot.code for lot in found.missing] == ["C-04"]
    assert found.nothing


def test_the_same_code_twice_names_both_rows(words: Words) -> None:
    found = compared([{"code": "A-01"}, {"code": "B"}, {"code": "a 01"}], words, outlines=[square()] * 3)

    assert said(found) == ["4: Rows 2 and 4 are about the same lot: “A-01” and “a 01”."]
    assert [added.code for added in found.added] == ["B"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"net_area": 500}, "2: This row names no lot."),
        ({"code": "—", "net_area": 500}, "2: “—” has no letter or digit to make a code of."),
        ({"code": "X" * 30}, f"2: The code {'X' * 30} is longer than 24 characters."),
        ({"code": "A", "status": "held"}, "2: A new lot cannot begin as “held”."),
        ({"code": "A", "zone": "Q"}, "2: There is no zone “Q” in this estate."),
        ({"code": "A", "net_area": "1.6.0"}, "2: "),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(words: Words, row: dict[str, Cell], sentence: str) -> None:
    found = compared([row], words, outlines=[square()], zones=["A", "B"])

    assert [line[: len(sentence)] for line in said(found)] == [sentence]
    assert found.nothing


def test_a_file_without_outlines_brings_no_lot_by_a_slip_of_the_pen(words: Words) -> None:
    found = compared([{"code": "A-01"}, {"code": "A-O2"}], words, held(), held("A-02"))

    (refusal,) = found.refused
    assert str(refusal.wrong) == "There is no lot “A-O2” in this estate."
    assert str(refusal.right) == "Is it A-02? A new lot comes with its outline."


def test_an_estate_without_lots_takes_them_without_outlines(words: Words) -> None:
    assert len(compared([{"code": "A-01"}, {"code": "A-02"}], words).added) == 2


def test_what_the_reader_refused_is_neither_added_nor_changed(words: Words) -> None:
    refusal = Refusal(2, "", Sentence.of("The outline crosses itself."))

    found = compared([{"code": "A-01"}, {"code": "B"}], words, outlines=[None, square()], refusals={2: (refusal,)})

    assert found.refused == [refusal]
    assert [added.code for added in found.added] == ["B"]


def test_a_lot_outside_the_estate_is_refused_and_one_that_reaches_out_is_told(words: Words) -> None:
    found = compared(
        [{"code": "in"}, {"code": "half"}, {"code": "out"}],
        words,
        outlines=[square(), square(east=920), square(east=5000)],
        boundary=square(size=1000),
    )

    assert said(found) == [
        "4: The outline lies outside the estate.",
        "3: HALF reaches out of the estate with 20 % of its area.",
    ]


def test_when_no_lot_lies_in_the_estate_the_coordinate_system_is_to_blame(words: Words) -> None:
    found = compared(
        [{"code": "A"}, {"code": "B"}],
        words,
        outlines=[square(east=660_000), square(east=660_200)],
        boundary=square(size=1000),
    )

    assert said(found) == ["0: No outline lies in the estate; the first is 656 km away."]
    assert found.nothing


def test_lots_that_claim_the_same_land_are_told_and_neighbours_are_not(words: Words) -> None:
    found = compared(
        [{"code": "A"}, {"code": "B"}, {"code": "C"}],
        words,
        held("D", outline=square(east=150)),
        outlines=[square(), square(east=90), square(north=99.95)],
    )

    assert said(found) == ["2: A and B overlap by 988 m².", "3: B and D overlap by 3952 m²."]


def test_an_estate_without_zones_says_that_they_are_left_out(words: Words) -> None:
    found = compared([{"code": "A-01", "zone": "Q"}], words, held())

    assert found.nothing
    assert said(found) == ["0: This estate has no zones yet, so the column “zone” is left out."]


def test_a_lot_changes_its_zone(words: Words) -> None:
    found = compared([{"code": "A-01", "zone": "B"}], words, held(), zones=["A", "B"])

    (change,) = found.changed[0].changes
    assert (change.code, change.old.value, change.new.value) == (ZONE, "A", "B")


def test_the_status_of_a_lot_that_we_hold_is_left_alone_and_told(words: Words) -> None:
    found = compared([{"code": "A-01", "status": "sold"}], words, held())

    assert found.nothing
    assert said(found) == ["0: The file gives other statuses than ours for A-01. An import changes no status."]


@pytest.mark.parametrize(
    ("news", "renews"),
    [
        ({}, False),
        ({"p": "surveyed"}, False),  # the same file again, its day not named
        ({"p": "surveyed", "d": "2026-08-14"}, False),  # … and named
        ({"p": "surveyed", "d": "2026-11-01"}, True),
        ({"p": "certified", "d": "2026-08-14"}, True),
        ({"p": "certified", "d": "2025-01-01"}, False),
        ({"p": "declared", "d": "2026-11-01"}, False),
        ({"p": "surveyed", "u": "2027-08-14"}, True),
        ({"p": "surveyed", "c": 7}, True),
        ({"p": "certified", "i": 1}, False),
    ],
)
def test_repeating_a_figure_counts_when_it_is_better_proved_or_later(words: Words, news: Mark, renews: bool) -> None:
    found = compared([{"code": "A-01", "soil_bearing": 95}], words, held(soil_bearing=Decimal(95)), news=news)

    assert [change.confirms for changed in found.changed for change in changed.changes] == [True] * renews


@pytest.mark.slow
def test_ten_thousand_lots_of_twenty_facts_are_compared_in_three_seconds(words: Words) -> None:
    facts = [a for a in attributes_of(Scope.LOT) if a.kind is Kind.DECIMAL and a.stated and not a.companions][:20]
    least = {a.code: a.low or Decimal(0) for a in facts if not a.derived}
    rows = [{"code": f"L-{n}"} | {code: float(low) + n % 2 / 100 for code, low in least.items()} for n in range(10_000)]
    columns = recognise(rows[0], rows, words)
    where = [(n % 100 * 110, n // 100 * 110) for n in range(10_000)]
    ours = [held(f"L-{n}", square(east, north + n % 3), **least) for n, (east, north) in enumerate(where)]
    lots = [FileLot(columns.read(n, row), square(*where[n])) for n, row in enumerate(rows)]
    ask = Ask(columns, {lot.code: lot for lot in ours}, boundary=square(-10, -10, 12_000), rounding_m=0.005)
    start = time.process_time()

    found = difference(lots, ask)

    assert not found.refused
    assert len(found.changed) == sum(n % 2 or n % 3 > 0 for n in range(10_000))
    assert time.process_time() - start < 3
