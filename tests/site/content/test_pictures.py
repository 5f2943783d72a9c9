"""Pictures in texts: ours, in sizes, with words in the reader's language; nobody else's, and no markup."""

import io

import pytest
from sqlalchemy import select

from models.media import Media
from tests.land import an_estate
from tests.models.content.writing import Writer
from tests.support.files import PDF, a_picture, a_picture_of_texts, jpeg


@pytest.fixture
def writer(session, clock):
    return Writer(session, clock.at)


@pytest.fixture
def written(writer, clock):
    """Publish a page of these texts: written(en="…", ko="…")."""

    def publish(**texts):
        page = writer.page()
        for language, body in texts.items():
            writer.write(page, language, "Recycled water", body, slug="water", matches=language != "en")
            writer.publish(page, language)
        writer.session.commit()
        clock.at = writer.at
        return page

    return publish


def test_a_picture_stands_in_the_text_in_its_sizes(app, session, visitor, written):
    media = a_picture_of_texts(app, session, alt={"en": "A pump", "ko": "펌프"})
    words = f"Water.\n\n![](media:{media.id})\n\nMore."
    written(en=words, ko=words.replace("![]", "![물을 퍼 올리는 펌프]"))

    img = visitor.get("/en/water").one(".ct-body picture img")
    assert (img.get("alt"), img.get("width"), img.get("loading")) == ("A pump", "480", "lazy")
    assert visitor.get(img.get("src")).headers["Content-Type"] == "image/webp"
    assert visitor.get("/en/water").one(".ct-body source").get("srcset") == f"/media/{media.key}/480.webp 480w"
    korean = visitor.get("/ko/water").one(".ct-body img")
    assert (korean.get("alt"), korean.get("lang")) == ("물을 퍼 올리는 펌프", "ko")


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://example.com/a.png)",
        "![x](//example.com/a.png)",
        "![x](/media/a/b.webp)",
        "<img src=/media/a/b.webp onerror=alert(1)>",
        "![x](data:image/png;base64,AAAA)",
        "![\"><script>alert(1)</script>](media:999999)",
        "![x](media:99999999999999999999)",
        "![x](media:-1)",
    ],
)
def test_nothing_but_our_pictures_becomes_one(visitor, written, text):
    written(en=f"Words.\n\n{text}\n\nMore.")

    page = visitor.get("/en/water")
    assert not page.css(".ct-body img, .ct-body script, .ct-body picture")
    assert "More." in page


def test_hostile_words_for_it_stay_words(app, session, visitor, written):
    media = a_picture_of_texts(app, session)
    written(en=f'![" onload="alert(1)<b>](media:{media.id})')

    img = visitor.get("/en/water").one(".ct-body img")
    assert img.get("alt") == '" onload="alert(1)<b>'
    assert img.get("onload") is None


def test_a_picture_of_an_estate_is_shown_while_everybody_may_see_it(app, session, visitor, marketer, written):
    estate = an_estate(session)
    document = a_picture(app, session, estate)
    page = written(en=f"![](media:{document.media_id})")
    before = visitor.get("/en/water")
    assert before.css(".ct-body img")

    document.level = "nda"
    session.commit()
    after = visitor.get("/en/water", headers={"If-None-Match": before.headers["ETag"]})
    assert not after.css(".ct-body img")
    assert "The public sees no such picture." in marketer.get(f"/staff/content/{page.id}/en")


def test_a_new_picture_is_brought_said_in_words_and_chosen_beside_the_text(session, marketer, written, run_jobs):
    page = written(en="Words.")
    sent = {"csrf_token": marketer.token, "file": (io.BytesIO(jpeg(1200, 800)), "펌프.jpg"), "alt_en": "A pump", "alt_ko": "펌프"}
    marketer.post("/staff/content/pictures", sent, status=303)
    run_jobs()

    media = session.scalars(select(Media)).one()
    assert media.estate_id is None
    desk = marketer.get(f"/staff/content/{page.id}/en")
    assert desk.one("[data-insert]").get("data-insert") == f"![](media:{media.id})"
    told = marketer.post(f"/staff/content/{page.id}/en/preview", {"body": f"![](media:{media.id})"})
    assert told.one("picture img").get("alt") == "A pump"
    marketer.post(f"/staff/content/pictures/{media.id}", {"alt_ja": "ポンプ"})
    session.refresh(media)
    assert media.alt == {"ja": "ポンプ"}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Choose a file."),
        ({"file": (PDF, "a.jpg")}, "This is not a picture."),
        ({"file": (jpeg(), "a.jpg"), "alt_en": ""}, "Say what is to be seen on it"),
        ({"file": (jpeg(), "a.jpg"), "alt_en": "x" * 301}, "Use at most 300 characters."),
    ],
)
def test_what_cannot_be_taken_is_said(session, marketer, told, words):
    sent = {"csrf_token": marketer.token, "alt_en": "A pump"} | told
    if "file" in sent:
        sent["file"] = (io.BytesIO(sent["file"][0]), sent["file"][1])

    assert words in marketer.post("/staff/content/pictures", sent, status=422)
    assert not session.scalars(select(Media)).all()


def test_a_picture_that_a_text_names_stays(app, session, marketer, written, run_jobs):
    named, other = a_picture_of_texts(app, session), a_picture_of_texts(app, session)
    written(en=f"![](media:{named.id})")
    named_id, other_id = named.id, other.id
    for one in (named_id, other_id):
        marketer.post(f"/staff/content/pictures/{one}/remove")
    run_jobs()

    assert session.scalars(select(Media.id)).all() == [named_id]
