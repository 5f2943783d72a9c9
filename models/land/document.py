"""A paper that figures rest on: survey, permit, meter sheet, certificate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public, estate_scope
from models.land.lot import Lot

document_lot = Table(
    "document_lot",
    Base.metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("lot_id", ForeignKey("lot.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Document(Base, Public):
    """A document of an estate, of some of its lots or of all; who may open it is its level."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("estate_id", "key"),
        CheckConstraint("level IN ('public', 'registered', 'nda')", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"))
    key: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    title_en: Mapped[str | None]
    issuer: Mapped[str | None]
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    valid_to: Mapped[date | None]
    level: Mapped[str] = mapped_column(default="public")
    note: Mapped[str | None]
    illustrative: Mapped[bool] = mapped_column(default=False)

    lots: Mapped[list[Lot]] = relationship(secondary=document_lot, order_by=Lot.code)

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)
