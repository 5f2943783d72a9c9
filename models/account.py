"""Staff: who they are, what they may do and where, and that they are signed in."""

from __future__ import annotations

import enum

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Role(enum.StrEnum):
    """What a person may do; ANYONE is everybody, signed in or not."""

    ANYONE = "anyone"
    SALES = "sales"
    SALES_LEAD = "sales_lead"
    MARKETING = "marketing"
    ENGINEER = "engineer"
    ADMIN = "admin"


class User(Base):
    """A member of staff."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
