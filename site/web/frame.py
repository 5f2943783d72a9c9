"""What stands around every page: the ways to the rooms, the other languages, the page's own address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext

from models.account import User
from models.base import LANGUAGES
from models.content.page import Menu, PageKind
from models.content.reading import in_menus
from models.marks import N_
from web.access import may_open
from web.clock import now
from web.database import db
from web.glyphs import ANSWER_WORDS, PROOF_WORDS, STAGE_WORDS, UTILITY_LETTERS
from web.language import NAMES, current_language
from web.states import stage_name, status_name

PAGES = ("content.page", "")  # where a menu goes on with what marketing put into it

# The rooms in the order they are read: endpoint, word. One whose room does not stand yet is left out.
WAYS = (
    ("catalogue.home", N_("The estate")),
    ("catalogue.lots", N_("Find a lot")),
    PAGES,
    ("inquiries.inquire", N_("Inquire")),
)
FINE_PRINT = (("content.news", N_("News from the estates")), PAGES, ("content.privacy", N_("Privacy notice")))
DESK_WAYS = (
    ("leads.today", N_("Today")),
    ("leads.board", N_("Leads")),
    ("estates.lots", N_("Lots")),
    ("estates.imports", N_("Imports")),
    ("estates.estates", N_("Estates")),
    ("content.pages", N_("Content")),
    ("leads.reports", N_("Reports")),
)
OWN_WAYS = (
    ("accounts.account", N_("Your account")),
    ("leads.handover", N_("Hand over")),
    ("users.users", N_("Users")),
    ("persons.find", N_("Personal data")),
    ("audit.audit", N_("Audit")),
    ("jobs.jobs", N_("Jobs")),
)


@dataclass(frozen=True)
class Way:
    """A link to a room; `count` says how many things wait there (0 is not shown)."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Alternate:
    """This page in another language: `url` keeps the question asked, `absolute` is the page's plain address.

    `told_in` is the language that is really read there, where the page is not written in `lang`.
    """

    lang: str
    name: str
    url: str
    absolute: str
    current: bool
    told_in: str = ""


def init_app(app: Flask) -> None:
    """Give every template the frame of the page it renders."""
    app.context_processor(frame)
    app.jinja_env.globals.update(
        status_name=status_name,
        PROOF_WORDS=PROOF_WORDS,
        ANSWER_WORDS=ANSWER_WORDS,
        UTILITY_LETTERS=UTILITY_LETTERS,
        stage_name=stage_name,
        STAGES=tuple(STAGE_WORDS),
    )


def frame() -> dict[str, Any]:
    """Return what the layouts need and no view has to give."""
    lang = current_language()
    if request.path.startswith("/staff/"):
        user = g.get("user")
        return {
            "lang": lang,
            "desk_url": "/staff/",
            "desk_navigation": open_ways(DESK_WAYS, user),
            "own_navigation": open_ways(OWN_WAYS, user),
        }
    others = alternates(lang)
    return {
        "lang": lang,
        "home_url": f"/{lang}/",
        "navigation": main_ways,
        "fine_print": foot_ways,
        "alternates": others,
        "canonical": next((other.absolute for other in others if other.current), None) if is_page() else None,
        "share_picture": share_picture() if is_page() else "",
        "x_default": next((other.absolute for other in others if other.lang == "en"), None),
    }


def main_ways() -> list[Way]:
    """Return the main menu: rooms, and between them the pages that marketing put there."""
    return _with_pages(WAYS, Menu.MAIN)


def foot_ways() -> list[Way]:
    """Return the menu at the foot of a page."""
    return _with_pages(FINE_PRINT, Menu.FOOT)


def _with_pages(entries: tuple[tuple[str, str], ...], menu: Menu) -> list[Way]:
    at = entries.index(PAGES)
    return [*ways(entries[:at]), *pages_in(menu), *ways(entries[at + 1 :])]


def pages_in(menu: Menu) -> list[Way]:
    """Return the ways to the pages of a menu in the reader's language; `public_page` has read them already."""
    if "content.page" not in current_app.view_functions:
        return []
    if "menu_pages" not in g:
        g.menu_pages = db.session.execute(in_menus(current_language(), now())).all()
    found = []
    for of, _position, kind, slug, short_title, title in sorted(g.menu_pages):
        if of == menu:
            url = url_for("content.news_item" if kind == PageKind.NEWS else "content.page", slug=slug)
            found.append(Way(short_title or title, url, request.path == url))
    return found


def ways(entries: tuple[tuple[str, str], ...]) -> list[Way]:
    """Return the links to those rooms of `entries` that stand, in the reader's language."""
    here = request.endpoint
    return [
        Way(gettext(word), url_for(endpoint), endpoint == here)
        for endpoint, word in entries
        if endpoint in current_app.view_functions
    ]


def open_ways(entries: tuple[tuple[str, str], ...], user: User | None) -> list[Way]:
    """Return the links to those rooms of the desk that `user` may enter."""
    if user is None:
        return []
    return ways(
        tuple(entry for entry in entries if entry[0] in current_app.view_functions and may_open(user, entry[0]))
    )


def alternates(lang: str) -> list[Alternate]:
    """Return this page in every language; for an address that is no page, the home pages."""
    asked = request.query_string.decode("ascii", "replace") if is_page() else ""
    found = []
    for other in LANGUAGES:
        if request.endpoint and is_page():
            path = url_for(request.endpoint, **{**(request.view_args or {}), "lang": other})
        else:
            path = f"/{other}/"
        url = f"{path}?{asked}" if asked else path
        found.append(Alternate(other, NAMES[other], url, base_url() + path, other == lang))
    return found


SHARED = {
    "catalogue.home": "catalogue.share_home",
    "catalogue.estate": "catalogue.share_estate",
    "catalogue.lot": "catalogue.share_lot",
    "content.page": "content.share_page",
    "content.news_item": "content.share_page",
}
"""Which picture goes along with a page; with any other page that of the home page."""


def share_picture() -> str:
    """Return the full address of the picture that goes along when this page is shared; another one when it has changed."""
    endpoint = SHARED.get(request.endpoint or "", "catalogue.share_home")
    if endpoint not in current_app.view_functions:
        return ""
    values = (request.view_args or {}) if request.endpoint in SHARED else {"lang": current_language()}
    told = "\n".join(f"{scope}={number}" for scope, number in sorted(g.get("editions", {}).items()))
    return base_url() + url_for(endpoint, **values, v=hashlib.sha256(told.encode()).hexdigest()[:8])


def is_page() -> bool:
    """Tell whether this address is a page that exists in every language."""
    return "lang" in (request.view_args or {})


def base_url() -> str:
    """Return what absolute links begin with, without a slash at the end."""
    return str(current_app.config["SETTINGS"].address)
