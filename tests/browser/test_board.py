"""The board in a real browser: a card is dragged, moved by the keyboard, and moved without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import password
from models.account import Role, User, UserRole
from models.lead.lead import Lead, Stage
from tests.browser.conftest import Site
from tests.browser.watched import Watching
from tests.factories import A_NEED, EstateFactory, LeadFactory, LotFactory

SECRET = "a password of the tests, long enough"


@pytest.fixture
def lead(session: Session) -> Lead:
    """A lead that may be moved on, of somebody who sells."""
    user = User(email="seller@example.com", name="seller", language="en", password_hash=password.hash_of(SECRET))
    user.grants = [UserRole(role=Role.SALES, estate_id=None)]
    session.add(user)
    session.flush()
    lot = LotFactory(estate=EstateFactory())
    lead: Lead = LeadFactory(about=[lot], owner_id=user.id, contacted=True, need=dict(A_NEED))
    lead.stage = Stage.QUALIFIED
    session.commit()
    return lead


def open_board(page: Page) -> None:
    """Sign in, and open the board."""
    page.goto("/staff/sign-in?next=/staff/leads")
    page.fill("[name=email]", "seller@example.com")
    page.fill("[name=password]", SECRET)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Leads")
    page.wait_for_load_state()  # its scripts, too, have run


def drag(page: Page, stage: str) -> None:
    """Drag the only card to the column of a stage, as a hand does: in steps."""
    card, column = page.locator(".lead .r1").bounding_box(), page.locator(f"[data-stage={stage}] .cards").bounding_box()
    assert card is not None
    assert column is not None
    page.mouse.move(card["x"] + 20, card["y"] + 8)
    page.mouse.down()
    page.mouse.move(card["x"] + 40, card["y"] + 20, steps=4)
    page.mouse.move(column["x"] + 60, column["y"] + 20, steps=12)
    page.mouse.up()


def test_a_card_is_dragged_and_what_is_missing_is_said(
    site: Site, page: Page, session: Session, lead: Lead, watching: Watching
):
    open_board(page)

    drag(page, "shortlisted")

    expect(page.locator("h1")).to_have_text("Not moved yet: Lots proposed")
    expect(page.locator("[data-summary] a")).to_have_text("At least one lot offered")
    watching.expect("422")


def test_a_card_that_is_dragged_where_all_is_there_has_moved(site: Site, page: Page, session: Session, lead: Lead):
    lead.lots[0].state = "offered"
    session.commit()
    open_board(page)

    drag(page, "shortlisted")

    expect(page.locator("[data-stage=shortlisted] .lead")).to_have_count(1)
    expect(page.locator(".flash")).to_contain_text("is now: Lots proposed.")


def test_a_card_cannot_be_dragged_where_no_move_leads(site: Site, page: Page, session: Session, lead: Lead):
    open_board(page)

    drag(page, "visit")

    expect(page.locator("[data-stage=qualified] .lead")).to_have_count(1)
    expect(page.locator("h1")).to_have_text("Leads")


def test_the_keyboard_moves_a_card_by_its_menu(site: Site, page: Page, session: Session, lead: Lead):
    lead.lots[0].state = "offered"
    session.commit()
    open_board(page)

    page.locator(".lead summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".mvd ul")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[data-stage=shortlisted] .lead")).to_have_count(1)


def test_without_scripts_the_menu_moves_a_card(site: Site, browser: Browser, session: Session, lead: Lead):
    lead.lots[0].state = "offered"
    session.commit()
    with browser.new_context(base_url=site.origin, java_script_enabled=False) as context:
        page = context.new_page()
        open_board(page)
        page.locator(".lead summary").click()
        page.locator(".mvd button", has_text="Lots proposed").click()

        expect(page.locator("[data-stage=shortlisted] .lead")).to_have_count(1)
