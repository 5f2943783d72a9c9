"""The pages of this folder run in a browser that tells what it does not like."""

import pytest
from playwright.sync_api import Page

from tests.browser.served import Site
from tests.browser.watched import Watching
from tests.support.processes import status

MANY = 600  # requests whose lines of the log are more than a pipe holds


def test_the_served_site_answers_a_browser(site: Site, page: Page, watching: Watching):
    watching.expect("favicon.ico")  # text has no icon of its own
    answer = page.goto("/healthz")

    assert answer is not None
    assert answer.status == 200


def test_the_served_site_answers_however_much_it_has_noted(site: Site):
    for _ in range(MANY):
        assert status(site.port, "/en/no-such-page") == 404

    assert (site.data / "served.log").stat().st_size > 64 * 1024


def test_a_complaint_of_a_page_fails_its_test(site: Site, page: Page, watching: Watching):
    page.goto("/healthz")
    page.evaluate("console.error('something is wrong')")

    with pytest.raises(AssertionError, match="something is wrong"):
        watching.check()
    watching.expect("something is wrong|favicon.ico")


def test_a_breach_of_the_content_policy_fails_its_test(site: Site, page: Page, watching: Watching):
    page.goto("/en/no-such-page")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))")
    page.wait_for_timeout(50)

    assert any("securitypolicyviolation: script-src" in said for said in watching.complaints)
    watching.expect("securitypolicyviolation|Content Security Policy|404")
