"""What the public reads: pages by address, menus, news. Named questions over what is published."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, defer

from models.content.freshness import live_texts
from models.content.page import Menu, Page, PageKind, PageLocale, PageRedirect
from models.content.publishing import Publication, is_real
from models.content.revision import Revision

Texts: TypeAlias = Select[PageLocale, Revision, Publication]
News: TypeAlias = Select[PageLocale, Revision, datetime, datetime]


def at_address(language: str, slug: str, at: datetime) -> Texts:
    """Select what is live, in every language, of the page that has `slug` in `language`, else in another language."""
    best = (PageLocale.language != language, PageLocale.language != "en", PageLocale.id)
    page = select(PageLocale.page_id).where(PageLocale.slug == slug).order_by(*best).limit(1)
    return live_texts(at).join(PageLocale.page).options(WITH_PAGE).where(PageLocale.page_id == page.scalar_subquery())


def formerly_at(language: str, slug: str) -> Select[PageLocale]:
    """Select the page in a language that had the address before."""
    return (
        select(PageLocale)
        .join(PageRedirect, PageRedirect.locale_id == PageLocale.id)
        .join(PageLocale.page)
        .options(WITH_PAGE)
        .where(PageRedirect.language == language, PageRedirect.slug == slug)
    )


def in_menus(language: str, at: datetime) -> Select[Menu, int, PageKind, str, str, str]:
    """Select what menus name in a language: menu, place in it, kind, slug, short title, title; only what is live in it."""
    return (
        live_texts(at)
        .join(PageLocale.page)
        .with_only_columns(Page.menu, Page.position, Page.kind, PageLocale.slug, Revision.short_title, Revision.title)
        .where(PageLocale.language == language, Page.menu != Menu.NONE)
    )


def news(language: str, at: datetime) -> News:
    """Select the news that are live in a language, the newest first: locale, revision without its body, first day out."""
    first = (
        select(func.min(Publication.from_at))
        .where(Publication.locale_id == PageLocale.id, is_real(Publication))
        .correlate(PageLocale)
        .scalar_subquery()
    )
    return (
        live_texts(at)
        .join(PageLocale.page)
        .options(WITH_PAGE)
        .with_only_columns(PageLocale, Revision, first.label("first_at"), Publication.from_at)
        .where(PageLocale.language == language, Page.kind == PageKind.NEWS)
        .order_by(first.desc(), PageLocale.id.desc())
    )


def without_bodies(query: News) -> News:
    """Return the question without the long texts: for lists."""
    return query.options(defer(Revision.body))


def live_addresses(at: datetime) -> Select[int, PageKind, str, str]:
    """Select page, kind, language and slug of everything that is live, page by page."""
    return (
        live_texts(at)
        .join(PageLocale.page)
        .with_only_columns(Page.id, Page.kind, PageLocale.language, PageLocale.slug)
        .order_by(Page.id, PageLocale.language)
    )


WITH_PAGE = contains_eager(PageLocale.page)
