"""A file as it came: what it was, how its columns were read, what was reported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base


class Intake(Base):
    """One loading of one file into an estate. The file itself lies in the media store under its hash."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # lots, plan, estate, ledger, operators, indicators, documents, tenants, notes
    name: Mapped[str]  # as given, NFC
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    head: Mapped[dict[str, Any]] = mapped_column(JSON)  # format, encoding, coordinates: as told by the reader
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)  # header: what it was read as
    report: Mapped[dict[str, Any]] = mapped_column(JSON)  # counts of added, changed, refused, and the first of each

    act: Mapped[Act] = relationship()
