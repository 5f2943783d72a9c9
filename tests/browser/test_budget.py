"""What a page costs to load: the list is usable within 150 KB, the map comes after it within 90 more."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Browser, Response

from tests.browser.pages import LANGUAGES
from tests.browser.served import Site

USABLE, MAP = 150_000, 90_000  # bytes
OF_THE_MAP = ("/leaflet", "/map", "/lots.geojson", "/vectorgrid")
COMPRESSED = (".woff2", ".png")


def weight(answer: Response) -> int:
    """Return how many bytes an answer takes under gzip, which every browser can read."""
    body = answer.body()
    return len(body) if answer.url.partition("?")[0].endswith(COMPRESSED) else len(gzip.compress(body, 6))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_lots_is_light(browser: Browser, demo: Site, lang: str):
    with browser.new_context(base_url=demo.origin, viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"/{lang}/lots", wait_until="networkidle")
        page.locator(".folium-map path[data-lot]").first.wait_for()
        weights = {answer.url.removeprefix(demo.origin): weight(answer) for answer in answers}

    of_the_map = {url: size for url, size in weights.items() if any(part in url for part in OF_THE_MAP)}
    before = {url: size for url, size in weights.items() if url not in of_the_map}
    assert sum(before.values()) <= USABLE, before
    assert sum(of_the_map.values()) <= MAP, of_the_map
    assert len(of_the_map) >= 4
