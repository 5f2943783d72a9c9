"""The pages that people see, each with how one gets there: looked at by machines here, by people through `make look`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page

LANGUAGES = ("id", "en", "ko", "ja")
ESTATE, LOT = "cilegon", "E-09"
FILTERED = "/lots?status=available&area_min=10000&power_min=2&sort=price"
EMPTY = f"/lots?estate={ESTATE}&area_min=900000&status=available"
ASKING = f"/inquire?lot={ESTATE}/{LOT}"

QUESTIONS = {
    "id": ("Bagian pengembangan", "PT Uji Contoh", "ID", "Apakah uap tersedia pada 2027?"),
    "en": ("Project team", "Test Works Ltd", "GB", "Will there be steam in 2027?"),
    "ko": ("해외사업팀", "(주)시험소재", "KR", "2027년에 스팀을 공급받을 수 있습니까?"),
    "ja": ("海外事業部", "株式会社試験素材", "JP", "2027年に蒸気の供給を受けられますか。"),
}
"""An inquirer by language: name, firm, country, question."""


@dataclass(frozen=True)
class Shown:
    """A page; `path` begins behind the language on public pages, and is the whole of it at the desk."""

    name: str
    path: str
    go: Callable[[Page, str], None] | None = None  # what is done there until the page to be seen is open

    @property
    def at_the_desk(self) -> bool:
        """Whether staff see it, by day and by night."""
        return self.path.startswith("/staff")

    def open(self, page: Page, lang: str) -> None:
        """Go there in `lang`; at the desk, the tab belongs to somebody who reads it."""
        page.goto(self.path if self.at_the_desk else f"/{lang}{self.path}")
        if self.go:
            self.go(page, lang)


def fill_inquiry(page: Page, lang: str) -> None:
    """Fill in what an inquiry needs, and nothing else."""
    name, firm, country, question = QUESTIONS[lang]
    page.locator("[name=message]").fill(question)
    page.locator("[name=organisation]").fill(firm)
    page.locator("[name=name]").fill(name)
    page.locator("[name=country]").select_option(country)
    page.locator("[name=email]").fill(f"project-{lang}@investor.example.com")
    for purpose in ("inquiry", "transfer"):
        page.locator(f"[name=consent_{purpose}][value=yes]").check()


def send(page: Page) -> None:
    """Send the inquiry; an answer that is none of the form's comes as the next page."""
    with page.expect_navigation():
        page.locator("form[data-draft] .send button").click()


def _send_mistakes(page: Page, lang: str) -> None:
    page.locator("[name=email]").fill("nobody")
    page.locator("[name=area_m2]").fill("x")
    send(page)


def _ask(page: Page, lang: str) -> None:
    fill_inquiry(page, lang)
    send(page)


def _first(*links: str) -> Callable[[Page, str], None]:
    def go(page: Page, lang: str) -> None:
        for link in links:
            page.goto(page.locator(link).first.get_attribute("href") or "")

    return go


def _write_answer(page: Page, lang: str) -> None:
    _first(".board a[href^='/staff/leads/']")(page, lang)
    page.locator("#answer-body").fill(QUESTIONS[lang][3])
    with page.expect_navigation():
        page.locator("[name=do][value=preview]").click()


def _edit_facts(page: Page, lang: str) -> None:
    _first("main a[href^='/staff/lots/']")(page, lang)
    for nth in range(3):
        page.locator(".d-tog").nth(nth).click()


def _offer_to_publish(page: Page, lang: str) -> None:
    for nth in range(3):
        page.locator("input[name=lot]").nth(nth).check()
    with page.expect_navigation():
        page.locator(".d-bulk button").first.click()


LOTS_TO_CHECK = "필지,면적(㎡),비고\nE-09,30400,도면 확인\nZ-99,8000,\nE-08,1.6.0,\n"


def _bring_a_file(page: Page, lang: str) -> None:
    file: FilePayload = {"name": "필지.csv", "mimeType": "text/csv", "buffer": LOTS_TO_CHECK.encode("cp949")}
    page.locator("[name=estate]").select_option(ESTATE)
    page.locator("[name=file]").set_input_files(file)
    page.locator("main button.pri").click()
    page.wait_for_selector("#check")


PUBLIC = (
    Shown("home", "/"),
    Shown("lots", "/lots"),
    Shown("filtered", FILTERED),
    Shown("empty", EMPTY),
    Shown("lot", f"/lots/{ESTATE}/{LOT}"),
    Shown("estate", f"/estates/{ESTATE}"),
    Shown("other-estate", "/estates/tepi-sungai-contoh"),
    Shown("inquire", ASKING),
    Shown("errors", ASKING, _send_mistakes),
    Shown("status", ASKING, _ask),
    Shown("privacy", "/privacy"),
    Shown("page", "/investing-in-indonesia"),
    Shown("news", "/news"),
    Shown("news-item", "/news/solar-plant-in-operation"),
    Shown("glossary", "/glossary"),
)
SIGN_IN = Shown("sign-in", "/staff/sign-in")
DESK = (
    Shown("today", "/staff/"),
    Shown("board", "/staff/leads"),
    Shown("lead", "/staff/leads", _first(".board a[href^='/staff/leads/']")),
    Shown("staff-lots", "/staff/lots"),
    Shown("staff-lot", "/staff/lots", _first("main a[href^='/staff/lots/']")),
)
"""What everybody at the desk has open all day."""
DESK_ROOMS = (
    Shown("leads", "/staff/leads?view=list"),
    Shown("reports", "/staff/reports"),
    Shown("prices", "/staff/lots", _first("main a[href$='/prices']")),
    Shown("publications", "/staff/lots/publications"),
    Shown("number", "/staff/lots", _first("main a[href^='/staff/lots/']", "main a[href$='/number']")),
    Shown("history", "/staff/lots", _first("main a[href^='/staff/lots/']", ".d-phl")),
    Shown("imports", "/staff/imports"),
    Shown("import", "/staff/imports", _first("main tbody a[href^='/staff/imports/']")),
    Shown("import-new", "/staff/imports/new"),
    Shown("import-checked", "/staff/imports/new", _bring_a_file),
    Shown("estates", "/staff/estates"),
    Shown("utilities", f"/staff/estates/{ESTATE}/utilities"),
    Shown("utility", f"/staff/estates/{ESTATE}/utilities/new"),
    Shown("indicators", f"/staff/estates/{ESTATE}/indicators"),
    Shown("papers", f"/staff/estates/{ESTATE}/documents"),
    Shown("paper", f"/staff/estates/{ESTATE}/documents", _first(".d-pap tbody th a")),
    Shown("pictures", "/staff/content/pictures"),
    Shown("account", "/staff/account"),
    Shown("content", "/staff/content"),
    Shown("text", "/staff/content", _first(".d-ctt .lg4 a[href$='/ko']")),
    Shown("versions", "/staff/content", _first(".d-ctt .lg4 a[href$='/ko']", ".d-more a[href$='/versions']")),
)
DESK_DEEDS = (
    Shown("answer", "/staff/leads", _write_answer),
    Shown("facts", "/staff/lots", _edit_facts),
    Shown("publish", "/staff/lots?status=draft", _offer_to_publish),
    Shown("undo", "/staff/imports", _first("main tbody a[href^='/staff/imports/']", "main a[href$='/undo']")),
    Shown("staff-estate", "/staff/estates", _first("main a[href^='/staff/estates/']")),
    Shown("users", "/staff/users"),
)
"""Where something is done, and pages that only few open."""
DESK_RECORDS = (
    Shown("jobs", "/staff/jobs?state=done"),
    Shown("audit", "/staff/audit"),
    Shown("persons", "/staff/persons"),
    Shown("retention", "/staff/retention"),
    Shown("erasures", "/staff/erasures"),
    Shown("handover", "/staff/handover"),
    Shown("second-factor", "/staff/account/second-factor"),
    Shown("prove", "/staff/account/prove"),
)
"""What was done, what is known of people, and how one signs in."""
MISSING = Shown("missing", "/nothing-here")
