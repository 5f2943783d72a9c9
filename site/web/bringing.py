"""A file comes to the desk: looked at, laid into the store under a name of ours, and only then put on record."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator

from flask import has_request_context
from werkzeug.datastructures import FileStorage

from models.marks import N_
from models.media import Media, MediaKind, MediaState, new_key
from web.database import db
from web.files import NotTaken, name_of, told_by
from web.store import Away, store

AWAY = N_("The store of files does not answer. Nothing was stored; try again in a few minutes.")


@contextlib.contextmanager
def brought(file: FileStorage, *, picture: bool | None = None) -> Iterator[Media]:
    """Give a file that lies in the store, not on record yet; when the block fails, it is taken out again.

    `picture` says that only a picture will do, or only none. Raises NotTaken, also when the store is away. What the
    request has begun is rolled back, for the store may be slow and nobody shall wait for the write lock meanwhile: write
    and commit inside the block.
    """
    contents = file.stream.read()
    told = told_by(contents)
    if picture and not told.is_picture:
        raise NotTaken(N_("This is not a picture. Bring a JPEG, PNG or WebP file."))
    if picture is False and told.is_picture:
        raise NotTaken(N_("This is a picture. Bring a PDF or an office file."))
    media = Media(
        key=new_key(),
        kind=MediaKind.PICTURE if told.is_picture else MediaKind.DOCUMENT,
        state=MediaState.WAITING,
        name=name_of(file.filename, told.media_type),
        media_type=told.media_type,
        size=len(contents),
        sha256=hashlib.sha256(contents).hexdigest(),
        width=told.width,
        height=told.height,
        sizes=[],
        alt={},
    )
    if has_request_context():
        db.session.rollback()
    place = media.place
    try:
        store().put(place, contents)
    except Away:
        raise NotTaken(AWAY) from None
    try:
        yield media
    except BaseException:
        with contextlib.suppress(Away):
            store().drop(place)
        raise
