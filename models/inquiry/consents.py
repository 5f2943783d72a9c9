"""The notices as rows: what was shown is kept, once per text, so that a consent can be proved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.inquiry.inquiry import Notice, Purpose


@dataclass(frozen=True)
class Shown:
    purpose: Purpose
    language: str
    version: str
    title: str
    rows: tuple[tuple[str, str, bool], ...]

    @property
    def text(self) -> str:
        return "\n".join([self.title, *(f"{word}: {text}" for word, text, _ in self.rows)])

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def shown(purpose: Purpose, language: str) -> Shown:
    return Shown(purpose, language, "1", purpose.value, (("Items", "Name", False), ("Purpose", "Answer", True)))


def notice_row(session: Session, purpose: Purpose, language: str) -> Notice:
    """Return the row of the notice as it is shown now, made when it is shown for the first time; flushes."""
    notice = shown(purpose, language)
    same = select(Notice).where(Notice.purpose == purpose, Notice.language == language, Notice.sha256 == notice.sha256)
    row = session.scalars(same).one_or_none()
    if row is None:
        row = Notice(purpose=purpose, language=language, version=notice.version, sha256=notice.sha256, text=notice.text)
        session.add(row)
        session.flush()
    return row
