"""The test client: each request in a context of its own, each page checked, a failure shown with what was answered."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.page import Page, check

BASE = "http://127.0.0.1:8000"
TOKEN = "a token of the tests"
ANY = 0  # whatever status comes back
EXPECTED = {"GET": {200, 302, 303, 308}, "HEAD": {200, 303}, "POST": {200, 303}}


class Client:
    """A browser in the hands of one person."""

    def __init__(self, app: Flask, language: str = "en", key: str | None = None) -> None:
        """Open a browser that prefers `language`; with the `key` of a sign-in, as who is signed in."""
        self.app, self.language = app, language
        self.browser = app.test_client()
        self.name, self.user_id = "", 0
        if key is not None:
            self.sign_in_with(key)

    def sign_in_with(self, key: str) -> None:
        """Put the cookie of a sign-in into the browser."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        self.set_cookie(serializer.dumps({"key": key, "csrf_token": TOKEN}))

    def set_cookie(self, value: str) -> None:
        """Put `value` into the desk's cookie."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        self.browser.set_cookie(name, value, domain="127.0.0.1", path="/staff/")

    @property
    def cookie(self) -> str | None:
        """What the desk's cookie holds."""
        cookie = self.browser.get_cookie(self.app.config["SESSION_COOKIE_NAME"], "127.0.0.1", "/staff/")
        return cookie.value if cookie is not None else None

    @property
    def token(self) -> str:
        """The token that a form of the desk would carry."""
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        return str(signer.dumps(TOKEN))

    def _whole(self, path: str, **given: Any) -> TestResponse:
        answer = self.browser.open(path, **given)
        answer.get_data()  # what is streamed needs the context in which it began
        answer.close()
        return answer

    def get(self, path: str, *, status: int | None = None, **given: Any) -> Page:
        """Open a page."""
        return self.send("GET", path, status=status, **given)

    def post(self, path: str, data: Any = None, *, status: int | None = None, **given: Any) -> Page:
        """Send a form; on the desk with the token, as its pages do."""
        if path.startswith("/staff/") and isinstance(data, dict | None):
            data = {"csrf_token": self.token, **(data or {})}
        return self.send("POST", path, status=status, data=data, **given)

    def send(
        self, method: str, path: str, *, status: int | None = None, headers: dict[str, str] | None = None, **given: Any
    ) -> Page:
        """Send a request; an answer that is none of those expected fails with its text."""
        lines = {"Accept-Language": self.language}
        if method not in {"GET", "HEAD", "OPTIONS"}:
            lines |= {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
        lines |= headers or {}
        sent = {name: value for name, value in lines.items() if value is not None}
        # a context left open would make one person of two
        answer = Context().run(self._whole, path, method=method, base_url=BASE, headers=sent, **given)
        page = Page(answer, self)
        expected = {status} if status is not None else EXPECTED.get(method, {200})
        if status != ANY:
            assert page.status in expected, f"{method} {path}: {page.status}, not {expected}\n{page.text[:3000]}"
        if page.is_whole and not 300 <= page.status < 400:
            check(page)
        return page
