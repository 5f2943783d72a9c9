"""Which Chromium the tests drive: the machine's, else Playwright's own, else Debian's package; never none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",  # the same letters on every machine
)


class NoBrowser(RuntimeError):
    """No Chromium is there, and none could be installed; the text says what to type."""


def executable(playwright: Playwright) -> str:
    """Return the path of a Chromium, installing one when there is none."""
    return _machines() or _playwrights(playwright) or _installed() or _missing()


def arguments() -> list[str]:
    """Return what Chromium is started with; root has no sandbox to start."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else list(ARGUMENTS)


def _machines() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def _playwrights(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    if not Path(own).exists():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600)
    return own if Path(own).exists() else None


def _installed() -> str | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
            subprocess.run(["apt-get", *words], check=False, env=environment)
    return _machines()


def _missing() -> str:
    raise NoBrowser("The browser tests need Chromium: sudo apt-get install chromium fonts-noto-cjk")
