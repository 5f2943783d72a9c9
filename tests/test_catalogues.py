"""Every text of the interface is there in four languages, and says the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "translations"
LANGUAGES = ("id", "en", "ko", "ja")
PLURALS = {"id": 2, "en": 2, "ko": 1, "ja": 1}
HOLE = re.compile(r"%\((\w+)\)([sdrf])|%%|\{\w+\}")  # also the braces that scripts fill


def catalogue(file: Path, language: str | None = None) -> Catalog:
    """Read a .po or .pot file."""
    with file.open("rb") as text:
        return read_po(text, locale=language)


def messages(file: Path, language: str | None = None) -> dict[tuple[str | None, str], Message]:
    """Return the messages of a file by context and English text."""
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue(file, language)
        if message.id
    }


def forms(text: str | tuple[str, ...]) -> list[str]:
    """Return one text, or those of each number."""
    return [text] if isinstance(text, str) else list(text)


def holes(text: str) -> set[str]:
    """Return the named holes of a text, with their kind."""
    return {match[0] for match in HOLE.finditer(text)}


FILES = [(file, file.parent.parent.name) for file in sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))]


@pytest.mark.parametrize(("file", "language"), FILES, ids=[f"{language}-{file.stem}" for file, language in FILES])
def test_every_text_is_translated_whole_and_by_a_person(file: Path, language: str):
    found = catalogue(file, language)
    wrong = [str(m.id) for m in found if m.id and (m.fuzzy or not all(forms(m.string)))]

    assert wrong == []
    assert found.num_plurals == PLURALS[language]


@pytest.mark.parametrize(("file", "language"), FILES, ids=[f"{language}-{file.stem}" for file, language in FILES])
def test_a_translation_has_the_holes_of_its_text(file: Path, language: str):
    wrong = []
    for message in catalogue(file, language):
        wanted = set().union(*(holes(form) for form in forms(message.id))) if message.id else set()
        for form in forms(message.string):
            # a form for one thing may leave its number out: "one lot"
            missing, unknown = wanted - holes(form), holes(form) - wanted
            if unknown or (missing and not (message.pluralizable and missing == {"%(num)d"})):
                wrong.append((message.id, form))

    assert wrong == []


@pytest.mark.parametrize(("file", "language"), FILES, ids=[f"{language}-{file.stem}" for file, language in FILES])
def test_no_catalogue_compiles_with_a_complaint(file: Path, language: str):
    """A text that is held for a format by mistake is one: "1% of" looks like the hole "% o"; write it without."""
    found = catalogue(file, language)

    assert [(str(message.id), str(wrong)) for message in found for wrong in message.check(found)] == []
    if file.stem == "messages":  # wtforms.po has its words, and "%s", from elsewhere
        assert [str(m.id) for m in found if "python-format" in m.flags and not any(map(holes, forms(m.id)))] == []


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_hold_what_the_program_says_and_no_more(language: str):
    asked = messages(FOLDER / "messages.pot")
    given = messages(FOLDER / language / "LC_MESSAGES" / "messages.po", language)

    assert given.keys() == asked.keys()


@pytest.mark.thorough
def test_make_messages_would_find_nothing_new(tmp_path: Path):
    """The marks are those of the Makefile, so that both look for the same."""
    marks = re.search(r"^MARKS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert marks
    found = tmp_path / "messages.pot"
    words = [word for mark in marks[1].split() for word in ("-k", mark)]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", *words]
    folders = [folder for folder in ("site", "models", "templates") if (ROOT / folder).is_dir()]
    subprocess.run([*command, "-o", str(found), *folders], cwd=ROOT, check=True, capture_output=True)

    new = messages(found).keys() - messages(FOLDER / "messages.pot").keys()
    gone = messages(FOLDER / "messages.pot").keys() - messages(found).keys()
    assert (sorted(text for _, text in new), sorted(text for _, text in gone)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_template_holds_a_percent_sign_that_is_taken_for_a_hole(language: str):
    """Templates fill every text, also one without holes: a bare % there ends in an error for readers of that language."""
    templates = " ".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "templates").rglob("*.html")))
    said = messages(FOLDER / language / "LC_MESSAGES" / "messages.po", language)
    in_templates = {
        key: message for key, message in said.items() if any(f'_("{one}"' in templates for one in forms(message.id))
    }
    assert len(in_templates) > 500
    bare = {
        text
        for message in in_templates.values()
        for text in forms(message.string)
        if "%" in HOLE.sub("", text)
    }

    assert bare == set()


def test_a_text_is_found_under_whatever_name_its_function_goes():
    """Extraction goes by names: a function under another one would leave its texts in English, and no catalogue would tell."""
    marks = re.search(r"^MARKS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert marks is not None
    looked_for = {"_", *(mark.partition(":")[0] for mark in marks[1].split())}
    renamed = re.compile(r"import (?:lazy_)?n?p?gettext as (\w+)")
    files = [file for folder in ("site", "models") for file in (ROOT / folder).rglob("*.py")]
    used = {name for file in files for name in renamed.findall(file.read_text(encoding="utf-8"))}

    assert "_p" in used
    assert used - looked_for <= {"_say"}  # says what was marked elsewhere
