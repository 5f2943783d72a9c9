"""A paper that figures rest on, or a picture of the land: who issued it, how long it holds, who may open it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Select,
    Table,
    UniqueConstraint,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from models.base import Base, Public, estate_scope
from models.land.answer import Visibility
from models.land.estate import Estate
from models.land.lot import Lot
from models.media import Media, MediaKind

document_lot = Table(
    "document_lot",
    Base.metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("lot_id", ForeignKey("lot.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Document(Base, Public):
    """A document or picture of an estate, of some of its lots or of all; who may open it is its level.

    Without a file it is only named: figures rest on it, or it can be asked for.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("estate_id", "key"),
        CheckConstraint("level IN ('public', 'registered', 'nda')", name="level"),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="valid_days"),
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
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the last day on which it holds
    level: Mapped[str] = mapped_column(default="public")
    note: Mapped[str | None]
    illustrative: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[MediaKind] = mapped_column(default=MediaKind.DOCUMENT)
    position: Mapped[int] = mapped_column(default=0)  # the order of lists; equal ones as they came
    ended_at: Mapped[datetime | None]  # no longer shown; figures that rest on it still name it
    media_id: Mapped[int | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    estate: Mapped[Estate] = relationship()
    lots: Mapped[list[Lot]] = relationship(secondary=document_lot, order_by=Lot.code)
    media: Mapped[Media | None] = relationship()

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate."""
        yield estate_scope(self.estate_id)


ORDER = (Document.position, Document.id)

OPENS = {
    Visibility.PUBLIC: (Visibility.PUBLIC,),
    Visibility.REGISTERED: (Visibility.PUBLIC, Visibility.REGISTERED),
    Visibility.NDA: tuple(Visibility),
}
"""What a reader of each level may open."""


def about(lot_id: int) -> ColumnElement[bool]:
    """Condition on Document: it is about this lot, or about no lot by name."""
    of_document = document_lot.c.document_id == Document.id
    return ~exists().where(of_document) | exists().where(of_document, document_lot.c.lot_id == lot_id)


def about_the_whole() -> ColumnElement[bool]:
    """Condition on Document: it names no lot."""
    return ~exists().where(document_lot.c.document_id == Document.id)


def shown_documents(estate_id: int) -> Select[Document]:
    """Select the documents and pictures of an estate that are not ended, each with its file, in their order."""
    query = select(Document).outerjoin(Document.media).options(contains_eager(Document.media))
    return query.where(Document.estate_id == estate_id, Document.ended_at.is_(None)).order_by(*ORDER)


def open_to_all() -> Select[Document]:
    """Select what everybody may open: public, not ended, of a published estate; of lots only while one was shown."""
    of_document = document_lot.c.document_id == Document.id
    seen = exists().where(of_document, Lot.id == document_lot.c.lot_id, Lot.public_status.is_not(None))
    query = select(Document).join(Document.estate).join(Document.media).options(contains_eager(Document.media))
    return query.where(
        Estate.published, Document.level == Visibility.PUBLIC, Document.ended_at.is_(None), about_the_whole() | seen
    )
