"""What lies in the store on its way to a browser; without the store, an honest answer."""

from __future__ import annotations

from flask import Response, abort
from werkzeug.exceptions import ServiceUnavailable

from models.media import Media
from web.access import found
from web.database import db
from web.files import disposition
from web.store import Away, Missing, store


def size_of(media: Media, name: str) -> Response:
    """Return a size of a picture."""
    place = found(media.place_of(name))
    kind = next(str(size["type"]) for size in media.sizes if size["name"] == name)
    return _sent(place, kind)


def whole(media: Media) -> Response:
    """Return a document, to be saved under the name it came with."""
    answer = _sent(media.place, media.media_type)
    answer.headers["Content-Disposition"] = disposition(media.name)
    return answer


def _sent(place: str, media_type: str) -> Response:
    """Return what lies in the store; no transaction stays open while it is fetched."""
    db.session.close()
    try:
        stored = store().get(place)
    except Missing:
        abort(404)
    except Away:
        raise ServiceUnavailable(retry_after=30) from None
    answer = Response(stored, mimetype=media_type, direct_passthrough=True)
    answer.content_length = stored.size
    return answer
