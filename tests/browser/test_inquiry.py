"""Asking in a real browser: what is wrong takes the focus, nothing typed is lost, the way ends on the inquiry's own page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Site
from tests.browser.watched import Watching
from tests.factories import LotFactory

WRITTEN = {
    "organisation": "㈜한빛소재",
    "name": "김민수",
    "email": "minsu@hanbit.example.com",
    "message": "재이용수 수질 성적서를 먼저 보고 싶습니다. 똠방각하, 髙橋, 山﨑",
}


def write(page: Page, **other: str) -> None:
    for name, value in (WRITTEN | other).items():
        page.fill(f"#{name}", value)
    page.select_option("#country", "KR")
    page.check("#consent_inquiry-0")
    page.check("#consent_transfer-0")


@pytest.mark.parametrize("language", ["ko", "ja"])
@pytest.mark.parametrize("width", [390, 1440])
def test_from_the_form_to_the_inquirys_own_page(
    site: Site, page: Page, session: Session, watching: Watching, language: str, width: int
):
    watching.expect("422")
    lot = LotFactory()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{language}/inquire?lot={lot.estate.slug}/{lot.code}")
    write(page, email="minsu@hanbit")
    page.wait_for_timeout(1500)  # nobody is quicker; who is, is taken for a machine
    page.click("button.pri")

    expect(page.locator(".sum")).to_be_focused()
    page.click(".sum a")
    expect(page.locator("#email")).to_be_focused()
    assert page.input_value("#message") == WRITTEN["message"]

    page.fill("#email", WRITTEN["email"])
    page.click("button.pri")

    page.wait_for_url(re.compile(rf"/{language}/inquiries/K-\d\d-\w{{4}}-\w{{3}}\?key="))
    assert page.locator(".trk li").count() == 5
    assert page.locator(".mine .cd").inner_text() == lot.code
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for words in (WRITTEN["name"], WRITTEN["organisation"], WRITTEN["email"]):
        assert words not in page.content()


def test_an_area_is_said_in_the_readers_unit_while_it_is_typed(site: Site, page: Page):
    page.goto("/ko/inquire")
    page.fill("#area_m2", "30,000")

    expect(page.locator("output[for=area_m2]")).to_contain_text("9,075")


def test_what_was_typed_outlives_a_reload_but_no_consent_does(site: Site, page: Page, session: Session):
    page.goto("/ko/inquire")
    write(page)
    page.reload()

    assert page.input_value("#message") == WRITTEN["message"]
    assert not page.is_checked("#consent_inquiry-0")

    write(page)
    page.wait_for_timeout(1500)
    page.click("button.pri")
    page.wait_for_url("**/inquiries/**")
    page.goto("/ko/inquire")
    assert page.input_value("#message") == ""


def test_the_way_back_after_sending_sends_nothing_twice(site: Site, page: Page, session: Session):
    page.goto("/en/inquire")
    write(page)
    page.wait_for_timeout(1500)
    page.click("button.pri")
    page.wait_for_url("**/inquiries/**")
    sent = page.url
    page.go_back()
    write(page)
    page.wait_for_timeout(1500)
    page.click("button.pri")
    page.wait_for_url("**/inquiries/**")

    # the form page is not kept: going back renders it anew, with a key of its own
    assert page.url != sent


def test_the_page_works_without_scripts(browser, site: Site, session: Session):
    lot = LotFactory()
    with browser.new_context(base_url=site.origin, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/ja/inquire?lot={lot.estate.slug}/{lot.code}")
        write(page)
        page.wait_for_timeout(1500)
        page.click("button.pri")
        page.wait_for_url("**/inquiries/**")
        page.fill("#m-message", "追加の質問です")
        page.click("text=/メッセージを送信|Send message/")
        page.wait_for_url("**said=message**")
        page.click(".wdl >> nth=0")
        page.click("button.pri")
        page.wait_for_url("**said=withdrawn**")
        assert page.locator("main form").count() == 0
