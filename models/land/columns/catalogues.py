"""The words as the translators' catalogues have them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from models.base import LANGUAGES
from models.land.columns.words import Translate, Words

SOURCE = Path(__file__).resolve().parents[3] / "translations"


@lru_cache(maxsize=4)
def catalogue_words(folder: Path = SOURCE) -> Words:
    """Return the words of the catalogues in `folder` (`<language>/LC_MESSAGES/messages.po`); kept once read."""
    return Words.of(translators(folder))


def translators(folder: Path = SOURCE) -> dict[str, Translate]:
    """Return how each language says an English message, by the catalogues in `folder`."""
    return {language: _translate(folder, language) for language in LANGUAGES}


def _translate(folder: Path, language: str) -> Translate:
    """Return how `language` says a message; English when it has no word for it."""
    path = folder / language / "LC_MESSAGES" / "messages.po"
    catalog = Catalog()
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)

    def translate(context: str, message: str) -> str:
        found = catalog.get(message, context or None)
        return str(found.string) if found is not None and found.string and not found.fuzzy else message

    return translate
