"""Marketing's desk: written beside the source, saved as versions, published by language, and never over a colleague."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.account import Role
from models.content.page import Page, PageKind, PageRedirect
from models.content.publishing import Publication
from models.content.revision import Origin, Revision
from tests.models.content.writing import Writer

DAY = timedelta(days=1)


@pytest.fixture
def writer(session, clock):
    return Writer(session, clock.at - DAY)


@pytest.fixture
def water(writer):
    """A page that is live in English and translated into Korean."""
    page = writer.page("recycled-water")
    writer.write(page, "en", "Recycled water", "The plant returns 12,000 m³ a day.\n\nAn HGB is needed.")
    writer.publish(page, "en")
    writer.write(page, "ko", "재이용수", "하루 12,000 m³를 돌려보냅니다. HGB가 필요합니다.", matches=True, reviewed=True)
    writer.publish(page, "ko")
    writer.session.commit()
    return page


@pytest.fixture
def changed(writer, water):
    """The same, its source published anew since."""
    writer.write(water, "en", "Recycled water", "The plant returns 14,000 m³ a day.\n\nAn HGB is needed.")
    writer.publish(water, "en")
    writer.session.commit()
    return water


def at(page, language, act=""):
    return f"/staff/content/{page.id}/{language}{act and '/' + act}"


def filled(marketer, page, language, **fields):
    """Return the form of a text as it stands, with some fields filled anew."""
    return marketer.get(at(page, language)).form("form[data-text]") | fields


def heads(session, page):
    session.expire_all()
    return {one.language: one.head for one in session.get_one(Page, page.id).locales}


def test_a_page_is_begun_written_published_and_read(marketer, visitor, session):
    first = marketer.post("/staff/content/new", {"kind": "page", "source_language": "en", "title": "Water that works twice"})
    page = session.scalars(select(Page)).one()
    visitor.get("/en/water-that-works-twice", status=404)
    written = filled(marketer, page, "en", body="It **returns**.", description="In short.")
    saved = marketer.post(at(page, "en"), written, status=303).follow()
    assert "Version 2 is saved" in saved
    visitor.get("/en/water-that-works-twice", status=404)

    marketer.post(at(page, "en", "publish"), saved.form(".lhd form"), status=303)

    assert first.location == at(page, "en")
    shown = visitor.get("/en/water-that-works-twice")
    assert shown.one(".ct-body strong").text == "returns"
    assert shown.one("meta[name=description]").get("content") == "In short."


def test_the_list_says_of_every_language_how_it_stands(marketer, changed):
    page = marketer.get("/staff/content")

    assert [sign.text_content() for sign in page.css(".d-ctt tbody .lg4 .vh")] == [
        "Indonesia: Missing, No text yet", "English: Current, Published", "한국어: Outdated, Published",
        "日本語: Missing, No text yet",
    ]  # fmt: skip
    assert [sign.text for sign in page.css(".d-ctt tbody .lg4 i")] == ["–", "EN", "KO!", "–"]


def test_what_changed_in_the_source_stands_marked_beside_the_translation(marketer, changed):
    page = marketer.get(at(changed, "ko"))

    assert [(gone.text, came.text) for gone, came in zip(page.css(".src del"), page.css(".src ins"), strict=True)] == [
        ("12,000", "14,000")
    ]
    assert "14,000" in page.one(".d-cta .tasks").text_content()
    assert "The source was published anew on 1 March 2026" in page.text.replace("\u00a0", " ")


def test_still_correct_is_one_press_and_publishes_nothing_anew(marketer, changed, session, visitor):
    page = marketer.get(at(changed, "ko"))
    marketer.post(at(changed, "ko", "correct"), page.form(".d-acts form"), status=303)

    after = marketer.get(at(changed, "ko"))
    assert "Current" in after.one(".d-cta").text_content()
    assert "Published" in after.one(".d-cta").text_content()
    assert heads(session, changed) == {"en": 2, "ko": 2}
    assert session.scalars(select(Revision).where(Revision.origin == Origin.CHECK)).one().act.by_id == marketer.user_id


def test_saving_a_translation_says_whether_it_now_matches(marketer, changed):
    saved = filled(marketer, changed, "ko", body="하루 14,000 m³. HGB.")
    marketer.post(at(changed, "ko"), saved)
    assert "Outdated" in marketer.get(at(changed, "ko")).one(".d-cta").text_content()

    marketer.post(at(changed, "ko"), filled(marketer, changed, "ko", body="하루 14,000 m³를 HGB.", matches="y", reviewed="y"))
    assert "Current" in marketer.get(at(changed, "ko")).one(".d-cta").text_content()


def test_a_first_translation_stands_beside_the_source_it_was_made_from(marketer, water, session):
    marketer.post(at(water, "ja"), filled(marketer, water, "ja", title="再生水", body="1日12,000 m³を返します。"))

    assert "Needs a language check" in marketer.get(at(water, "ja")).one(".d-cta").text_content()
    page = marketer.get(at(water, "ja"))
    marketer.post(at(water, "ja", "reviewed"), page.form(".d-acts form"))
    assert "Current" in marketer.get(at(water, "ja")).one(".d-cta").text_content()


def test_a_refused_overwrite_shows_both_and_stores_neither(marketer, staff, water, session):
    colleague = staff("colleague", Role.MARKETING)
    mine, theirs = (filled(who, water, "ko") for who in (marketer, colleague))
    colleague.post(at(water, "ko"), theirs | {"body": "동료의 글."})

    page = marketer.post(at(water, "ko"), mine | {"body": "나의 글."}, status=409)

    assert page.one("textarea[name=body]").text.strip() == "나의 글."
    assert [piece.text for piece in page.css(".src del")] == ["동료의"]
    assert [piece.text for piece in page.css(".src ins")] == ["나의"]
    assert heads(session, water)["ko"] == 2
    again = page.form("form[data-text]")
    marketer.post(at(water, "ko"), again, status=303)
    assert heads(session, water)["ko"] == 3


def test_who_else_has_it_open_is_told(marketer, staff, water, clock):
    colleague = staff("colleague", Role.MARKETING)
    colleague.post(at(water, "ko", "here"), status=200)

    assert marketer.get(at(water, "ko")).one("[data-others] b").text == "colleague"
    assert marketer.get(at(water, "en")).one("[data-others]").get("hidden") is not None
    assert marketer.post(at(water, "ko", "here"), status=200).answer.json == {"others": ["colleague"]}
    clock.at += timedelta(minutes=3)
    assert marketer.post(at(water, "ko", "here"), status=200).answer.json == {"others": []}


def test_it_goes_out_at_the_hour_of_the_zone_that_was_named(marketer, water, visitor, clock, session):
    marketer.post(at(water, "en"), filled(marketer, water, "en", title="From the first of April"))
    planned = {"number": "2", "at": "2026-04-01T09:00", "zone": "Asia/Seoul"}
    page = marketer.post(at(water, "en", "publish"), planned).follow()

    assert "1 April 2026, 09:00 KST" in page.text.replace("\u00a0", " ")
    told = session.scalars(select(Publication).order_by(Publication.id.desc())).first()
    assert told.from_at.isoformat() == "2026-04-01T00:00:00+00:00"
    assert visitor.get("/en/recycled-water").h1 == "Recycled water"
    clock.at = told.from_at
    assert visitor.get("/en/recycled-water").h1 == "From the first of April"


@pytest.mark.parametrize(
    "planned",
    [
        {"at": "2026-01-01T09:00", "zone": "Asia/Seoul"},
        {"at": "2096-01-01T09:00", "zone": "Asia/Seoul"},
        {"at": "2026-04-01T09:00", "zone": "Mars/Olympus"},
        {"at": "tomorrow", "zone": "Asia/Seoul"},
        {"at": "2026-04-01T09:00", "until": "2026-04-01T08:00", "zone": "UTC"},
        {"when": "later", "zone": "UTC"},
        {"number": "99", "zone": "UTC"},
        {"number": "x" * 40, "zone": "UTC"},
    ],
)
def test_a_moment_that_cannot_be_meant_publishes_nothing(marketer, water, session, planned):
    marketer.post(at(water, "en"), filled(marketer, water, "en", title="Other words"))
    page = marketer.post(at(water, "en", "publish"), {"number": "2"} | planned, status=303).follow()

    assert page.css(".flash.err")
    session.expire_all()
    assert session.scalar(select(func.count(Publication.id))) == 2


def test_calling_off_leaves_what_is_read(marketer, water, visitor, clock):
    marketer.post(at(water, "en"), filled(marketer, water, "en", title="Other words"))
    marketer.post(at(water, "en", "publish"), {"number": "2", "at": "2026-04-01T09:00", "zone": "UTC"})
    marketer.post(at(water, "en", "call-off"))
    clock.at += 60 * DAY

    assert visitor.get("/en/recycled-water").h1 == "Recycled water"


def test_taking_one_language_offline_leaves_the_others(marketer, water, visitor):
    marketer.post(at(water, "ko", "offline"))

    assert visitor.get("/ko/recycled-water").one("article").get("lang") == "en"
    visitor.get("/en/recycled-water")


def test_an_outdated_translation_needs_a_reason_to_go_out(marketer, changed, session):
    marketer.post(at(changed, "ko"), filled(marketer, changed, "ko", title="고친 제목"))
    assert marketer.post(at(changed, "ko", "publish"), {"number": "2", "zone": "UTC"}).follow().css(".flash.err")
    marketer.post(at(changed, "ko", "publish"), {"number": "2", "zone": "UTC", "why": "The fair is tomorrow"})

    assert "The fair is tomorrow" in marketer.get(at(changed, "ko", "versions"))


def test_versions_tell_who_wrote_what_and_one_comes_back_as_a_draft(marketer, water, visitor, session):
    marketer.post(at(water, "en"), filled(marketer, water, "en", body="Something else.", why="tried"))
    page = marketer.get(at(water, "en", "versions"))
    assert [row.text_content() for row in page.css("tbody td[translate=no]")] == ["marketer", "–"]
    assert page.css(".d-df del")
    assert page.css(".d-df ins")
    first = marketer.get(at(water, "en", "versions") + "?number=1")

    marketer.post(at(water, "en", "restore"), first.form("main form"), status=303)

    assert heads(session, water)["en"] == 3
    assert "12,000" in marketer.get(at(water, "en")).one("textarea[name=body]").text
    assert visitor.get("/en/recycled-water").h1 == "Recycled water"
    for odd in ("0", "99", "x", "-1"):
        marketer.get(at(water, "en", "versions") + f"?number={odd}")


def test_a_draft_is_shown_to_whoever_has_the_link_until_it_runs_out(marketer, water, visitor, clock, session):
    marketer.post(at(water, "ko"), filled(marketer, water, "ko", body="**비밀** 초안."))
    link = marketer.get(at(water, "ko")).one("[data-copy]").get("value").partition("8000")[2]

    page = visitor.get(link)
    assert page.one(".ct-body strong").text == "비밀"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.css("meta[name=robots][content=noindex]")
    visitor.get(link.replace("/ko/", "/en/"), status=404)
    visitor.get(link[:-3], status=404)
    visitor.get("/ko/preview/x", status=404)
    clock.at += 8 * DAY
    visitor.get(link, status=404)


def test_what_is_typed_is_previewed_clean_and_stored_nowhere(marketer, water, session):
    page = marketer.post(at(water, "ko", "preview"), {"body": "**굵게** <script>x</script> [[lot:no/NO:net_area]]"}, status=200)

    assert "<strong>굵게</strong>" in page.source
    assert "<script" not in page.source
    assert "no/NO" in page.source
    assert heads(session, water) == {"en": 1, "ko": 1}


def test_a_former_address_leads_on_and_a_rooms_is_refused(marketer, water, visitor, session):
    address = f"/staff/content/{water.id}/settings"
    form = marketer.get(address).form("main form")
    marketer.post(address, form | {"slug_en": "water", "menu": "main"}, status=303)
    assert visitor.get("/en/recycled-water", status=308).location == "/en/water"
    assert session.scalars(select(PageRedirect.slug)).all() == ["recycled-water"]

    form = marketer.get(address).form("main form")
    for slug in ("lots", "news", "inquire", "privacy", "glossary", "preview", "Water", "a/b", "", "x" * 90):
        marketer.post(address, form | {"slug_en": slug, "position": "5"}, status=422)
    session.expire_all()
    assert session.get_one(Page, water.id).position == 0
    marketer.post(address, form | {"was": "something else"}, status=409)


@pytest.mark.parametrize("fields", [{"title": ""}, {"title": "x" * 300}, {"body": "x" * 70_000}, {"minor": "y", "why": ""}])
def test_what_cannot_be_kept_is_given_back_as_typed(marketer, water, session, fields):
    page = marketer.post(at(water, "en"), filled(marketer, water, "en", short_title="typed") | fields, status=422)

    assert page.one("[name=short_title]").get("value") == "typed"
    assert heads(session, water) == {"en": 1, "ko": 1}


HOSTILE = [
    "<script>x()</script>", '"><img src=x onerror=y()>', "{{ 7*7 }}", "%(lot)s", "\x00\x1b\ud800", "=1+1", "']]", "\u202eabc",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words_at_the_desk(marketer, water, hostile):
    typed = hostile.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    fields = dict.fromkeys(("short_title", "description", "why"), typed)
    fields |= {"title": f"T {typed}", "body": f"{typed}\n\n[a]({typed})"}
    marketer.post(at(water, "ko"), filled(marketer, water, "ko") | fields, status=303)

    for address in (at(water, "ko"), at(water, "ko", "versions"), "/staff/content", at(water, "en")):
        page = marketer.get(address)
        assert not page.css("main script:not([src]), main img, main [onerror]")


def test_the_desk_asks_as_often_for_many_pages_as_for_one(marketer, writer, water, statements, session):
    counted = []
    for _ in range(2):
        for address in ("/staff/content", at(water, "ko"), at(water, "ko", "versions")):
            with statements:
                marketer.get(address)
            counted.append(len(statements))
        for number in range(12):
            page = writer.page(f"p-{number}", kind=PageKind.PAGE)
            for language in ("en", "ko", "ja"):
                writer.write(page, language, f"Page {number}")
            writer.write(water, "ko", f"재이용수 {number}")
        session.commit()

    assert counted[:3] == counted[3:], str(statements)
    assert max(counted) <= 16, counted


def test_others_at_the_desk_read_and_cannot_write(seller, engineer, water, session):
    for person in (seller, engineer):
        page = person.get(at(water, "ko"))
        assert not page.css("main form[method=post] button")
        person.get("/staff/content")
        person.post(at(water, "ko"), {"title": "x", "based_on": "1"}, status=404)
    assert heads(session, water) == {"en": 1, "ko": 1}
