"""Scripts, styles and fonts: served by us alone, under a name that changes with any of them, kept for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, cast
from wsgiref.headers import Headers

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

from config import ROOT
from web.headers import common

STATIC = ROOT / "static"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
PACKED = [
    "text/html",
    "text/css",
    "text/plain",
    "text/csv",
    "text/javascript",
    "text/xml",
    "application/json",
    "application/geo+json",
    "application/xml",
    "application/vnd.mapbox-vector-tile",
    "application/vnd.google-earth.kml+xml",
    "image/svg+xml",
    "image/vnd.dxf",
]


@cache
def digest_of(*folders: Path) -> str:
    """Return a short digest of every file in `folders`: names and contents, so that all machines agree."""
    whole = hashlib.sha256()
    for folder in folders:
        for file in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            whole.update(f"{file.relative_to(folder)}\0{file.stat().st_size}\0".encode())
            whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


def static_url_path() -> str:
    """Return the path under which the static files of this release lie."""
    return f"/static/{digest_of(STATIC)}" if STATIC.is_dir() else "/static"


def release() -> str:
    """Return what changes when any page could look different though no row has changed."""
    return digest_of(*(ROOT / name for name in ("site", "models", "templates", "static", "translations")))


def init_app(app: Flask) -> None:
    """Serve the static files before Flask is asked, and pack what is sent."""
    app.config.update(COMPRESS_MIMETYPES=PACKED, COMPRESS_ALGORITHM=["zstd", "br", "gzip"])
    Compress(app)
    if not STATIC.is_dir():
        return
    lines = common(app.config["SETTINGS"])
    files = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC),
        prefix=app.static_url_path,
        allow_all_origins=False,
        mimetypes=TYPES,
        add_headers_function=lambda headers, path, url: _add(headers, lines),
        immutable_file_test=lambda path, url: True,  # the digest is in the prefix
    )
    app.wsgi_app = cast(Any, files)  # type: ignore[method-assign]


def _add(headers: Headers, lines: dict[str, str]) -> None:
    for name, value in lines.items():
        headers[name] = value
