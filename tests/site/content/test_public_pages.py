"""Pages and news as the public reads them: their language, their addresses, their facts, and from when to when."""

from datetime import timedelta

import pytest
from lxml import etree

from models.base import LANGUAGES
from models.content.page import Menu, PageKind, move
from models.content.publishing import take_offline
from tests.land import an_estate, lots
from tests.models.content.writing import Writer

DAY = timedelta(days=1)
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml", "a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def writer(session, clock):
    return Writer(session, clock.at)


@pytest.fixture
def water(writer):
    """A page in English and Korean, each with an address of its own."""
    page = writer.page(menu=Menu.MAIN)
    writer.write(page, "en", "Recycled water", "It returns **12,000 m³**.")
    writer.write(page, "ko", "재이용수", "**12,000 m³(일)**를 돌려보냅니다.", matches=True, slug="jaeiyongsu")
    for language in ("en", "ko"):
        writer.publish(page, language)
    writer.session.commit()
    return page


@pytest.fixture
def later(writer, clock):
    """Let the clock stand where the writer is."""

    def move_on(by=timedelta()):
        writer.session.commit()
        writer.at += by
        clock.at = writer.at

    move_on()
    return move_on


def test_each_language_has_its_own_words_at_its_own_address(visitor, water, later):
    page = visitor.get("/ko/jaeiyongsu")

    assert page.h1 == "재이용수"
    assert page.one(".ct-body strong").text == "12,000\u00a0m³(일)"  # a particle follows the bracket at once
    named = {link.get("hreflang"): link.get("href") for link in page.css("link[rel=alternate][hreflang]")}
    assert {lang: url.partition("8000")[2] for lang, url in named.items()} == {
        "en": "/en/recycled-water", "ko": "/ko/jaeiyongsu", "x-default": "/en/recycled-water",
    }  # fmt: skip
    assert page.one("link[rel=canonical]").get("href").endswith("/ko/jaeiyongsu")


def test_the_other_languages_name_each_other(visitor, water, later):
    for path in ("/en/recycled-water", "/ko/jaeiyongsu"):
        named = {link.get("hreflang"): link.get("href") for link in visitor.get(path).css("link[rel=alternate][hreflang]")}
        assert {link.partition("8000")[2] for link in named.values()} == {"/en/recycled-water", "/ko/jaeiyongsu"}


def test_a_language_without_a_text_reads_english_and_is_told_so(visitor, water, later):
    page = visitor.get("/ja/recycled-water")

    assert page.h1 == "Recycled water"
    assert page.one("article").get("lang") == "en"
    assert page.one(".ct-note").get("lang") == "ja"
    assert page.css("meta[name=robots][content=noindex]")
    assert page.one("link[rel=canonical]").get("href").endswith("/en/recycled-water")


def test_the_address_of_another_language_leads_to_ones_own(visitor, water, later):
    assert visitor.get("/ko/recycled-water", status=308).location == "/ko/jaeiyongsu"


def test_without_english_indonesian_is_read_and_else_there_is_nothing(visitor, writer, later):
    page = writer.page(source="ko")
    writer.write(page, "ko", "소식", slug="water")
    writer.publish(page, "ko")
    later()
    visitor.get("/ja/water", status=404)
    writer.write(page, "id", "Air", slug="water", matches=True)
    writer.publish(page, "id")
    later()

    assert visitor.get("/ja/water").h1 == "Air"


def test_a_former_address_leads_to_the_page_in_one_step(visitor, water, writer, session, later):
    for slug in ("first", "second", "third"):
        move(session, writer.locale(water, "en"), slug, ())
    later()

    for slug in ("recycled-water", "first", "second"):
        assert visitor.get(f"/en/{slug}", status=308).location == "/en/third"


@pytest.mark.parametrize("slug", ["%00", "a%0Ab", "Water", "%ED%A0%80", "..", "a" * 3000, "%F0%9F%92%A7", "물"])
def test_an_odd_address_is_not_there(visitor, slug):
    visitor.get(f"/en/{slug}", status=404)
    visitor.get(f"/en/news/{slug}", status=404)


def test_what_is_not_published_is_not_there(visitor, water, writer, session, later):
    draft = writer.page()
    writer.write(draft, "en", "A draft")
    later()
    visitor.get("/en/a-draft", status=404)
    visitor.get("/en/nowhere", status=404)
    take_offline(session, writer.locale(water, "ko"), act=writer.act())
    later()

    assert visitor.get("/ko/jaeiyongsu", status=308).location == "/ko/recycled-water"


def test_a_page_goes_live_at_its_second_without_anybody_doing_anything(visitor, writer, clock, later):
    page = writer.page()
    writer.write(page, "en", "At nine")
    writer.publish(page, "en", from_at=writer.at + DAY, until_at=writer.at + 2 * DAY)
    later()
    before = visitor.get("/en/news").headers["ETag"]
    visitor.get("/en/at-nine", status=404)
    clock.at += DAY
    visitor.get("/en/at-nine")
    assert visitor.get("/en/news").headers["ETag"] != before
    clock.at += DAY
    visitor.get("/en/at-nine", status=404)


def test_a_draft_changes_neither_the_page_nor_its_tag(visitor, water, writer, later):
    before = visitor.get("/en/recycled-water")
    writer.write(water, "en", "Recycled water", "Secret plans.")
    later()
    after = visitor.get("/en/recycled-water")

    assert "Secret" not in after.text
    assert after.headers["ETag"] == before.headers["ETag"]
    visitor.get("/en/recycled-water", headers={"If-None-Match": before.headers["ETag"]}, status=304)


def test_menus_name_what_is_live_in_the_language(visitor, water, later):
    def menu(lang):
        return [link.get("href") for link in visitor.get(f"/{lang}/privacy").css("header nav a")]

    assert "/ko/jaeiyongsu" in menu("ko")
    assert "/en/recycled-water" in menu("en")
    assert not any("recycled" in url for url in menu("ja"))


def test_an_outdated_translation_says_since_when(visitor, water, writer, later):
    writer.write(water, "en", "Recycled water", "It returns 14,000 m³.")
    writer.publish(water, "en")
    later()

    assert "2026년\u00a03월\u00a02일" in visitor.get("/ko/jaeiyongsu").one(".ct-note").text_content()
    assert not visitor.get("/en/recycled-water").css(".ct-note")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "30,515 m²"), ("ko", "30,515 m²(9,231평)"), ("ja", "30,515 m²（9,231坪）"), ("id", "30.515 m²")],
)
def test_a_fact_is_said_in_the_readers_units_and_follows_when_it_changes(visitor, writer, session, later, lang, said):
    lots(session, an_estate(session), {"A-01": {"net_area": "30515"}})
    page = writer.page()
    writer.write(page, "en", "Land", "Of [[lot:trial/A-01:net_area]] in all, [[lot:trial/A-01:steam_flow]] steam.", slug="land")
    writer.publish(page, "en")
    later()

    shown = visitor.get(f"/{lang}/land").one(".ct-body .fact")

    assert shown.text_content().replace("\u00a0", " ").replace("\u202f", " ") == said
    assert shown.getparent().get("href") == f"/{lang}/lots/trial/A-01"
    assert visitor.get(f"/{lang}/land").one(".ct-body .q").text_content() != ""


@pytest.mark.parametrize("raw", ["[[lot:trial/Z-99:net_area]]", "[[lot:trial/A-01:nothing]]", "[[estate:nowhere:net_area]]"])
def test_a_reference_to_nothing_says_that_it_is_not_stated(visitor, writer, session, later, raw):
    lots(session, an_estate(session), {"A-01": {}})
    page = writer.page()
    writer.write(page, "en", "Land", f"Of {raw} in all. `[[lot:x/A:b]]` [[not one]] [[", slug="land")
    writer.publish(page, "en")
    later()

    assert "Not stated" in visitor.get("/en/land").one(".ct-body").text_content()


def test_how_many_facts_a_page_tells_costs_no_more_statements(visitor, writer, session, later, statements):
    codes = [f"A-{number:02}" for number in range(1, 13)]
    lots(session, an_estate(session), {code: {"net_area": "1000"} for code in codes})
    for slug, some in (("few", codes[:1]), ("many", codes)):
        page = writer.page(slug)
        told = " ".join(f"[[lot:trial/{code}:net_area]]" for code in some)
        writer.write(page, "en", slug, f"{told} [[estate:trial:green_cover_pct]]", slug=slug)
        writer.publish(page, "en")
    later()
    counted = []
    for slug in ("few", "many"):
        with statements:
            visitor.get(f"/en/{slug}")
        counted.append(len(statements))

    assert counted[0] == counted[1] <= 7, str(statements)


def test_words_of_the_field_are_explained_where_they_stand(visitor, writer, later):
    page = writer.page()
    writer.write(page, "en", "Land rights", "## HGB first\n\nAn HGB is built on. Another HGB. `HGB`", slug="rights")
    writer.publish(page, "en")
    later()

    shown = visitor.get("/en/rights")

    assert [link.get("href") for link in shown.css(".ct-body a")] == ["#word-hgb"]
    assert "Hak Guna Bangunan" in shown.one("#word-hgb").text_content()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
        '[[lot:"><script>/A:b]]', "![a](https://example.com/a.png)", "<a href=x onclick=y()>HGB</a>",
    ],
)  # fmt: skip
def test_no_words_become_code(visitor, writer, later, hostile):
    page = writer.page()
    writer.write(page, "en", f"Title {hostile}", f"{hostile}\n\n| {hostile} |\n|---|\n| {hostile} |", slug="hostile")
    writer.publish(page, "en")
    later()

    assert not visitor.get("/en/hostile").css("main script, main img, main [onclick], main [onerror], main [href^=javascript]")


def test_news_stand_in_a_list_and_a_feed_of_their_language(visitor, writer, later):
    for number in range(23):
        page = writer.page("item", kind=PageKind.NEWS)
        writer.write(page, "en", f"Item {number} & more")
        writer.publish(page, "en")
        writer.at += DAY
    later()

    first, second = visitor.get("/en/news"), visitor.get("/en/news?page=2")
    assert [link.text for link in first.css(".ct-news h2 a")][:2] == ["Item 22 & more", "Item 21 & more"]
    assert len(second.css(".ct-news li")) == 3
    assert "Item 0" in second
    url = first.one(".ct-news li:first-child a").get("href")
    assert url == "/en/news/item-22-more"
    assert visitor.get(url).h1 == "Item 22 & more"
    assert visitor.get("/en/item-22-more", status=308).location == url
    feed = etree.fromstring(visitor.get("/en/news.atom").answer.get_data())
    assert len(feed.findall("a:entry", MAP)) == 20
    assert feed.findtext("a:entry/a:title", namespaces=MAP) == "Item 22 & more"
    assert "no news" in visitor.get("/en/news").text or first.css(".ct-news")
    assert not visitor.get("/ko/news").css(".ct-news")


@pytest.mark.parametrize("number", ["0", "x", "-1", "99999", "²"])
def test_an_odd_page_of_the_news_is_the_nearest(visitor, clock, number):
    visitor.get(f"/en/news?page={number}")


def test_the_sitemap_names_each_text_once_with_its_other_languages(visitor, water, later):
    tree = etree.fromstring(visitor.get("/sitemap.xml").answer.get_data())
    places = {url.findtext("s:loc", namespaces=MAP).partition("8000")[2]: url for url in tree.findall("s:url", MAP)}

    assert len(places) == len(tree.findall("s:url", MAP))
    assert not {path for path in places if path.startswith(("/ja/", "/id/")) and "water" in path}
    for path in ("/en/recycled-water", "/ko/jaeiyongsu"):
        named = {link.get("hreflang"): link.get("href") for link in places[path].findall("x:link", MAP)}
        assert set(named) == {"en", "ko", "x-default"}


def test_every_word_of_the_field_is_explained_in_every_language(visitor):
    for language in LANGUAGES:
        page = visitor.get(f"/{language}/glossary")
        assert all(entry.text_content().strip() for entry in page.css(".ct-words dd"))


def test_the_words_beside_a_text_explain_it_in_four_languages():
    from content.glossary import all_terms

    for language in LANGUAGES:
        assert all(term.meaning.strip() and term.stands_for for term in all_terms(language))
