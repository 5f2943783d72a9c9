"""The reader's language is in the address; at the door it is asked of the browser."""

from __future__ import annotations

import pytest
from flask import url_for
from flask_babel import gettext

from tests.client import Client
from web.addresses import absolute_url
from web.language import current_language, speaking


@pytest.mark.parametrize(
    ("asked", "home"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.5", "/ko/"), ("ja", "/ja/"), ("id-ID,en;q=0.1", "/id/"), ("fr,de", "/en/"), ("", "/en/"),
        ("en;q=0.1,ja;q=0.9", "/ja/"), ("*", "/en/"), ("ko;q=x,,;;", "/en/"), ("in-ID,fr", "/en/"),
    ],
)  # fmt: skip
def test_the_door_leads_to_the_home_page_in_the_browsers_language(app, asked, home):
    page = Client(app, asked).get("/", status=302)

    assert page.location == home
    assert "Accept-Language" in page.headers["Vary"]


def test_a_page_is_offered_in_every_language_under_its_own_address(probing):
    page = Client(probing()).get("/ja/probe?sort=area")

    links = {link.get("hreflang"): link.get("href") for link in page.css("link[rel=alternate]")}
    assert links["ko"] == "http://127.0.0.1:8000/ko/probe"
    assert page.one("link[rel=canonical]").get("href") == links["ja"]


def test_addresses_stay_in_the_readers_language(probing):
    made = probing()

    with made.test_request_context("/ko/probe", base_url="http://127.0.0.1:8000"):
        assert url_for("probe") == "/ko/probe"
        assert url_for("probe", lang="ja") == "/ja/probe"
        assert "lang" not in url_for("health.healthz")


def test_a_letter_speaks_its_readers_language_whoever_sends_it(app):
    with app.test_request_context("/ko/", base_url="http://127.0.0.1:8000"):
        here = gettext("Sign in")
        with speaking("ja"):
            assert current_language() == "ja"
            assert gettext("Sign in") == "ログイン"
        assert current_language() == "ko"
        assert gettext("Sign in") == here == "로그인"


def test_without_a_request_addresses_come_from_the_settings(probing):
    made = probing(base_url="https://www.example.com")

    with made.app_context():
        assert absolute_url("probe", lang="ko", q="토지") == "https://www.example.com/ko/probe?q=%ED%86%A0%EC%A7%80"
        assert absolute_url("accounts.sign_in") == "https://www.example.com/staff/sign-in"


def test_the_form_librarys_messages_are_in_our_catalogue(app, admin):
    from wtforms.validators import Length

    from web.forms import StaffForm

    with app.test_request_context("/ko/", base_url="http://127.0.0.1:8000"):
        said = StaffForm(meta={"csrf": False}).meta.get_translations(None)
        for message in (Length(max=2).message, "This field is required.", "Not a valid choice."):
            if message:
                assert said.gettext(message) != message
