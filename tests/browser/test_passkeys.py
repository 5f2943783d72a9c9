"""A passkey on a device: made, shown after the password, shown alone, taken away. The device is Chromium's own imitation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models.account import Role, User, UserRole
from models.password import hash_of
from models.second_factor import Passkey
from tests.browser.served import Site, run, served
from tests.support.processes import free_port

WORDS = "four wise words here"
ADDRESS = "keys@example.com"
SECOND = "/staff/account/second-factor"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site under a name: keys are made for names, not for numbers."""
    data = tmp_path_factory.mktemp("keys")
    url = f"sqlite:///{data / 'kavling.sqlite'}"
    run(data, "migrate")
    engine = create_engine(url)
    with Session(engine) as session:
        user = User(email=ADDRESS, name="Keys", language="en", password_hash=hash_of(WORDS))
        user.grants = [UserRole(role=Role.ADMIN)]
        session.add(user)
        session.commit()
    engine.dispose()
    port = free_port()
    origin = f"http://localhost:{port}"
    with served(url, data, port, KAVLING_BASE_URL=origin) as site:
        site.origin = origin
        yield site


@contextmanager
def device(browser: Browser, site: Site, *, verified: bool = True) -> Iterator[Page]:
    """Open a browser on a device that holds keys and, if `verified`, knows its owner."""
    with browser.new_context(base_url=site.origin) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        held = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": verified,
            "isUserVerified": verified, "automaticPresenceSimulation": True,
        }  # fmt: skip
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": held})
        yield page
        assert said == []


def with_password(page: Page) -> None:
    page.goto("/staff/sign-in")
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("[name=password]").fill(WORDS)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def sign_out(page: Page) -> None:
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/sign-in")


def test_a_passkey_is_made_shown_second_shown_alone_and_removed(browser: Browser, named: Site):
    with device(browser, named) as page:
        with_password(page)
        page.goto(SECOND)
        page.get_by_label("Name of the device").fill("My laptop")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("row", name="My laptop")).to_contain_text("not yet")
        sign_out(page)

        with_password(page)
        expect(page).to_have_title("One more step · Kavling")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        sign_out(page)

        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(SECOND)
        expect(page.get_by_role("row", name="My laptop")).not_to_contain_text("not yet")
        assert used(named) == 1
        page.locator('form[action*="/passkeys/"] button').click()
        expect(page.get_by_text("It is removed.")).to_be_visible()
        assert used(named) == 0


def test_a_device_that_does_not_know_its_owner_does_not_let_in_alone(browser: Browser, named: Site):
    with device(browser, named, verified=False) as page:
        with_password(page)
        page.goto(SECOND)
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("row", name="Passkey")).to_be_visible()
        sign_out(page)

        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_timeout(1500)

        assert "/staff/sign-in" in page.url
        with_password(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(lambda url: "sign-in" not in url)


def used(site: Site) -> int:
    """Return how many keys there are that were used."""
    engine = create_engine(site.database_url)
    with Session(engine) as session:
        found = session.scalars(select(Passkey).where(Passkey.used_at.is_not(None))).all()
    engine.dispose()
    return len(found)
