"""The worker's part: makes the sizes of a picture, takes away files that nobody needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from media.making import Made, Undecodable, made_anew
from models.job import enqueue
from models.media import DROP, REMAKE, Media, MediaState
from web.jobs import Args, Errand, prepares
from web.store import Missing, store

log = structlog.get_logger()


@prepares(REMAKE)
def remake(session: Session, args: Args, at: datetime) -> Errand | None:
    """Make the sizes of a picture; the file as it came, which may tell a place and a name, is dropped."""
    media = session.get(Media, args["media"])
    if media is None or media.state is not MediaState.WAITING:
        return None
    media_id, key, place = media.id, media.key, media.place

    def run() -> Made | None:
        try:
            made = made_anew(store().get(place).read())
        except (Missing, Undecodable) as error:
            log.warning("picture-not-made", media=media_id, error=str(error))
            return None
        for name, contents in made.contents.items():
            store().put(f"pictures/{key}/{name}", contents)
        return made

    def keep(session: Session, made: Made | None, at: datetime) -> None:
        kept = session.get(Media, media_id)
        if kept is None:
            return
        if made is None:
            kept.state = MediaState.FAILED
        else:
            kept.state, kept.sizes = MediaState.READY, made.sizes
            kept.width, kept.height = made.width, made.height
        _drop_later(session, key, at)

    return Errand(run=run, keep=keep)


@prepares(DROP)
def drop(session: Session, args: Args, at: datetime) -> Errand | None:
    """Take a file, and the sizes named, out of the store."""
    key = str(args["key"])
    places = [f"pictures/{key}/{name}" for name in args["sizes"]] + [f"brought/{key}"]

    def run() -> Any:
        for place in places:
            store().drop(place)

    return Errand(run=run)


def _drop_later(session: Session, key: str, at: datetime) -> None:
    enqueue(session, DROP, {"key": key, "sizes": []}, at=at, dedupe_key=f"{DROP}:{key}:brought")
