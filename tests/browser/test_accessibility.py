"""Each page in four languages, seen by axe: at a desk and on a telephone, at the desk also by night.

Colours know no language, so the night is looked at in one; what fingers must hit is looked at where words are longest.

The same visit checks what needs no visit of its own: nothing said on the console, no breach of the content policy, nothing
asked of anybody else, no page wider than its window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import DESK, DESK_DEEDS, DESK_RECORDS, DESK_ROOMS, LANGUAGES, PUBLIC, SIGN_IN, Shown
from tests.browser.served import Site
from tests.browser.watched import Watching

AXE = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """async ({tags, rules}) => {
  const runOnly = rules.length ? {type: "rule", values: rules} : {type: "tag", values: tags};
  const said = await axe.run(document, {runOnly, resultTypes: ["violations"], preload: false, iframes: false});
  const tell = ({target, failureSummary: why}) => `${target.join(" ")} (${why.split("\\n").slice(1, 3).join("; ").trim()})`;
  return said.violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.slice(0, 4).map(tell).join(" | ")}`);
}"""
FIND_WIDE = """() => {
  const width = document.documentElement.clientWidth, page = document.documentElement.scrollWidth;
  if (page <= width) return [];
  const clips = (node) => node !== document.body && (getComputedStyle(node).overflowX !== "visible" || clips(node.parentElement));
  const right = (node) => Math.round(node.getBoundingClientRect().right);
  const wide = [...document.querySelectorAll("body *")].filter((node) => right(node) > width && !clips(node.parentElement));
  return [`${page} wide`, ...wide.slice(0, 5).map((node) => `${node.outerHTML.slice(0, 80)} ends at ${right(node)}`)];
}"""
BY_NIGHT, LONGEST = "en", "id"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
COLOURS, SMALL = ["color-contrast"], ["target-size", "scrollable-region-focusable"]  # what changes by night, on a telephone

Tab = Callable[[str], Page]


@pytest.fixture(scope="module")
def watched() -> Watching:
    return Watching()


@pytest.fixture(scope="module")
def tab(browser: Browser, demo: Site, watched: Watching) -> Iterator[Tab]:
    """One browser for all these pages, as people have: `tab("ja")` belongs to somebody of the desk who reads Japanese."""
    with browser.new_context(base_url=demo.origin, locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce") as context:
        watched.look_at(context, demo.origin)
        page = context.new_page()
        cookies = {lang: demo.staff_cookie(lang) for lang in LANGUAGES}

        def of(lang: str) -> Page:
            context.clear_cookies()
            if lang:
                context.add_cookies([cookies[lang]])
            return page

        yield of


@contextmanager
def opened(page: Page, shown: Shown, lang: str) -> Iterator[None]:
    """Open a page, wide and by day."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    shown.open(page, lang)
    page.evaluate(AXE)
    yield
    page.evaluate("sessionStorage.clear()")  # no draft for the next page


def look_narrow(page: Page, lang: str) -> list[str]:
    """Return what is wrong on a telephone."""
    page.set_viewport_size(NARROW)
    return look(page, only=SMALL) if lang in ("", LONGEST) else list(page.evaluate(FIND_WIDE))


def look(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """Return what axe and the window's width find wrong."""
    return [*page.evaluate(ASK_AXE, {"tags": RULES, "rules": list(only)}), *page.evaluate(FIND_WIDE)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shown", PUBLIC, ids=lambda shown: shown.name)
def test_a_public_page_can_be_used_by_everybody(tab: Tab, watched: Watching, shown: Shown, lang: str):
    page = tab("")
    with watched.watch(), opened(page, shown, lang):
        watched.expect("422" if shown.name == "errors" else "^$")
        wide = look(page)
        narrow = look_narrow(page, lang)

    assert (wide, narrow) == ([], [])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shown", [*DESK, *DESK_ROOMS, *DESK_DEEDS, *DESK_RECORDS], ids=lambda shown: shown.name)
def test_a_page_of_the_desk_can_be_used_by_everybody_by_day_and_by_night(
    tab: Tab, watched: Watching, shown: Shown, lang: str
):
    page = tab(lang)
    with watched.watch(), opened(page, shown, lang):
        wide = look(page)
        dark = []
        if lang == BY_NIGHT:
            page.emulate_media(color_scheme="dark")
            dark = look(page, only=COLOURS)
        narrow = look_narrow(page, lang)

    assert (wide, dark, narrow) == ([], [], [])


def test_the_sign_in_can_be_used_by_everybody(tab: Tab, watched: Watching):
    page = tab("")
    with watched.watch(), opened(page, SIGN_IN, ""):
        wide = look(page)
        page.set_viewport_size(NARROW)
        narrow = look(page)

    assert (wide, narrow) == ([], [])


def test_a_page_that_is_not_right_is_found(tab: Tab):
    page = tab("")
    with opened(page, PUBLIC[0], "en"):
        page.evaluate(
            """() => document.querySelector("main").insertAdjacentHTML("beforeend",
                `<p class="wide-probe">.</p><img src="/static/icons/kavling.svg"><input>`)"""
        )
        page.evaluate("document.querySelector('.wide-probe').style.width = '3000px'")
        found = "\n".join(look(page))

    assert "image-alt" in found
    assert "label" in found
    assert "wide-probe" in found
