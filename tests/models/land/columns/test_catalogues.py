"""The words come from the catalogues, compiled or not; a language without a word says it in English."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from models.land.columns.catalogues import translators


def written(folder: Path, **said: str) -> Path:
    catalogue = Catalog(locale="ko")
    catalogue.add("Net area", said["label"])
    catalogue.add("None", said["choice"], context="encumbrance")
    catalogue.add("Price", "")
    path = folder / "ko" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return path


def test_compiled_and_written_catalogues_say_the_same(tmp_path: Path):
    source = written(tmp_path, label="분양 면적", choice="없음")
    for stale in (False, True):
        os.utime(source.with_suffix(".mo"), (0, 0) if stale else None)
        korean = translators(tmp_path)["ko"]
        assert korean("", "Net area") == "분양 면적"
        assert korean("encumbrance", "None") == "없음"
        assert korean("hydrogen_ready", "None") == "None"
        assert korean("", "Price") == "Price"
        assert korean("", "Unknown") == "Unknown"


def test_a_language_without_a_catalogue_speaks_english(tmp_path: Path):
    assert translators(tmp_path)["ja"]("", "Net area") == "Net area"
