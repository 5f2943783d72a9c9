"""What happened on a lead and what must happen next: notes, calls, letters, tasks."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.act import Act
from models.base import Base
from models.lead.lead import Lead
from models.people.organisation import PERSONAL


class EntryKind(enum.StrEnum):
    """What a line of the timeline is."""

    INQUIRY = "inquiry"
    LETTER = "letter"  # to the investor
    RECEIVED = "received"  # from the investor
    CALL = "call"
    NOTE = "note"
    TASK_DONE = "task_done"
    ASSIGNED = "assigned"
    OFFER = "offer"
    CLAIM = "claim"
    STAGE = "stage"
    CONSENT = "consent"
    ADDRESS = "address"  # corrected by the investor
    MERGE = "merge"
    AGREEMENT = "agreement"  # a non-disclosure agreement put on record, or ended
    CHANGED = "changed"  # need, person or firm; names the fields, never what was in them


class Entry(Base):
    """A line of a lead's timeline, insert-only. Machine-made lines carry a code and values, people's words a text."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_lead_at", "lead_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    kind: Mapped[EntryKind]
    at: Mapped[datetime]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    text: Mapped[str | None] = mapped_column(info=PERSONAL)
    language: Mapped[str | None]
    # ids and codes: inquiry, letter, old, new, lots; and the subject of a letter
    details: Mapped[dict[str, object]] = mapped_column(default=dict, info={"personal": True, "words": ("subject",)})
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    act: Mapped[Act] = relationship()
    letter: Mapped[Letter | None] = relationship()


class Letter(Base):
    """A mail to be sent, being sent or sent. Its Message-ID is made from the row, so a repeat is the same letter."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("kind IN ('ack', 'desk_notice', 'answer', 'status_link', 'account')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    kind: Mapped[str]
    template: Mapped[str | None]  # the purpose it was begun from
    to: Mapped[str] = mapped_column(info=PERSONAL)
    reply_to: Mapped[str | None]
    language: Mapped[str]
    subject: Mapped[str] = mapped_column(info=PERSONAL)
    body: Mapped[str] = mapped_column(info=PERSONAL)
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # null: automatic, never meets the clock
    sent_at: Mapped[datetime | None]
    # queued, sent, unsent (no SMTP_URL: read on the desk), dead, held (a suspect: rescued or not at all), cancelled
    state: Mapped[str] = mapped_column(default="queued")

    author: Mapped[User | None] = relationship()


class Task(Base):
    """Something to do by a moment. An open lead has a next step: an open task."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_open", "assignee_id", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    title: Mapped[str] = mapped_column(info=PERSONAL)
    due_at: Mapped[datetime]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    # what the machine asks for, by codes and ids: ask (reservation, free_lot, hold_ended), lots, until, by; the title is
    # then theirs
    details: Mapped[dict[str, object]] = mapped_column(default=dict)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    lead: Mapped[Lead] = relationship()
    assignee: Mapped[User | None] = relationship()
