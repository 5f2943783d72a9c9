"""A language in which every message stands in brackets: what stands outside was never offered for translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import flask_babel
import pytest
from babel import Locale
from babel.dates import get_day_names, get_month_names
from lxml.html import HtmlElement

from models.land.units import DISPLAY
from tests.page import Page, shown
from web import numbers
from web.dates import ZONE_NAMES
from web.language import NAMES

OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
WORD = re.compile(r"[^\W\d_]+")
READ = ("aria-label", "title", "alt", "placeholder")
UNREAD = {"script", "style", "template"}


class Bracketed:
    """Messages in brackets."""

    def ugettext(self, text: str) -> str:
        return f"{OPEN}{text}{CLOSE}"

    def ungettext(self, one: str, many: str, n: int) -> str:
        return self.ugettext(one if n == 1 else many)

    def upgettext(self, _context: str, text: str) -> str:
        return self.ugettext(text)

    def unpgettext(self, _context: str, one: str, many: str, n: int) -> str:
        return self.ungettext(one, many, n)


@contextmanager
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the site speak in brackets for a while."""
    with monkeypatch.context() as patched:
        patched.setattr(flask_babel.Domain, "get_translations", lambda _domain: Bracketed())
        yield


def _words_of_figures() -> frozenset[str]:
    """Return the words that stand beside figures and in dates: they come in the reader's language by themselves."""
    told = [*DISPLAY.values(), *DISPLAY, *numbers.UNIT_WORDS, *numbers.CURRENCIES, *numbers.SCALES["en"]]
    told += [words["en"] for words in numbers.AREA_WORDS.values()]
    told += [*get_month_names("wide", locale="en").values(), *get_month_names("abbreviated", locale="en").values()]
    told += [*get_day_names("wide", locale="en").values(), *get_day_names("abbreviated", locale="en").values()]
    told += [*ZONE_NAMES.values(), *NAMES.values(), "year", "Kavling", "Rp", "US"]
    told += ["CSV", "XLSX", "GeoJSON", "KML", "DXF", "PDF", "WGS 84", "UTM 48S", "E", "N", "R"]  # on a drawing's frame
    return frozenset(word for text in told for word in WORD.findall(text))


FIGURES = _words_of_figures()
COUNTRIES = frozenset({*Locale("en").territories.values(), *Locale("en", "GB").territories.values()})


def unmarked(page: Page, rows: Iterable[str] = ()) -> list[str]:
    """Return what a person reads on the page that stands outside of brackets and is not marked translate="no".

    `rows` are words that rows hold (names of estates, codes): they may stand anywhere.
    """
    names = sorted(rows, key=len, reverse=True)
    found: list[str] = []
    depth = 0
    for text, element, attribute in _texts(page.tree):
        outside = ""
        level = depth if attribute is None else 0  # an attribute is read by itself
        for letter in text:
            if letter == OPEN:
                level += 1
            elif letter == CLOSE:
                level -= 1
            elif level == 0:
                outside += letter
        if attribute is None:
            depth = level
        for name in names:
            outside = outside.replace(name, "")
        if element.tag == "title":
            outside = outside.replace(page.h1.replace(OPEN, "").replace(CLOSE, ""), "")  # judged where it is read
        if _is_words(outside) and outside.strip() not in COUNTRIES and not _is_kept(element):
            found.append(
                f"{(attribute + '=') if attribute else ''}{' '.join(outside.split())[:80]!r} in {shown(element)[:120]}"
            )
    return found


def _is_words(text: str) -> bool:
    return any(word not in FIGURES for word in WORD.findall(text))


def _is_kept(element: HtmlElement) -> bool:
    """Tell whether the element, or one around it, says that its words are no message.

    They are the same in all languages (translate="no"), or rows hold them in each (data-written: notices, editors' pages).
    """
    around = (element, *element.iterancestors())
    return any(e.get("translate") == "no" or e.get("data-written") is not None for e in around)


def _texts(element: HtmlElement) -> Iterator[tuple[str, HtmlElement, str | None]]:
    """Yield every text below `element` as the page reads, with the element it stands in, and what is read of attributes."""
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        return
    for name in READ:
        if element.get(name):
            yield element.get(name), element, name
    if element.tag == "input" and element.get("type") in {"submit", "button"}:
        yield element.get("value") or "", element, "value"
    if element.tag == "meta" and element.get("name") == "description":
        yield element.get("content") or "", element, "content"
    if element.text:
        yield element.text, element, None
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield child.tail, element, None
