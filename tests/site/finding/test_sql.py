"""The engine in SQL gives the answers that looking at each lot in turn gives."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from finding.question import AnyOf, Question, Span
from finding.sql import FACETS, UNKNOWNS, Asked, answer, nearest, outlines
from models.land.answer import Answer
from models.land.lot import Lot, Status
from models.land.rate import Rates
from tests.land import NOW, an_estate, lots, narrowed, square
from tests.site.finding.oracle import Oracle
from tests.site.finding.strategies import filters, questions

pytestmark = pytest.mark.thorough

RATES = Rates({"USD": Decimal(1), "KRW": Decimal(1380), "IDR": Decimal(16000)}, date(2026, 11, 20), True)
SLUGS = ("east", "west")
PARAMS = ["area", "price", "status", "kind", "tenure", "sector", "power", "water", "ready", "dual_feed", "freeboard"]
PARAMS += ["service_charge", "spt_n", "encumbrance"]
SMALL = st.integers(0, 12).map(Decimal)
VALUES = {
    "area": st.sampled_from([Decimal(n) for n in (10000, 20000, 20001, 30000)]) | st.decimals(9000, 41000, places=2),
    "price": st.sampled_from([Decimal(n) for n in (100, 150, 200, 138000, 2400000)]),
    "power": SMALL | st.decimals(0, 12, places=1),
    "water": SMALL,
    "freeboard": st.decimals(-2, 3, places=1),
    "service_charge": st.sampled_from([Decimal("0.05"), Decimal("0.07"), Decimal(100)]),
    "spt_n": SMALL | st.just(Decimal("7.5")),
}


def random_facts(dice: random.Random) -> dict[str, Any]:
    """Return facts of a lot, some of them not stated in one of the four ways."""

    def perhaps(value: Any) -> Any:
        return dice.choice([value] * 4 + [Answer.NOT_STATED, Answer.NOT_MEASURED, Answer.NOT_DISCLOSED])

    currency, amount = dice.choice(
        [("USD", 100), ("USD", 150), ("USD", 200), ("KRW", 138000), ("IDR", 2400000), ("EUR", 9)]
    )
    basis = dice.choice(["per_m2", "per_m2", "per_lot"])
    price = {"amount": str(amount * (20000 if basis == "per_lot" else 1)), "currency": currency, "basis": basis}
    return {
        "net_area": perhaps(dice.choice(["10000", "20000", "20000.5", "30000", "12345.67"])),
        "lot_kind": perhaps(dice.choice(["greenfield", "brownfield"])),
        "price": dice.choice([price, price, narrowed("price", price), Answer.NOT_STATED]),
        "tenure_offer": perhaps(dice.choice(["sale", "lease", "both"])),
        "sectors_allowed": perhaps(dice.sample(["C10", "C20", "C24", "H52"], dice.randint(1, 3))),
        "encumbrance": perhaps([]),
        "lot_power_capacity": perhaps(str(dice.randint(1, 12))),
        "industrial_water_supply": perhaps(str(dice.randint(0, 12))),
        "handover_date": perhaps((date(2027, 1, 1) + timedelta(days=dice.randint(0, 400))).isoformat()),
        "dual_feed": perhaps(dice.choice(["yes", "no"])),
        "ground_elevation": perhaps(str(dice.choice([2, 3, "3.5"]))),
        "flood_level_100y": "2.5",
        "elevation_datum": perhaps("msl"),
        "spt_n": perhaps(str(dice.randint(0, 12))),
        "service_charge": perhaps({"amount": "0.07", "currency": "USD", "basis": "per_m2"}),
    }


@pytest.fixture
def land(session: Session) -> Session:
    """Give two estates with 90 lots, of every status, and one that is not published."""
    dice = random.Random(7)
    for number, slug in enumerate((*SLUGS, "hidden")):
        estate = an_estate(session, slug, published=slug != "hidden")
        facts = {f"{'AB'[number % 2]}-{n:02}": random_facts(dice) for n in range(45)}
        statuses = [Status.AVAILABLE, Status.AVAILABLE, Status.SOLD, Status.LEASED, Status.DRAFT, Status.WITHDRAWN]
        made = lots(session, estate, facts, status={code: dice.choice(statuses) for code in facts})
        for lot in list(made.values())[:8]:  # a hold that ran out a minute ago, and one that runs
            lot.status = lot.public_status = Status.HELD
            lot.public_then = Status.AVAILABLE
            lot.public_until = NOW + timedelta(minutes=dice.choice([-1, 0, 1]))
    session.commit()
    return session


ONE_LAND = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # questions change nothing


@settings(max_examples=100, deadline=None, suppress_health_check=ONE_LAND)
@given(questions(filters(PARAMS, VALUES)))
def test_sql_answers_as_the_oracle_does(land, question):
    told = answer(land, question, NOW, RATES, estates=SLUGS)
    everything = land.scalars(select(Lot)).all()

    assert {
        "total": told.total,
        "of": told.of,
        "square_metres": told.square_metres,
        "without_area": told.without_area,
        "uncertain": told.uncertain,
        "ids": [lot.id for lot in told.lots],
        "page": told.page,
        "facets": told.facets,
        "unknown": told.unknown,
        "without": told.without,
    } == Oracle(everything, question, NOW, RATES).told(FACETS, UNKNOWNS, SLUGS)


@settings(max_examples=40, deadline=None, suppress_health_check=ONE_LAND)
@given(questions(filters(PARAMS, VALUES)))
def test_the_plan_knows_which_lots_are_found(land, question):
    oracle = Oracle(land.scalars(select(Lot)).all(), question, NOW, RATES)

    drawn = outlines(land, Asked(question, NOW, RATES))

    assert {o.id: o.found for o in drawn} == {lot.id: not oracle.fails[lot.id] for lot in oracle.seen}


@settings(max_examples=40, deadline=None, suppress_health_check=ONE_LAND)
@given(questions(filters(PARAMS, VALUES)))
def test_the_nearest_misses_fail_one_condition_only(land, question):
    oracle = Oracle(land.scalars(select(Lot)).all(), question, NOW, RATES)

    for miss in nearest(land, Asked(question, NOW, RATES)):
        assert oracle.fails[miss.lot.id] == {miss.condition}


def test_the_nearest_miss_is_the_one_that_lacks_least(session):
    made = lots(
        session,
        an_estate(session),
        {"A": {"net_area": "20000"}, "B": {"net_area": "49000"}, "C": {"net_area": "30000"}, "D": {}},
    )
    asked = Asked(Question(filters={"area": Span(Decimal(50000), None, unknown=False)}), NOW, RATES)

    assert [miss.lot for miss in nearest(session, asked)] == [made["B"], made["C"], made["A"]]


def test_an_empty_house_answers_with_zeros(session):
    told = answer(session, Question(filters={"area": Span(Decimal(1))}), NOW, RATES)

    assert (told.total, told.of, told.square_metres, told.lots, told.pages) == (0, 0, Decimal(0), (), 1)


def test_hectares_of_many_lots_add_up_exactly(session):
    lots(session, an_estate(session), {f"A-{n}": {"net_area": "10000.1"} for n in range(300)})

    assert answer(session, Question(), NOW, RATES).square_metres == Decimal("3000030")


def test_price_on_request_is_never_lost_and_always_last(session):
    price = {"amount": "150", "currency": "USD", "basis": "per_m2"}
    made = lots(
        session,
        an_estate(session),
        {"A": {"price": narrowed("price", price)}, "B": {"price": price}, "C": {"price": price | {"amount": "90"}}},
    )

    for sort, order in (("price", "CBA"), ("-price", "BCA")):
        told = answer(session, Question(sort=sort), NOW, RATES)
        assert [lot.code for lot in told.lots] == list(order)
    for low, high in ((149, 151), (1, 2)):  # whatever the range, it says nothing of what is not told
        asked = Question(filters={"price": Span(Decimal(low), Decimal(high))}, currency="USD")
        assert made["A"] in answer(session, asked, NOW, RATES).lots
    asked = Question(filters={"price": Span(Decimal(1), None, unknown=False)}, currency="USD")
    assert made["A"] not in answer(session, asked, NOW, RATES).lots


def test_a_price_per_lot_is_divided_by_its_area_and_another_currency_counts_at_its_rate(session):
    lots(
        session,
        an_estate(session),
        {
            "A": {"net_area": "10000", "price": {"amount": "1500000", "currency": "USD", "basis": "per_lot"}},
            "B": {"net_area": "10000", "price": {"amount": "207000", "currency": "KRW", "basis": "per_m2"}},
            "C": {"price": {"amount": "1500000", "currency": "USD", "basis": "per_lot"}},
            "D": {"net_area": "10000", "price": {"amount": "151", "currency": "USD", "basis": "per_m2"}},
        },
    )
    asked = Question(filters={"price": Span(Decimal(150), Decimal(150), unknown=False)}, currency="USD")

    assert [lot.code for lot in answer(session, asked, NOW, RATES).lots] == ["A", "B"]


def test_for_sale_finds_what_is_for_sale_or_lease(session):
    lots(
        session,
        an_estate(session),
        {c: {"tenure_offer": t} for c, t in zip("ABC", ("sale", "lease", "both"), strict=True)},
    )

    told = answer(session, Question(filters={"tenure": AnyOf(("sale",))}, sort="code"), NOW, RATES)

    assert [lot.code for lot in told.lots] == ["A", "C"]
    assert told.facets["tenure"] == {"sale": 2, "lease": 2, "both": 1}


def test_a_hold_that_ran_out_is_free_at_that_second(session):
    lot = lots(session, an_estate(session), {"A": {}})["A"]
    lot.public_status, lot.public_until, lot.public_then = Status.HELD, NOW, Status.AVAILABLE
    session.flush()

    just_before = answer(session, Question(), NOW - timedelta(microseconds=1), RATES)
    assert just_before.facets["status"] | {"held": 1} == just_before.facets["status"]
    assert answer(session, Question(), NOW, RATES).facets["status"]["available"] == 1


@pytest.mark.parametrize("how_many", [1, 100])
def test_an_answer_takes_two_statements_however_many_lots_there_are(session, how_many):
    lots(session, an_estate(session), {f"A-{n}": {"net_area": "10000"} for n in range(how_many)})
    session.commit()
    sent: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: sent.append(args[2]))

    answer(session, Question(filters={"area": Span(Decimal(1))}), NOW, RATES)

    assert len(sent) == 2


def test_the_map_box_finds_what_touches_it(session):
    from finding.question import Box

    lots(session, an_estate(session), {"A": {"outline": square(0)}, "B": {"outline": square(10)}})

    told = answer(session, Question(box=Box(105.9995, -6.1, 106.0005, -5.9)), NOW, RATES)

    assert [lot.code for lot in told.lots] == ["A"]
