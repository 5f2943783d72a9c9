"""A document as lists print it, wherever they stand: what it is called, who issued it, whether it holds, what its file is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.land.choices import VISIBILITY
from models.land.document import Document
from models.media import MediaKind
from web.dates import DESK_ZONE
from web.files import ENDINGS
from web.language import language_word
from web.numbers import NBSP, number
from web.showing import chosen

LEVELS = {level.code: level for level in VISIBILITY}


@dataclass(frozen=True)
class Paper:
    """A document as a list prints it."""

    title: str
    title_language: str
    language: str  # of the document, in the reader's words
    issuer: str
    number: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    run_out: bool
    to_come: bool
    level: str
    level_word: str
    illustrative: bool
    url: str  # of its file; empty when the reader may not open it, or there is none
    about_file: str  # PDF · 1.2 MB
    has_file: bool

    @property
    def holds(self) -> bool:
        """Tell whether it is valid today."""
        return not (self.run_out or self.to_come)


def paper(document: Document, language: str, at: datetime, url: str = "") -> Paper:
    """Return a document with its title in its own language for those who read it, else in English."""
    own = language == document.language or not document.title_en
    today = at.astimezone(ZoneInfo(DESK_ZONE)).date()
    media = document.media
    is_file = media is not None and media.kind is MediaKind.DOCUMENT
    return Paper(
        title=document.title if own else document.title_en or document.title,
        title_language=document.language if own else "en",
        language=language_word(document.language),
        issuer=document.issuer or "",
        number=document.number or "",
        issued_on=document.issued_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        run_out=document.valid_to is not None and document.valid_to < today,
        to_come=document.valid_from is not None and document.valid_from > today,
        level=document.level,
        level_word=chosen(LEVELS[document.level]),
        illustrative=document.illustrative,
        url=url,
        about_file=f"{file_kind(media.media_type)} · {file_size(media.size, language)}" if media and is_file else "",
        has_file=media is not None,
    )


def file_kind(media_type: str) -> str:
    """Return what people call a type of file: PDF, DOCX."""
    return ENDINGS.get(media_type, "").upper()


def file_size(size: int, language: str) -> str:
    """Return a size in bytes as people read it: 640 kB, 1.2 MB."""
    if size < 950_000:
        return f"{number(max(1, round(size / 1000)), language)}{NBSP}kB"
    return f"{number(Decimal(size) / 1_000_000, language, 0 if size >= 9_950_000 else 1)}{NBSP}MB"
