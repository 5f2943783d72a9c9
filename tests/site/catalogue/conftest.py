"""An estate to look at, and one of which everything is told that costs a question of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import shapely
from sqlalchemy.orm import Session

from catalogue import plans
from catalogue.location import sketches
from models.land.answer import Answer
from models.land.claim import move_lot
from models.land.document import Document
from models.land.estate import Estate, Feature
from models.land.ledger import Indicator
from models.land.lot import Lot, Status
from models.land.rate import Rate
from models.land.statement import Subject
from tests.land import an_act, an_estate, lots, narrowed, say, square
from tests.support.clock import Clock

PRICE = {"amount": "164", "currency": "USD", "basis": "per_m2"}


@pytest.fixture(autouse=True)
def no_sketches() -> None:
    """Forget what was drawn in another test: each counts ids and editions from one."""
    sketches.clear()


@pytest.fixture
def estate(session: Session, clock: Clock) -> Estate:
    """An estate without lots, and rates of three currencies."""
    session.add_all(
        Rate(currency=currency, on=date(2026, 2, 20), per_usd=Decimal(worth), source="test", illustrative=True)
        for currency, worth in (("KRW", 1380), ("JPY", 150), ("IDR", 16000))
    )
    return an_estate(session)


@pytest.fixture
def land(session: Session, estate: Estate, clock: Clock) -> dict[str, Lot]:
    """Three lots: one with much said of it, one on request, one sold."""
    much: dict[str, Any] = {
        "net_area": "30515",
        "lot_kind": "greenfield",
        "price": PRICE,
        "tenure_offer": "both",
        "lot_power_capacity": "18",
        "steam_flow": Answer.NOT_APPLICABLE,
        "industrial_water_supply": "0",
        "sectors_allowed": ["C20", "C24"],
        "land_right": "hgb",
        "right_term": "30",
        "right_end": "2054-09-01",
        "handover_date": "2027-03-31",
        "distance_port": {"amount": "1.46", "method": "road", "minutes": "4"},
    }
    little = {"net_area": "20000", "price": narrowed("price", PRICE)}
    made = lots(
        session,
        estate,
        {"E-09": much, "E-10": little, "S-01": {"net_area": "10000"}},
        status={"S-01": Status.SOLD},
        at=clock.at,
    )
    session.commit()
    return made


@pytest.fixture
def told_of(session: Session, estate: Estate, clock: Clock) -> Callable[[int], None]:
    """Make so many lots of an estate whose pages ask the database for all they can ask; no plan is drawn yet."""

    def make(how_many: int) -> None:
        plans.forget()
        facts = {"net_area": "20000", "price": PRICE, "distance_port": {"amount": "1.46", "method": "road"}}
        made = lots(session, estate, {f"A-{n:03}": facts for n in range(how_many)}, at=clock.at)
        estate.illustrative = True  # what is public stands beside what is invented, with who published it
        paper = Document(estate_id=estate.id, key="p", title="Contoh", language="id", level="public")
        session.add(paper)
        session.flush()
        of_estate = Subject("estate", estate.id)
        port = {"amount": "9", "method": "road"}
        figures = {"substation_capacity": "180", "industrial_water_supply": "12000", "distance_port": port}
        told = say(session, estate, {of_estate: figures}, at=clock.at, document_id=paper.id, source="example.com")
        ground = shapely.to_wkb(square(5))
        beside = {"estate_id": estate.id, "statement_id": told.id, "shape": ground}
        session.add_all(Feature(kind=kind, **beside) for kind in ("green", "water"))
        eip = {"framework": "eip", "answer": Answer.STATED, "value": "yes"}
        session.add(Indicator(estate_id=estate.id, statement=told, code="PM.P1", **eip))
        for lot in made.values():
            for status in (Status.RESERVED, Status.AVAILABLE):
                move_lot(session, session.get_one(Lot, lot.id), status, act=an_act(session, clock.at))
        session.commit()

    return make


HOW_MANY = pytest.mark.parametrize("how_many", [1, 100])
