"""A link that shows a draft to whoever holds it, for a while: to one version, in one language, and to nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, make_response, render_template, url_for
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from content.pages import told_of
from models.account import Role
from models.content.freshness import live_in
from models.content.page import PageLocale
from models.content.revision import Revision, revision_of
from web.access import allow, found
from web.clock import now
from web.database import db
from web.frame import base_url
from web.headers import private

LASTS = timedelta(days=7)


def preview_link(locale: PageLocale, number: int, at: datetime) -> tuple[str, datetime]:
    """Return the link to a version and until when it opens; within an hour it stays the same."""
    until = (at + LASTS).replace(minute=0, second=0, microsecond=0)
    token = str(_signer().dumps([locale.id, number, int(until.timestamp())]))
    return base_url() + url_for("content.preview", lang=locale.language, token=token), until


@allow(Role.ANYONE)
def preview(lang: str, token: str) -> Response:
    """Show the version of a link; an altered link and one that has run out are not there."""
    locale, revision = found(_named(token, now()))
    if locale.language != lang:
        found(None)
    at = now()
    told = told_of(locale, revision, at, live_in(db.session, locale.page, at), lang, at)
    page = render_template("content/preview.html", **(told | {"outdated_since": None, "preview": True}))
    return private(make_response(page))


def _named(token: str, at: datetime) -> tuple[PageLocale, Revision] | None:
    try:
        locale_id, number, until = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    if until <= at.timestamp():
        return None
    query = select(PageLocale).where(PageLocale.id == locale_id).options(joinedload(PageLocale.page))
    locale = db.session.scalar(query)
    revision = db.session.scalar(revision_of(locale, number)) if locale else None
    return (locale, revision) if locale and revision else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="content-preview")
