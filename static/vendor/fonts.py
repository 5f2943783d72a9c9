"""Cuts our font into pieces, so that a page loads only the letters it shows.

One family for four scripts: Pretendard JP, weights 400 to 700. Its licence reserves the name for the unchanged font, so ours
is called Kavling Sans. A later @font-face wins over an earlier one for the same character; the pieces are declared so:

1. rare: runs of the code table with what is left over, declared as whole runs, so that the style sheet stays small;
2. frequent: syllables of KS X 1001 and kanji of JIS level 1, most used together;
3. core: Latin, figures and signs, which every page shows;
4. interface (a sheet of its own for Korean and Japanese): what a browser saw on our public pages, page by page, the list of
   lots first; then the other characters of our public words, those together that most messages need.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from babel import Locale
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS, STYLES = ROOT / "static" / "fonts", ROOT / "static" / "css"
NAME = "Kavling Sans"
FEATURES = ["calt", "ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
RARE, FREQUENT = 210, 48  # characters in a piece: about 40 KB rare, 6 to 12 KB frequent

CORE = (
    *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2016), *range(0x2018, 0x201F), *range(0x2190, 0x2194),
    0x2009, 0x2020, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20A9, 0x20AC, 0x2070, 0x2074,
    0x2080, 0x2081, 0x2082, 0x2083, 0x2116, 0x2122, 0x215B, 0x2197, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25B3,
    *map(ord, "한국어日本語"),  # the languages' own names stand on every page
)  # fmt: skip
KANA = (*range(0x3041, 0x3097), *range(0x30A0, 0x3100), *map(ord, "、。「」『』・ー々〜(),.:!?"))

# Where public words come from: what stands on every page, then what the list of lots shows, a lot and the home page, and the
# inquiry. Each has pieces of its own, so that a page loads few characters it does not show. The desk lives on the frequent ones.
SHOWN = (
    ("templates/layouts", "templates/components", "site/web/frame.py", "site/web/glyphs.py", "site/web/numbers.py",
     "site/web/dates.py", "site/web/filters.py", "site/catalogue/estates.py"),
    ("templates/catalogue/lots.html", "site/catalogue/lots.py", "site/catalogue/cards.py", "site/catalogue/filters.py",
     "site/catalogue/plans.py", "site/catalogue/prices.py", "site/finding", "models/land/sectors.py", "models/land/choices.py"),
    ("templates/catalogue", "site/catalogue", "models/land"),
    ("templates/inquiries", "site/inquiries", "models/inquiry", "site/web", "templates/content", "site/content"),
)  # fmt: skip
SEEN = Path(__file__).with_name("shown.json")  # what pages show with the demo, written by tests/look/characters.py
NOTICES = ROOT / "models" / "inquiry" / "notices"
# Units and what places are called, which no message says
ALWAYS = {"ko": "평억만원년월일약동서남북중앙주시군구", "ja": "坪億万円年月日約東西南北中央州県市区門港島川岸"}
PART = {"ko": 60, "ja": 45}  # characters in a piece of the interface: about 10 KB


def slice_all(store: Path) -> None:
    """Write every piece into static/fonts and the sheets that declare them into static/css."""
    source = thinner(store)
    held = set(TTFont(source, lazy=True).getBestCmap())
    pieces = list(pieces_of(held, store))
    overlays = {lang: list(interface(lang, held - set(CORE))) for lang in ("ko", "ja")}
    FONTS.mkdir(parents=True, exist_ok=True)
    for old in FONTS.glob("*.woff2"):
        old.unlink()
    jobs = [(source, name, characters) for name, characters, _ in pieces]
    jobs += [(source, f"{lang}-{at}", part) for lang, parts in overlays.items() for at, part in enumerate(parts)]
    with ProcessPoolExecutor() as workers:
        for _ in workers.map(cut, *zip(*jobs, strict=True)):
            pass
    write_sheet("fonts", ((name, declared) for name, _, declared in pieces))
    for lang, parts in overlays.items():
        write_sheet(f"fonts-{lang}", [(f"{lang}-{at}", ranges(part)) for at, part in enumerate(parts)])
    licence = next(store.glob("pretendard-*")).rglob("LICENSE.txt")
    (FONTS / "OFL.txt").write_text(next(licence).read_text())


def thinner(store: Path) -> Path:
    """Return the whole font with our weights and name, made once per fetched version."""
    original = next(store.glob("pretendard-*/**/PretendardJPVariable.woff2"))
    made = original.with_name("thinner.ttf")
    if not made.exists():
        font = instancer.instantiateVariableFont(TTFont(original), {"wght": (400, 700)})
        for record in font["name"].names:
            record.string = str(record).replace("Pretendard JP", NAME).replace("PretendardJP", NAME.replace(" ", ""))
        scale_upem(
            font, 512
        )  # a coarser grid than the original's 2048: a fifth less to send, a twentieth of a pixel to see
        font.flavor = None
        font.save(made)
    return made


def pieces_of(held: set[int], store: Path) -> Iterator[tuple[str, list[int], str]]:
    """Yield the pieces in the order they are declared: name, characters, unicode-range."""
    core = [char for char in CORE if char in held]
    ours, theirs = our_words(), frequency(store)
    common = [char for char in frequent() if char in held and char not in CORE]
    common.sort(
        key=lambda char: (-ours[char], -theirs.get(char, -1), char)
    )  # what we say ourselves, then what others say
    rare = sorted(held - set(core) - set(common))
    for at, run in enumerate(runs(rare)):
        yield f"rare-{at:02}", run, f"U+{run[0]:X}-{run[-1]:X}" if len(run) > 1 else f"U+{run[0]:X}"
    for script, characters in (
        ("hangul", [c for c in common if c >= 0xAC00]),
        ("kanji", [c for c in common if c < 0xAC00]),
    ):
        for at in range(0, len(characters), FREQUENT):
            piece = sorted(characters[at : at + FREQUENT])
            yield f"{script}-{at // FREQUENT:02}", piece, ranges(piece)
    yield "core", sorted(core), ranges(sorted(core))


def runs(characters: Sequence[int]) -> Iterator[list[int]]:
    """Yield `characters` in runs that lie near one another in the code table."""
    run: list[int] = []
    for char in characters:
        if run and (len(run) >= RARE or char - run[-1] > 0x400):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def frequent() -> Iterator[int]:
    """Yield the syllables of KS X 1001, the kanji of JIS level 1 and the kana."""
    for row in range(0xB0, 0xC9):
        for cell in range(0xA1, 0xFF):
            yield ord(bytes([row, cell]).decode("euc_kr"))
    for row in range(0xB0, 0xD0):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("euc_jp"))
            except UnicodeDecodeError:  # the last row is not full
                continue
    yield from KANA


def our_words() -> Counter[int]:
    """Return how often each character stands in our catalogues."""
    counted: Counter[int] = Counter()
    for lang in ("ko", "ja"):
        with (ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
            for message in read_po(file, locale=lang):
                for text in message.string if isinstance(message.string, tuple) else (message.string,):
                    counted.update(map(ord, text))
    return counted


def frequency(store: Path) -> dict[int, int]:
    """Return how common a character is, a larger number being more common: the order of others' slices."""
    listed = json.loads(next(store.glob("hangul-*/**/unicode.json")).read_text())
    order = {
        char: number
        for number, (_, text) in enumerate((k, v) for k, v in listed.items() if k.startswith("["))
        for char in read_ranges(text)
        if 0xAC00 <= char <= 0xD7A3
    }
    sheet = next(store.glob("pretendard-*/**/pretendardvariable-jp-dynamic-subset.css")).read_text()
    for number, text in enumerate(re.findall(r"unicode-range: ([^;]+);", sheet)):
        order.update(dict.fromkeys(read_ranges(text), number))
    return order


def interface(lang: str, held: set[int]) -> Iterator[list[int]]:
    """Yield the characters of public pages in `lang`: what the list of lots shows, other pages, the other words of ours."""
    done: set[int] = set()
    groups = [*pages(lang), (list(KANA) if lang == "ja" else []), *(words(lang, number) for number in range(len(SHOWN)))]
    for group in groups:
        wanted = [char for char in group if char in held and char not in done]
        done |= set(wanted)
        for at in range(0, len(wanted), PART[lang]):
            yield sorted(wanted[at : at + PART[lang]])


def pages(lang: str) -> Iterator[list[int]]:
    """Yield what a browser saw on public pages, page by page; of each first what most pages share."""
    seen: dict[str, str] = json.loads(SEEN.read_text(encoding="utf-8"))[lang]
    shared = Counter(char for characters in seen.values() for char in characters)
    for characters in seen.values():
        yield [ord(char) for char in sorted(characters, key=lambda char: (-shared[char], char))]


def words(lang: str, number: int) -> list[int]:
    """Return the characters of a group of our public words, those first that most messages need."""
    needed = Counter(map(ord, ALWAYS[lang])) if number == 0 else Counter[int]()
    for message, text in messages(lang, SHOWN[number]):
        if number < 3 and len(message) > 45 and "models/" in SHOWN[number][-1]:  # a hint, read by few
            continue
        needed.update(set(map(ord, text)))
    for text in beyond_messages(lang, number):
        needed.update(set(map(ord, text)))
    return sorted(needed, key=lambda char: (-needed[char], char))


def beyond_messages(lang: str, group: int) -> Iterator[str]:
    """Yield what a group of pages shows that its own files do not say: labels of the filters; hints, notices, countries."""
    if group == 1:
        sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
        from models.land.attribute import ATTRIBUTES

        labels = {attribute.label for attribute in ATTRIBUTES.values() if attribute.filterable or attribute.card}
        yield from (text for message, text in messages(lang, ("models/land",)) if message in labels)
    if group == len(SHOWN) - 1:
        yield from (notice.read_text() for notice in NOTICES.glob(f"*.{lang}.*"))
        yield from (text for _, text in messages(lang, ("models/land",)))
        yield from Locale.parse(lang).territories.values()


def messages(lang: str, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the messages in `folders` with their translations."""
    with (ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    keywords = {"_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
                "Choice": (2, (3, "c")), "NP_": ((1, "c"), 2)}  # fmt: skip
    methods = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
    for name in folders:
        place = ROOT / name
        folder, wanted = (place, None) if place.is_dir() else (place.parent, place.name)
        for file, _, message, _, context in (
            extract_from_dir(folder, methods, keywords=keywords) if folder.is_dir() else ()
        ):
            if wanted not in (None, file):
                continue
            singular = message[0] if isinstance(message, tuple) else message
            found = catalogue.get(singular, context)
            for text in found.string if found and isinstance(found.string, tuple) else (found.string if found else "",):
                yield singular, text


def cut(source: Path, name: str, characters: Iterable[int]) -> None:
    """Write one piece."""
    options = subset.Options()
    # Hangul and kana have no use for features; of kanji the language chooses the form, except where that is Japanese anyway
    options.layout_features = (
        FEATURES if name == "core" or name.startswith("rare") else ["locl"] if name.startswith("kanji") else []
    )
    options.flavor, options.hinting, options.glyph_names, options.name_IDs = "woff2", False, False, [1, 2, 4, 6, 13, 14]
    font = TTFont(source, lazy=True)
    knife = subset.Subsetter(options)
    knife.populate(unicodes=characters)
    knife.subset(font)
    font.flavor = "woff2"
    font.save(FONTS / f"{name}.woff2")


def write_sheet(name: str, faces: Iterable[tuple[str, str]]) -> None:
    """Write a style sheet that declares `faces`: piece, unicode-range."""
    head = "/* Written by make vendor. Kavling Sans is Pretendard JP in pieces; licence: fonts/OFL.txt */\n"
    lines = [
        f'@font-face{{font-family:"{NAME}";src:url("../fonts/{piece}.woff2")format("woff2");'
        f"font-weight:400 700;font-display:swap;unicode-range:{declared}}}\n"
        for piece, declared in faces
    ]
    (STYLES / f"{name}.css").write_text(head + "".join(lines))


def ranges(characters: Sequence[int]) -> str:
    """Return sorted `characters` as a unicode-range."""
    found: list[list[int]] = []
    for char in characters:
        if found and char == found[-1][1] + 1:
            found[-1][1] = char
        else:
            found.append([char, char])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in found)


def read_ranges(text: str) -> Iterator[int]:
    """Yield the characters of a unicode-range."""
    for part in text.split(","):
        first, _, last = part.strip().upper().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
