"""The words as the translators' catalogues have them."""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.pofile import read_po

from models.base import LANGUAGES
from models.land.columns.words import Translate, Words

SOURCE = Path(__file__).resolve().parents[3] / "translations"


@lru_cache(maxsize=4)
def catalogue_words(folder: Path = SOURCE) -> Words:
    """Return the words of the catalogues in `folder` (`<language>/LC_MESSAGES/messages`); kept once read."""
    return Words.of(translators(folder))


def translators(folder: Path = SOURCE) -> dict[str, Translate]:
    """Return how each language says an English message, by the catalogues in `folder`: English where it has no word."""
    return {language: _translate(folder / language / "LC_MESSAGES" / "messages.po", language) for language in LANGUAGES}


def _translate(source: Path, language: str) -> Translate:
    compiled = source.with_suffix(".mo")
    if not source.exists():
        return lambda _context, message: message
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as file:
            return _compiled(GNUTranslations(file))
    return _written(source, language)  # a second slower


def _compiled(catalogue: GNUTranslations) -> Translate:
    def translate(context: str, message: str) -> str:
        return catalogue.pgettext(context, message) if context else catalogue.gettext(message)

    return translate


def _written(source: Path, language: str) -> Translate:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)

    def translate(context: str, message: str) -> str:
        found = catalogue.get(message, context or None)
        return str(found.string) if found is not None and found.string and not found.fuzzy else message

    return translate
