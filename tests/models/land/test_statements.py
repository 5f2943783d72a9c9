"""What lots say today is what the statements in force say, however they came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act, Way
from models.edition import Edge, Edition
from models.land.answer import Answer, Proof, Visibility
from models.land.bringing import NewLot, StillNeeded, bring_lots, undo
from models.land.estate import Estate
from models.land.lot import Lot, Status
from models.land.recording import record
from models.land.standing import replayed
from models.land.statement import Fact, Said, Statement, Subject
from models.land.values import Quantity

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Land:
    """An estate whose lots are told of by statements, one after the other."""

    def __init__(self, session: Session, lots: int = 2) -> None:
        self.session, self.at = session, AT
        self.estate = Estate(slug=f"estate-{session.query(Estate).count()}", languages=frozenset({"en"}))
        session.add(self.estate)
        session.flush()
        self.act = Act(at=AT, way=Way.COMMAND)
        session.add(self.act)
        session.flush()
        survey = self.statement(Proof.SURVEYED)
        session.add(survey)
        session.flush()
        self.survey = survey
        self.ids = list(
            bring_lots(session, survey, [NewLot(f"L-{n}", f"L-{n}") for n in range(lots)], act=self.act).values()
        )

    def statement(self, kind: Proof = Proof.DECLARED, **columns: Any) -> Statement:
        return Statement(
            act_id=self.act.id,
            estate_id=self.estate.id,
            kind=kind,
            as_of=date(2026, 1, 1),
            force_from=self.at,
            **columns,
        )

    def say(
        self, facts: dict[str, Said], *, lot: int | None = 0, kind: Proof = Proof.DECLARED, **columns: Any
    ) -> Statement:
        """Let a lot (or with None the estate) say something, a minute after what was said before."""
        self.at += timedelta(minutes=1)
        statement = self.statement(kind, **columns)
        subject = Subject("estate", self.estate.id) if lot is None else Subject("lot", self.ids[lot])
        record(self.session, statement, {subject: facts}, at=self.at)
        self.session.expire_all()
        return statement

    def lot(self, number: int = 0) -> Lot:
        return self.session.get_one(Lot, self.ids[number])


@pytest.fixture
def land(session: Session) -> Land:
    return Land(session)


def number(value: str | int, **more: Any) -> Said:
    return Said(Answer.STATED, Decimal(value), **more)


@pytest.mark.thorough
def test_what_was_said_last_is_what_a_lot_says(land: Land) -> None:
    land.say({"net_area": number(51_310)}, kind=Proof.DECLARED)
    land.say({"net_area": number(51_205)}, kind=Proof.SURVEYED)

    assert land.lot().net_area == 51_205
    assert land.lot().standing["net_area"]["p"] == "surveyed"


def test_history_is_kept_and_changes_nothing(land: Land) -> None:
    land.say({"net_area": number(51_310)})
    land.say({"net_area": number(40_000)}, for_history=True)

    assert land.lot().net_area == 51_310
    assert len(land.session.scalars(select(Fact).where(Fact.code == "net_area")).all()) == 2


def test_a_second_persons_word_is_waited_for(land: Land) -> None:
    statement = land.statement()
    statement.force_from = None
    record(land.session, statement, {Subject("lot", land.ids[0]): {"net_area": number(1_000)}}, at=land.at)
    land.session.expire_all()

    assert land.lot().net_area is None


def test_not_stated_is_never_zero(land: Land) -> None:
    land.say({"steam_flow": number(7)})
    land.say({"steam_flow": Said(Answer.NOT_STATED)})

    assert land.lot().steam_flow is None
    assert "steam_flow" not in land.lot().standing


@pytest.mark.parametrize("answer", [Answer.NOT_MEASURED, Answer.NOT_APPLICABLE, Answer.NOT_DISCLOSED])
def test_an_answer_without_a_value_is_an_answer(land: Land, answer: Answer) -> None:
    land.say({"water_table": Said(answer)})

    assert land.lot().water_table is None
    assert land.lot().standing["water_table"]["a"] == answer


def test_a_narrowed_price_reads_as_not_disclosed(land: Land) -> None:
    price = Quantity(Decimal(176), currency="USD", basis="per_m2")
    land.say({"price": Said(Answer.STATED, price, Visibility.NDA)})

    assert land.lot().price is None
    assert land.lot().price_currency is None
    assert land.lot().standing["price"]["a"] == "not_disclosed"


def test_a_lot_takes_over_what_is_the_same_all_over_the_estate(land: Land) -> None:
    land.say({"steam_pressure": number(12)}, lot=None, kind=Proof.METERED)

    assert land.lot().steam_pressure == 12
    assert land.lot().standing["steam_pressure"]["o"] == 1


def test_what_a_lot_says_itself_stands_before_the_estate(land: Land) -> None:
    land.say({"steam_pressure": number(10)})
    land.say({"steam_pressure": number(12)}, lot=None)

    assert land.lot().steam_pressure == 10
    assert "o" not in land.lot().standing["steam_pressure"]
    assert land.lot(1).steam_pressure == 12


def test_an_answer_without_a_value_is_not_replaced_by_the_estates(land: Land) -> None:
    land.say({"steam_pressure": Said(Answer.NOT_APPLICABLE)})
    land.say({"steam_pressure": number(12)}, lot=None)

    assert land.lot().steam_pressure is None


def test_a_total_of_the_estate_is_never_a_lots(land: Land) -> None:
    land.say({"steam_flow": number(120)}, lot=None)

    assert land.lot().steam_flow is None
    assert "steam_flow" not in land.lot().standing


LEVELS = {"ground_elevation": number("4.8"), "elevation_datum": Said(Answer.STATED, "msl")}


def test_freeboard_is_ground_less_flood(land: Land) -> None:
    land.say({**LEVELS, "flood_level_100y": number("3.1")})

    assert land.lot().freeboard == Decimal("1.7")


def test_levels_above_different_datums_give_no_freeboard(land: Land) -> None:
    land.say(LEVELS)
    land.say({"elevation_datum": Said(Answer.STATED, "lws"), "flood_level_100y": number("3.1")}, lot=None)

    assert land.lot().flood_level_100y == Decimal("3.1")
    assert land.lot().freeboard is None


def test_freeboard_is_as_strong_as_the_weaker_level(land: Land) -> None:
    land.say(LEVELS, kind=Proof.SURVEYED)
    land.say({"flood_level_100y": number("3.1")}, kind=Proof.DECLARED, valid_to=date(2026, 9, 19))

    assert land.lot().standing["freeboard"]["p"] == "declared"
    assert land.lot().standing["freeboard"]["u"] == "2026-09-19"


def test_undoing_brings_back_what_was_said_before(land: Land) -> None:
    land.say({"net_area": number(51_310), "frontage": number(90)})
    second = land.say({"net_area": number(40_000)})

    undo(land.session, second, at=land.at + timedelta(minutes=1))

    assert land.lot().net_area == 51_310
    assert land.lot().frontage == 90


def test_undoing_the_estates_word_takes_it_from_the_lots(land: Land) -> None:
    said = land.say({"steam_pressure": number(12)}, lot=None)

    undo(land.session, said, at=land.at + timedelta(minutes=1))

    assert land.lot().steam_pressure is None


def test_lots_that_only_a_statement_brought_go_with_it(land: Land) -> None:
    gone = undo(land.session, land.survey, at=land.at + timedelta(minutes=1))

    assert gone == ["L-0", "L-1"]
    assert land.session.scalars(select(Lot)).all() == []


def test_a_lot_that_others_speak_of_keeps_its_statement(land: Land) -> None:
    land.say({"net_area": number(51_310)}, lot=1)

    with pytest.raises(StillNeeded) as refused:
        undo(land.session, land.survey, at=land.at + timedelta(minutes=1))

    assert refused.value.by == {"L-1": ["statement"]}
    assert land.survey.force_until is None


def test_a_lot_that_comes_sold_has_a_legacy_contract(session: Session, land: Land) -> None:
    statement = land.statement()
    session.add(statement)
    session.flush()
    ids = bring_lots(session, statement, [NewLot("S-1", "S-1", Status.SOLD)], act=land.act)

    lot = session.get_one(Lot, ids["S-1"])
    assert lot.shown_status(land.at) is Status.SOLD
    assert undo(session, statement, at=land.at) == ["S-1"]


def test_what_the_public_sees_raises_the_estates_edition(session: Session, land: Land) -> None:
    session.commit()
    before = _edition(session, land)

    land.say({"net_area": number(51_310)})
    session.commit()

    assert _edition(session, land) == before + 1


def test_the_day_after_a_certificate_ends_is_an_edge(session: Session, land: Land) -> None:
    land.say({"pga": number("0.42")}, valid_to=date(2026, 9, 19))

    (edge,) = session.scalars(select(Edge))
    assert edge.at == datetime(2026, 9, 19, 17, tzinfo=UTC)  # midnight in Cilegon


def _edition(session: Session, land: Land) -> int:
    return session.scalar(select(Edition.number).where(Edition.scope == f"estate:{land.estate.id}")) or 0


CODES = ("steam_pressure", "pga", "net_area", "ground_elevation", "flood_level_100y")
ANSWERS = st.one_of(
    st.integers(1, 9).map(lambda n: Said(Answer.STATED, Decimal(n))),
    st.sampled_from(
        [Said(Answer.NOT_STATED), Said(Answer.NOT_MEASURED), Said(Answer.STATED, Decimal(3), Visibility.NDA)]
    ),
)
OF_LOT = st.dictionaries(st.sampled_from(CODES), ANSWERS, min_size=1)
OF_ESTATE = st.dictionaries(st.sampled_from(("steam_pressure", "pga", "flood_level_100y")), ANSWERS, min_size=1)
DATUM = st.sampled_from(("msl", "lws"))
STEPS = st.one_of(
    st.tuples(st.sampled_from([0, 1]), OF_LOT, st.booleans()),
    st.tuples(st.none(), OF_ESTATE, st.booleans()),
    st.tuples(
        st.sampled_from([None, 0, 1]), DATUM.map(lambda d: {"elevation_datum": Said(Answer.STATED, d)}), st.booleans()
    ),
    st.tuples(st.just("undo"), st.integers(0, 9), st.booleans()),
)


@pytest.mark.thorough
@given(st.lists(STEPS, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_columns_and_marks_equal_the_replay(session: Session, steps: list[tuple[Any, Any, bool]]) -> None:
    for land in _fresh(session):
        made: list[Statement] = []
        for who, what, for_history in steps:
            if who == "undo":
                standing = [s for s in made if s.force_until is None]
                if standing:
                    land.at += timedelta(minutes=1)
                    undo(session, standing[what % len(standing)], at=land.at)
            else:
                made.append(land.say(what, lot=who, for_history=for_history))
            session.flush()

        estate, lots = replayed(session, land.estate.id, at=land.at)
        session.expire_all()
        assert land.estate.standing == estate.standing
        for lot_id, state in lots.items():
            lot = session.get_one(Lot, lot_id)
            assert lot.standing == state.standing
            assert {name: getattr(lot, name) for name in (*CODES, "freeboard", "elevation_datum")} == {
                name: state.columns[name] for name in (*CODES, "freeboard", "elevation_datum")
            }


def _fresh(session: Session) -> Iterator[Land]:
    """Give land of its own to each example, and take it back."""
    with session.begin_nested() as savepoint:
        yield Land(session)
        savepoint.rollback()
