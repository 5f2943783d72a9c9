"""The font: whatever people type in our four languages is ours to show."""

import re
from functools import cache

import pytest
from fontTools.ttLib import TTFont

from config import ROOT

STYLES = ROOT / "static" / "css"
NAMES = "髙橋 山﨑 邊 邉 濵 祐 德 隆 逹"


def faces_of(*sheets):
    """Return (piece, characters) in the order a browser reads them; the last that declares a character shows it."""
    faces = []
    for sheet in sheets:
        for piece, declared in re.findall(
            r'url\("../fonts/(.+?)\.woff2"\).*?unicode-range:([^}]+)}', (STYLES / sheet).read_text()
        ):
            characters = set()
            for part in declared.split(","):
                first, _, last = part.removeprefix("U+").partition("-")
                characters.update(range(int(first, 16), int(last or first, 16) + 1))
            faces.append((piece, characters))
    return faces


@cache
def held_by(piece):
    with TTFont(ROOT / "static" / "fonts" / f"{piece}.woff2") as font:
        return frozenset(font.getBestCmap())


def euc(encoding, rows):
    for row in rows:
        for cell in range(0xA1, 0xFF):
            text = bytes([row, cell]).decode(encoding, "ignore")
            if text:
                yield ord(text)


SETS = {
    "Latin and Indonesian": [*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”…×·−≤≥→₂²³₩€")],
    "Hangul of KS X 1001": list(euc("euc_kr", range(0xB0, 0xC9))),
    "JIS level 1": list(euc("euc_jp", range(0xB0, 0xD0))),
    "JIS level 2": list(euc("euc_jp", range(0xD0, 0xF5))),
    "kana": [*range(0x3041, 0x3095), *range(0x30A1, 0x30FD), *map(ord, "、。「」・ー々")],
    "names": list(map(ord, NAMES.replace(" ", ""))),
    "all Hangul": list(range(0xAC00, 0xD7A4)),
}


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["en", "ko", "ja"])
@pytest.mark.parametrize("name", SETS)
def test_every_character_is_shown_by_a_piece_that_holds_it(lang, name):
    faces = faces_of("fonts.css", *([f"fonts-{lang}.css"] if lang != "en" else []))

    assert len(SETS[name]) >= {"Hangul of KS X 1001": 2350, "JIS level 1": 2965, "JIS level 2": 3388}.get(name, 1)
    for char in SETS[name]:
        piece = next((piece for piece, declared in reversed(faces) if char in declared), None)
        assert piece, f"{char:04X} {chr(char)} is in no unicode-range"
        assert char in held_by(piece), f"{char:04X} {chr(char)} is declared for {piece}, which does not hold it"


def test_pieces_that_name_their_characters_hold_just_those():
    for piece, declared in faces_of("fonts.css", "fonts-ko.css", "fonts-ja.css"):
        if not piece.startswith("rare-"):
            assert declared == held_by(piece), piece


def test_a_page_in_english_needs_one_small_piece():
    core = dict(faces_of("fonts.css"))["core"]

    assert set(map(ord, "Find a lot: 30,515 m² · 164 USD/m² – 한국어 日本語")) <= core
    assert (ROOT / "static" / "fonts" / "core.woff2").stat().st_size < 30_000


def test_the_pieces_are_all_declared_and_all_there():
    declared = {piece for piece, _ in faces_of("fonts.css", "fonts-ko.css", "fonts-ja.css")}

    assert declared == {file.stem for file in (ROOT / "static" / "fonts").glob("*.woff2")}
    assert sum(file.stat().st_size for file in (ROOT / "static" / "fonts").iterdir()) < 5_200_000


def test_the_reserved_name_is_not_used_for_the_changed_font():
    with TTFont(ROOT / "static" / "fonts" / "core.woff2") as font:
        names = {str(record) for record in font["name"].names if record.nameID in (1, 4, 6)}

    assert not [name for name in names if "Pretendard" in name]
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static" / "fonts" / "OFL.txt").read_text()
