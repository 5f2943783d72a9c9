"""The store: a folder, or a real S3 server; when it is away, pages stand and only the files themselves say so."""

import io
import os

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from checking import problems
from models.media import Media, MediaState
from tests.site.media.test_pictures import described
from tests.support.files import PDF, a_paper, jpeg
from tests.support.s3 import a_bucket
from web.bringing import brought
from web.store import Away, Missing, store


@pytest.fixture
def s3(app, monkeypatch):
    """The site over an S3 server instead of its folder."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    settings = app.config["SETTINGS"]
    with a_bucket() as bucket:
        app.config["SETTINGS"] = settings.model_copy(update={"media_url": bucket.url})
        yield bucket
    app.config["SETTINGS"] = settings


@pytest.fixture(params=["folder", "s3"])
def kept(request, app):
    """Both kinds of store."""
    if request.param == "s3":
        request.getfixturevalue("s3")


def test_what_was_laid_down_is_given_back_until_it_is_taken_away(app, kept):
    contents = os.urandom(700_000)
    with app.app_context():
        store().put("brought/도면", contents)
        stored = store().get("brought/도면")
        assert stored.size == len(contents)
        assert stored.read() == contents
        store().put("brought/도면", b"anew")
        assert store().get("brought/도면").read() == b"anew"
        store().drop("brought/도면")
        store().drop("brought/도면")
        with pytest.raises(Missing):
            store().get("brought/도면")
        store().probe()


def test_documents_and_pictures_lie_in_the_bucket(app, visitor, marketer, session, s3, estate, bring, run_jobs):
    described(bring, marketer)
    bring(PDF, "측량도.pdf")
    run_jobs()
    page = visitor.get("/ko/estates/trial")

    assert visitor.get(page.one("table.docs a").get("href")).body == PDF
    assert visitor.get(page.one(".pics img").get("src")).headers["Content-Type"] == "image/webp"
    keys = session.scalars(select(Media.key)).all()
    assert not [path for path in (app.config["SETTINGS"].data / "media").rglob("*") if set(keys) & set(path.parts)]


def test_without_the_store_pages_stand_and_files_say_that_they_are_away(
    app, visitor, marketer, session, s3, estate, lot, bring, run_jobs
):
    described(bring, marketer, lots="E-09")
    document = a_paper(app, session, estate)
    run_jobs()
    src = visitor.get("/en/lots/trial/E-09").one(".pics img").get("src")
    s3.stop()

    page = visitor.get("/en/lots/trial/E-09")
    assert page.one(".pics img").get("src") == src
    for address in (src, f"/files/{document.media.key}/{document.media.name}"):
        answer = visitor.get(address, status=503)
        assert answer.headers["Retry-After"] == "30"
        assert answer.headers["Cache-Control"] == "no-store"
    refused = bring(jpeg(), "a.jpg", status=422)
    assert "The store of files does not answer. Nothing was stored" in refused


def test_a_job_waits_until_the_store_is_back(app, marketer, session, s3, estate, bring, run_jobs, clock):
    described(bring, marketer)
    working = app.config["SETTINGS"]
    app.config["SETTINGS"] = working.model_copy(update={"media_url": "s3://nowhere/x?endpoint=http://127.0.0.1:9"})
    run_jobs()
    assert session.scalars(select(Media.state)).one() is MediaState.WAITING
    app.config["SETTINGS"] = working
    clock.move(minutes=2)
    run_jobs()

    session.expire_all()
    assert session.scalars(select(Media.state)).one() is MediaState.READY


def test_what_could_not_be_put_on_record_is_taken_out_again(app, session, estate):
    places = []

    def fails():
        with brought(FileStorage(io.BytesIO(PDF), "a.pdf")) as media:
            places.append(media.place)
            assert store().get(media.place).read() == PDF
            raise RuntimeError("the database is full")

    with app.app_context():
        with pytest.raises(RuntimeError, match="the database is full"):
            fails()
        (place,) = places
        with pytest.raises(Missing):
            store().get(place)


def test_check_names_a_store_that_does_not_answer(app, session, s3):
    assert not list(problems(app))
    s3.stop()

    (told,) = problems(app)
    assert "The store of files does not answer" in told
    assert "KAVLING_MEDIA_URL" in told
    assert "secret" not in told.replace("SECRET", "")


def test_a_wrong_bucket_is_away_and_tells_nothing_secret(app, s3):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"media_url": settings.media_url.replace("kavling-tests", "other")})
    with app.app_context(), pytest.raises(Away) as away:
        store().put("a", b"b")
    assert "key" not in str(away.value).lower()


def test_an_estate_that_is_removed_leaves_no_file_behind(app, session, estate, run_jobs):
    from estates.removing import remove_estates

    document = a_paper(app, session, estate)
    place = document.media.place
    with app.app_context():
        assert store().get(place).read() == PDF
        remove_estates(session, ["trial"])
        session.commit()
        run_jobs()
        with pytest.raises(Missing):
            store().get(place)
