"""A file's columns are read as their authors meant them; guesses are told, contradictions refused."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.columns import Columns, RowRead, read_value, recognise
from models.land.columns.words import Target
from models.land.statement import Said
from models.land.values import Quantity, Wrong
from tests.models.land.columns.words import WORDS

KOREAN_OFFER = """\
필지,필지 유형,분양·임대 구분,분양가(USD/m²),부가가치세 포함,토지 사용 가능일,계약 형태,최소 임대 기간(년),필지 분할 가능,\
분할 시 최소 면적(평),담보 설정 가능,성토·매립 연도,통신 인프라,컨베이어·배관 통로 사용권
A-01,신규 부지,분양·임대,176,별도,2026-12-31,,10,가능,3025,가능,2011,광케이블;빈 관로;4G 이동통신,있음
A-02,신규 부지,분양,비공개,,,,,,,,,,
A-03,신규 부지,분양,별도 문의,별도,2027-03-31,산업용지 사용 계약(PPTI),30,불가,해당 없음,,2014,광케이블,없음
"""

INDONESIAN_OFFER = """\
Kaveling,Jenis kaveling,Jual atau sewa,Harga,price_currency,price_basis,Termasuk PPN,Tanggal serah terima,Bentuk perjanjian,\
Masa sewa terpendek (tahun),Dapat dipecah,Luas terkecil setelah dipecah (ha),Dapat dibebani hak tanggungan,\
Tahun pengurukan,Telekomunikasi di kaveling,Koridor konveyor atau pipa
M-01,Lahan baru,Dijual,1650000,IDR,per_m2,,2027-03-31,PPTI,Tidak berlaku,Tidak dapat dipecah,,Ya,,,Tidak
M-02,Lahan baru,Dijual,Atas permintaan,,,Belum termasuk,2027-12-31,PPTI,30,Dapat dipecah,"0.5",Ya,2019,Serat optik,Tidak
"""


def table(text: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the headers and the filled cells of a CSV."""
    head, *rows = csv.reader(text.splitlines())
    return head, [{h: cell for h, cell in zip(head, row, strict=True) if cell} for row in rows]


def read_table(text: str) -> tuple[Columns, list[RowRead]]:
    head, rows = table(text)
    columns = recognise(head, rows, WORDS)
    return columns, [columns.read(number, row) for number, row in enumerate(rows, 2)]


def column(header: str, *cells: Any) -> tuple[Columns, list[Any]]:
    """Read a file of one column and return what each cell states, or why not."""
    columns = recognise([header], [{header: cell} for cell in cells], WORDS)
    told: list[Any] = []
    for number, cell in enumerate(cells, 2):
        row = columns.read(number, {header: cell})
        told.append(row.refusals[0].wrong if row.refusals else next(iter(row.said.values()), None))
    return columns, [said.value if isinstance(said, Said) and said.answer is Answer.STATED else said for said in told]


def stated(value: Any) -> Said:
    return Said(Answer.STATED, value)


def test_a_korean_offer_is_read_to_the_last_cell():
    columns, (first, second, third) = read_table(KOREAN_OFFER)

    assert columns.code == "필지"
    assert columns.unknown == ()
    assert columns.refusals == first.refusals == second.refusals == third.refusals == []
    assert first.code == "A-01"
    assert first.said == {
        "lot_kind": stated("greenfield"),
        "tenure_offer": stated("both"),
        "price": stated(Quantity(Decimal(176), currency="USD", basis="per_m2")),
        "vat_included": stated(False),
        "handover_date": stated(date(2026, 12, 31)),
        "min_lease_term": stated(10),
        "splittable": stated(True),
        "min_lot_area": stated(Decimal(10000)),
        "mortgage_allowed": stated(True),
        "fill_year": stated(2011),
        "telecom": stated(frozenset({"fibre", "duct", "mobile_4g"})),
        "corridor_right": stated(True),
    }
    assert second.said["price"] == Said(Answer.NOT_DISCLOSED)
    assert third.said["price"] == Said(Answer.NOT_DISCLOSED)  # on request: known, and told to who asks
    assert third.said["min_lot_area"] == Said(Answer.NOT_APPLICABLE)
    assert third.said["contract_form"] == stated("ppti")
    assert third.said["corridor_right"] == stated(False)


def test_an_indonesian_offer_with_currency_and_basis_in_columns_is_read():
    columns, (first, second) = read_table(INDONESIAN_OFFER)

    assert columns.unknown == ()
    assert columns.refusals == first.refusals == second.refusals == []
    assert first.said["price"] == stated(Quantity(Decimal(1650000), currency="IDR", basis="per_m2"))
    assert first.said["contract_form"] == stated("ppti")  # what stands in a label's brackets is enough
    assert first.said["splittable"] == stated(False)
    assert second.said["price"] == Said(Answer.NOT_DISCLOSED)
    assert second.said["min_lot_area"] == stated(Decimal(5000))


def test_the_same_row_says_the_same_by_code_and_by_label():
    by_code = "code,tenure_offer,price,price_currency,price_basis\nA-01,both,176,USD,per_m2\n"
    by_label = "필지,분양·임대 구분,분양가(USD/m²)\nA-01,분양·임대,176\n"

    assert read_table(by_code)[1][0].said == read_table(by_label)[1][0].said


def test_a_column_that_shows_its_decimal_mark_decides_the_others():
    columns, told = column("Luas bersih", "1.234", "50.000,5")

    assert told == [Decimal(1234), Decimal("50000.5")]
    assert columns.columns["Luas bersih"].guesses == ()


def test_a_range_decides_what_the_column_does_not():
    columns, told = column("용적률(KLB)", "1.234")
    assert told == [Decimal("1.234")]

    columns, told = column("Net area", "51.310", "12.400")
    assert told == [Decimal(51310), Decimal(12400)]
    assert [str(guess) for guess in columns.columns["Net area"].guesses] == ["“51.310” was read as 51310."]


def test_the_rest_of_the_file_decides_next():
    head, rows = ["distance_port_x", "Jarak ke pelabuhan (km, lewat jalan)", "net_area"], [
        {"Jarak ke pelabuhan (km, lewat jalan)": "1.234", "net_area": "51310.5"}
    ]  # fmt: skip
    columns = recognise(head, rows, WORDS)
    said = columns.read(2, rows[0]).said

    assert said["distance_port"].value.amount == Decimal("1.234")
    assert columns.unknown == ("distance_port_x",)


def test_the_language_of_the_header_decides_last_and_the_guess_is_told():
    indonesian, told = column("Jarak ke pelabuhan (km, lewat jalan)", "1.234")
    assert told[0].amount == Decimal(1234)
    assert len(next(iter(indonesian.columns.values())).guesses) == 1

    korean, told = column("항만까지 거리(km, 도로 거리)", "1.234")
    assert told[0].amount == Decimal("1.234")
    assert len(next(iter(korean.columns.values())).guesses) == 1


def test_a_column_that_contradicts_itself_is_read_where_its_cells_are_clear():
    _, told = column("Net area", "1.234,5", "1,234.5", "1.234")

    assert told[:2] == [Decimal("1234.5"), Decimal("1234.5")]
    assert str(told[2]) == "“1.234” can be read in two ways."


def test_numbers_of_a_spreadsheet_need_no_guess():
    columns, told = column("Luas bersih (ha)", 5.131, 12)

    assert told == [Decimal(51310), Decimal(120000)]
    assert columns.columns["Luas bersih (ha)"].guesses == ()


def test_a_unit_in_the_cell_goes_before_the_headers():
    assert column("면적(평)", "3025", "1만", "51,310 m²", "5 ha")[1][::2] == [Decimal(10000), Decimal(51310)]
    assert column("Power available", "20 MVA", "500 kVA")[1] == [Decimal(20), Decimal("0.5")]
    assert str(column("Power available", "20 MW")[1][0]).startswith("Power available is kept in MVA")
    assert column("Price", "USD 176/m²", "Rp 1.650.000/m²")[1] == [
        Quantity(Decimal(176), currency="USD", basis="per_m2"),
        Quantity(Decimal(1650000), currency="IDR", basis="per_m2"),
    ]
    assert column("성토·매립 연도", "2011년")[1] == [2011]


def test_the_worth_of_the_last_digit_is_told_in_the_stored_unit():
    assert column("Luas bersih (ha)", 5.1, 12)[0].step("net_area") == 1000
    assert column("net_area", "51310", "51310.25")[0].step("net_area") == Decimal("0.01")
    assert column("net_area", "비공개")[0].step("net_area") is None
    assert column("net_area", 51310)[0].step("slope_pct") is None


@pytest.mark.parametrize("cell", ["-", "–", " ", "…", "?"])
def test_a_dash_says_nothing(cell: str):
    assert column("Net area", cell)[1] == [None]


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("not_measured", Answer.NOT_MEASURED),
        ("미측정", Answer.NOT_MEASURED),
        ("Not applicable", Answer.NOT_APPLICABLE),
        ("해당없음", Answer.NOT_APPLICABLE),
        ("Tidak diungkapkan", Answer.NOT_DISCLOSED),
        ("要お問い合わせ", Answer.NOT_DISCLOSED),
        ("記載なし", Answer.NOT_STATED),
    ],
)
def test_an_answer_without_a_value_is_read_in_every_language(cell: str, answer: Answer):
    for code in ("net_area", "price", "handover_date", "splittable", "telecom", "land_right"):
        assert read_value(ATTRIBUTES[code], cell, {}, WORDS) == Said(answer)


def test_none_is_a_choice_where_it_is_one():
    assert read_value(ATTRIBUTES["encumbrance"], "없음", {}, WORDS) == stated(frozenset({"none"}))
    assert read_value(ATTRIBUTES["corridor_right"], "없음", {}, WORDS) == stated(False)


@pytest.mark.parametrize(("cell", "value"), [("Ya", True), ("있음", True), ("○", True), (True, True), ("yes", True),
                                             ("Tidak", False), ("なし", False), ("×", False), (False, False)])  # fmt: skip
def test_yes_and_no_are_read_in_every_language(cell: Any, value: bool):
    assert read_value(ATTRIBUTES["dual_feed"], cell, {}, WORDS) == stated(value)


def test_a_choice_is_read_by_code_label_or_what_its_brackets_hold():
    for cell in ("hgb", "Hak Guna Bangunan (HGB)", "건축권(HGB)", "건축권", "Hak Guna Bangunan"):
        assert read_value(ATTRIBUTES["land_right"], cell, {}, WORDS) == stated("hgb")
    assert read_value(ATTRIBUTES["tenure_offer"], "분양/임대", {}, WORDS) == stated("both")
    assert read_value(ATTRIBUTES["supply_voltage"], 20.0, {}, WORDS) == stated("20")
    with pytest.raises(Wrong, match="is no choice for Land right"):
        read_value(ATTRIBUTES["land_right"], "freehold", {}, WORDS)


def test_a_set_is_joined_by_semicolons_or_as_people_do():
    for cell in ("fibre;mobile_4g", "광케이블; 4G 이동통신", "광케이블, 4G 이동통신", "광케이블、4G 이동통신"):
        assert read_value(ATTRIBUTES["telecom"], cell, {}, WORDS) == stated(frozenset({"fibre", "mobile_4g"}))
    assert read_value(ATTRIBUTES["sectors_allowed"], "C10;24", {}, WORDS) == stated(frozenset({"C10", "C24"}))
    with pytest.raises(Wrong, match="“smoke signals” is no choice"):
        read_value(ATTRIBUTES["telecom"], "fibre;smoke signals", {}, WORDS)


def test_days_of_a_column_tell_each_other_the_order():
    assert column("Handover date", "03/04/2027", "31/12/2026")[1][0] == date(2027, 4, 3)
    columns, told = column("Handover date", "03/04/2027")
    assert told == [date(2027, 4, 3)]
    assert str(columns.columns["Handover date"].guesses[0]) == "In “03/04/2027” the day was read before the month."
    assert column("인도일", "soon")[0].unknown == ("인도일",)
    assert "is not a day of the calendar" in str(column("토지 사용 가능일", "내년 봄")[1][0])


def test_a_distance_without_its_method_is_refused_once_not_in_every_row():
    columns, told = column("Distance to port (km)", "1.46", "2.5")

    (refusal,) = columns.refusals
    assert (refusal.row, refusal.field) == (0, "Distance to port (km)")
    assert str(refusal.wrong) == "Distance to port lacks what it needs beside it: a column distance_port_method."
    assert told == [None, None]
    assert column("ccs_hub_distance", "not_measured")[0].refusals == []


def test_a_price_without_currency_is_refused_with_a_way_out():
    (refusal,) = column("Harga", 1650000)[0].refusals

    assert str(refusal.right) == "Add the column, or head this one like “Harga (USD/m²)”."


def test_a_companion_stands_beside_its_figure_or_is_missed_in_that_row():
    _, rows = read_table(
        "code,distance_port,distance_port_method,distance_port_minutes\nA,1.46,lewat jalan,4분\nB,2,,\n"
    )

    assert rows[0].said["distance_port"] == stated(Quantity(Decimal("1.46"), method="road", minutes=4))
    assert str(rows[1].refusals[0].wrong) == "Distance to port needs to say how it was measured."


def test_header_and_column_that_contradict_each_other_are_refused():
    _, rows = read_table("code,Harga (Rp/m²),price_currency,price_basis\nA,176,USD,per_m2\n")

    assert str(rows[0].refusals[0].wrong) == "For Price both IDR and USD are given."


def test_a_lone_word_of_a_companion_belongs_to_the_one_column_that_lacks_it():
    columns, rows = read_table("필지,분양가,통화,가격 기준\nA-01,176,달러,m²당\n")

    assert rows[0].said["price"] == stated(Quantity(Decimal(176), currency="USD", basis="per_m2"))
    assert [str(guess) for guess in columns.columns["통화"].guesses] == ["Read as belonging to Price."]


def test_two_columns_that_say_the_same_are_refused():
    columns, _ = read_table("code,net_area,Luas bersih (ha)\nA,51310,5.131\n")

    assert str(columns.refusals[0].wrong) == "The columns “net_area” and “Luas bersih (ha)” say the same."
    assert columns.header_of(Target("net_area")) == "net_area"


def test_a_refused_cell_names_row_and_column_and_leaves_the_rest():
    _, (row,) = read_table("code,slope_pct,net_area\nA,140,51310\n")

    (refusal,) = row.refusals
    assert (refusal.row, refusal.field) == (2, "slope_pct")
    assert str(refusal.right) == "Enter a number from 0 to 100, in %."
    assert row.said == {"net_area": stated(Decimal(51310))}


def test_a_figure_beyond_all_bounds_is_refused_in_any_unit():
    for header in ("면적(평)", "net_area", "Harga (Rp/m²)", "성토·매립 연도"):
        for cell in (3.025e27, 10**40, 1e300):
            assert " cannot be " in str(column(header, cell)[1][0])


def test_code_zone_and_first_status_are_of_the_row_itself():
    _, rows = read_table("区画,zone,Status\nA-01,A,Tersedia\nA-02,B,分譲済み\nA-03,B,gone\n")

    assert [(row.code, row.zone, row.status) for row in rows[:2]] == [("A-01", "A", "available"), ("A-02", "B", "sold")]
    assert str(rows[2].refusals[0].wrong) == "“gone” is no status of a lot."
    assert recognise(["code"], [], WORDS).read(2, {"code": 12.0}).code == "12"


def test_a_derived_figure_in_a_file_is_refused():
    assert (
        str(column("freeboard", 0.5)[1][0])
        == "Height above 100-year flood follows from other data and cannot be entered."
    )


CELLS = st.one_of(st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans())


@pytest.mark.thorough
@given(
    st.lists(st.sampled_from([*ATTRIBUTES, "code", "Harga (Rp/m²)", "면적(평)"]) | st.text(max_size=20), unique=True),
    st.data(),
)
def test_whatever_a_file_holds_is_read_or_refused(headers: list[str], data: st.DataObject):
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(headers, CELLS)), max_size=3))
    columns = recognise(headers, rows, WORDS)

    for row in rows:
        read = columns.read(2, row)
        assert all(str(refusal.wrong) for refusal in read.refusals)


@given(st.text("0123456789.,' -+", max_size=12), st.sampled_from(["net_area", "slope_pct", "fill_year", "frontage"]))
def test_whatever_figure_stands_in_a_cell_gives_a_value_in_range_or_a_refusal(cell: str, code: str):
    _, (told,) = column(code, cell)

    if isinstance(told, (Decimal, int)):
        assert ATTRIBUTES[code].low <= told <= ATTRIBUTES[code].high  # type: ignore[operator]
