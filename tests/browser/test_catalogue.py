"""What only a browser can say of the catalogue: list and map together, Back, the keyboard, a telephone, no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models.land.lot import Lot, Status
from tests.browser.conftest import Site
from tests.land import an_estate, lots, square

AXE = "tests/browser/vendor/axe/axe.min.js"
LANGUAGES = ("id", "en", "ko", "ja")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def land(site: Site, session: Session) -> dict[str, Lot]:
    """Six lots of an estate, one of them sold."""
    price = {"amount": "164", "currency": "USD", "basis": "per_m2"}
    facts = {
        f"A-{n:02}": {
            "net_area": str(12_000 * n),
            "lot_power_capacity": str(4 * n),
            "price": price,
            "outline": square(n, n % 2),
        }
        for n in range(1, 7)
    }
    made = lots(session, an_estate(session), facts, status={"A-06": Status.SOLD})
    session.commit()
    return made


def codes(page: Page) -> list[str]:
    return page.locator(".lrow h2").all_inner_texts()


def paths(page: Page, kind: str = "") -> int:
    return page.locator(f"#map_lots_0 path.lot{kind}").count()


def test_a_condition_changes_list_map_and_address_without_a_new_page(land, page: Page):
    page.goto("/en/lots")
    expect(page.locator("#map_lots_0 path.lot")).to_have_count(6)
    page.evaluate("window.still = true")

    page.locator("#area_min").fill("40,000")
    page.locator("#area_min").press("Tab")

    expect(page.get_by_role("heading", level=1)).to_have_text("3 lots fit")
    assert page.url.endswith("/en/lots?area_min=40000")
    assert page.evaluate("window.still") is True
    assert codes(page) == ["A-06", "A-05", "A-04"]
    expect(page.locator("#map_lots_0 path.lot.dim")).to_have_count(3)
    assert page.locator(".langs a[lang=ko]").first.get_attribute("href") == "/ko/lots?area_min=40000"


def test_back_restores_list_fields_and_map(land, page: Page):
    page.goto("/en/lots")
    page.get_by_role("checkbox", name="Sold").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 lot fits")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("6 lots")
    expect(page.get_by_role("checkbox", name="Sold")).not_to_be_checked()
    expect(page.locator("#map_lots_0 path.lot.dim")).to_have_count(0)


def test_a_shared_address_opens_as_it_was(land, page: Page):
    page.goto("/en/lots?status=sold")

    expect(page.get_by_role("checkbox", name="Sold")).to_be_checked()
    expect(page.locator("#map_lots_0 path.lot.dim")).to_have_count(5)
    assert codes(page) == ["A-06"]


def test_row_and_shape_light_up_together(land, page: Page):
    page.goto("/en/lots")
    shape = page.locator('#map_lots_0 [data-lot="trial/A-03"]')
    expect(shape).to_have_count(1)

    page.locator('[data-row="trial/A-03"]').hover()
    expect(shape).to_have_class("lot available leaflet-interactive hot")

    page.locator('#map_lots_0 [data-lot="trial/A-02"]').hover()
    expect(page.locator('[data-row="trial/A-02"]')).to_have_class("lrow hot")


def test_every_lot_on_the_map_is_reached_by_the_keyboard(land, page: Page):
    page.goto("/en/lots")
    shape = page.locator('#map_lots_0 [data-lot="trial/A-03"]')
    expect(shape).to_have_attribute("aria-label", "A-03, Available, 36,000\u00a0m²")

    shape.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/en/lots/trial/A-03")


def test_a_map_that_fails_leaves_the_drawn_plan(land, page: Page, watching):
    watching.expect("ERR_FAILED")
    page.route("**/lots/map.js", lambda route: route.abort())
    page.goto("/en/lots", wait_until="networkidle")

    expect(page.locator("[data-plan] svg.plan")).to_be_visible()
    expect(page.locator("#map_lots_0")).to_be_hidden()


def test_without_scripts_the_form_finds_and_the_plan_fades(land, site: Site, browser: Browser):
    with browser.new_context(base_url=site.origin, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/en/lots")
        page.locator("#area_min").fill("40,000")
        page.locator("[data-filters] button[type=submit]").click()

        assert page.url.endswith("/en/lots?area_min=40000")
        assert codes(page) == ["A-06", "A-05", "A-04"]
        assert page.locator("svg.plan .lot.dim").count() == 3
        assert page.locator("[data-plan]").is_visible()


def test_a_telephone_opens_conditions_and_plan_from_the_same_address(land, narrow: Page):
    narrow.goto("/en/lots?status=available")
    expect(narrow.locator("#filters")).to_be_hidden()

    narrow.get_by_role("button", name="1 condition").click()
    expect(narrow.locator("#filters")).to_be_visible()
    narrow.get_by_role("checkbox", name="Sold").check()
    narrow.locator("#filters button[type=submit]").click()
    expect(narrow.locator("#filters")).to_be_hidden()
    expect(narrow.get_by_role("heading", level=1)).to_have_text("6 lots fit")

    narrow.get_by_role("link", name="Plan", exact=True).click()
    expect(narrow.locator("#plan")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_runs_out_of_the_page_and_axe_finds_nothing(land, page: Page, root, language: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    source = (root / AXE).read_text()
    for path in ("", "lots", "lots?area_min=40000&status=available", "lots?area_min=x", "lots/trial/A-03", "privacy"):
        page.goto(f"/{language}/{path}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate(source)
        found = page.evaluate("async rules => (await axe.run(rules)).violations", RULES)
        told = [(v["id"], [node["target"] for node in v["nodes"]][:4]) for v in found]
        assert told == [], path
