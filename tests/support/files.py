"""Files as people bring them, and documents whose files lie in the store already."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from models.land.document import Document
from models.land.estate import Estate
from models.media import Media, MediaKind, MediaState, new_key

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def jpeg(width: int = 900, height: int = 600, **options: Any) -> bytes:
    """Return a small picture: a gradient, as JPEG."""
    return saved(Image.linear_gradient("L").resize((width, height)).convert("RGB"), "JPEG", **options)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return the bytes of a picture saved as `kind`."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def a_paper(app: Flask, session: Session, estate: Estate, *, name: str = "측량도.pdf", **told: Any) -> Document:
    """Return a document whose file lies in the store."""
    return _on_record(app, session, estate, MediaKind.DOCUMENT, name, "application/pdf", {"": PDF}, **told)


def a_picture(app: Flask, session: Session, estate: Estate, *, alt: dict[str, str] | None = None, **told: Any) -> Document:
    """Return a picture whose sizes were made."""
    document = _on_record(app, session, estate, MediaKind.PICTURE, "foto.jpg", "image/jpeg", SIZES, **told)
    assert document.media is not None
    document.media.alt = {"en": "The main street", "id": "Jalan utama"} if alt is None else alt
    session.commit()
    return document


def a_picture_of_texts(app: Flask, session: Session, *, alt: dict[str, str] | None = None) -> Media:
    """Return a picture that belongs to no estate, whose sizes were made."""
    media = _media(app, session, MediaKind.PICTURE, "foto.jpg", "image/jpeg", SIZES)
    media.alt = {"en": "The main street", "id": "Jalan utama"} if alt is None else alt
    session.commit()
    return media


def _on_record(
    app: Flask, session: Session, estate: Estate, kind: MediaKind, name: str, media_type: str, contents: dict[str, bytes],
    **told: Any,
) -> Document:  # fmt: skip
    media = _media(app, session, kind, name, media_type, contents)
    media.estate_id = estate.id
    words = {"title": "Peta", "title_en": "Survey plan", "language": "id", "level": "public"}
    document = Document(estate_id=estate.id, key=media.key, kind=kind, media_id=media.id, **words | told)
    session.add(document)
    session.commit()
    return document


def _media(
    app: Flask, session: Session, kind: MediaKind, name: str, media_type: str, contents: dict[str, bytes]
) -> Media:
    from web.clock import now
    from web.store import store

    media = Media(
        key=new_key(), kind=kind, state=MediaState.READY, name=name, media_type=media_type,
        size=sum(map(len, contents.values())), sha256="0" * 64, alt={}, came_at=now(), sizes=[],
    )  # fmt: skip
    if kind is MediaKind.PICTURE:
        media.width, media.height = 480, 320
        media.sizes = [
            {"name": size, "type": "image/webp", "width": 480, "height": 320, "size": len(one)}
            for size, one in contents.items()
        ]
    with app.app_context():
        for size, one in contents.items():
            store().put(f"pictures/{media.key}/{size}" if size else media.place, one)
    session.add(media)
    session.flush()
    return media


SIZES = {"480.webp": saved(Image.new("RGB", (480, 320)), "WEBP")}
