"""Which Hangul and kanji public pages show, as a browser sees them with the demo: `make vendor` cuts the font by it."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from config import ROOT
from tests.browser import chromium
from tests.browser.pages import EMPTY, ESTATE, FILTERED, LOT
from tests.browser.served import load_demo, served

FILE = ROOT / "static" / "vendor" / "shown.json"
PAGES = {
    "lots": ("/lots",),
    "filtered": (FILTERED, EMPTY),
    "home": ("/",),
    "lot": (f"/lots/{ESTATE}/{LOT}", "/lots/tepi-sungai-contoh/M-03"),
    "estate": (f"/estates/{ESTATE}", "/estates/bukit-contoh", "/estates/tepi-sungai-contoh"),
    "inquire": (f"/inquire?lot={ESTATE}/{LOT}",),
}
SEEN = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = new Set();
  while (texts.nextNode())
    if (texts.currentNode.parentElement.checkVisibility()) for (const one of texts.currentNode.data) seen.add(one);
  for (const list of document.querySelectorAll("select"))
    if (list.checkVisibility()) for (const one of list.selectedOptions[0]?.text ?? "") seen.add(one);
  return [...seen].filter((one) => one > "\\u2e80").sort().join("");
}"""


def main(copied_from: str = "") -> None:
    """Write down what each page shows."""
    shown: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="kavling-") as name, sync_playwright() as playwright:
        folder = Path(name)
        with (
            served(load_demo(folder, copied_from), folder) as site,
            playwright.chromium.launch(executable_path=chromium.executable(playwright), args=chromium.arguments()) as browser,
            browser.new_context(base_url=site.origin, viewport={"width": 1440, "height": 900}) as context,
        ):
            page = context.new_page()
            for lang in ("ko", "ja"):
                shown[lang] = {}
                for name, paths in PAGES.items():
                    seen: set[str] = set()
                    for path in paths:
                        page.goto(f"/{lang}{path}")
                        seen |= set(page.evaluate(SEEN))
                    shown[lang][name] = "".join(sorted(seen))
    FILE.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
