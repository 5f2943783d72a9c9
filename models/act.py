"""One row per transaction that changes something: who, when, why, and by which way in."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Way(enum.StrEnum):
    """How a change came in."""

    WEB = "web"  # the public site
    DESK = "desk"
    COMMAND = "command"
    IMPORT = "import"
    JOB = "job"
    STORY = "story"  # the demo, played from its file


class Act(Base):
    """Who did it: statements, stage changes, lot moves, revisions and consents point here."""

    __tablename__ = "act"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # null: a visitor, a command, the worker
    way: Mapped[Way]
    reason: Mapped[str | None] = mapped_column(info={"personal": True})  # in words, which may name somebody
    request_id: Mapped[str | None]
