"""A clock that a test moves."""

from datetime import datetime, timedelta


class Clock:
    """Stands at `at` until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def move(self, *, to: datetime | None = None, **by: float) -> datetime:
        """Go to a moment, or on by days, hours, minutes, seconds; return where it stands."""
        self.at = to if to is not None else self.at + timedelta(**by)
        return self.at
