"""Pictures: made anew in sizes, nothing of where they were taken left, shown with words for those who do not see them."""

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import select

from media.making import Undecodable, made_anew
from models.land.document import Document
from models.media import Media, MediaState
from tests.support.files import jpeg, saved

ALTS = {"alt_id": "Jalan utama kawasan", "alt_en": "The main street of the estate"}


def told(page, **more):
    """Return what the page of a document would send, with the words for a picture."""
    return {name: value for name, value in (page.form("form[enctype]") | ALTS | more).items() if name != "file"}


def described(bring, client, contents=None, name="jalan.jpg", **more):
    """Bring a picture and say what is to be seen; return the address of its page at the desk."""
    path = bring(contents or jpeg(2400, 1600), name).location
    client.post(path, told(client.get(path), **more))
    return path


def test_a_picture_of_a_lot_is_shown_in_sizes_once_they_are_made(visitor, marketer, lot, bring, run_jobs):
    before = visitor.get("/ja/lots/trial/E-09")
    described(bring, marketer, lots="E-09", alt_ja="団地の主要道路")

    waiting = visitor.get("/ja/lots/trial/E-09", headers={"If-None-Match": before.headers["ETag"]})
    assert waiting.one(".pics .pic-w").get("aria-label") == "団地の主要道路"
    assert not waiting.css(".pics img")
    run_jobs()
    ready = visitor.get("/ja/lots/trial/E-09", headers={"If-None-Match": waiting.headers["ETag"]})

    shown = ready.one(".pics img")
    assert (shown.get("alt"), shown.get("lang"), shown.get("loading")) == ("団地の主要道路", None, "lazy")
    assert (shown.get("width"), shown.get("height")) == ("2400", "1600")
    assert [one.get("type") for one in ready.css(".pics source")] == ["image/avif", "image/webp"]
    sizes = [part.split()[1] for part in ready.css(".pics source")[0].get("srcset").split(", ")]
    assert sizes == ["480w", "960w", "1920w"]
    assert not visitor.get("/ja/lots/trial/E-10").css(".pics")


def test_what_is_sent_is_a_picture_that_browsers_keep_for_ever(visitor, marketer, estate, bring, run_jobs):
    described(bring, marketer)
    run_jobs()
    page = visitor.get("/en/estates/trial")

    for source in page.css(".pics source"):
        for part in source.get("srcset").split(", "):
            answer = visitor.get(part.split()[0])
            assert answer.headers["Content-Type"] == source.get("type")
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in answer.headers
            assert Image.open(io.BytesIO(answer.body)).width == int(part.split()[1][:-1])


def test_where_and_by_whom_it_was_taken_is_gone(app, visitor, session, marketer, estate, bring, run_jobs):
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "SECRETCAMERA", "SECRETARTIST"
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 1.0, 2.5), 3: "E", 4: (106.0, 0.0, 1.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETPLACE</x:xmpmeta>"
    brought = jpeg(1200, 800, exif=exif, comment=b"SECRETCOMMENT", xmp=xmp)
    assert b"SECRETCAMERA" in brought  # else the test proves nothing
    assert b"SECRETPLACE" in brought
    assert Image.open(io.BytesIO(brought)).getexif().get_ifd(0x8825)

    described(bring, marketer, brought)
    run_jobs()

    media = session.scalars(select(Media)).one()
    from web.store import Missing, store

    with app.app_context():
        for size in media.sizes:
            contents = store().get(media.place_of(size["name"])).read()
            assert b"SECRET" not in contents
            assert not Image.open(io.BytesIO(contents)).getexif()
        with pytest.raises(Missing):  # as it came it lies nowhere
            store().get(media.place)


def test_a_picture_lies_as_it_was_held(bring, marketer, session, run_jobs):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    described(bring, marketer, jpeg(1000, 600, exif=exif))
    run_jobs()

    media = session.scalars(select(Media)).one()
    assert (media.width, media.height) == (600, 1000)


def test_without_words_for_it_a_picture_is_not_shown(visitor, marketer, estate, bring, run_jobs):
    path = bring(jpeg(), "jalan.jpg").location
    run_jobs()

    assert not visitor.get("/en/estates/trial").css(".pics")
    assert "Not shown: say what is to be seen on it" in marketer.get(path)


def test_words_in_another_language_are_marked_so(visitor, marketer, estate, bring, run_jobs):
    described(bring, marketer)
    run_jobs()

    assert visitor.get("/ko/estates/trial").one(".pics img").get("lang") == "en"
    assert visitor.get("/id/estates/trial").one(".pics img").get("lang") is None


def test_a_picture_that_is_ended_or_not_public_is_not_shown_and_not_sent(
    visitor, marketer, estate, bring, run_jobs, session
):
    path = described(bring, marketer)
    run_jobs()
    src = visitor.get("/en/estates/trial").one(".pics img").get("src")

    marketer.post(f"{path}/end", {"shown": "no"})
    assert not visitor.get("/en/estates/trial").css(".pics")
    visitor.get(src, status=404)
    marketer.post(f"{path}/end", {"shown": "yes"})
    visitor.get(src)
    session.scalars(select(Document)).one().level = "nda"
    session.commit()
    assert not visitor.get("/en/estates/trial").css(".pics")
    visitor.get(src, status=404)
    media_id = session.scalar(select(Media.id))
    marketer.get(f"/staff/media/{media_id}/{src.rpartition('/')[2]}")


def test_a_picture_of_a_lot_that_was_never_shown_is_not_sent(visitor, marketer, session, lot, bring, run_jobs):
    described(bring, marketer, lots="E-09")
    run_jobs()
    src = visitor.get("/en/lots/trial/E-09").one(".pics img").get("src")
    lot.public_status = None
    session.commit()

    visitor.get(src, status=404)


def png_of(width, height):
    """Return a picture that says it is that large, and is a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


REFUSED = {
    "empty": (b"", "a.jpg", "The file is empty."),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", "Bring a PDF, a picture"),
    "svg called png": (b"<?xml version='1.0'?><svg/>", "a.png", "Bring a PDF, a picture"),
    "html called jpg": (b"<html><script>alert(1)</script>", "a.jpg", "Bring a PDF, a picture"),
    "gif": (saved(Image.new("RGB", (9, 9)), "GIF"), "a.gif", "Bring a PDF, a picture"),
    "program": (b"MZ\x90\x00" + b"\0" * 60, "a.jpg", "Bring a PDF, a picture"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0001.HEIC", "This is a HEIC picture"),
    "a bomb by its head": (png_of(60_000, 60_000), "a.png", "60000 × 60000 pixels"),
    "long and thin": (png_of(30_000, 1), "a.png", "30000 × 1 pixels"),
    "no size": (png_of(0, 5), "a.png", "This picture is damaged."),
    "cut in its head": (jpeg()[:20], "a.jpg", "This picture is damaged."),
    "webp that ends": (b"RIFF\x10\0\0\0WEBPVP8X", "a.webp", "This picture is damaged."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_is_refused_in_words(session, bring, kind):
    contents, name, words = REFUSED[kind]

    page = bring(contents, name, status=422)

    assert words in page
    assert not session.scalars(select(Media)).all()


BROKEN = {
    "cut in the middle": jpeg(1200, 900)[:4000],
    "a head without pixels": png_of(4000, 3000),
    "noise in its middle": jpeg()[:600] + bytes(range(256)) * 8 + b"\xff\xd9",
    "a bomb of a palette": saved(Image.new("P", (7000, 7000)), "PNG"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_hostile_picture_ends_at_the_worker_and_the_catalogue_stands(
    visitor, marketer, session, estate, bring, run_jobs, kind
):
    path = described(bring, marketer, BROKEN[kind])
    run_jobs()

    media = session.scalars(select(Media)).one()
    session.refresh(media)
    assert media.state in {MediaState.FAILED, MediaState.READY}
    if media.state is MediaState.FAILED:
        assert "This picture cannot be read" in marketer.get(path)
        assert not visitor.get("/en/estates/trial").css(".pics")


def test_what_decodes_is_confined():
    with pytest.raises(Undecodable):
        made_anew(saved(Image.new("RGB", (9, 9)), "GIF"))  # a format that is none of ours, whatever its name
    with pytest.raises(Undecodable):
        made_anew(b"")
