"""An estate with a lot, and files to bring to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from models.land.estate import Estate
from models.land.lot import Lot
from tests.client import Client
from tests.land import an_estate, lots
from tests.page import Page

Bring = Callable[..., Page]


@pytest.fixture
def estate(session, clock) -> Estate:
    """An estate that is published."""
    made = an_estate(session)
    session.commit()
    return made


@pytest.fixture
def lot(session, estate, clock) -> Lot:
    """A lot on offer."""
    made = lots(session, estate, {"E-09": {"net_area": "30515"}, "E-10": {"net_area": "20000"}}, at=clock.at)["E-09"]
    session.commit()
    return made


@pytest.fixture
def bring(marketer: Client, estate: Estate) -> Bring:
    """Bring a file to the desk: bring(contents, "name.jpg", level="nda"); gives the page that follows."""

    def send(contents: bytes, name: str, *, status: int = 303, **told: Any) -> Page:
        form = {"title": "Jalan utama", "language": "id", "level": "public", "lots": "", **told}
        data = {"csrf_token": marketer.token, "file": (io.BytesIO(contents), name), **form}
        return marketer.post(f"/staff/estates/{estate.slug}/documents", data, status=status)

    return send
