"""The reader's language: in the path of a public page, the person's own on the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app, g, has_app_context, has_request_context, redirect, request
from flask_babel import Babel, force_locale, get_babel, get_domain, get_locale
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from models.base import LANGUAGES
from models.marks import N_
from web.words import gettext

babel = Babel(configure_jinja=False)

NAMES = {"id": "Indonesia", "en": "English", "ko": "한국어", "ja": "日本語"}  # each in its own words
LANGUAGE_WORDS = {"id": N_("Indonesian"), "en": N_("English"), "ko": N_("Korean"), "ja": N_("Japanese")}


def language_word(code: str) -> str:
    """Return what the reader calls a language; a code that is none of ours stays."""
    return gettext(LANGUAGE_WORDS[code]) if code in LANGUAGE_WORDS else code


class LanguageConverter(BaseConverter):
    """`<lang:lang>` in a route: one of our languages."""

    regex = "id|en|ko|ja"


def init_app(app: Flask) -> None:
    """Teach `app` its languages."""
    app.url_map.converters["lang"] = LanguageConverter
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    babel.init_app(app, locale_selector=current_language, timezone_selector=lambda: "Asia/Jakarta")
    app.url_defaults(keep_language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: translations().ugettext(text),
        ngettext=lambda one, many, n: translations().ungettext(one, many, n),
        pgettext=lambda context, text: translations().upgettext(context, text),
        npgettext=lambda context, one, many, n: translations().unpgettext(context, one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals.update(current_language=current_language, LANGUAGES=LANGUAGES, LANGUAGE_NAMES=NAMES)


def current_language() -> str:
    """Return the language of this answer."""
    chosen: str | None = g.get("language") if has_app_context() else None
    if chosen is not None:
        return chosen
    if not has_request_context():
        return "en"
    chosen = g.language = _of_path(request.path) or _of_person() or preferred_language()
    return chosen


def language_without_person() -> str:
    """Return the language of this answer without asking who is signed in: the database may be away."""
    return g.get("language") or _of_path(request.path) or preferred_language()


def preferred_language() -> str:
    """Return the best of our languages for the browser that asks, else English."""
    for wanted, _quality in request.accept_languages:  # the best first; ko-KR is Korean
        code = wanted.partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


def translations() -> Any:
    """Return the messages of the reader's language, looked up once per request and language."""
    kept: dict[str, Any] = g.setdefault("translations", {})
    language = str(get_locale_code())
    if language not in kept:
        kept[language] = get_domain().get_translations() or NullTranslations()
    return kept[language]


def get_locale_code() -> str:
    """Return the code of the locale in force; differs from `current_language()` under `force_locale`."""
    return str(get_locale() or get_babel(current_app).default_locale)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` for a while: a letter goes out in its reader's, whoever's request or job it is."""
    before = g.get("language")
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.language = before


def keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Let `url_for` stay in the reader's language unless told another."""
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current_language()


def to_home() -> Response:
    """Send the reader of `/` to the home page in their language."""
    answer = redirect(f"/{preferred_language()}/", 302)
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _of_path(path: str) -> str | None:
    first = path[1:].partition("/")[0]
    return first if first in LANGUAGES else None


def _of_person() -> str | None:
    user = g.get("user")
    return user.language if user is not None else None
