"""What the tests of this room share: an estate, two of its lots, and leads of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.land.estate import Estate
from models.land.lot import Lot
from models.lead.lead import Lead
from tests.client import Client
from tests.factories import EstateFactory, LeadFactory, LotFactory


@pytest.fixture
def estate(session, clock) -> Estate:
    """An estate, on a Monday at nine in Cilegon."""
    return EstateFactory()


@pytest.fixture
def lot(estate) -> Lot:
    """A lot that is offered there."""
    return LotFactory(estate=estate, code="B-03", code_as_given="B-03")


@pytest.fixture
def lead_of(lot) -> Callable[..., Lead]:
    """Make a lead about the lot that somebody is in charge of: lead_of(seller, ready=True)."""

    def make(client: Client | None = None, **columns: Any) -> Lead:
        return LeadFactory(**{"about": [lot], "owner_id": client.user_id if client else None, **columns})

    return make
