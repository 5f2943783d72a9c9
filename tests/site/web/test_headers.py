"""Every answer says to the browser what it may do; addresses are ours."""

from __future__ import annotations

import pytest

from tests.client import Client
from tests.site.web.probe import other

PATHS = [
    "/",
    "/healthz",
    "/en/probe",
    "/ko/nothing",
    "/staff/sign-in",
    "/staff/users",
    "/en/answer/500",
    "/en/answer/413",
]


@pytest.mark.thorough
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(visitor, path, probing):
    client = other(visitor, probing())

    answer = client.browser.get(path, base_url="http://127.0.0.1:8000")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers
    assert answer.headers["Cache-Control"] in {"no-store", "no-cache", "public, no-cache"}


def test_a_static_file_carries_them_too_and_is_kept_for_ever(app, visitor):
    address = f"{app.static_url_path}/css/base.css"

    page = visitor.get(address)

    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in page.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in page.headers


def test_a_script_is_sent_as_one(app, visitor):
    assert visitor.get(f"{app.static_url_path}/js/kavling.js").headers["Content-Type"].startswith("text/javascript")


def test_over_https_the_cookie_never_travels_in_the_clear(probing):
    made = probing(base_url="https://www.example.com")

    answer = made.test_client().get("/staff/sign-in", base_url="https://www.example.com")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-kavling=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/staff/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", ["/", "/healthz", "/en/probe", "/staff/sign-in", "/en/nothing"])
def test_a_foreign_host_is_refused(path, probing):
    answer = probing().test_client().get(path, base_url="http://evil.example")

    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_a_host_that_a_proxy_claims_changes_no_address(visitor, probing):
    page = other(visitor, probing()).get("/en/probe", headers={"X-Forwarded-Host": "evil.example"})

    assert "evil.example" not in page.source
    assert page.one("link[rel=canonical]").get("href") == "http://127.0.0.1:8000/en/probe"


def test_public_pages_neither_read_nor_set_a_cookie(app, seller, probing):
    made = probing()
    signed_in = other(seller, made)
    signed_in.browser.set_cookie(app.config["SESSION_COOKIE_NAME"], signed_in.cookie, domain="127.0.0.1", path="/")

    page = signed_in.get("/en/probe")

    assert "Set-Cookie" not in page.headers
    assert page.headers["Vary"] == "Accept-Encoding"
    assert page.source == Client(made).get("/en/probe").source
