"""The addresses of files: pictures kept for ever by browsers, downloads under their own names, the desk's look at both."""

from __future__ import annotations

from flask import Blueprint, request
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from models.account import Role
from models.land.document import open_to_all
from models.media import Media, MediaKind
from web.access import allow, current_user, found
from web.database import db
from web.sending import size_of, whole

bp = Blueprint("media", __name__)

DESK = (Role.SALES, Role.MARKETING, Role.ENGINEER)
KEPT = "public, max-age=31536000, immutable"  # a picture that changes is another one, under another key


@bp.get("/media/<key>/<name>")
@allow(Role.ANYONE)
def picture(key: str, name: str) -> Response:
    """Send a size of a picture that everybody may see."""
    media = found(db.session.scalar(_seen_by_all(key, MediaKind.PICTURE)))
    answer = size_of(media, name)
    answer.headers["Cache-Control"] = KEPT
    return answer


@bp.get("/files/<key>/<name>")
@allow(Role.ANYONE)
def file(key: str, name: str) -> Response:
    """Send a document that everybody may read."""
    media = found(db.session.scalar(_seen_by_all(key, MediaKind.DOCUMENT)))
    sha256 = media.sha256
    answer = Response(status=304) if request.if_none_match.contains(sha256) else whole(media)
    answer.set_etag(sha256)
    answer.headers["Cache-Control"] = "public, no-cache"  # tomorrow it may be ended
    return answer


@bp.get("/staff/media/<int:media_id>/<name>")
@allow(*DESK)
def at_the_desk(media_id: int, name: str) -> Response:
    """Send a file, or a size of a picture, to those who work at its estate."""
    ids = current_user.estates(*DESK)
    query = select(Media).where(Media.id == media_id)
    if ids is not None:
        query = query.where(Media.estate_id.is_(None) | Media.estate_id.in_(sorted(ids)))
    media = found(db.session.scalar(query))
    return whole(media) if media.kind is MediaKind.DOCUMENT else size_of(media, name)


def _seen_by_all(key: str, kind: MediaKind) -> Select[Media]:
    ids = open_to_all().with_only_columns(Media.id)
    return select(Media).where(Media.key == key, Media.kind == kind, Media.estate_id.is_(None) | Media.id.in_(ids))
