"""What the tests of this room share."""

from __future__ import annotations

import pytest

from web.limits import limiter


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(app: object) -> None:
    """Forget how often the one network of the tests has asked."""
    limiter.reset()
