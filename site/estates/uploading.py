"""Files that are brought to the desk: kept in the data folder under a random name until stored, discarded, or a day old."""

from __future__ import annotations

import contextlib
import os
import secrets
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy.orm import Session

from estates.importing import Order
from models.act import Way
from models.job import enqueue
from models.land.answer import Proof
from models.land.columns import Picked
from models.land.estate import Estate
from models.land.upload import KEPT_FOR, Upload, Waiting

MOST_BYTES = 50 << 20
LONGEST_NAME = 120
CHECK, STORE, FORGET = "upload-check", "upload-store", "upload-forget"


class TooLarge(ValueError):
    """The file is larger than MOST_BYTES."""


def keep(stream: IO[bytes]) -> tuple[str, int]:
    """Keep what `stream` gives; return its key and its size in bytes. Raise TooLarge."""
    key = secrets.token_urlsafe(24)
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while part := stream.read(1 << 20):
                size += len(part)
                if size > MOST_BYTES:
                    raise TooLarge
                file.write(part)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return key, size


def path_of(key: str) -> Path:
    """Return where a file is kept: in the data folder, which no address leads to."""
    data: Path = current_app.config["SETTINGS"].data
    return data / "media" / "uploads" / key


def drop(key: str) -> None:
    """Delete a kept file, if it is still there."""
    with contextlib.suppress(OSError):
        path_of(key).unlink(missing_ok=True)


def file_name(given: str | None) -> str:
    """Return what people call a file: its last part, printable, on one line."""
    last = (given or "").replace("\\", "/").rpartition("/")[2]
    text = unicodedata.normalize("NFC", "".join(c for c in last if c.isprintable())).strip()
    return text[-LONGEST_NAME:] or "file"


def bring(
    session: Session,
    estate: Estate,
    kept: tuple[str, int],
    name: str,
    *,
    by_id: int,
    at: datetime,
    proof: Proof,
    as_of: date | None,
    document: str | None,
    illustrative: bool,
) -> Upload:
    """Put a kept file on record and let the worker check it; it is forgotten in a day."""
    key, size = kept
    upload = Upload(
        estate_id=estate.id,
        by_id=by_id,
        came_at=at,
        name=file_name(name),
        key=key,
        size=size,
        state=Waiting.CHECKING,
        checks=0,
        proof=proof,
        as_of=as_of,
        document=document,
        illustrative=illustrative,
    )
    session.add(upload)
    session.flush()
    check(session, upload, at)
    enqueue(session, FORGET, {"upload": upload.id}, at=at + KEPT_FOR, dedupe_key=f"{FORGET}:{upload.id}:{key[:8]}")
    return upload


def check(session: Session, upload: Upload, at: datetime) -> None:
    """Let the worker read the file and compare it, as it is ordered now."""
    upload.state, upload.progress = Waiting.CHECKING, {}
    upload.checks += 1
    enqueue(session, CHECK, {"upload": upload.id, "check": upload.checks}, at=at)


def store(session: Session, upload: Upload, at: datetime) -> None:
    """Let the worker store what was looked at."""
    upload.state, upload.progress = Waiting.STORING, {}
    enqueue(session, STORE, {"upload": upload.id}, at=at)


def discard(session: Session, upload: Upload) -> None:
    """Forget a file that is not wanted."""
    drop(upload.key)
    session.delete(upload)


def order_of(upload: Upload, slug: str, *, dry_run: bool) -> Order:
    """Return what the worker is to load."""
    picked = {header: one for header, told in upload.columns.items() if (one := Picked.from_json(told))}
    return Order(
        kind="lots",
        path=path_of(upload.key),
        name=upload.name,
        estate=slug,
        proof=upload.proof,
        as_of=upload.as_of,
        document=upload.document,
        illustrative=upload.illustrative,
        crs=upload.crs,
        encoding=upload.encoding,
        layer=upload.layer,
        dry_run=dry_run,
        skip_bad=upload.skip_bad,
        by_id=upload.by_id,
        way=Way.DESK,
        picked=picked,
        upload_id=None if dry_run else upload.id,
        expects=None if dry_run else upload.found.get("fingerprint"),
    )
