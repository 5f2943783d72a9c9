"""Trials in which processes are killed: part of `make test`, too long for `make quick`."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Let these trials be left out by name."""
    config.addinivalue_line("markers", "faults: kills processes while they work")
