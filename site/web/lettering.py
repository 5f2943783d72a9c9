"""Words drawn into a picture with our own typeface, in pieces as the browser gets it; lines broken as each script breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from web.assets import STATIC

PIECE = re.compile(r'url\("\.\./fonts/([a-z0-9-]+\.woff2)"\)[^}]*?font-weight:400 700[^}]*?unicode-range:([^}]+)\}')
ELLIPSIS = "…"
RUNS = re.compile(r"[\x21-\x7e\u00a0-\u024f]+\s*|[ァ-ヺー]{1,8}|[一-鿿々]{1,6}[ぁ-ん]{0,4}|\S\s*|\s+")
NOT_FIRST = frozenset("、。，．・：；！？）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.)")


@lru_cache(maxsize=4)
def _pieces(language: str) -> tuple[tuple[Path, tuple[range, ...]], ...]:
    """Return the font files with the characters each holds, those for the language first."""
    names = [f"fonts-{language}.css", "fonts.css"] if language in {"ko", "ja"} else ["fonts.css"]
    found = []
    for name in names:
        for file, told in PIECE.findall((STATIC / "css" / name).read_text("utf-8")):
            found.append((STATIC / "fonts" / file, tuple(map(_range, told.split(",")))))
    return tuple(found)


def _range(told: str) -> range:
    first, _, last = told.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


@lru_cache(maxsize=4096)
def _file_of(letter: str, language: str) -> Path:
    code = ord(letter)
    core = STATIC / "fonts" / "core.woff2"
    if code < 0x100 or letter == ELLIPSIS:  # every text has them
        return core
    return next((file for file, ranges in _pieces(language) if any(code in one for one in ranges)), core)


@lru_cache(maxsize=256)
def _font(file: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(file), size)
    font.set_variation_by_axes([weight])
    return font


class Lettering:
    """A size and weight of our typeface, for words of a language."""

    def __init__(self, size: int, weight: int, language: str) -> None:
        self.size, self.weight, self.language = size, weight, language

    def _runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        run, file = "", None
        for letter in text:
            other = _file_of(letter, self.language)
            if file is not None and other != file:
                yield _font(file, self.size, self.weight), run
                run = ""
            run, file = run + letter, other
        if file is not None:
            yield _font(file, self.size, self.weight), run

    def width(self, text: str) -> float:
        """Return how wide `text` is drawn, in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def draw(self, on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: str) -> None:
        """Draw a line; `at` is where its base line begins."""
        across, base = at
        for font, run in self._runs(text):
            on.text((across, base), run, font=font, fill=fill, anchor="ls")
            across += font.getlength(run)

    def lines(self, text: str, width: int, most: int) -> list[str]:
        """Return `text` in at most so many lines of that width; what does not fit ends in an ellipsis."""
        lines: list[str] = [""]
        for part in self._parts(" ".join(text.split())):
            if self.width((lines[-1] + part).rstrip()) <= width:
                lines[-1] += part
            elif not lines[-1]:
                lines[-1] = self._cut(part, width)
            else:
                lines.append(part.lstrip() if self.width(part.strip()) <= width else self._cut(part.strip(), width))
        told = [line.rstrip() for line in lines]
        return told if len(told) <= most else [*told[: most - 1], self._cut(f"{told[most - 1]} {told[most]}", width, True)]

    def _parts(self, text: str) -> Iterable[str]:
        """Return what stays together: words; in Japanese runs of one script, with what may not begin a line."""
        if self.language != "ja":
            return re.findall(r"\S+\s*", text)
        parts: list[str] = []
        for token in RUNS.findall(text):
            if parts and token[0] in NOT_FIRST:
                parts[-1] += token
            else:
                parts.append(token)
        return parts

    def _cut(self, text: str, width: int, always: bool = False) -> str:
        if not always and self.width(text) <= width:
            return text
        while text and self.width(text + ELLIPSIS) > width:
            text = text[:-1]
        return text.rstrip() + ELLIPSIS
