"""What crawlers ask for: every public page in every language, and where not to go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from flask import request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from content.pages import address_of
from models.account import Role
from models.base import LANGUAGES
from models.content.reading import live_addresses
from models.land.estate import Estate
from models.land.lot import Lot, public_lots
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page
from web.frame import base_url

PAGES = ("catalogue.home", "catalogue.lots", "content.news", "content.glossary", "content.privacy")
LOTS_A_PART = 10_000  # four languages each: under the 50,000 addresses that a sitemap may hold
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@allow(Role.ANYONE)
@public_page(every_scope)
def sitemap() -> Response:
    """Name every public page; more lots than one file may hold stand in parts, `?part=1` and on."""
    part = request.args.get("part", "")
    if part:
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0
        if not number:
            raise NotFound
        return _xml(_page_map(number))
    parts = -(-(db.session.scalar(select(func.count()).select_from(public_lots(now()).subquery())) or 0) // LOTS_A_PART)
    return _xml(_index(parts) if parts > 1 else _page_map(1))


@allow(Role.ANYONE)
@public_page()
def robots() -> Response:
    """Keep crawlers out of the desk and of files, and tell them where the pages stand."""
    lines = ["User-agent: *", "Disallow: /staff/", "Disallow: /*/inquiries/", f"Sitemap: {base_url()}/sitemap.xml", ""]
    return Response("\n".join(lines), mimetype="text/plain")


def _index(parts: int) -> Iterator[str]:
    yield f"{HEAD}<sitemapindex {XMLNS}>"
    for number in range(1, parts + 1):
        yield f"<sitemap><loc>{base_url()}/sitemap.xml?part={number}</loc></sitemap>"
    yield "</sitemapindex>\n"


def _page_map(number: int) -> Iterator[str]:
    yield f'{HEAD}<urlset {XMLNS} xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    if number == 1:
        for endpoint in PAGES:
            yield from _page({lang: url_for(endpoint, lang=lang) for lang in LANGUAGES})
        for slug in db.session.scalars(select(Estate.slug).where(Estate.published).order_by(Estate.id)):
            yield from _page({lang: url_for("catalogue.estate", lang=lang, estate=slug) for lang in LANGUAGES})
        for _, rows in groupby(db.session.execute(live_addresses(now())), key=lambda row: row[0]):
            yield from _page({lang: address_of(kind, lang, slug) for _, kind, lang, slug in rows})
    lots = public_lots(now()).options(contains_eager(Lot.estate)).order_by(Lot.id)
    for lot in db.session.scalars(lots.limit(LOTS_A_PART).offset(LOTS_A_PART * (number - 1))):
        yield from _page({lang: url_for("catalogue.lot", lang=lang, estate=lot.estate.slug, code=lot.code) for lang in LANGUAGES})
    yield "</urlset>\n"


def _page(addresses: dict[str, str]) -> Iterator[str]:
    """Yield a page in each language that it is written in, each with the others beside it."""
    whole = {lang: quoteattr(base_url() + path) for lang, path in addresses.items()}
    whole["x-default"] = whole.get("en") or next(iter(whole.values()))
    others = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href={href}/>' for lang, href in whole.items())
    for lang in addresses:
        yield f"<url><loc>{whole[lang][1:-1]}</loc>{others}</url>"


def _xml(parts: Iterator[str]) -> Response:
    return Response("".join(parts), mimetype="application/xml")
