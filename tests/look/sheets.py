"""Contact sheets: every page in every language and width, by day and the desk by night, side by side for people to look at."""

from __future__ import annotations

import argparse
import html
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright

from config import ROOT
from tests.browser import chromium
from tests.browser.pages import DESK, DESK_DEEDS, DESK_RECORDS, DESK_ROOMS, LANGUAGES, MISSING, PUBLIC, SIGN_IN, Shown
from tests.browser.served import Site, load_demo, served

WIDTHS = (390, 1440)
HEIGHT = 900
TALLEST = 5200  # pixels of a page that are shown; a phone's list of lots is longer
COLUMN = {390: 390, 1440: 1080}  # pixels that a page takes on its sheet

SHEET = """<!doctype html><meta charset="utf-8"><title>{title}</title><style>
body {{ margin: 0; padding: 24px; background: #777; font: 16px sans-serif; display: flex; gap: 24px; align-items: start;
  inline-size: max-content }}
figure {{ margin: 0 }} figcaption {{ color: #fff; padding-block-end: 8px }} img {{ display: block; inline-size: {column}px }}
</style>{figures}"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the sheets that the words on the command line name; without any, all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="names of pages, like lots or board; default: all")
    parser.add_argument("--demo", default="", metavar="FOLDER", help="data folder with a demo to copy; else it is loaded anew")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "look", metavar="FOLDER")
    asked = parser.parse_args(arguments)
    every = (*PUBLIC, MISSING, SIGN_IN, *DESK, *DESK_ROOMS, *DESK_DEEDS, *DESK_RECORDS)
    shown = [one for one in every if not asked.pages or one.name in asked.pages]
    asked.into.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kavling-look-") as name, sync_playwright() as playwright:
        folder = Path(name)
        with (
            served(load_demo(folder, asked.demo), folder) as site,
            playwright.chromium.launch(executable_path=chromium.executable(playwright), args=chromium.arguments()) as browser,
        ):
            for file in sheets(browser, site, shown, folder, asked.into):
                print(file, flush=True)
    print(f"{time.monotonic() - started:.0f} s")


def sheets(browser: Browser, site: Site, shown: Sequence[Shown], folder: Path, into: Path) -> Iterator[Path]:
    """Take the pictures of page after page into `folder`, and yield each sheet made of them."""
    with ExitStack() as stack:
        tabs = {
            lang: stack.enter_context(
                browser.new_context(base_url=site.origin, locale=lang, timezone_id="Asia/Seoul", reduced_motion="reduce")
            )
            for lang in LANGUAGES
        }
        table = stack.enter_context(browser.new_context(viewport={"width": 800, "height": 600}))
        for one in shown:
            for lang, context in tabs.items():
                context.clear_cookies()
                if one.at_the_desk and one is not SIGN_IN:
                    context.add_cookies([site.staff_cookie(lang)])
                try:
                    take(context, one, lang, folder)
                except Error as wrong:  # the other pages are worth looking at all the same
                    print(f"{one.name} {lang}: {wrong}", file=sys.stderr)
            for name in sorted({picture.name.split(".")[0] for picture in folder.glob(f"{one.name}-[0-9]*.png")}):
                yield sheet(table, name, folder, into)


def sheet(context: BrowserContext, name: str, folder: Path, into: Path) -> Path:
    """Lay the pictures of one page, width and light side by side, a language each."""
    width = next(width for width in WIDTHS if f"-{width}" in name)
    figures = "".join(
        f"<figure><figcaption>{html.escape(name)} {lang}</figcaption><img src='{name}.{lang}.png'></figure>"
        for lang in LANGUAGES
        if (folder / f"{name}.{lang}.png").exists()
    )
    table = folder / f"{name}.html"
    table.write_text(SHEET.format(title=name, figures=figures, column=COLUMN[width]), encoding="utf-8")
    page = context.new_page()
    page.goto(table.as_uri())
    page.screenshot(path=into / f"{name}.png", full_page=True)
    page.close()
    return into / f"{name}.png"


def take(context: BrowserContext, shown: Shown, lang: str, folder: Path) -> None:
    """Take the pictures of one page in one language."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    shown.open(page, lang)
    for width in WIDTHS:
        for scheme in ("light", "dark") if shown.at_the_desk else ("light",):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
            page.wait_for_load_state("networkidle")
            name = f"{shown.name}-{width}{'-dark' if scheme == 'dark' else ''}.{lang}.png"
            tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": width, "height": tall}
            page.screenshot(path=folder / name, full_page=True, clip=clip)  # type: ignore[arg-type]
    page.close()


if __name__ == "__main__":
    main()
