"""What is told before somebody agrees."""

import hashlib

import lxml.html
import pytest

from models.base import LANGUAGES
from models.inquiry.inquiry import REQUIRED, Purpose
from models.inquiry.notice import TEXTS, Controller, example, notice, notices, privacy
from web.markdown import markdown

EVERY = [(purpose, language) for purpose in Purpose for language in LANGUAGES]
OURS = Controller("PT Contoh Kita", "data@example.org", 36)


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_every_purpose_is_told_in_every_language_by_the_same_rows(purpose, language):
    shown, english = notice(purpose, language), notice(purpose, "en")

    assert [(row.code, row.key) for row in shown.rows] == [(row.code, row.key) for row in english.rows]
    assert shown.version == english.version
    assert shown.title
    assert "{" not in shown.text


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_every_notice_says_what_the_laws_ask_for(purpose, language):
    codes = {row.code for row in notice(purpose, language).rows}

    assert codes >= {"items", "purpose", "kept", "refuse", "refused"}
    if purpose in {Purpose.OVERSEAS_TRANSFER, Purpose.THIRD_PARTY}:
        assert "recipient" in codes
    if purpose == Purpose.OVERSEAS_TRANSFER:
        assert codes >= {"country", "method", "contact", "protection"}


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_only_what_an_answer_needs_is_required(purpose, language):
    assert notice(purpose, language).required == (purpose in REQUIRED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_matters_most_is_bold(language):
    for shown in notices(language):
        assert {row.code for row in shown.rows if row.key} >= {"purpose", "kept"}


def test_a_notice_names_its_controller_and_its_hash_is_that_of_the_text_shown():
    shown = notice(Purpose.INQUIRY, "ko", OURS)

    assert "PT Contoh Kita" in shown.text
    assert "36개월" in shown.text
    assert all(row.text in shown.text for row in shown.rows)
    assert shown.sha256 == hashlib.sha256(shown.text.encode()).hexdigest()
    assert shown.sha256 != notice(Purpose.INQUIRY, "ko").sha256


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_says_that_its_controller_is_invented(language):
    assert example(language).name in notice(Purpose.INQUIRY, language).text
    assert example(language).name in privacy(language).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_notice_has_the_same_parts_in_every_language(language):
    shown, english = privacy(language, OURS), privacy("en", OURS)

    assert shown.text.count("\n## ") == english.text.count("\n## ")
    assert shown.text.count("\n- **") == english.text.count("\n- **")
    for told in ("36", "72" if language != "id" else "3 × 24", "/staff/", OURS.contact, OURS.name):
        assert told in shown.text
    assert "{" not in shown.text


def test_a_name_is_no_markdown():
    shown = privacy("en", Controller("PT *Contoh* [Kita](https://example.com) <b>", "data@example.org"))

    text = lxml.html.fromstring(str(markdown(shown.text))).text_content()
    assert "PT *Contoh* [Kita](https://example.com) <b>" in text


def test_no_other_text_lies_beside():
    expected = {f"{purpose}.{language}.txt" for purpose, language in EVERY}
    assert {path.name for path in TEXTS.iterdir()} == expected | {f"privacy.{language}.md" for language in LANGUAGES}


def test_an_unknown_language_or_purpose_is_an_error():
    with pytest.raises(KeyError):
        notice(Purpose.INQUIRY, "../en")
    with pytest.raises(ValueError, match="nothing"):
        notice("nothing", "en")
