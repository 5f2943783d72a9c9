"""The only clock. Tests move it by replacing `read`."""

from collections.abc import Callable
from datetime import UTC, datetime


def _of_the_machine() -> datetime:
    return datetime.now(UTC)


read: Callable[[], datetime] = _of_the_machine


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return read()
