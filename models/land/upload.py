"""A file that waits at the desk: checked against the estate, shown, then stored by somebody's word, or forgotten."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.land.answer import Proof

KEPT_FOR = timedelta(days=1)
"""So long a file waits for a person's word."""


class Waiting(enum.StrEnum):
    """Where a file stands."""

    CHECKING = "checking"  # the worker reads and compares it
    CHECKED = "checked"  # its difference, or why it cannot be read, can be looked at
    STORING = "storing"
    STORED = "stored"
    FAILED = "failed"  # by a mistake of ours


class Upload(Base):
    """A file that was brought to the desk. The file itself lies in the data folder under `key`."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    came_at: Mapped[datetime]
    name: Mapped[str]  # as given, NFC
    key: Mapped[str] = mapped_column(unique=True)  # random: nothing of the name, nothing to guess
    size: Mapped[int]
    state: Mapped[Waiting]
    checks: Mapped[int] = mapped_column(default=1)  # how often it was asked for: an older one's answer is not kept
    checked_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what is being done, how many of how many

    proof: Mapped[Proof]
    as_of: Mapped[date | None]
    document: Mapped[str | None]  # key or title
    illustrative: Mapped[bool] = mapped_column(default=False)
    crs: Mapped[str | None]  # these three as chosen; null is as the file says
    encoding: Mapped[str | None]
    layer: Mapped[str | None]
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # header: as what it is to be read
    skip_bad: Mapped[bool] = mapped_column(default=False)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what the last check found
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("intake.id", ondelete="SET NULL"))
