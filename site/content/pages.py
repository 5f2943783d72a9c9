"""A page or a piece of news as the public reads it; the list of news, and its feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from content.prose import prose
from models.account import Role
from models.base import LANGUAGES
from models.content.freshness import Fresh, live_in, standings
from models.content.page import SLUG, Page, PageKind, PageLocale
from models.content.publishing import Publication
from models.content.reading import at_address, formerly_at, news, without_bodies
from models.content.revision import Revision
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page
from web.frame import Alternate, base_url
from web.language import NAMES
from web.words import gettext

Live = Mapping[str, tuple[PageLocale, Revision, Publication]]
INSTEAD = ("en", "id")  # what is read where a language has no text of its own
A_PAGE = 20


@allow(Role.ANYONE)
@public_page(every_scope)
def page(lang: str, slug: str) -> str | Response:
    """Show a page in the reader's language, else in English or Indonesian and marked so; a former address leads on."""
    return _shown(lang, slug, of_news=False)


@allow(Role.ANYONE)
@public_page(every_scope)
def news_item(lang: str, slug: str) -> str | Response:
    """Show a piece of news."""
    return _shown(lang, slug, of_news=True)


@allow(Role.ANYONE)
@public_page()
def news_list(lang: str) -> str:
    """List the news of a language, the newest first."""
    at = now()
    number = request.args.get("page", "1")
    number_of_page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1
    query = news(lang, at)
    count = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-count // A_PAGE))
    shown = min(max(number_of_page, 1), pages)
    rows = db.session.execute(without_bodies(query).limit(A_PAGE).offset(A_PAGE * (shown - 1))).all()
    return render_template(
        "content/news.html",
        items=[(address_of(PageKind.NEWS, lang, locale.slug), text, first_at) for locale, text, first_at, _ in rows],
        page=shown,
        pages=pages,
        address=lambda number: url_for("content.news", page=number if number > 1 else None),
        illustrative=any(locale.page.illustrative for locale, *_ in rows),
    )


@allow(Role.ANYONE)
@public_page()
def feed(lang: str) -> Response:
    """Give the newest news as an Atom feed."""
    rows = db.session.execute(without_bodies(news(lang, now())).limit(A_PAGE)).all()
    return Response("".join(_feed(lang, rows)), mimetype="application/atom+xml")


def address_of(kind: PageKind, language: str, slug: str) -> str:
    """Return the path of what has `slug` in a language."""
    endpoint = "content.news_item" if kind is PageKind.NEWS else "content.page"
    return url_for(endpoint, lang=language, slug=slug)


def alternates_of(page_: Page, live: Live, lang: str) -> list[Alternate]:
    """Return where the page is read in each language; where it is not, the home page."""
    found = []
    for other in LANGUAGES:
        told_in = told_language(live, other)
        path = address_of(page_.kind, other, live[told_in][0].slug) if told_in else f"/{other}/"
        instead = "" if told_in == other else told_in or other
        found.append(Alternate(other, NAMES[other], path, base_url() + path, other == lang, instead))
    return found


def told_language(live: Live, language: str) -> str:
    """Return the language in which a reader of `language` gets the page; empty when in none."""
    return next((one for one in (language, *INSTEAD) if one in live), "")


def _shown(lang: str, slug: str, *, of_news: bool) -> str | Response:
    if not SLUG.fullmatch(slug):  # no page was ever there
        abort(404)
    at = now()
    rows = db.session.execute(at_address(lang, slug, at)).all()
    live: Live = {locale.language: (locale, revision, publication) for locale, revision, publication in rows}
    told_in = told_language(live, lang)
    if not told_in:
        return _moved(lang, slug, at)
    locale, revision, publication = live[told_in]
    right = address_of(locale.page.kind, lang, locale.slug)
    if (locale.page.kind is PageKind.NEWS) != of_news or locale.slug != slug:
        return redirect(right, 308)
    return render_template("content/page.html", **told_of(locale, revision, publication.from_at, live, lang, at))


def _moved(lang: str, slug: str, at: datetime) -> Response:
    """Lead from a former address to the page, if it can still be read."""
    locale = db.session.scalar(formerly_at(lang, slug))
    if locale is None:
        abort(404)
    live = live_in(db.session, locale.page, at)
    told_in = told_language(live, lang)
    if not told_in:
        abort(404)
    return redirect(address_of(locale.page.kind, lang, live[told_in][0].slug), 308)


def told_of(
    locale: PageLocale, revision: Revision, since: datetime, live: Live, lang: str, at: datetime
) -> dict[str, Any]:
    """Return what a page shows: of what is live, or of a draft that is previewed."""
    page_ = locale.page
    text = prose(db.session, revision.body, lang, at)
    others = alternates_of(page_, live, lang)
    first = next((live[one][0] for one in ("en", page_.source_language) if one in live), locale)
    standing = standings(db.session, [page_], at)[page_.id][locale.language]
    return {
        "page": page_,
        "revision": revision,
        "since": since,
        "told_in": locale.language,
        "is_other_language": locale.language != lang,
        "language_name": NAMES[locale.language],
        "text": text,
        "source_name": NAMES[page_.source_language],
        "source_url": next((other.url for other in others if other.lang == page_.source_language), ""),
        "outdated_since": standing.since if standing.fresh is Fresh.OUTDATED else None,
        "alternates": others,
        "canonical": base_url() + address_of(page_.kind, locale.language, locale.slug),
        "x_default": base_url() + address_of(page_.kind, first.language, first.slug),
        "illustrative": page_.illustrative,
    }


def _feed(lang: str, rows: Any) -> Iterator[str]:
    here, there = base_url() + url_for("content.feed", lang=lang), base_url() + url_for("content.news", lang=lang)
    updated = max((changed for *_, changed in rows), default=None)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">'
    yield f"<title>{escape(gettext('News from the estates'))} · Kavling</title><id>{escape(here)}</id>"
    yield f"<author><name>Kavling</name></author><updated>{_stamp(updated)}</updated>"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(here)}/>'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(there)}/>'
    for locale, text, first_at, changed in rows:
        url = base_url() + address_of(PageKind.NEWS, lang, locale.slug)
        yield f"<entry><title>{escape(text.title)}</title><id>{escape(f'{there}/{locale.page.key}')}</id>"
        yield f'<link rel="alternate" type="text/html" href={quoteattr(url)}/>'
        yield f"<published>{_stamp(first_at)}</published><updated>{_stamp(changed)}</updated>"
        yield f"<summary>{escape(text.description)}</summary></entry>"
    yield "</feed>\n"


def _stamp(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else "1970-01-01T00:00:00Z"
