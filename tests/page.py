"""An answer as its reader gets it, and what every page must be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from models.base import LANGUAGES

if TYPE_CHECKING:
    from tests.client import Client

SPACE = re.compile(r"\s+")
NAMED_BY = ("aria-label", "aria-labelledby", "title")
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "xlink:href"}
REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
FIELDS = "input:not([type=hidden]):not([hidden]):not([type=submit]):not([type=button]), select, textarea"


@cache
def selecting(selector: str) -> CSSSelector:
    """Return what finds the elements of `selector`; made once, for that takes longer than the search."""
    return CSSSelector(selector, translator="html")


class Page:
    """What came back: status, headers, and the page as a browser reads it."""

    def __init__(self, answer: TestResponse, client: Client) -> None:
        self.answer, self.client = answer, client
        self.status, self.headers = answer.status_code, answer.headers
        self.path = urlsplit(answer.request.url).path
        self.is_html = answer.mimetype == "text/html"
        self.body = answer.get_data()
        self.source = answer.get_data().decode("utf-8", "replace") if "Content-Encoding" not in self.headers else ""
        self.is_whole = self.is_html and "<html" in self.source[:1000]  # not a part that a script puts into one
        self._tree: HtmlElement | None = None

    @property
    def tree(self) -> HtmlElement:
        """The page's elements."""
        if self._tree is None:
            self._tree = lxml.html.document_fromstring(self.source)
        return self._tree

    def css(self, selector: str) -> list[HtmlElement]:
        """Return the elements that `selector` finds."""
        return list(selecting(selector)(self.tree))

    def one(self, selector: str) -> HtmlElement:
        """Return the only element that `selector` finds."""
        found = self.css(selector)
        assert len(found) == 1, f"{selector} finds {len(found)} elements on {self.path}"
        return found[0]

    @property
    def text(self) -> str:
        """What can be read on the page, spaces joined."""
        return words(self.tree.find("body")) if self.is_html and self.source else self.source

    @property
    def h1(self) -> str:
        """The page's heading."""
        return words(self.one("h1"))

    @property
    def title(self) -> str:
        """The page's title."""
        return words(self.one("head > title"))

    @property
    def location(self) -> str:
        """Where the answer sends the reader."""
        return self.headers["Location"]

    def __contains__(self, text: str) -> bool:
        return SPACE.sub(" ", text) in self.text

    def follow(self, status: int = 200) -> Page:
        """Go where the answer sends the reader."""
        assert 300 <= self.status < 400, f"{self.status} sends nobody anywhere:\n{self.text[:2000]}"
        return self.client.get(urljoin(self.path, self.location), status=status)

    def form(self, selector: str = "main form") -> dict[str, list[str]]:
        """Return what the first form that `selector` finds would send as it stands."""
        forms = self.css(selector)
        assert forms, f"no {selector} on {self.path}"
        sent: dict[str, list[str]] = {}
        for name, value in forms[0].form_values():
            sent.setdefault(name, []).append(value)
        return sent

    def links(self) -> list[str]:
        """Return the addresses of all links."""
        return [link.get("href") for link in self.css("a[href]")]


def words(element: HtmlElement | None) -> str:
    """Return the text of `element` as read, spaces joined."""
    return "" if element is None else SPACE.sub(" ", element.text_content()).strip()


def check(page: Page) -> None:
    """Fail, naming everything that is wrong with the page, whatever it shows."""
    wrong = [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(page)]
    assert not wrong, "\n".join([f"{page.answer.request.method} {page.path} ({page.status}):", *wrong])


def one_heading(page: Page) -> Iterator[str]:
    """Yield what is wrong with heading and title: one h1, and the title begins with it."""
    headings = [words(h) for h in page.css("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1: {headings}"
    elif headings[0] not in page.title and page.title.removesuffix(" · Kavling") not in headings[0]:
        yield f"the title {page.title!r} does not say the heading {headings[0]!r}"


def language(page: Page) -> Iterator[str]:
    """Yield what is wrong with the page's language: that of its path."""
    told = page.tree.get("lang")
    first = page.path[1:].partition("/")[0]
    if told not in LANGUAGES or (first in LANGUAGES and told != first):
        yield f"lang={told!r}"


def alternates(page: Page) -> Iterator[str]:
    """Yield what is wrong with the other languages: each in which the page is written is named, absolute, itself among them."""
    public = page.path[1:].partition("/")[0] in LANGUAGES and page.status == 200
    if not public or page.css('meta[name=robots][content*="noindex"]'):
        return
    named = {link.get("hreflang"): link.get("href") for link in page.css("link[rel=alternate][hreflang]")}
    elsewhere = {link.get("lang") for link in page.css(".langs a[hreflang]") if link.get("lang") != link.get("hreflang")}
    yield from (f"hreflang {lang} leads to a text in another language" for lang in elsewhere & set(named))
    for lang in {*LANGUAGES, "x-default"} - elsewhere:
        if not named.get(lang, "").startswith("http"):
            yield f"hreflang {lang}: {named.get(lang)!r}"
    if not page.css("link[rel=canonical]"):
        yield "no canonical address"


def ids(page: Page) -> Iterator[str]:
    """Yield ids that stand twice and references to ids that are not there."""
    counted = Counter(element.get("id") for element in page.css("[id]"))
    yield from (f"id {name!r} stands {count} times" for name, count in counted.items() if count > 1)
    for attribute in REFERS:
        for element in page.css(f"[{attribute}]"):
            for name in element.get(attribute).split():
                if name not in counted:
                    yield f"{attribute}={name!r} refers to nothing"
    for link in page.css('a[href^="#"], use[href^="#"]'):
        if link.get("href") != "#" and link.get("href")[1:] not in counted:
            yield f"{link.get('href')} leads nowhere"


def labels(page: Page) -> Iterator[str]:
    """Yield fields, buttons, links and pictures that have no name."""
    labelled = {label.get("for") for label in page.css("label[for]") if words(label)}
    for field in page.css(FIELDS):
        wrapped = any(words(label) for label in field.iterancestors("label"))
        if not (wrapped or field.get("id") in labelled or any(field.get(name) for name in NAMED_BY)):
            yield f"no label: {shown(field)}"
    for element in page.css("button, a[href], summary, h1, h2, h3, h4, th, legend"):
        named = words(element) or any(element.get(name) for name in NAMED_BY)
        pictured = any(picture.get("alt") or picture.get("aria-label") for picture in selecting("img, svg")(element))
        if not (named or pictured or element.get("aria-hidden") == "true"):
            yield f"no words: {shown(element)}"
    yield from (f"no alt: {shown(picture)}" for picture in page.css("img:not([alt])"))


def no_inline_code(page: Page) -> Iterator[str]:
    """Yield styles and scripts that the content policy would refuse, and addresses that are none of ours."""
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            runs = name in ADDRESSES and value.strip().lower().startswith("javascript:")
            if name.startswith("on") or name == "style" or runs:
                yield f"{name}={value[:40]!r} in {shown(element)}"
            if value == "None":
                yield f"{name}='None' in {shown(element)}"
    yield from ("inline <style>" for _ in page.css("style"))
    for script in page.css("script:not([src])"):
        if script.get("type") not in {"application/json", "application/ld+json"}:
            yield f"inline script: {(script.text or '')[:60]!r}"
    for element in page.css("script[src], link[rel=stylesheet], img[src]"):
        address = element.get("src") or element.get("href")
        if not address.startswith(("/", "data:image/")) or address.startswith("//"):
            yield f"not from us: {address}"


def headers(page: Page) -> Iterator[str]:
    """Yield headers that are missing, and a cookie on a public page."""
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        if name not in page.headers:
            yield f"{name} is missing"
    if not page.path.startswith("/staff/"):
        if "Set-Cookie" in page.headers:
            yield "a cookie on a public page"
        if "cookie" in page.headers.get("Vary", "").lower():
            yield "a public page that depends on a cookie"


def tokens(page: Page) -> Iterator[str]:
    """Yield forms of the desk that post without a token, and of the public that carry one."""
    for form in page.css("form"):
        if form.get("method", "get").lower() != "post":
            continue
        has = bool(selecting("[name=csrf_token]")(form))
        if has != page.path.startswith("/staff"):
            yield f"token {'where no session is' if has else 'missing'}: {shown(form)}"


def shown(element: HtmlElement) -> str:
    """Return how `element` opens, for a message."""
    return lxml.html.tostring(element, encoding="unicode", with_tail=False)[:160]


Rule = Callable[[Page], Iterator[str]]
RULES: tuple[Rule, ...] = (one_heading, language, alternates, ids, labels, no_inline_code, headers, tokens)
