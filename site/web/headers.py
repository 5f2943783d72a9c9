"""The headers that every answer carries, in one place; static files get them, too (assets.py)."""

from __future__ import annotations

from flask import Flask, Response
from secure.headers import ContentSecurityPolicy

from config import Settings

# No inline code and no nonce anywhere: scripts are files, so pages can be cached.
POLICY = (
    ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .font_src("'self'")
    .connect_src("'self'")
    .form_action("'self'")
    .base_uri("'none'")
    .frame_ancestors("'none'")
)


def common(settings: Settings) -> dict[str, str]:
    """Return what every answer says to the browser, whatever it is."""
    headers = {
        "Content-Security-Policy": POLICY.header_value,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.address.startswith("https:"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def init_app(app: Flask) -> None:
    """Put the headers on every answer; an answer that says more about itself keeps its own words."""
    lines = common(app.config["SETTINGS"])

    @app.after_request
    def add_headers(answer: Response) -> Response:
        for name, value in lines.items():
            answer.headers.setdefault(name, value)
        if "Cache-Control" not in answer.headers:  # what is not said to be public is nobody else's
            answer.headers["Cache-Control"] = "no-store"
        return answer


def private(answer: Response) -> Response:
    """Let no cache keep `answer` and no other site learn its address: pages that open with a key."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def is_desk(path: str) -> bool:
    """Tell whether `path` belongs to the desk, which has a session; public pages have none."""
    return path == "/staff" or path.startswith("/staff/")
