"""Who writes in these tests."""

from datetime import UTC, datetime

import pytest

from tests.models.content.writing import Writer


@pytest.fixture
def writer(session):
    return Writer(session, datetime(2026, 3, 2, 2, tzinfo=UTC))
