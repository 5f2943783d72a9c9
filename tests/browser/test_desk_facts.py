"""Stating facts in a real browser: what is changed is marked and counted before it is stored; without scripts it works, too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import password
from models.account import Role, User, UserRole
from models.land.lot import Lot
from tests.browser.conftest import Site
from tests.browser.watched import Watching
from tests.land import an_estate, lots

SECRET = "a password of the tests, long enough"


@pytest.fixture
def lot(session: Session) -> Lot:
    """A lot, and an engineer who may state its facts."""
    user = User(email="engineer@example.com", name="engineer", language="en", password_hash=password.hash_of(SECRET))
    user.grants = [UserRole(role=Role.ENGINEER, estate_id=None)]
    session.add(user)
    found = lots(session, an_estate(session), {"A-01": {"lot_power_capacity": "16", "frontage": "146"}})["A-01"]
    session.commit()
    return found


def open_lot(page: Page, lot: Lot) -> None:
    """Sign in, and open the page of the lot."""
    page.goto(f"/staff/sign-in?next=/staff/lots/{lot.id}")
    page.fill("[name=email]", "engineer@example.com")
    page.fill("[name=password]", SECRET)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("A-01")


def edit(page: Page, code: str) -> None:
    """Open the fields of a fact."""
    page.locator(f"#{code} .d-tog").click()


def test_what_is_changed_is_marked_counted_and_can_be_taken_back(site: Site, page: Page, session: Session, lot: Lot):
    open_lot(page, lot)
    expect(page.locator("[name=lot_power_capacity]")).to_be_hidden()

    edit(page, "lot_power_capacity")
    page.fill("[name=lot_power_capacity]", "18")
    edit(page, "fault_level")
    page.locator("[data-of=fault_level] .d-five label", has_text="Not disclosed").click()

    expect(page.locator("#lot_power_capacity .d-new")).to_have_text("→ 18 MVA")
    expect(page.locator("#fault_level .d-new")).to_have_text("→ Not disclosed")
    expect(page.locator(".d-go button")).to_have_text("Store 2 values")

    page.locator("[data-of=fault_level] [data-undo]").click()
    expect(page.locator(".d-go button")).to_have_text("Store 1 value")
    expect(page.locator("#fault_level .d-new")).to_be_hidden()

    page.click(".d-go button")
    expect(page.locator(".flash")).to_contain_text("1 value is stored")
    session.expire_all()
    assert session.get_one(Lot, lot.id).lot_power_capacity == 18


def test_what_is_wrong_is_opened_told_and_reached_from_the_summary(
    site: Site, page: Page, lot: Lot, watching: Watching
):
    watching.expect("422")
    open_lot(page, lot)
    edit(page, "frontage")
    page.fill("[name=frontage]", "wide")
    page.click(".d-go button")

    expect(page.locator(".sum")).to_be_focused()
    page.click(".sum a")
    expect(page.locator("#say-frontage")).to_be_focused()
    expect(page.locator("[name=frontage]")).to_have_value("wide")
    expect(page.locator("[name=frontage]")).to_be_visible()


def test_without_scripts_the_field_shows_for_stated_and_the_statement_is_stored(
    site: Site, browser: Browser, session: Session, lot: Lot
):
    with browser.new_context(base_url=site.origin, java_script_enabled=False) as context:
        page = context.new_page()
        open_lot(page, lot)
        edit(page, "water_table")
        expect(page.locator("[name=water_table]")).to_be_hidden()
        page.locator("[data-of=water_table] .d-five label", has_text="Stated").first.click()
        page.fill("[name=water_table]", "1.5")
        page.select_option("#document", "new")
        page.fill("#new_document", "Soil report, 3 borings")
        page.click(".d-go button")

        expect(page.locator("#water_table")).to_contain_text("1.5 m")
        expect(page.locator("#water_table")).to_contain_text("Soil report, 3 borings")
    session.expire_all()
    assert float(session.get_one(Lot, lot.id).water_table or 0) == 1.5
