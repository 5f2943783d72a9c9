"""What the desk's pages of this room share: who may do what, which page is meant, and where to go when it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from flask import Blueprint, current_app, flash, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from models.account import STAFF, Role
from models.content.freshness import Fresh, Stage, Standing, standings
from models.content.page import NotTaken, Page, PageKind, PageLocale
from models.content.revision import Outdated
from models.marks import N_, NP_
from web.access import found
from web.clock import now
from web.database import db
from web.words import gettext as _
from web.words import said

bp = Blueprint("content", __name__)

READERS = STAFF  # everybody at the desk reads what is prepared
WRITERS = (Role.MARKETING,)

KIND_WORDS = {PageKind.PAGE: N_("Pages"), PageKind.NEWS: N_("News items"), PageKind.LEGAL: N_("Legal texts")}
FRESH_WORDS = {
    Fresh.MISSING: NP_("translation", "Missing"),
    Fresh.NO_SOURCE: N_("Source not published yet"),
    Fresh.OUTDATED: N_("Outdated"),
    Fresh.MACHINE: N_("Machine draft"),
    Fresh.NEEDS_REVIEW: N_("Needs a language check"),
    Fresh.CURRENT: NP_("translation", "Current"),
}
FRESH_CONTEXTS = {Fresh.MISSING: "translation", Fresh.CURRENT: "translation"}
STAGE_WORDS = {
    Stage.NONE: N_("No text yet"),
    Stage.DRAFT: NP_("page", "Draft"),
    Stage.SCHEDULED: N_("Scheduled"),
    Stage.LIVE: NP_("page", "Published"),
    Stage.EDITED: N_("Published, with a newer draft"),
    Stage.OFFLINE: N_("Taken offline"),
}
STAGE_CONTEXTS = {Stage.DRAFT: "page", Stage.LIVE: "page"}
MARKS = {Fresh.CURRENT: "ok", Fresh.OUTDATED: "old", Fresh.MISSING: "no"}  # the classes of a language's sign


def page_of(page_id: int) -> Page:
    """Return a page with its languages; one that there is not is not there."""
    query = select(Page).where(Page.id == page_id).options(selectinload(Page.locales))
    return found(db.session.scalars(query).one_or_none())


def locale_of(page: Page, language: str) -> PageLocale:
    """Return a page in a language in which it has a text."""
    return found(page.locale(language))


def standing_of(page: Page) -> dict[str, Standing]:
    """Return by language how a page stands."""
    return standings(db.session, [page], now())[page.id]


def editor_of(page: Page, language: str, anchor: str | None = None) -> str:
    """Return where a page is written in a language."""
    return url_for("content.edit", page_id=page.id, language=language, _anchor=anchor)


def done(page: Page, language: str, act: Callable[[], str]) -> Response:
    """Do `act` and keep it, or say why it cannot be done; then go back to where the text is written."""
    try:
        words, category = act(), "message"
        db.session.commit()
    except NotTaken as refused:
        db.session.rollback()
        words, category = said(refused.why), "error"
    except Outdated:
        db.session.rollback()
        words, category = _("Somebody has saved a newer version meanwhile. Nothing was done: look at it first."), "error"
    flash(words, category)
    return redirect(editor_of(page, language), 303)


@cache
def reserved_slugs() -> frozenset[str]:
    """Return the addresses below a language that rooms of the site own."""
    below = "/<lang:lang>/"
    firsts = {rule.rule.removeprefix(below) for rule in current_app.url_map.iter_rules() if rule.rule.startswith(below)}
    return frozenset(first.partition("/")[0].partition(".")[0] for first in firsts if first and first[0] != "<")
