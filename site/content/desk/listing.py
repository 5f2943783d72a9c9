"""All pages with what waits in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from sqlalchemy import Select, func, select

from content.room import (
    FRESH_CONTEXTS,
    FRESH_WORDS,
    KIND_WORDS,
    MARKS,
    READERS,
    STAGE_CONTEXTS,
    STAGE_WORDS,
    WRITERS,
    bp,
)
from models.base import LANGUAGES
from models.content.freshness import Standing, standings
from models.content.page import Page, PageKind
from web.access import allow, current_user
from web.clock import now
from web.database import db
from web.words import gettext, in_context

A_PAGE = 50


@dataclass(frozen=True)
class Sign:
    """How a page stands in one language, as a sign with its words."""

    language: str
    mark: str
    fresh: str
    stage: str
    url: str
    standing: Standing


@dataclass(frozen=True)
class Listed:
    """A page in the list."""

    page: Page
    title: str
    title_language: str
    signs: list[Sign]


@bp.get("/staff/content")
@allow(*READERS)
def pages() -> str:
    """List pages, news and legal texts; each language of each leads to where it is written."""
    kind = kind_asked()
    query = of_kind(kind)
    count = db.session.scalar(select(func.count(Page.id)).where(Page.kind == kind)) or 0
    last = max(1, -(-count // A_PAGE))
    asked = request.args.get("page", "1")
    number = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1, 1), last)
    some = db.session.scalars(query.limit(A_PAGE).offset(A_PAGE * (number - 1))).all()
    return render_template(
        "content/pages.html",
        listed=listed(some),
        count=count,
        kind=kind,
        kinds=[(gettext(word), url_for("content.pages", kind=one.value), one is kind) for one, word in KIND_WORDS.items()],
        page=number,
        pages=last,
        address=lambda number: url_for("content.pages", kind=kind.value, page=number),
        writer=current_user.may(*WRITERS),
    )


def kind_asked() -> PageKind:
    """Return the kind that the address names; pages without one."""
    named = request.args.get("kind", "")
    return PageKind(named) if named in set(PageKind) else PageKind.PAGE


def beside(page: Page) -> list[Listed]:
    """Return what stands in the list beside a page that is open. Two statements."""
    return listed(db.session.scalars(of_kind(page.kind).limit(A_PAGE)).all())


def of_kind(kind: PageKind) -> Select[Page]:
    """Select the pages of a kind: in the order of the menus, news with the newest first."""
    query = select(Page).where(Page.kind == kind)
    if kind is PageKind.NEWS:
        return query.order_by(Page.id.desc())
    return query.order_by(Page.menu.desc(), Page.position, Page.id)


def listed(some: Sequence[Page]) -> list[Listed]:
    """Return pages with their signs. One statement."""
    stand = standings(db.session, some, now())
    return [_listed(page, stand[page.id]) for page in some]


def _listed(page: Page, stand: dict[str, Standing]) -> Listed:
    told_in = next((lang for lang in (page.source_language, *LANGUAGES) if stand[lang].head is not None), None)
    title = stand[told_in].title if told_in else page.key
    return Listed(page, title, told_in or "en", [sign(page, stand[language]) for language in LANGUAGES])


def sign(page: Page, standing: Standing) -> Sign:
    """Return how a page stands in a language, in words."""
    return Sign(
        standing.language,
        MARKS.get(standing.fresh, "rev"),
        in_context(FRESH_CONTEXTS.get(standing.fresh, ""), FRESH_WORDS[standing.fresh]),
        in_context(STAGE_CONTEXTS.get(standing.stage, ""), STAGE_WORDS[standing.stage]),
        url_for("content.edit", page_id=page.id, language=standing.language),
        standing,
    )
