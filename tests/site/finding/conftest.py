"""A database of its own for each test of questions about land."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import models
from models.base import Base

assert models


@pytest.fixture
def session() -> Iterator[Session]:
    """Give a session over an empty database."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()
