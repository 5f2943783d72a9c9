"""Words of the site: the privacy notice, and what crawlers are told."""

import pytest
from lxml import etree

from models.base import LANGUAGES
from models.land.lot import Status
from tests.land import an_estate, lots
from web.markdown import markdown

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_notice_stands_in_each_language(visitor, language):
    page = visitor.get(f"/{language}/privacy")

    assert len(page.css("main h2")) > 5
    assert "{" not in page.one("main").text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_runs_the_site_is_named_as_the_settings_say(visitor, operated, language):
    for path in ("privacy", "inquire"):
        text = visitor.get(f"/{language}/{path}").one("main").text_content()

        assert "PT Kawasan Kita" in text
        assert "data@example.org" in text
        assert "36" in text
        assert "PT Contoh" not in text


def test_a_privacy_notice_that_names_somebody_else_is_another_page(visitor, request):
    first = visitor.get("/en/privacy").headers["ETag"]

    request.getfixturevalue("operated")

    assert visitor.get("/en/privacy", headers={"If-None-Match": first}, status=200).headers["ETag"] != first


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![a](https://example.com/a.png)",
        '<p style="color:red" onclick="x()">a</p>',
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_markdown_lets_only_plain_writing_through(hostile):
    made = markdown(hostile)

    assert all(part not in made for part in ("<script", "<img", 'href="javascript', 'href="data', "<p style", "<p on"))


def test_the_sitemap_names_every_public_page_in_every_language(visitor, session):
    lots(session, an_estate(session), {"A-01": {}, "D-01": {}}, status={"D-01": Status.DRAFT})
    lots(session, an_estate(session, "hidden", published=False), {"H-01": {}})

    tree = etree.fromstring(visitor.get("/sitemap.xml").answer.get_data())

    found = [place.text for place in tree.findall("s:url/s:loc", MAP)]
    paths = ("/", "/lots", "/news", "/glossary", "/privacy", "/estates/trial", "/lots/trial/A-01")
    assert len(found) == len(set(found)) == len(paths) * len(LANGUAGES)
    assert all(any(place.endswith(f"/{lang}{path}") for place in found) for path in paths for lang in LANGUAGES)
    assert {link.get("hreflang") for link in tree.findall("s:url[1]/x:link", MAP)} == {*LANGUAGES, "x-default"}


def test_an_odd_part_of_the_sitemap_is_not_there(visitor, clock):
    for part in ("0", "x", "-1", "99999999", "²"):
        visitor.get(f"/sitemap.xml?part={part}", status=404)


def test_crawlers_are_kept_out_of_the_desk(visitor):
    told = visitor.get("/robots.txt").source

    assert "Disallow: /staff/" in told
    assert "/sitemap.xml" in told
