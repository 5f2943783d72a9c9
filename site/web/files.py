"""What a file that people bring really is: told by its contents, never by its name. Nothing is decoded here."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from models.marks import N_

MOST_PICTURE, MOST_DOCUMENT = 20 << 20, 40 << 20  # bytes
MOST_PIXELS, LONGEST_SIDE = 60_000_000, 16_000
MOST_MEMBERS = 5_000  # of an office file
LONGEST_NAME = 120

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    "word/document.xml": OPEN_XML + "wordprocessingml.document",
    "xl/workbook.xml": OPEN_XML + "spreadsheetml.sheet",
    "ppt/presentation.xml": OPEN_XML + "presentationml.presentation",
}
OPEN_DOCUMENT = ("text", "spreadsheet", "presentation")
HANGUL = "application/hwp+zip"
ENDINGS = {
    PDF: "pdf", JPEG: "jpg", PNG: "png", WEBP: "webp", HANGUL: "hwpx",
    OPEN_XML + "wordprocessingml.document": "docx",
    OPEN_XML + "spreadsheetml.sheet": "xlsx",
    OPEN_XML + "presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}  # fmt: skip
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # markers of a JPEG that tell its size

TOO_HEAVY = N_("The picture is larger than %(most)s MB. Save it smaller, then bring it again.")
TOO_MANY = N_(
    "The picture is %(width)s × %(height)s pixels; we take up to %(most)s million. Save it smaller, then bring it again."
)


class NotTaken(ValueError):
    """The file is not one that we take; `words` say what to do, with the holes of `given`."""

    def __init__(self, words: str, **given: object) -> None:
        super().__init__(words)
        self.words, self.given = words, given


@dataclass(frozen=True)
class Told:
    """What a file is: its type, and of a picture its size."""

    media_type: str
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown as a picture."""
        return self.width is not None


class _Size(NamedTuple):
    width: int
    height: int


def told_by(contents: bytes) -> Told:
    """Return what `contents` are; raise NotTaken for what we do not take."""
    if not contents:
        raise NotTaken(N_("The file is empty."))
    if contents.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (contents[:4] == b"RIFF" and contents[8:12] == b"WEBP"):
        return _picture(contents)
    if b"%PDF-" in contents[:1024]:
        return _document(contents, PDF)
    if contents.startswith(b"PK\x03\x04"):
        return _document(contents, _packed(contents))
    if contents[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"}:
        raise NotTaken(N_("This is a HEIC picture, which we cannot read. Save it as JPEG, then bring it again."))
    if contents.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotTaken(N_("This is an older office file. Save it as PDF, .docx, .xlsx, .pptx or .hwpx, then bring it again."))
    raise NotTaken(N_("Bring a PDF, a picture (JPEG, PNG, WebP) or an office file (.docx, .xlsx, .pptx, .odt, .ods, .hwpx)."))


def _document(contents: bytes, media_type: str) -> Told:
    if len(contents) > MOST_DOCUMENT:
        raise NotTaken(N_("The file is larger than %(most)s MB."), most=MOST_DOCUMENT >> 20)
    return Told(media_type)


def _packed(contents: bytes) -> str:
    """Return the type of an office file, told by what its list of members names; nothing is unpacked but one short word."""
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            if len(members) > MOST_MEMBERS:
                raise NotTaken(N_("This office file is made of too many parts. Save it as PDF, then bring it again."))
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names):
                raise NotTaken(N_("This file holds macros. Save it without them, or as PDF, then bring it again."))
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                word = packed.read("mimetype").decode("ascii", "replace").strip()
                if word == HANGUL or word in {f"application/vnd.oasis.opendocument.{kind}" for kind in OPEN_DOCUMENT}:
                    return word
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        if isinstance(error, NotTaken):
            raise
        raise NotTaken(N_("This file is damaged. Save it anew, then bring it again.")) from None
    for member, media_type in OFFICE.items():
        if member in names and "[Content_Types].xml" in names:
            return media_type
    raise NotTaken(N_("This is an archive. Bring the documents in it one by one."))


def _picture(contents: bytes) -> Told:
    if len(contents) > MOST_PICTURE:
        raise NotTaken(TOO_HEAVY, most=MOST_PICTURE >> 20)
    media_type, size = _size_of(contents)
    if size is None or not (size.width and size.height):
        raise NotTaken(N_("This picture is damaged. Save it anew, then bring it again."))
    if size.width * size.height > MOST_PIXELS or max(size) > LONGEST_SIDE:
        raise NotTaken(
            TOO_MANY,
            width=size.width, height=size.height, most=MOST_PIXELS // 1_000_000,
        )  # fmt: skip
    return Told(media_type, size.width, size.height)


def _size_of(contents: bytes) -> tuple[str, _Size | None]:
    """Return type and size of a picture as its head says; the decoder is asked later, and elsewhere."""
    try:
        if contents.startswith(b"\x89PNG"):
            return PNG, _Size(*struct.unpack(">II", contents[16:24])) if contents[12:16] == b"IHDR" else None
        if contents.startswith(b"\xff\xd8"):
            return JPEG, _size_of_jpeg(contents)
        return WEBP, _size_of_webp(contents)
    except struct.error:
        return "", None


def _size_of_jpeg(contents: bytes) -> _Size | None:
    at = 2
    while at + 4 <= len(contents):
        if contents[at] != 0xFF:
            return None
        marker = contents[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", contents[at + 2 : at + 4])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", contents[at + 5 : at + 9])
            return _Size(width, height)
        at += 2 + length
    return None


def _size_of_webp(contents: bytes) -> _Size | None:
    kind, body = contents[12:16], contents[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return _Size(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return _Size(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", body[1:5])
        return _Size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    return None


def name_of(given: str | None, media_type: str) -> str:
    """Return what a file is called: the last part of the name given, on one line, with the ending that is right for it."""
    last = unicodedata.normalize("NFC", (given or "").replace("\\", "/").rpartition("/")[2])
    text = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    ending = ENDINGS[media_type]
    stem, dot, told = text.rpartition(".")
    if not dot or told.lower() not in {ending, "jpeg" if ending == "jpg" else ending}:
        stem, told = text, ending
    return f"{stem[:LONGEST_NAME] or 'file'}.{told.lower()}"


def disposition(name: str) -> str:
    """Return the header that saves an answer under `name`, whatever script it is written in (RFC 6266, RFC 8187)."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\%' else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
