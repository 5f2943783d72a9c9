"""What people read when a page cannot be given."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from tests.client import Client
from tests.site.web.probe import other

CODES = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503]


@pytest.fixture
def made(probing):
    """An application whose failures are answered, not raised."""
    made = probing()
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["id", "en", "ko", "ja"])
@pytest.mark.parametrize("code", CODES)
def test_each_failure_has_its_page_in_the_language_of_the_path(made, code, language):
    page = Client(made, "en").get(f"/{language}/answer/{code}", status=code)

    assert page.tree.get("lang") == language
    assert page.headers["Cache-Control"] == "no-store"
    assert f"/{language}/" in page.links()


@pytest.mark.parametrize("code", [404, 500, 503])
def test_the_words_differ_by_language(made, code):
    said = {
        language: Client(made).get(f"/{language}/answer/{code}", status=code).h1
        for language in ("id", "en", "ko", "ja")
    }

    assert len(set(said.values())) == 4, said


def test_on_the_desk_a_failure_speaks_the_persons_language(made, session, admin):
    from models.account import User

    session.get_one(User, admin.user_id).language = "ja"
    session.commit()

    assert other(admin, made).get("/staff/answer/404", status=404).tree.get("lang") == "ja"


def test_an_address_that_is_none_speaks_the_browsers_language(made):
    assert Client(made, "ko-KR,ko;q=0.9").get("/nothing", status=404).tree.get("lang") == "ko"


def test_a_failure_of_ours_is_a_page_and_tells_nothing_that_was_typed(made, visitor, capsys):
    page = other(visitor, made).get("/ko/broken", status=500)

    assert page.tree.get("lang") == "ko"
    logged = capsys.readouterr().err
    assert "KeyError" in logged
    assert "probe.py" in logged
    assert "somebody@example.com" not in page.source + logged


def test_a_failure_on_the_desk_is_a_page_too(made, admin):
    other(admin, made).get("/staff/broken", status=500)


def test_a_page_that_cannot_even_say_so_still_answers(made, monkeypatch):
    monkeypatch.setattr("web.errors.render_template", lambda *words, **named: 1 / 0)

    answer = made.test_client().get("/en/broken", base_url="http://127.0.0.1:8000")

    assert answer.status_code == 500
    assert "Something failed on our side" in answer.text


def test_without_a_database_the_answer_is_an_honest_503(made, visitor, monkeypatch):
    def away(*words, **named):
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    monkeypatch.setattr("web.editions.versions", away)

    page = other(visitor, made).get("/ja/probe", status=503)

    assert page.headers["Retry-After"] == "30"
    assert page.tree.get("lang") == "ja"


def test_a_method_that_nobody_declared_is_refused_and_says_which_are(made, visitor):
    page = other(visitor, made).send("DELETE", "/healthz", status=405)

    assert set(page.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    other(visitor, made).send("OPTIONS", "/healthz", status=405)


def test_what_is_too_large_is_refused_with_a_word(made, visitor):
    made.config["MAX_CONTENT_LENGTH"] = 100

    other(visitor, made).send("POST", "/en/writes", data={"a": "b" * 200}, status=413)
