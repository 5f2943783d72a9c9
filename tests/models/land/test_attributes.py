"""The declaration of facts is whole: whatever walks the list finds what it needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Table, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import Boolean, Date, Integer, String

from models.base import Base, CodeSet, ExactDecimal
from models.land import choices, sectors
from models.land.answer import Answer, Proof, Visibility
from models.land.attribute import ATTRIBUTES, BY_PARAM, GROUPS, Attribute, Inherits, Kind, Scope, attributes_of, grouped
from models.land.declaring import LOT, REGISTER, Facts, fact
from models.land.facts import EstateFacts, LotFacts


class _Base(DeclarativeBase):
    type_annotation_map = Base.type_annotation_map


class _Lot(LotFacts, _Base):
    __tablename__ = "lot"
    id: Mapped[int] = mapped_column(primary_key=True)


class _Estate(EstateFacts, _Base):
    __tablename__ = "estate"
    id: Mapped[int] = mapped_column(primary_key=True)


TABLES: dict[Scope, Table] = {Scope.LOT: _Base.metadata.tables["lot"], Scope.ESTATE: _Base.metadata.tables["estate"]}
EVERY = pytest.mark.parametrize("attribute", ATTRIBUTES.values(), ids=list(ATTRIBUTES))
TYPES: dict[Kind, type[Any]] = {
    Kind.DECIMAL: ExactDecimal,
    Kind.MONEY: ExactDecimal,
    Kind.INTEGER: Integer,
    Kind.BOOLEAN: Boolean,
    Kind.DATE: Date,
    Kind.ENUM: String,
    Kind.SET: CodeSet,
}


def test_there_are_101_attributes_of_which_two_are_not_stated_by_anybody():
    assert len(ATTRIBUTES) == 101
    assert [a.code for a in ATTRIBUTES.values() if not a.stated or a.derived] == ["status", "freeboard"]


def test_scopes_and_inheritance_are_as_many_as_the_field_agreed():
    def count(scope: Scope, inherits: Inherits) -> int:
        return sum(a.scope is scope and a.inherits is inherits for a in ATTRIBUTES.values())

    assert count(Scope.LOT, Inherits.NONE) == 46
    assert count(Scope.ESTATE, Inherits.NONE) == 16
    assert count(Scope.BOTH, Inherits.SAME) == 24
    assert count(Scope.BOTH, Inherits.BESIDE) == 15


def test_only_what_is_said_of_both_can_be_inherited():
    assert [a.code for a in ATTRIBUTES.values() if (a.scope is Scope.BOTH) != (a.inherits is not Inherits.NONE)] == []


def test_url_parameters_are_unique_and_not_taken_by_the_catalogue():
    assert len(BY_PARAM) == len(ATTRIBUTES)
    assert not BY_PARAM.keys() & {"q", "estate", "bbox", "sort", "page", "unit", "currency", "typed", "lot"}
    assert BY_PARAM["area"].code == "net_area"
    assert BY_PARAM["port"].code == "distance_port"


def test_no_parameter_reads_as_the_bound_of_another():
    names = {f"{param}_{end}" for param in BY_PARAM for end in ("min", "max", "unknown")}

    assert not names & BY_PARAM.keys()


def test_eight_attributes_stand_on_the_list_row():
    assert [a.code for a in ATTRIBUTES.values() if a.card] == [
        "net_area",
        "status",
        "tenure_offer",
        "price",
        "lot_power_capacity",
        "recycled_water_supply",
        "steam_flow",
        "distance_port",
    ]


def test_attributes_stand_in_the_order_of_their_groups():
    places = [list(GROUPS).index(a.group) for a in ATTRIBUTES.values()]

    assert places == sorted(places)
    assert set(GROUPS) == {a.group for a in ATTRIBUTES.values()}


@EVERY
def test_an_attribute_has_label_and_hint_of_its_own(attribute: Attribute):
    assert attribute.label
    assert attribute.hint.endswith(".")
    assert [a.code for a in ATTRIBUTES.values() if a.label == attribute.label] == [attribute.code]


@EVERY
def test_a_range_is_ordered_and_only_numbers_have_one(attribute: Attribute):
    limits = (attribute.low, attribute.high)
    if attribute.kind in (Kind.DECIMAL, Kind.INTEGER):
        assert None not in limits
        assert attribute.low < attribute.high  # type: ignore[operator]
    elif attribute.kind is Kind.MONEY:
        assert limits == (Decimal(0), None)
    else:
        assert limits == (None, None)


@EVERY
def test_what_is_chosen_has_options_and_nothing_else_has(attribute: Attribute):
    chosen = attribute.kind in (Kind.ENUM, Kind.SET, Kind.BOOLEAN)

    assert bool(attribute.options) == chosen
    assert len(set(attribute.choices)) == len(attribute.choices)
    if attribute.kind is Kind.BOOLEAN:
        assert attribute.choices == ("yes", "no")
        assert attribute.option(True).code == "yes"


@EVERY
def test_an_option_has_a_label_of_its_own_and_a_context_unless_it_is_a_figure(attribute: Attribute):
    labels = [option.label for option in attribute.options]

    assert all(labels)
    assert len(set(labels)) == len(labels)
    for option in attribute.options:
        assert option.context or attribute.code == "supply_voltage"


@EVERY
def test_an_attribute_has_its_columns_where_its_scope_says_and_nowhere_else(attribute: Attribute):
    for scope, table in TABLES.items():
        there = {name for name in attribute.columns if name in table.c}
        assert there == (set(attribute.columns) if attribute.scope.covers(scope) else set())


@EVERY
def test_a_column_is_of_the_type_of_its_kind_and_may_be_empty(attribute: Attribute):
    for table in TABLES.values():
        if attribute.stated and attribute.code in table.c:
            column = table.c[attribute.code]
            assert isinstance(column.type, TYPES[attribute.kind])
            assert column.nullable
            assert column.info["attribute"] is attribute


def test_every_fact_column_belongs_to_an_attribute():
    known = {name for attribute in ATTRIBUTES.values() for name in attribute.columns}

    for table in TABLES.values():
        assert {column.name for column in table.c} - known == {"id"}


def test_money_has_its_currency_and_distances_and_factors_their_method():
    for attribute in ATTRIBUTES.values():
        assert (attribute.kind is Kind.MONEY) == ("currency" in attribute.companions)
        if "distance" in attribute.code or "emission_factor" in attribute.code:
            assert "method" in attribute.companions
    assert ATTRIBUTES["price"].columns == ("price", "price_currency", "price_basis")
    assert ATTRIBUTES["distance_port"].columns == ("distance_port", "distance_port_method", "distance_port_minutes")


def test_an_elevation_and_the_flood_level_share_one_datum():
    assert ATTRIBUTES["elevation_datum"].choices == ("msl", "lws", "inageoid2020", "local")
    assert ATTRIBUTES["freeboard"].derived


def test_a_lot_is_asked_for_85_things_and_an_estate_for_55():
    assert len(attributes_of(Scope.LOT)) == 85
    assert len(attributes_of(Scope.ESTATE)) == 55
    assert list(grouped(Scope.ESTATE))[:2] == ["price", "ground"]


def test_everything_is_public_until_it_is_narrowed():
    assert {a.visibility for a in ATTRIBUTES.values()} == {Visibility.PUBLIC}


def test_words_for_proof_and_answers_are_those_of_the_enums():
    assert [c.code for c in choices.PROOF] == list(Proof)
    assert [c.code for c in choices.ANSWER] == [a for a in Answer if a is not Answer.STATED]
    assert [c.code for c in choices.VISIBILITY] == list(Visibility)


def test_every_sector_corresponds_to_a_class_in_the_three_other_classifications():
    assert len(sectors.SECTORS) == 35
    for sector in sectors.SECTORS:
        rows = sectors.correspondences(sector.code)
        assert rows
        assert all(row.kbli and row.ksic and row.jsic for row in rows)
    assert {row.jsic for row in sectors.correspondences("C22")} == {"E18", "E19"}
    assert sectors.correspondences("Z99") == ()


def test_a_code_is_declared_only_once():
    with pytest.raises(TypeError, match="declared twice"):

        class _Again(Facts, of=LOT, group="land"):
            net_area: Mapped[Decimal | None] = fact("Again", hint="Again.")

    assert REGISTER["net_area"].label == "Net area"


def test_facts_come_back_from_a_table_as_they_went_in():
    engine = create_engine("sqlite://")
    _Base.metadata.create_all(engine)
    with Session(engine) as session:
        stated = {"net_area": Decimal("51310.5"), "splittable": False, "handover_date": date(2026, 12, 31)}
        session.add(_Lot(**stated, pga=Decimal(0)))
        session.add(_Lot(sectors_allowed=frozenset({"C10", "C20"}), tenure_offer="both"))
        session.flush()
        session.expire_all()

        first, second = session.scalars(select(_Lot).order_by(_Lot.id))
        assert {name: getattr(first, name) for name in stated} == stated
        assert first.pga == 0  # zero is stated
        assert first.slope_pct is None
        assert second.sectors_allowed == {"C10", "C20"}
        assert session.scalars(select(_Lot).where(_Lot.sectors_allowed.like("%;C20;%"))).all() == [second]
        assert session.scalars(select(_Lot).where(_Lot.sectors_allowed == frozenset({"C20", "C10"}))).all() == [second]
    engine.dispose()
