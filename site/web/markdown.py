"""Editors' and lawyers' words: Markdown without HTML, made into markup, then cleaned. Nothing else on a page is `safe`."""

from __future__ import annotations

from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "hr", "br"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=256)
def markdown(text: str) -> Markup:
    """Return `text` as markup that holds only the elements of plain writing."""
    cleaned = nh3.clean(
        _reader.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"
    )
    return Markup(cleaned)  # noqa: S704 - this is the one place that cleans


def init_app(app: Flask) -> None:
    """Give templates the filter `markdown`."""
    app.add_template_filter(markdown, "markdown")
