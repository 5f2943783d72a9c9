"""Flask-Babel's words with their types: it comes without. The names are those that extraction looks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flask_babel

from models.refusal import Sentence


def gettext(message: str, **holes: Any) -> str:
    """Return `message` in the reader's language, its holes filled."""
    return str(flask_babel.gettext(message, **holes))


def ngettext(one: str, many: str, num: int, **holes: Any) -> str:
    """Return the form of the message that goes with `num`."""
    return str(flask_babel.ngettext(one, many, num, **holes))


def pgettext(context: str, message: str) -> str:
    """Return `message` as it is said in `context`."""
    return str(flask_babel.pgettext(context, message))


def listed(words: Iterable[str]) -> str:
    """Return words one after another, parted as the reader's language parts them."""
    locale = flask_babel.get_locale()
    return ("、" if locale and locale.language == "ja" else ", ").join(words)


def in_context(context: str, message: str) -> str:
    """Return `message` as it is said in `context`; an empty context is none."""
    return pgettext(context, message) if context else gettext(message)


def said(sentence: Sentence) -> str:
    """Return a sentence in the reader's language."""
    return sentence.say(gettext)
