"""The catalogues are compiled before the first test, as `make` does before a start."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent.parent / "translations"


def compile_catalogues() -> None:
    """Write the .mo of each .po that is newer."""
    for source in FOLDER.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name)
        with compiled.open("wb") as binary:
            write_mo(binary, catalogue)
