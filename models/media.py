"""A file that people brought: where it lies in the store, what it is, what it is called; of a picture also its sizes."""

from __future__ import annotations

import enum
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Public, estate_scope
from models.edition import SITE
from models.job import enqueue

REMAKE, DROP = "picture-sizes", "media-drop"
"""Jobs: make the sizes of a picture; take what lies under a key out of the store."""


class MediaKind(enum.StrEnum):
    """What a file is to a page."""

    DOCUMENT = "document"  # offered for download
    PICTURE = "picture"  # shown, in sizes that we made


class MediaState(enum.StrEnum):
    """Where a file stands."""

    WAITING = "waiting"  # a picture whose sizes are still to be made
    READY = "ready"
    FAILED = "failed"  # a picture that cannot be decoded


class Media(Base, Public):
    """A file in the store. Contents never change: a new file is a new row with a new key."""

    __tablename__ = "media"
    __table_args__ = (CheckConstraint("kind IN ('document', 'picture')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # random: nothing of the name, nothing to guess; in addresses
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MediaKind]
    state: Mapped[MediaState]
    name: Mapped[str]  # as it was brought, NFC; what a download is called
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    sha256: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sizes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # name, type, width, height, size
    alt: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # language: what is to be seen
    came_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the estate; what belongs to no estate stands on pages of the site."""
        yield SITE if self.estate_id is None else estate_scope(self.estate_id)

    @property
    def place(self) -> str:
        """Where the file as it was brought lies in the store."""
        return f"brought/{self.key}"

    def place_of(self, name: str) -> str | None:
        """Return where a size lies in the store; None when there is none of that name."""
        known = any(size["name"] == name for size in self.sizes)
        return f"pictures/{self.key}/{name}" if known else None


def new_key() -> str:
    """Return a key for a new file: 128 bits."""
    return secrets.token_hex(16)


def add_media(session: Session, media: Media, at: datetime) -> Media:
    """Put a file on record that lies in the store; the sizes of a picture are made by a job."""
    media.came_at = at
    media.state = MediaState.WAITING if media.kind is MediaKind.PICTURE else MediaState.READY
    session.add(media)
    session.flush()
    if media.kind is MediaKind.PICTURE:
        enqueue(session, REMAKE, {"media": media.id}, at=at, dedupe_key=f"{REMAKE}:{media.key}")
    return media


def drop_media(session: Session, media: Media, at: datetime) -> None:
    """Take a file off the record; a job takes it out of the store."""
    drop_files(session, media, at)
    session.delete(media)


def drop_files(session: Session, media: Media, at: datetime) -> None:
    """Let a job take what lies in the store of a file that goes off the record."""
    names = [str(size["name"]) for size in media.sizes]
    enqueue(session, DROP, {"key": media.key, "sizes": names}, at=at, dedupe_key=f"{DROP}:{media.key}")


def alt_in(alt: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return the alternative text for `language` and the language it is in: else English, Indonesian, any; ("", "")."""
    for one in (language, "en", "id", *alt):
        if alt.get(one):
            return alt[one], one
    return "", ""
