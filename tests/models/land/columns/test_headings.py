"""A header is read for what it says, in any language and with its unit, or not at all."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.base import LANGUAGES
from models.land.attribute import ATTRIBUTES
from models.land.columns import Words, catalogue_words
from models.land.columns.catalogues import translators
from models.land.columns.headings import Heading, read_heading, write_heading
from models.land.columns.words import LOT, ZONE, Target, fold
from models.land.declaring import Companion
from models.land.values import Wrong
from tests.models.land.columns.words import WORDS

PYEONG = Fraction(400, 121)


def read(header: str) -> Heading:
    heading = read_heading(header, WORDS)
    assert heading is not None, header
    return heading


@pytest.mark.parametrize("code", ATTRIBUTES)
def test_an_attribute_is_known_by_its_code_and_its_companions_by_theirs(code: str):
    assert read(code).target == Target(code)
    assert read(code.upper()).target == Target(code)
    for suffix in ATTRIBUTES[code].companions:
        assert read(f"{code}_{suffix}").target == Target(code, suffix)


def test_what_we_head_a_column_with_is_read_back_in_every_language():
    words = catalogue_words()
    for translate in translators().values():
        for attribute in ATTRIBUTES.values():
            heading = read_heading(write_heading(attribute, translate), words)
            assert heading is not None
            assert (heading.target, heading.guess) == (Target(attribute.code), None)
            assert heading.measure.factor in (None, 1)
            for suffix in attribute.companions:
                beside = read_heading(write_heading(attribute, translate, suffix), words)
                assert beside is not None
                assert beside.target == Target(attribute.code, suffix)


def test_every_option_of_the_catalogues_means_its_code_in_every_language():
    words = catalogue_words()
    for translate in translators().values():
        for attribute in ATTRIBUTES.values():
            chosen = {Target(attribute.code): attribute.options}
            chosen |= {Target(attribute.code, s): Companion(attribute.code, s).options for s in attribute.companions}
            for target, options in chosen.items():
                for option in options:
                    label = translate(option.context, option.label) if option.context else option.label
                    assert words.options[target][fold(label)] == option.code


def test_a_word_that_two_options_share_is_left_out():
    def japanese(context: str, message: str) -> str:
        return "化学工業" if (context, message) in (("sector", "Chemicals"), ("sector", "Pharmaceuticals")) else message

    words = Words.of(dict.fromkeys(LANGUAGES, japanese))

    assert fold("化学工業") not in words.options[Target("sectors_allowed")]
    assert words.options[Target("sectors_allowed")][fold("C20")] == "C20"


@pytest.mark.parametrize(
    ("header", "code", "factor"),
    [
        ("area_ha", "net_area", Fraction(10_000)),
        ("net_area_m2", "net_area", Fraction(1)),
        ("Luas (ha)", "net_area", Fraction(10_000)),
        ("면적(평)", "net_area", PYEONG),
        ("면적 (㎡)", "net_area", Fraction(1)),
        ("分譲面積(坪)", "net_area", PYEONG),
        ("Net area [ha]", "net_area", Fraction(10_000)),
        ("Net area, ha", "net_area", Fraction(10_000)),
        ("최소 임대 기간(년)", "min_lease_term", Fraction(1)),
        ("Masa sewa terpendek (tahun)", "min_lease_term", Fraction(1)),
        ("Luas terkecil setelah dipecah (ha)", "min_lot_area", Fraction(10_000)),
        ("분할 시 최소 면적(평)", "min_lot_area", PYEONG),
        ("공업용수 공급 가능량(m³/시간)", "industrial_water_supply", Fraction(24)),
        ("공업용수 공급 가능량(L/s)", "industrial_water_supply", Fraction("86.4")),
        ("power_kva", "lot_power_capacity", Fraction(1, 1000)),
        ("허용 지내력(t/m²)", "soil_bearing", Fraction("9.80665")),
        ("蒸気圧力(ゲージ)(MPa)", "steam_pressure", Fraction(10)),
        ("용적률(%)", "klb", Fraction(1, 100)),
        ("建ぺい率(KDB)(%)", "kdb_pct", Fraction(1)),
        ("Distance to port (m)", "distance_port", Fraction(1, 1000)),
    ],
)
def test_a_unit_in_the_header_is_a_factor_to_the_stored_unit(header: str, code: str, factor: Fraction):
    heading = read(header)

    assert heading.target == Target(code)
    assert heading.measure.factor == factor


@pytest.mark.parametrize(
    ("header", "code", "factor", "currency", "basis"),
    [
        ("분양가(USD/m²)", "price", Fraction(1), "USD", "per_m2"),
        ("Harga (Rp/m²)", "price", Fraction(1), "IDR", "per_m2"),
        ("Harga (juta Rp/kaveling)", "price", Fraction(10**6), "IDR", "per_lot"),
        ("분양가(만원/평)", "price", 10_000 / PYEONG, "KRW", "per_m2"),
        ("分譲価格(円/坪)", "price", 1 / PYEONG, "JPY", "per_m2"),
        ("price_usd_m2", "price", Fraction(1), "USD", "per_m2"),
        ("평당 가격", "price", 1 / PYEONG, None, "per_m2"),
        ("Tarif listrik (Rp/kWh)", "tariff_power", Fraction(1), "IDR", None),
        ("단지 관리비(원/평/월)", "service_charge", 1 / PYEONG, "KRW", "per_m2"),
        ("Service charge (USD/m²/year)", "service_charge", Fraction(1, 12), "USD", "per_m2"),
    ],
)
def test_a_header_of_money_tells_currency_basis_and_scale(header, code, factor, currency, basis):
    heading = read(header)

    assert heading.target == Target(code)
    assert (heading.measure.factor, heading.measure.currency, heading.measure.basis) == (factor, currency, basis)


def test_a_distance_may_say_in_its_header_how_it_was_measured():
    assert read("Jarak ke pelabuhan (km, lewat jalan)").measure.method == "road"
    assert read("Distance to port (km; straight line)").measure.method == "great_circle"


@pytest.mark.parametrize(
    ("header", "code", "suffix"),
    [
        ("price_currency", "price", "currency"),
        ("Harga: mata uang", "price", "currency"),
        ("분양가 통화", "price", "currency"),
        ("分譲価格(通貨)", "price", "currency"),
        ("분양가 – 가격 기준", "price", "basis"),
        ("항만까지 거리 소요 시간(분)", "distance_port", "minutes"),
        ("항만까지 거리(소요 시간(분))", "distance_port", "minutes"),
    ],
)
def test_a_companion_is_headed_by_the_label_and_its_word(header: str, code: str, suffix: str):
    assert read(header).target == Target(code, suffix)


@pytest.mark.parametrize("header", ["code", "Code", "Lot", "Kaveling", "필지", "区画", "kaveling ", "필 지"])
def test_the_lots_own_code_stands_under_code_or_the_word_for_lot(header: str):
    assert read(header).target == LOT
    assert read(header).guess is None


def test_zone_and_status_are_known():
    assert read("Zona").target == ZONE
    assert read("Status").target == Target("status")


@pytest.mark.parametrize("header", ["Luas", "면적", "面積", "area", "KDB", "water", "kavling", "substation"])
def test_a_header_that_only_may_mean_it_is_told_as_a_guess(header: str):
    assert str(read(header).guess).startswith("Read as ")


@pytest.mark.parametrize("header", ["건폐율", "Building coverage", "建ぺい率", "분양면적", "Ｎｅｔ　ａｒｅａ"])
def test_width_spaces_and_a_missing_bracket_do_not_matter(header: str):
    assert read(header).guess is None


@pytest.mark.parametrize(
    "header", ["", "SiteReference", "Catatan", "비고", "備考", "gas_pipeline_owner", "geometry", "(ha)"]
)
def test_a_header_that_means_nothing_to_us_is_left(header: str):
    assert read_heading(header, WORDS) is None


def test_code_that_a_shapefile_cut_is_known_where_only_one_begins_so():
    assert read("handover_d").target == Target("handover_date")
    assert read("handover_d").guess is not None
    assert read_heading("elevation_", WORDS).target == Target("elevation_datum")
    assert read_heading("recycled_w", WORDS) is None  # a supply and a share begin so


def refused(header: str) -> str:
    with pytest.raises(Wrong) as caught:
        read_heading(header, WORDS)
    return f"{caught.value.wrong} {caught.value.right}"


@pytest.mark.parametrize("header", ["Power available (MW)", "공급 가능 전력(kW)", "power_mw"])
def test_megawatts_are_not_taken_for_megavoltamperes(header: str):
    told = refused(header)
    assert told.startswith("Power available is kept in MVA; MW become MVA only with a power factor.")
    assert told.endswith("Divide by the power factor and give MVA or kVA.")


def test_a_unit_of_something_else_is_refused_with_the_right_one():
    assert refused("Net area (km)") == "“km” is no unit of Net area. Give it in m²."
    assert refused("Net area (approx.)") == "“approx.” is no unit of Net area. Give it in m²."
    assert refused("Price (USD/kWh)") == "“usd/kwh” is no unit of Price. Give it in /m²."
    assert refused("Electricity price (Rp/m²)").startswith("“rp/m2” is no unit of Electricity price.")
