"""An estate to look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.land.answer import Answer
from models.land.estate import Estate
from models.land.lot import Lot, Status
from models.land.rate import Rate
from tests.land import an_estate, lots, narrowed
from tests.support.clock import Clock

PRICE = {"amount": "164", "currency": "USD", "basis": "per_m2"}


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
