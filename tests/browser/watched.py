"""What a page complains of while a test looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  const place = `${event.sourceFile}:${event.lineNumber}`;
  console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${place}`);
});
"""


class Watching:
    """Collects errors of the console, of scripts, of the content policy and requests to others, over all pages of a context."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def look_at(self, context: BrowserContext, origin: str) -> None:
        """Listen to every page of `context` from its first line on; whatever is asked of another than `origin` is wrong."""
        self.origin = f"{origin}/"
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", self._listen)
        context.on("request", self._asked)

    def expect(self, pattern: str) -> None:
        """Let complaints that `pattern` finds pass, like "404" where the test opens what is not there."""
        self.expected.append(pattern)

    def check(self) -> None:
        """Raise AssertionError when a page complained of anything else."""
        left = [said for said in self.complaints if not any(re.search(one, said) for one in self.expected)]
        assert left == [], left

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Forget what was said before; check what is said meanwhile."""
        self.complaints.clear()
        self.expected.clear()
        yield
        self.check()

    def _listen(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.complaints.append(f"asked of another: {request.url}")
