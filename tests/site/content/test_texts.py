"""The texts that every site begins with, and the demo's: whole in four languages, and true to one another."""

import pytest
from sqlalchemy import func, select

from content.checks import checked
from content.loading import DEMO, HOUSE, Unreadable, files_in, load_demo_texts, load_house, read_file, remove_demo_texts
from content.prose import prose
from models.base import LANGUAGES, Base
from models.content.freshness import Fresh, Stage, standings
from models.content.page import Page
from models.content.revision import Revision

EVERY = [page for folder in (HOUSE, DEMO) for page in files_in(folder)]


@pytest.mark.parametrize("files", EVERY, ids=lambda files: next(iter(files.values())).key)
def test_a_text_stands_in_every_language_and_none_says_less(app, files):
    """Numbers, facts and words of the field are the same in all; so are headings, tables and lists."""
    source = next(iter(files.values()))
    assert set(files) == set(LANGUAGES)
    for language, file in files.items():
        with app.test_request_context(f"/{language}/"):
            told = checked(source.body, source.language, file.body, language, ())
        assert told.clean, (language, told)
        assert shape(file.body) == shape(source.body), language
        assert file.heads["description"]
        assert file.heads.get("published") == source.heads.get("published")


def shape(body):
    """Return how a text is built: its headings, rows and items."""
    marks = ("## ", "| ", "- ", "1. ", "12. ")
    return {mark: sum(line.startswith(mark) for line in body.splitlines()) for mark in marks}


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_stay_in_their_language(language):
    for files in EVERY:
        body = files[language].body
        assert f"](/{language}/" in body or "](/" not in body
        assert not any(f"](/{other}/" in body for other in LANGUAGES if other != language)


def test_every_site_begins_with_them_and_what_is_changed_stays(app, session, visitor, clock):
    with app.app_context():
        assert load_house(clock.at) == ["about", "accessibility", "terms"]
        assert load_house(clock.at) == []
    pages = session.scalars(select(Page)).all()
    for stand in standings(session, pages, clock.at).values():
        assert all((one.fresh, one.stage) == (Fresh.CURRENT, Stage.LIVE) for one in stand.values())
    for language in LANGUAGES:
        foot = [link.get("href") for link in visitor.get(f"/{language}/privacy").css("footer a")]
        assert all(f"/{language}/{key}" in foot for key in ("about", "accessibility", "terms"))
        for key in ("about", "accessibility", "terms"):
            visitor.get(f"/{language}/{key}")


def test_the_demos_texts_come_and_go(app, session, clock):
    with app.test_request_context("/en/"):
        load_house(clock.at)
        keys = load_demo_texts(session, clock.at)
        session.commit()
        assert len(keys) == 7
        assert load_demo_texts(session, clock.at) == []
        assert remove_demo_texts(session) == len(keys)
        session.commit()

    assert session.scalars(select(Page.key).order_by(Page.key)).all() == ["about", "accessibility", "terms"]
    assert session.scalar(select(func.count(Revision.id))) == 3 * len(LANGUAGES)
    for name in ("page_redirect", "publication", "page_locale"):
        table = Base.metadata.tables[name]
        assert session.scalar(select(func.count()).select_from(table)) == (0 if name == "page_redirect" else 12)


def test_facts_in_the_demos_texts_are_codes_that_there_are(app, session, clock):
    """Without the demo's lots nothing is found; what is wrong must be the lot, never the fact."""
    for files in EVERY:
        for language, file in files.items():
            with app.test_request_context(f"/{language}/"):
                broken = prose(session, file.body, language, clock.at).broken
            assert all("cilegon" in line.partition("]]:")[2] for line in broken), broken


@pytest.mark.parametrize(
    "text", ["no head", "---\ntitle: x\nunheard: y\n---\n", "---\ndescription: x\n---\n"]
)
def test_a_file_that_is_not_as_it_must_be_is_named(tmp_path, text):
    path = tmp_path / "page.en.md"
    path.write_text(text, encoding="utf-8")

    with pytest.raises((Unreadable, ValueError)):
        read_file(path)


def test_a_file_tells_its_language_in_its_name(tmp_path):
    (tmp_path / "page.md").write_text("---\ntitle: x\n---\n", encoding="utf-8")

    with pytest.raises(Unreadable, match=r"page\.md"):
        list(files_in(tmp_path))
