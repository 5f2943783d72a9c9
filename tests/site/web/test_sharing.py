"""The picture that goes along when a page is shared: drawn from the plan, in the reader's language, never heavy."""

import io
import time

import pytest
from PIL import Image, ImageChops

from models.land.lot import Status
from tests.land import an_estate, lots
from tests.models.content.writing import Writer
from web.lettering import Lettering, _file_of
from web.sharing import MOST_LOTS, Shape, Words, drawn

LANGUAGES = ("id", "en", "ko", "ja")


@pytest.fixture
def land(session, clock):
    """An estate with two lots."""
    estate = an_estate(session)
    made = lots(session, estate, {"E-09": {"net_area": "30515"}, "E-10": {"net_area": "20000"}}, at=clock.at)
    session.commit()
    return made


def shared(visitor, path):
    """Return the page's own words for those who share it, and its picture."""
    page = visitor.get(path)
    told = {one.get("property"): one.get("content") for one in page.css("meta[property^='og:']")}
    url = told["og:image"]
    assert url.startswith("http://127.0.0.1:8000/")
    answer = visitor.get(url.removeprefix("http://127.0.0.1:8000"))
    return told, answer, Image.open(io.BytesIO(answer.body)).convert("RGB")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_name_a_picture_of_their_own_in_the_readers_language(visitor, land, writer_of, language):
    writer_of("why", "Why here", "왜 이곳인가")
    pictures = []
    for path in ("", "estates/trial", "lots/trial/E-09", "lots/trial/E-10", "why", "lots", "privacy"):
        told, answer, picture = shared(visitor, f"/{language}/{path}")
        assert picture.size == (1200, 630)
        assert answer.headers["Content-Type"] == "image/png"
        assert len(answer.body) < 120_000
        assert told["og:title"]
        assert told["og:locale"].startswith(language)
        pictures.append(picture.tobytes())
    assert len(set(pictures)) == 4  # home, estate and what has none of its own show the same


@pytest.fixture
def writer_of(session, clock):
    """Publish a page in English and Korean."""

    def write(slug, english, korean):
        writer = Writer(session, clock.at)
        page = writer.page(slug)
        writer.write(page, "en", english, slug=slug)
        writer.write(page, "ko", korean, slug=slug, matches=True, reviewed=True)
        for one in ("en", "ko"):
            writer.publish(page, one)
        session.commit()
        clock.at = writer.at

    return write


def test_it_changes_with_the_plan_and_its_address_too(visitor, session, land):
    told, answer, before = shared(visitor, "/en/lots/trial/E-09")
    path = told["og:image"].removeprefix("http://127.0.0.1:8000")
    visitor.get(path, status=304, headers={"If-None-Match": answer.headers["ETag"]})
    lot = land["E-10"]
    lot.status = lot.public_status = Status.SOLD
    session.commit()

    again, _, after = shared(visitor, "/en/lots/trial/E-09")
    assert again["og:image"] != told["og:image"]
    assert ImageChops.difference(before, after).getbbox()


def test_what_the_public_does_not_see_has_no_picture(visitor, session, land):
    land["E-09"].public_status = None
    session.commit()

    visitor.get("/en/share/lots/trial/E-09.png", status=404)
    visitor.get("/en/share/estates/nowhere.png", status=404)
    visitor.get("/en/share/pages/nowhere.png", status=404)


def test_a_private_page_names_none(visitor, session, land):
    from tests.site.inquiries.asking import a_question

    page = visitor.post("/en/inquire", a_question(), status=303).follow()
    assert not page.css("meta[property^='og:']")


@pytest.mark.parametrize(("language", "text"), [("ko", "칠레곤 산업단지"), ("ja", "工業団地チレゴン々ー")])
def test_every_letter_is_one_of_our_typeface(language, text):
    assert not [letter for letter in text if letter != " " and _file_of(letter, language).name == "core.woff2"]


def test_a_long_title_is_broken_where_its_script_breaks_and_ends_in_an_ellipsis():
    japanese = Lettering(48, 700, "ja").lines("チレゴン・エコ工業団地の用水、蒸気および電力の供給能力について。" * 4, 500, 4)
    korean = Lettering(48, 700, "ko").lines("칠레곤 친환경 산업단지 공업용수와 증기 공급 능력", 500, 4)

    assert len(japanese) == 4
    assert japanese[-1].endswith("…")
    assert not [line for line in japanese if line[0] in "、。・ー"]
    assert " ".join(korean) == "칠레곤 친환경 산업단지 공업용수와 증기 공급 능력"
    assert all(Lettering(48, 700, "ja").width(line) <= 500 for line in japanese)
    assert Lettering(48, 700, "en").lines("", 500, 4) == [""]
    assert Lettering(48, 700, "en").lines("x" * 500, 500, 4)[0].endswith("…")


def test_the_largest_plan_is_drawn_in_no_time(app):
    rings = [[(106 + x / 1000 + dx, -6 + y / 1000 + dy) for dx, dy in ((0, 0), (8e-4, 0), (8e-4, 8e-4), (0, 8e-4))]
             for x in range(25) for y in range(20)]  # fmt: skip
    shapes = [Shape([ring], Status.AVAILABLE, f"A-{n}") for n, ring in enumerate(rings)]
    assert len(shapes) == MOST_LOTS
    with app.app_context():
        drawn(Words("Warm", ()), shapes, "en")
        began = time.process_time()
        drawn(Words("Cilegon Eco Industrial Park", ("Cilegon, Banten",)), shapes, "en", "A-7")
        assert time.process_time() - began < 0.6
