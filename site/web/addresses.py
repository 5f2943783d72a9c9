"""What addresses are made of: numbers as large as a row can have, and, for letters, feeds and canonical links, our own host.

Absolute addresses come from the settings, never from a request.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, current_app
from werkzeug.routing import IntegerConverter

ROW = r"[0-9]{1,9}"
"""The number of a row: a larger one fits into no column and no database may be asked for it."""


class RowNumber(IntegerConverter):
    """`<int:lot_id>` in a route: a number that no row can have leads nowhere."""

    regex = ROW


def row_number(text: str | None) -> int:
    """Return the number of a row that was sent; 0, which none has, for anything else."""
    return int(text) if text and re.fullmatch(ROW, text) else 0


def init_app(app: Flask) -> None:
    """Teach `app` what a number in an address is."""
    app.url_map.converters["int"] = RowNumber


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return the full address of a route; works without a request, as in the worker."""
    address: str = current_app.config["SETTINGS"].address
    current_app.inject_url_defaults(endpoint, values)
    return address + current_app.url_map.bind("").build(endpoint, values)
