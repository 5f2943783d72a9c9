"""The picture that goes along with a link to a page or a piece of news."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select
from werkzeug.wrappers import Response

from content.pages import told_language
from models.account import Role
from models.content.page import SLUG
from models.content.reading import at_address
from models.land.estate import Estate
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page
from web.sharing import Words, sent, shapes_of


@allow(Role.ANYONE)
@public_page(every_scope)
def picture(lang: str, slug: str) -> Response:
    """Send the title of a page beside the plan of the first estate."""
    if not SLUG.fullmatch(slug):
        abort(404)
    at = now()
    live = {locale.language: revision for locale, revision, _ in db.session.execute(at_address(lang, slug, at)).all()}
    told_in = told_language(live, lang)  # type: ignore[arg-type]  # asks for its languages only
    if not told_in:
        abort(404)
    first = db.session.scalar(select(Estate.id).where(Estate.published).order_by(Estate.id).limit(1))
    shapes = shapes_of(db.session, first, at) if first is not None else []
    text = live[told_in]
    return sent(Words(text.title, [text.description] if text.description else []), shapes, lang)
