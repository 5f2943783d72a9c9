"""Flask-Babel's words with their types: it comes without."""

from __future__ import annotations

import flask_babel
from flask import current_app


def gettext(message: str, **holes: object) -> str:
    """Return `message` in the reader's language, its holes filled."""
    return str(flask_babel.gettext(message, **holes))


def ngettext(one: str, many: str, num: int, **holes: object) -> str:
    """Return the form of the message that goes with `num`."""
    return str(flask_babel.ngettext(one, many, num, **holes))


def pgettext(context: str, message: str) -> str:
    """Return `message` as it is said in `context`."""
    return str(flask_babel.pgettext(context, message))


def secret() -> str:
    """Return the key that links are derived from."""
    return str(current_app.secret_key)
