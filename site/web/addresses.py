"""Absolute addresses, made from the settings, never from a request: for letters, feeds, canonical links."""

from __future__ import annotations

from typing import Any

from flask import current_app


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return the full address of a route; works without a request, as in the worker."""
    address: str = current_app.config["SETTINGS"].address
    current_app.inject_url_defaults(endpoint, values)
    return address + current_app.url_map.bind("").build(endpoint, values)
