"""A figure is a statement somebody made: who, on what strength, as of when, valid until when, by which document.

Statements are the truth and are never edited; the fact columns of lots and estates, and `standing` beside them, are today's
answer. `record` and `undo` write both; `replay` derives the second from the first, and a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base
from models.land.answer import Answer, Proof, Visibility
from models.land.document import Document


class Statement(Base):
    """What somebody said of lots or of an estate. Only `force_from` and `force_until` are set later, once each."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Proof]
    as_of: Mapped[date | None]
    valid_to: Mapped[date | None]  # the last day it holds
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    source: Mapped[str | None]  # of a public fact: who published it
    certainty: Mapped[str | None]  # found, computed; high, medium, low
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("intake.id"), index=True)
    illustrative: Mapped[bool] = mapped_column(default=False)
    for_history: Mapped[bool] = mapped_column(default=False)  # on record, never today's answer
    force_from: Mapped[datetime | None]  # null: waits for a second person
    force_until: Mapped[datetime | None]  # set: undone

    act: Mapped[Act] = relationship()
    document: Mapped[Document | None] = relationship()


OF_ESTATE = text("estate_id IS NOT NULL")


class Fact(Base):
    """A line of a statement: one subject, one attribute, one answer. Insert-only."""

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint("(lot_id IS NULL) <> (estate_id IS NULL)", name="one_subject"),
        Index("ix_fact_lot", "lot_id", "code"),
        # few facts are of an estate: the many of lots need not be in its index
        Index("ix_fact_estate", "estate_id", "code", sqlite_where=OF_ESTATE, postgresql_where=OF_ESTATE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    code: Mapped[str]
    answer: Mapped[Answer]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))  # decimals as text, companions beside
    note: Mapped[str | None]

    statement: Mapped[Statement] = relationship()


class Said(NamedTuple):
    """What is said of one attribute: the answer and, when stated, the value as models/land/values.py cleans it."""

    answer: Answer
    value: Any = None
    visibility: Visibility = Visibility.PUBLIC
    note: str | None = None


class Subject(NamedTuple):
    """Whom a fact is about: a lot or an estate, by id."""

    kind: str  # "lot" or "estate"
    id: int


Lines = Mapping[Subject, Mapping[str, Said]]
"""Of each subject, what is said by code. Beside attributes a lot has OUTLINE, CODE_AS_GIVEN, FIRST_STATUS and ZONE."""

OUTLINE = "outline"  # WKB in hex
CODE_AS_GIVEN = "code_as_given"
FIRST_STATUS = "first_status"
ZONE = "zone"  # its code
OF_THE_LOT_ITSELF = (OUTLINE, CODE_AS_GIVEN, FIRST_STATUS, ZONE)
