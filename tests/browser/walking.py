"""Going through pages as people do: by keyboard alone, or signed in at the desk; and land that the demo does not hold."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from playwright.sync_api import Page

from tests.browser.served import run

ROW, DEPTH, GAP = 3, 180, 20  # lots in a row; metres
MOST_TABS = 400  # a page that needs more of them is no page for a keyboard


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what `selector` finds; fail when it never is."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector} on {page.url}")


def type_into(page: Page, selector: str, words: str) -> None:
    """Go to a field and type."""
    tab_to(page, selector)
    page.keyboard.type(words)


def choose(page: Page, selector: str, value: str) -> None:
    """Go to a list and press the arrow until it stands on `value`."""
    tab_to(page, selector)
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} does not offer {value}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go to a link or a button and press it."""
    tab_to(page, selector)
    page.keyboard.press(key)


def follow(page: Page, selector: str) -> None:
    """Go to a link or a button, press Enter and wait for the next page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def lots_file(folder: Path, prefix: str, count: int = 6) -> Path:
    """Write a GeoPackage of lots in a new estate, in UTM, by GDAL; return its path."""
    file = folder / f"{prefix}.gpkg"
    corners = [(618_000 + number % ROW * 130, 9_331_000 - number // ROW * (DEPTH + GAP)) for number in range(count)]
    lots = [shapely.box(x, y, x + 110, y + DEPTH) for x, y in corners]
    codes = np.array([f"{prefix}-{number:02}" for number in range(1, count + 1)], dtype=object)
    columns = [codes, np.full(count, 1.98), np.full(count, 15_000), np.full(count, 140.0)]
    pyogrio.raw.write(
        file, shapely.to_wkb(lots), columns, ["code", "area_ha", "power_kva", "price (USD/m2)"],
        geometry_type="Polygon", crs="EPSG:32748", driver="GPKG",
    )  # fmt: skip
    return file


def add_land(data: Path, slug: str, name: str, prefix: str) -> None:
    """Make an estate and load its lots, as somebody with their own land does it."""
    run(data, "estate", "add", slug, "--name", name, "--language", "en", "--desk-mail", f"desk@{slug}.example.com")
    said = run(data, "import", "lots", str(lots_file(data, prefix)), "--estate", slug, "--proof", "surveyed")
    assert "6 added" in said, said


def add_staff(data: Path, email: str, *roles: str) -> str:
    """Add somebody to the staff; return the password that was told."""
    words = [word for role in roles for word in ("--role", role)]
    told = re.search(r"told this once: (\S+)", run(data, "user", "add", email, *words))
    assert told is not None
    return told[1]


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in at the desk."""
    page.goto("/staff/")
    page.fill("#email", email)
    page.fill("#password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def publish(page: Page, slug: str) -> None:
    """Publish all lots of an estate from the list of lots."""
    page.goto(f"/staff/lots?estate={slug}")
    for box in page.locator("[name=lot]").all():
        box.check()
    with page.expect_navigation():
        page.locator(".d-bulk button").first.click()
    with page.expect_navigation():
        page.locator("form .btn.pri").click()
