"""A public page is as new as its edition: asked again, an unchanged page costs one question and no rendering.

The ETag is made of the release, the editions of what the page shows, the last moment at which one of them changed by
itself, and the URL. The editions are read first, in the snapshot from which the page is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import current_app, g, make_response, request
from sqlalchemy import Select, String, cast, literal, null, select, union_all
from werkzeug.wrappers import Response

from config import Settings
from models.content.reading import in_menus
from models.edition import SITE, Edition, versions
from models.land.estate import Estate
from web.assets import release
from web.clock import now
from web.database import SAFE, db
from web.dates import iso
from web.language import current_language
from web.replica import replica_first

EDITION, MENU = 1, 2  # what a row of the one statement tells

View = Callable[..., Any]
Names = Iterable[str] | Select[Any]  # a query of names costs no statement of its own
Scopes = Callable[..., Names]


def public_page(scopes: Scopes | Names = (SITE,), *, daily: bool = False) -> Callable[[View], View]:
    """Let a view answer 304 while nothing that it shows has changed.

    `scopes` names the editions it shows, or takes the view's arguments and returns them. A `daily` page compares days with
    today's: it is another one after each midnight of the estates. Put it under `@allow`.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(**values: Any) -> Response:
            if request.method not in SAFE:
                return make_response(view(**values))
            return replica_first(lambda: unless_known(values))

        def unless_known(values: dict[str, Any]) -> Response:
            shown = scopes(**values) if callable(scopes) else scopes
            day = iso(now()) if daily else ""
            tag = tag_of(shown if isinstance(shown, Select) else sorted(set(shown)), day)
            if request.if_none_match.contains_weak(tag):
                return _marked(Response(status=304), tag)
            page = make_response(view(**values))
            return _marked(page, tag) if page.status_code == 200 else page

        return answer

    return wrap


def every_scope(**_values: Any) -> Select[Any]:
    """Name every scope there is: for pages that show all estates."""
    return select(Edition.scope)


def scopes_of_estate(estate: str, **_values: Any) -> Select[Any]:
    """Name the scopes of a page about the estate of a slug: the site's and the estate's."""
    own = select(literal("estate:") + cast(Estate.id, String)).where(Estate.slug == estate)
    return select(Edition.scope).where((Edition.scope == SITE) | Edition.scope.in_(own))


def tag_of(scopes: list[str] | Select[Any], day: str = "") -> str:
    """Return the tag of this URL as it would be rendered now. One statement; `edition_of` then knows its numbers.

    The statement also brings what menus name (`g.menu_pages`), for every page shows them.
    """
    settings: Settings = current_app.config["SETTINGS"]
    told = [release(), settings.address, *map(str, settings.named), request.full_path, day]
    shown, g.menu_pages = _versions_and_menus(scopes)
    g.editions = {scope: number for scope, number, _ in shown}
    for scope, number, edge in shown:
        told.append(f"{scope}={number}@{edge.isoformat() if edge else ''}")
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _versions_and_menus(scopes: list[str] | Select[Any]) -> tuple[list[Any], list[Any]]:
    at = now()
    edition, page = versions(scopes, at).subquery(), in_menus(current_language(), at).subquery()
    nothing = [null().label(f"nothing_{number}") for number in range(4)]
    both = union_all(
        select(literal(EDITION).label("of"), *edition.c, *nothing),
        select(literal(MENU), page.c.menu, page.c.position, null(), *page.c[2:]),
    )
    rows = db.session.execute(both).all()
    menus = [(menu, position, *page) for of, menu, position, _, *page in rows if of == MENU]
    return [row[1:4] for row in rows if row.of == EDITION], menus


def edition_of(scope: str) -> int | None:
    """Return the edition of a scope that this page shows, for what is kept between requests; None when it is not known."""
    number: int | None = g.get("editions", {}).get(scope)
    return number


def _marked(answer: Response, tag: str) -> Response:
    # weak: the same page packed in three ways is one page
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer
