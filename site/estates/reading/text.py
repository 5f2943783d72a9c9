"""From bytes to text: the encodings that land files come in, recognised and told."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from estates.reading.saying import Wrong
from models.marks import N_

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {
    "utf-8": "utf-8", "utf8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be", "utf-32-le": "utf-32-le", "utf-32-be": "utf-32-be",
    "cp949": "cp949", "ms949": "cp949", "uhc": "cp949", "949": "cp949", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "cp932": "cp932", "ms932": "cp932", "windows-31j": "cp932", "932": "cp932", "shift_jis": "cp932", "sjis": "cp932",
    "shift-jis": "cp932", "euc-jp": "euc_jp", "euc_jp": "euc_jp",
    "cp1252": "cp1252", "1252": "cp1252", "ansi 1252": "cp1252", "windows-1252": "cp1252", "latin1": "cp1252",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
}  # fmt: skip
"""What people and .cpg files call an encoding, and which one we take for it."""

GUESSED = ("cp949", "cp932", "cp1252")  # EUC-JP only when named: two syllables of it are two of Korean
SURE, AHEAD = 0.8, 0.2
COMMON = frozenset("²³°±µ·×÷½¼¾–—‘’“”•…€£¥§©®ºª†‰™«»¿¡")
SIGNS = "℃→←↑↓■□○●◎△▲▽▼※☆★"
LOOKED_AT = 200_000  # characters that a guess is made from


class Decoded(NamedTuple):
    """The text of a file, its encoding, and how we know: given, mark, valid, guessed."""

    text: str
    encoding: str
    how: str


def decode(data: bytes, wanted: str | None = None) -> Decoded:
    """Return the text of `data`; raise Wrong when no encoding fits, or several do."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], encoding), encoding, "mark")
    if wanted:
        return Decoded(_strictly(data, encoding_named(wanted)), encoding_named(wanted), "given")
    if wide := _wide(data):
        return Decoded(_strictly(data, wide), wide, "guessed")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "valid")
    except UnicodeDecodeError:
        return _guess(data)


def encoding_named(name: str) -> str:
    """Return our name of an encoding; raise Wrong when we do not read it."""
    try:
        return NAMES[name.strip().lower()]
    except KeyError:
        raise Wrong(
            N_("The encoding “%(name)s” is not one that we read."),
            N_("Name one of these: %(names)s."),
            name=name[:40],
            names="utf-8, utf-16, cp949, shift_jis, cp1252",
        ) from None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Wrong(
            N_("The text is not %(encoding)s: byte %(place)s, in line %(line)s, does not fit."),
            N_("Save the file as UTF-8."),
            encoding=encoding.upper(),
            place=error.start + 1,
            line=data.count(b"\n", 0, error.start) + 1,
        ) from None


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without its mark: every second byte of Latin letters, digits and commas is zero."""
    sample = data[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 10 * even and odd > 1 + len(sample) // 16:
        return "utf-16-le"
    if even > 10 * odd and even > 1 + len(sample) // 16:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> Decoded:
    """Try each encoding, and take the one in which the text looks like something that people write."""
    tried = []
    for encoding in GUESSED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        tried.append((_plausible(text, encoding), encoding, text))
    tried.sort(reverse=True, key=lambda one: one[0])
    if not tried or tried[0][0] < SURE:
        raise Wrong(
            N_("The encoding of the text could not be recognised; it is not UTF-8."),
            N_("Save the file as UTF-8, or name its encoding."),
        )
    if len(tried) > 1 and tried[0][0] - tried[1][0] < AHEAD:
        raise Wrong(
            N_("The text could be %(first)s or %(second)s."),
            N_("Save the file as UTF-8, or name its encoding."),
            first=tried[0][1].upper(),
            second=tried[1][1].upper(),
        )
    return Decoded(tried[0][2], tried[0][1], "guessed")


def _plausible(text: str, encoding: str) -> float:
    """Return the share of the characters beyond ASCII that a person writing this language would write."""
    runs = re.findall("[^\0-\x7f]+", text[:LOOKED_AT])
    usual = sum(USUAL[encoding](c) for run in runs for c in run if encoding != "cp1252" or len(run) == 1)
    return usual / max(1, sum(map(len, runs)))


def _korean(c: str) -> float:
    if "가" <= c <= "힣":
        return _two_bytes(c, "euc_kr")
    return c in COMMON or c in "㎡㎥㎾㎿Ωφ〈〉《》「」『』·，．（）：；" + SIGNS or "Ⅰ" <= c <= "Ⅹ" or "①" <= c <= "⑮"


def _japanese(c: str) -> float:
    if "｡" <= c <= "ﾟ":
        return 0.5  # half width: real, and also what Korean bytes look like
    if "ぁ" <= c <= "ヿ" or "！" <= c <= "～" or "　" <= c <= "〟":
        return True
    if "一" <= c <= "鿿":
        code = c.encode("cp932", "ignore")
        return len(code) == 2 and b"\x88\x9f" <= code < b"\x98\x9f"  # level 1: the common ones
    return c in COMMON or c in "㎡㌶" + SIGNS or "①" <= c <= "⑳" or "Ⅰ" <= c <= "Ⅹ"


def _western(c: str) -> float:  # stands alone among Latin letters; what belongs to others comes in pairs
    return c in COMMON or c in "àáâãäåçèéêëìíîïñòóôõöùúûüßÀÁÄÅÇÈÉÊÍÑÓÖÚÜ"


def _two_bytes(c: str, encoding: str) -> bool:
    try:
        return len(c.encode(encoding)) == 2
    except UnicodeEncodeError:
        return False


USUAL = {"cp949": _korean, "cp932": _japanese, "cp1252": _western}
