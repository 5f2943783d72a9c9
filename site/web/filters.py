"""The words a template has for numbers, money and dates: `{{ lot.net_area | area }}`.

Each takes the reader's language from the answer being made. All are context filters, for Jinja would fold a filter
over a constant once, in the language of whoever came first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from jinja2 import pass_context

from models.refusal import Sentence
from web import dates, numbers
from web.language import translations
from web.words import listed


def register(app: Flask, language: Callable[[], str]) -> None:
    """Give the templates of `app` their filters; `language` tells the reader's."""
    for name in ("number", "area", "areas", "hectares", "totals", "myriads", "plot_ratio"):
        app.add_template_filter(_in_language(getattr(numbers, name), language), name)
    for name in ("quantity", "money", "money_about", "unit_prices"):
        app.add_template_filter(_in_language(getattr(numbers, name), language, words_before=1), name)
    app.add_template_filter(_in_language(numbers.number_range, language, words_before=1), "to")
    for name in ("long_date", "day_month", "short_weekday"):
        app.add_template_filter(_in_language(getattr(dates, name), language), name)
    app.add_template_filter(_in_language(_moment, language), "moment")
    app.add_template_filter(_in_language(_clock, language), "clock")
    app.add_template_filter(_say, "say")
    app.add_template_filter(listed, "listed")
    app.add_template_filter(dates.iso, "iso")
    app.add_template_filter(numbers.together, "together")


def _in_language(show: Callable[..., Any], language: Callable[[], str], words_before: int = 0) -> Callable[..., Any]:
    """Return a filter that calls `show`, whose language comes after the value and `words_before` more words."""

    @pass_context
    def shown(_context: Any, value: Any, *words: Any, **named: Any) -> Any:
        return show(value, *words[:words_before], language(), *words[words_before:], **named)

    return shown


def _moment(at: datetime, language: str, zone: str | None = None, *, year: bool = True) -> str:
    return dates.moment(at, zone or dates.reader_zone(language), language, year=year)


def _clock(at: datetime, language: str, zone: str | None = None) -> str:
    return dates.clock(at, zone or dates.reader_zone(language), language)


def _say(sentence: Sentence | None) -> str:
    return "" if sentence is None else sentence.say(translations().ugettext)
