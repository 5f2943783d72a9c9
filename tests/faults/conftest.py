"""What the tests of this folder share: the site as it runs in earnest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from config import Settings
from tests.conftest import SECRET
from tests.faults.site_in_pieces import Pieces
from tests.support.databases import TestDatabase, make_tables


@pytest.fixture
def variables() -> dict[str, str]:
    """Settings of `pieces` beside the usual ones; a file of tests may say others."""
    return {}


@pytest.fixture
def pieces(
    only_app: Flask,
    test_database: TestDatabase,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    variables: dict[str, str],
) -> Iterator[Pieces]:
    """The site over a database of its own; SQLite's on a real disk."""
    if pytestconfig.getoption("--database") == "postgresql":
        test_database.refresh(only_app)
        url = test_database.url
    else:
        url = f"sqlite:///{tmp_path / 'kavling.sqlite'}"
        make_tables(create_app(Settings(data=tmp_path, database_url=url, secret_key=SECRET)))
    pieces = Pieces(tmp_path, url, **variables)
    pieces.start()
    yield pieces
    pieces.stop()
