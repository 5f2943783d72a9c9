"""What has no history of its own: roles, settings, exports, who opened a person's data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base


class Audit(Base):
    """That something was done, told by ids and names of fields, never by what was in them."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    what: Mapped[str]  # roles, disabled, enabled, invited, opened, exported, policy
    subject: Mapped[str]  # "user:7", "lead:12", "estate:3"
    details: Mapped[dict[str, Any]]

    act: Mapped[Act] = relationship()
