"""What only a browser can say of the look: letters come from our font, scripts help and break nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from config import ROOT
from tests.browser.served import Site
from tests.test_fonts import SETS

SHOWN = ("Latin and Indonesian", "Hangul of KS X 1001", "JIS level 1", "JIS level 2", "names")


def fonts_of(shown: Locator) -> set[str]:
    """Return the fonts that the browser really took for a text."""
    page = shown.page
    page.evaluate("document.fonts.ready")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#shown"})["nodeId"]
    return {font["familyName"] for font in devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}


def write_text(page: Page, words: str) -> Locator:
    """Put a paragraph on the page and wait until its letters have come."""
    page.evaluate(
        """async words => {
            const shown = Object.assign(document.createElement("p"), {id: "shown", textContent: words});
            document.querySelector("main").append(shown);
            await document.fonts.load(`400 16px "Kavling Sans"`, words);
            await document.fonts.ready;
        }""",
        words,
    )
    return page.locator("#shown")


def script(name: str) -> str:
    """Return JavaScript that imports one of our modules from where this page has its scripts."""
    return f"""import(document.querySelector("script[src$='kavling.js']").src.replace("kavling.js", "{name}"))"""


@pytest.mark.parametrize("lang", ["en", "ko", "ja"])
def test_whatever_people_type_is_shown_in_our_font(site: Site, page: Page, lang: str):
    page.goto(f"/{lang}/inquire")
    words = "\u200b".join(chr(char) for name in SHOWN for char in SETS[name] if chr(char).isprintable() and char > 0x20)

    assert fonts_of(write_text(page, words)) == {"Kavling Sans Variable"}


def test_an_english_page_loads_no_other_scripts_letters(site: Site, page: Page):
    fonts: list[str] = []
    page.on("response", lambda answer: fonts.append(answer.url) if answer.url.endswith(".woff2") else None)
    page.goto("/en/inquire", wait_until="networkidle")

    assert [re.sub(r".*/", "", font) for font in set(fonts)] == ["core.woff2"]


def test_every_style_and_script_that_a_layout_names_is_there(site: Site, page: Page):
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.goto("/ja/inquire", wait_until="networkidle")

    assert missing == []
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Kavling Sans"')


def test_a_page_fits_a_telephone_and_its_menu_opens_without_scripts(site: Site, narrow: Page):
    narrow.goto("/ko/inquire")

    assert narrow.evaluate("document.documentElement.scrollWidth") == 390
    menu = narrow.locator("details.menu")
    menu.locator("summary").click()
    assert menu.locator("nav").first.is_visible()


@pytest.mark.parametrize(
    ("lang", "typed", "said"),
    [
        ("ko", "30,000", "9,075평"),
        ("id", "30.000", "9.075 pyeong"),
        ("ja", "３０，０００", "9,075坪"),
        ("en", "an acre", ""),
    ],
)
def test_an_area_is_said_in_the_other_units_while_it_is_typed(site: Site, page: Page, lang: str, typed: str, said: str):
    page.goto(f"/{lang}/inquire")
    words = {"ko": "{tsubo}평", "id": "{tsubo} pyeong", "ja": "{tsubo}坪", "en": "{tsubo}"}[lang]
    page.evaluate(
        f"""async ([typed, words]) => {{
            const form = document.createElement("form");
            form.innerHTML = `<input id="probe"><output for="probe" data-area="${{words}}"></output>`;
            document.querySelector("main").append(form);
            (await {script("areas.js")}).convertAreas(document);
        }}""",
        [typed, words],
    )
    page.locator("#probe").fill(typed)

    assert page.locator("output[for=probe]").inner_text() == said


def test_a_row_and_its_shape_light_up_together_by_pointer_and_by_keyboard(site: Site, page: Page):
    page.goto("/en/inquire")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("afterbegin",
            `<p data-row="a/E-09"><a href="#main" id="row">E-09</a></p>
             <svg width="40" height="40"><a href="#main" id="shape">
             <path class="lot" data-lot="a/E-09" d="M0 0h40v40H0z"/></a></svg>`)"""
    )
    lot, row = page.locator("[data-lot]"), page.locator("[data-row]")

    page.locator("#row").hover()
    assert "hot" in (lot.get_attribute("class") or "")
    page.locator("h1").hover()
    assert "hot" not in (lot.get_attribute("class") or "")
    page.locator("#shape").focus()
    assert "hot" in (row.get_attribute("class") or "")


def test_a_draft_survives_a_reload_but_never_a_consent(site: Site, page: Page):
    probe: dict[str, Any] = {
        "put": f"""async () => {{
            const form = document.createElement("form");
            form.dataset.draft = "probe";
            form.innerHTML = `<input name="firm"><textarea name="words"></textarea><input type="hidden" name="key" value="new">
                <input type="radio" name="consent_inquiry" value="yes"><input type="checkbox" name="sector" value="steel">`;
            document.querySelector("main").append(form);
            (await {script("drafts.js")}).keepDrafts(document);
        }}"""
    }
    page.goto("/en/inquire")
    page.evaluate(probe["put"])
    page.locator("[name=firm]").last.fill("예시 소재")
    page.locator("form[data-draft=probe] [name=words]").fill("양극재")
    page.locator("form[data-draft=probe] [name=sector]").check()
    page.locator("form[data-draft=probe] [name=consent_inquiry]").check()

    page.reload()
    page.evaluate(probe["put"])
    form = page.locator("form[data-draft=probe]")

    assert form.locator("[name=firm]").input_value() == "예시 소재"
    assert form.locator("[name=words]").input_value() == "양극재"
    assert form.locator("[name=sector]").is_checked()
    assert not form.locator("[name=consent_inquiry]").is_checked()
    assert form.locator("[name=key]").input_value() == "new"


def test_no_template_carries_inline_style_or_script():
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text()
        assert not re.search(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="', text), template
