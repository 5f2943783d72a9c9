"""The whole way, walked in a browser: an investor by keyboard alone, the desk until the lead has moved on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.pages import ESTATE, QUESTIONS, fill_inquiry
from tests.browser.served import Site
from tests.browser.walking import (
    add_land,
    add_staff,
    choose,
    follow,
    press,
    publish,
    sign_in,
    tab_to,
    type_into,
)
from tests.browser.watched import Watching

SLUG, OFFICE = "walked", "walker@example.com"
LOTS = {"ko": "W-02", "ja": "W-05"}
AS_PEOPLE_DO = 2100  # ms; who fills in a form more quickly is taken for a machine
STATUS_PAGE = re.compile(r"/inquiries/(K-\d\d-\w{4}-\w{3})\?key=")
Opening = Callable[..., BrowserContext]


@pytest.fixture
def opening(browser: Browser, demo: Site, watching: Watching) -> Iterator[Opening]:
    """Open browsers of different people: opening(java_script_enabled=False)."""
    opened: list[BrowserContext] = []

    def open_one(**how: object) -> BrowserContext:
        usual = {"viewport": {"width": 1440, "height": 900}, "locale": "ko-KR", "timezone_id": "Asia/Seoul"}
        context = browser.new_context(base_url=demo.origin, **{**usual, **how})  # type: ignore[arg-type]
        watching.look_at(context, demo.origin)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def visitor(opening: Opening) -> Page:
    """A tab of somebody in Seoul."""
    return opening().new_page()


@pytest.fixture
def desk(opening: Opening, demo: Site) -> Page:
    """A tab of somebody who may do everything at the desk."""
    context = opening()
    context.add_cookies([demo.staff_cookie("en")])
    return context.new_page()


@pytest.fixture(scope="module")
def password(browser: Browser, demo: Site) -> str:
    """Somebody's own estate, from a file of lots to the public list; their password at the desk."""
    add_land(demo.data, SLUG, "Walked Industrial Estate", "W")
    told = add_staff(demo.data, OFFICE, "sales_lead", "engineer", "marketing")
    with browser.new_context(base_url=demo.origin) as context:
        page = context.new_page()
        sign_in(page, OFFICE, told)
        publish(page, SLUG)
    return told


@pytest.mark.parametrize("lang", LOTS)
def test_from_the_home_page_to_a_lead_that_has_moved_on(
    opening: Opening, visitor: Page, watching: Watching, password: str, lang: str
):
    watching.expect("422")  # the move that is refused at first
    reference = ask_by_keyboard(visitor, lang)

    desk = opening().new_page()
    sign_in(desk, OFFICE, password)
    take(desk, reference)
    answer(desk, lang)
    hold(desk)
    move(desk, reference)

    visitor.goto(f"/{lang}/lots?estate={SLUG}&status=held")
    assert LOTS[lang] in visitor.locator("#list").inner_text()


def ask_by_keyboard(page: Page, lang: str) -> str:
    """From the home page to the page of an inquiry, without a mouse; return its reference."""
    name, firm, country, question = QUESTIONS[lang]
    page.goto(f"/{lang}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    type_into(page, "[name=area_min]", "15,000")
    type_into(page, "[name=power_min]", "10")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, f"[name=estate][value={SLUG}]", "Space")
    page.wait_for_url(f"**estate={SLUG}**")
    expect(page.locator("#list li")).to_have_count(6)
    follow(page, f"#list a[href$='/{LOTS[lang]}']")
    assert LOTS[lang] in page.locator("h1").inner_text()
    follow(page, f"main a.btn[href*='/inquire?lot={SLUG}']")

    type_into(page, "[name=message]", question)
    type_into(page, "[name=organisation]", firm)
    type_into(page, "[name=name]", name)
    choose(page, "[name=country]", country)
    type_into(page, "[name=email]", f"walker-{lang}@investor.example.com")
    for purpose in ("inquiry", "transfer"):
        press(page, f"[name=consent_{purpose}]", "Space")
    page.wait_for_timeout(AS_PEOPLE_DO)
    follow(page, "form[data-draft] .send button")

    found = STATUS_PAGE.search(page.url)
    assert found is not None, page.locator("main").inner_text()
    assert LOTS[lang] in page.locator("main").inner_text()
    return found[1]


def take(page: Page, reference: str) -> None:
    """Find the lead where today begins, and on the board; take it."""
    page.goto("/staff/leads")
    assert page.locator("[data-stage=new] .lead", has_text=reference).count() == 1
    page.goto("/staff/")
    line = page.locator("li.d-dor", has_text=reference)
    with page.expect_navigation():
        line.locator(".btn").click()
    assert reference in page.locator("main").inner_text()


def answer(page: Page, lang: str) -> None:
    """Write to the investor in their language, from the template."""
    letter = page.locator("#answer textarea")
    words = {"ko": "스팀은 2027년부터 공급할 수 있습니다.", "ja": "蒸気は2027年から供給できます。"}[lang]
    assert page.locator(f"#answer [lang={lang}]").count() > 0
    letter.fill(letter.input_value().replace("{answer}", words))
    with page.expect_navigation():
        page.locator("#answer button[value=send]").click()
    expect(page.locator(".tl")).to_contain_text(words)


def hold(page: Page) -> None:
    """Put the lot on hold."""
    claims = page.locator("#claims")
    claims.locator("summary").first.click()
    form = claims.locator("form[action$='/hold']")
    form.locator("[name=lot]").check()
    form.locator("[name=reason]").fill("Board decides next week")
    with page.expect_navigation():
        form.locator("button").click()
    assert claims.locator(".hold").count() == 1


def move(page: Page, reference: str) -> None:
    """Move on; what is missing is told, filled in, and the lead moves."""
    page.locator("#move [name=stage]").select_option("qualified")
    with page.expect_navigation():
        page.locator("#move button").click()
    missing = page.locator(".sum li a")
    assert missing.count() >= 2
    with page.expect_navigation():
        missing.first.click()

    need = page.locator("#need")
    if not need.locator("form").is_visible():
        need.locator("summary").click()
    need.locator("[name=sector]").select_option(index=1)
    need.locator("[name=area_min]").fill("15000")
    need.locator("[name=power_mva]").fill("10")
    need.locator("[name=tenure]").select_option(index=1)
    need.locator("[name=timeframe]").select_option(index=2)
    need.locator("[name=decision_on]").fill("2027-03-01")
    with page.expect_navigation():
        need.locator("form button").click()

    page.locator("#move [name=stage]").select_option("qualified")
    with page.expect_navigation():
        page.locator("#move button").click()
    page.goto("/staff/leads")
    assert page.locator("[data-stage=qualified] .lead", has_text=reference).count() == 1


def test_without_scripts_lots_are_found_and_asked_about(opening: Opening):
    page = opening(java_script_enabled=False).new_page()
    page.goto("/ja/lots")
    shown = page.locator("#list li.lrow")
    page.fill("#filters [name=area_min]", "20,000")
    page.locator(f"#filters [name=estate][value={ESTATE}]").check()
    with page.expect_navigation():
        page.locator("#filters button[type=submit]").click()

    assert "area_min=20000" in page.url
    assert 0 < shown.count() <= 24
    assert page.locator("[data-plan] svg.plan").is_visible()
    assert page.locator("#filters [name=area_min]").input_value() == "20,000"
    page.locator("[data-sort] select").select_option("area")
    with page.expect_navigation():
        page.locator("[data-sort] button").click()
    assert "sort=area" in page.url

    with page.expect_navigation():
        shown.locator("h2 a").first.click()
    with page.expect_navigation():
        page.locator("main a.btn.pri").first.click()
    fill_inquiry(page, "ja")
    page.wait_for_timeout(AS_PEOPLE_DO)
    with page.expect_navigation():
        page.locator("form[data-draft] .send button").click()
    assert STATUS_PAGE.search(page.url)


def of_stage(page: Page, stage: str) -> Locator:
    return page.locator(f"[data-stage={stage}] .lead")


def reference_of(card: Locator) -> str:
    return card.locator(".r1 span").first.inner_text()


def test_a_card_is_dragged_and_the_menu_does_the_same(desk: Page):
    desk.goto("/staff/leads")
    dragged = reference_of(of_stage(desk, "visit").first)
    with desk.expect_navigation():
        of_stage(desk, "visit").first.locator("h3").drag_to(desk.locator("[data-stage=shortlisted] .cards"))
    desk.goto("/staff/leads")
    assert of_stage(desk, "shortlisted").filter(has_text=dragged).count() == 1

    chosen = reference_of(of_stage(desk, "visit").first)
    card = of_stage(desk, "visit").first
    card.locator("summary").focus()
    desk.keyboard.press("Enter")
    tab_to(desk, "button[value=shortlisted]")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    desk.goto("/staff/leads")
    assert of_stage(desk, "shortlisted").filter(has_text=chosen).count() == 1


def test_a_card_cannot_be_dropped_where_no_move_leads(desk: Page):
    desk.goto("/staff/leads")
    card = of_stage(desk, "new").first
    dragged = reference_of(card)
    card.locator("h3").drag_to(desk.locator("[data-stage=negotiation] .cards"))

    assert of_stage(desk, "new").filter(has_text=dragged).count() == 1
    assert desk.url.endswith("/staff/leads")


def test_a_drop_that_something_is_missing_for_says_what(desk: Page, watching: Watching):
    watching.expect("422")
    desk.goto("/staff/leads")
    with desk.expect_navigation():
        of_stage(desk, "contacted").first.locator("h3").drag_to(desk.locator("[data-stage=qualified] .cards"))

    assert desk.locator(".sum li a").count() > 0


def test_the_way_back_restores_conditions_and_list(visitor: Page):
    visitor.goto("/ko/lots")
    everything = visitor.locator("[data-summary]").inner_text()
    visitor.locator("#filters [name=status][value=available]").check()
    visitor.wait_for_url("**status=available**")
    visitor.locator("#filters [name=estate][value=bukit-contoh]").check()
    visitor.wait_for_url("**estate=bukit-contoh**")
    narrow = visitor.locator("[data-summary]").inner_text()
    visitor.locator("#list h2 a").first.click()
    visitor.wait_for_url("**/lots/bukit-contoh/**")

    visitor.go_back()
    expect(visitor.locator("[data-summary]")).to_have_text(narrow)
    assert visitor.locator("#filters [name=estate][value=bukit-contoh]").is_checked()
    visitor.go_back()
    expect(visitor.locator("#filters [name=estate][value=bukit-contoh]")).not_to_be_checked()
    assert visitor.locator("#filters [name=status][value=available]").is_checked()
    visitor.go_back()
    expect(visitor.locator("[data-summary]")).to_have_text(everything)
    assert not visitor.locator("#filters [name=status][value=available]").is_checked()


def test_the_map_draws_every_lot_and_lights_up_with_the_list(visitor: Page):
    visitor.goto(f"/ko/lots?estate={ESTATE}")
    lots = visitor.locator(".folium-map path[data-lot]")
    lots.first.wait_for()

    assert lots.count() >= 56
    row = visitor.locator("#list li[data-row]").first
    row.hover()
    key = row.get_attribute("data-row")
    expect(visitor.locator(f".folium-map path[data-lot='{key}']")).to_have_class(re.compile(r"\bhot\b"))
    visitor.locator("h1").hover()
    visitor.locator(f".folium-map path[data-lot='{key}']").hover()
    expect(row).to_have_class(re.compile(r"\bhot\b"))


def test_conditions_fade_lots_on_the_map(visitor: Page):
    visitor.goto(f"/ko/lots?estate={ESTATE}")
    visitor.locator(".folium-map path[data-lot]").first.wait_for()
    visitor.locator("#filters [name=status][value=available]").check()
    visitor.wait_for_url("**status=available**")

    free = int(re.sub(r"\D", "", visitor.locator("h1").inner_text()))
    expect(visitor.locator(f".folium-map path[data-lot^='{ESTATE}/']:not(.dim)")).to_have_count(free)
    assert visitor.locator(".folium-map path.dim").count() > 0


@pytest.mark.parametrize("broken", ["/js/map", "/leaflet", "/lots.geojson"])
def test_a_map_that_fails_leaves_the_drawn_plan(visitor: Page, watching: Watching, broken: str):
    watching.expect(broken)  # nothing else may fail
    visitor.route(f"**{broken}*", lambda route: route.abort())
    visitor.goto("/ko/lots", wait_until="networkidle")

    assert visitor.locator("[data-plan] svg.plan").is_visible()
    assert not visitor.locator(".folium-map").is_visible()
    visitor.locator("#filters [name=status][value=available]").check()
    visitor.wait_for_url("**status=available**")
    assert visitor.locator("[data-plan] svg.plan").is_visible()
