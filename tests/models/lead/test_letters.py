"""Letters as they are begun, in four languages."""

import re

import pytest

from models.base import LANGUAGES
from models.lead.letters import (
    HOLE,
    TEXTS,
    WRITTEN_BY_A_PERSON,
    LetterPurpose,
    MissingHoles,
    Written,
    draft,
    template,
    unfit,
    write,
)
from models.people.address_line import Addressee, address_line, offences

EVERY = [(purpose, language) for purpose in LetterPurpose for language in LANGUAGES]
FIRM = Addressee(firm_native="㈜한빛소재", firm_roman="Hanbit Materials")
PERSON = Addressee(native="山田 太郎", roman="Yamada Taro")


def values(purpose, language, addressee=PERSON):
    """Return something for every hole of a letter."""
    text = template(purpose, language)
    filled = {name: f"<{name}>" for name in text.needed | text.optional}
    return filled | ({"salutation": address_line(addressee, language)} if "salutation" in filled else {})


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_every_letter_exists_in_every_language_with_the_same_holes(purpose, language):
    text, english = template(purpose, language), template(purpose, "en")

    assert text.needed == english.needed
    assert text.optional == english.optional
    assert "\n" not in text.subject
    assert "reference" in HOLE.findall(text.subject)


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_every_letter_is_written_with_all_its_values(purpose, language):
    given = values(purpose, language)
    written = write(purpose, language, **given)

    assert unfit(purpose, language, written) == []
    whole = written.subject + written.body
    for name, value in given.items():
        assert value in whole or name == "stopped"
    assert "?" not in re.sub(r"us\?", "", whole)


@pytest.mark.parametrize(("purpose", "language"), EVERY)
@pytest.mark.parametrize("addressee", [FIRM, PERSON, Addressee(), Addressee(several=True)])
def test_no_letter_offends_whoever_reads_it(purpose, language, addressee):
    written = write(purpose, language, **values(purpose, language, addressee))

    assert offences(written.body) == []
    assert not ("御中" in written.body and "様" in written.body)


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_a_letter_with_an_empty_hole_is_refused(purpose, language):
    for name in template(purpose, language).needed:
        with pytest.raises(MissingHoles) as refused:
            write(purpose, language, **(values(purpose, language) | {name: "  "}))
        assert refused.value.names == {name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_whose_value_is_not_given_falls_away(language):
    given = values(LetterPurpose.ACK, language)
    for name in template(LetterPurpose.ACK, language).optional:
        given.pop(name)
    body = write(LetterPurpose.ACK, language, **given).body

    assert "{" not in body
    assert "\n\n\n" not in body
    assert not re.search(r":\s*$", body, re.MULTILINE)


def test_a_value_is_plain_text_wherever_it_stands():
    given = values(LetterPurpose.ACK, "en") | {
        "estate": "Evil\r\nBcc: all@example.com",
        "message": "{due}\n\n\n?lots x",
    }
    written = write(LetterPurpose.ACK, "en", **given)

    assert "\n" not in written.subject
    assert "\r" not in written.subject
    assert "{due}\n\n\n?lots x" in written.body


@pytest.mark.parametrize("purpose", WRITTEN_BY_A_PERSON)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_shows_what_is_still_to_be_written_and_cannot_go_out(purpose, language):
    given = values(purpose, language) | {"answer": ""}
    begun = draft(purpose, language, **given)

    assert "{answer}" in begun.body
    assert unfit(purpose, language, begun) == ["{answer}"]
    finished = Written(begun.subject, begun.body.replace("{answer}", "9,231 {tsubo}"))
    assert unfit(purpose, language, finished) == []


def test_what_offends_is_found_in_a_letter_finished_by_hand():
    written = Written("x", "株式会社サクラ製作所 御中 山田様\n")
    assert unfit(LetterPurpose.FIRST_REPLY, "ja", written)


def test_mails_to_the_desk_hold_no_name_address_or_message():
    for purpose in (LetterPurpose.DESK_NOTICE, LetterPurpose.DESK_MESSAGE, LetterPurpose.DESK_STOP):
        for language in LANGUAGES:
            text = template(purpose, language)
            assert not (text.needed | text.optional) & {"name", "email", "phone", "message", "salutation"}


def test_no_other_text_lies_beside():
    assert {path.name for path in TEXTS.glob("*.txt")} == {f"{purpose}.{language}.txt" for purpose, language in EVERY}


def test_a_changed_text_has_another_version():
    versions = {template(purpose, language).version for purpose, language in EVERY}
    assert len(versions) == len(EVERY)


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        template(LetterPurpose.ACK, "../en")
