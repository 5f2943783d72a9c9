"""The notices as rows: what was shown is kept, once per text, so that a consent can be proved."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.inquiry.inquiry import Notice
from models.inquiry.notice import NoticeText


def notice_row(session: Session, shown: NoticeText) -> Notice:
    """Return the row of a notice, made when that text is agreed to or refused for the first time; flushes."""
    same = (Notice.purpose == shown.purpose, Notice.language == shown.language, Notice.sha256 == shown.sha256)
    row = session.scalars(select(Notice).where(*same)).one_or_none()
    if row is None:
        row = Notice(
            purpose=shown.purpose,
            language=shown.language,
            version=shown.version,
            sha256=shown.sha256,
            text=shown.text,
        )
        session.add(row)
        session.flush()
    return row
