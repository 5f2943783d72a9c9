"""Who has a text open at the moment: a courtesy among colleagues. What counts is that no saving overwrites another."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Select, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.account import User
from models.base import Base

GONE_AFTER = timedelta(minutes=2)  # the page says every half minute that it is open


class Editing(Base):
    """That a person had a text open in a language at that moment."""

    __tablename__ = "editing"
    __table_args__ = (UniqueConstraint("page_id", "language", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    language: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    seen_at: Mapped[datetime]


def note_editing(session: Session, page_id: int, language: str, user: User, at: datetime) -> None:
    """Note that `user` has the text open; forget who has not been seen for a while."""
    session.execute(delete(Editing).where(Editing.seen_at < at - 10 * GONE_AFTER))
    ours = select(Editing).where(
        Editing.page_id == page_id, Editing.language == language, Editing.user_id == user.id
    )
    row = session.scalar(ours)
    if row is not None:
        row.seen_at = at
        return
    try:
        with session.begin_nested():
            session.add(Editing(page_id=page_id, language=language, user_id=user.id, seen_at=at))
    except IntegrityError:  # two tabs at once: one note is enough
        return


def others_editing(page_id: int, language: str, user: User, at: datetime) -> Select[str]:
    """Select the names of those who have the text open beside `user`."""
    return (
        select(User.name)
        .join(Editing, Editing.user_id == User.id)
        .where(Editing.page_id == page_id, Editing.language == language, User.id != user.id)
        .where(Editing.seen_at > at - GONE_AFTER)
        .order_by(User.name)
    )
