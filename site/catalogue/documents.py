"""The papers and pictures of a lot, its own and those of the whole estate, and those of an estate; each with who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from models.land.answer import Visibility
from models.land.document import Document, about, about_the_whole, shown_documents
from models.land.lot import Lot
from models.media import MediaKind
from web.papers import LEVELS, Paper, paper
from web.pictures import Picture, picture_of


@dataclass(frozen=True)
class Shown:
    """A picture with what is said below it."""

    picture: Picture
    caption: str
    caption_language: str
    credit: str
    taken: str
    illustrative: bool


@dataclass(frozen=True)
class Papers:
    """What a page lists: papers to read, how many more there are, and pictures."""

    papers: tuple[Paper, ...]
    public: tuple[Paper, ...]
    pictures: tuple[Shown, ...]

    @property
    def others(self) -> int:
        """Count those that not everybody may read."""
        return len(self.papers) - len(self.public)


def documents_of(session: Session, lot: Lot, language: str, at: datetime) -> Papers:
    """Return the papers and pictures of a lot, those that everybody may read first. One statement."""
    query = shown_documents(lot.estate_id).where(about(lot.id))
    return _listed(session.scalars(query).all(), language, at)


def papers_of_estate(session: Session, estate_id: int, language: str, at: datetime) -> Papers:
    """Return the papers and pictures of an estate that name no lots. One statement."""
    query = shown_documents(estate_id).where(about_the_whole())
    return _listed(session.scalars(query).all(), language, at)


def _listed(documents: Sequence[Document], language: str, at: datetime) -> Papers:
    own = [one for one in documents if one.kind is MediaKind.DOCUMENT]
    papers = sorted(
        (paper(one, language, at, _address(one)) for one in own), key=lambda one: list(LEVELS).index(one.level)
    )
    public = tuple(one for one in papers if one.level == Visibility.PUBLIC)
    return Papers(tuple(papers), public, tuple(_pictures(documents, language, at)))


def _address(document: Document) -> str:
    media = document.media
    if media is None or document.level != Visibility.PUBLIC or media.kind is not MediaKind.DOCUMENT:
        return ""
    return url_for("media.file", key=media.key, name=media.name)


def _pictures(documents: Iterable[Document], language: str, at: datetime) -> Iterable[Shown]:
    """Yield the pictures that everybody may see today."""
    for one in documents:
        if one.kind is not MediaKind.PICTURE or one.level != Visibility.PUBLIC or one.media is None:
            continue
        told, shown = paper(one, language, at, ""), picture_of(one.media, language)
        if shown is not None and told.holds:
            taken = told.issued_on.isoformat() if told.issued_on else ""
            caption = _caption(told, shown, language)
            yield Shown(shown, *caption, told.issuer, taken, told.illustrative)


def _caption(told: Paper, shown: Picture, language: str) -> tuple[str, str]:
    """Return what stands below a picture, and its language: the title, unless what is to be seen is said in the reader's."""
    if told.title_language != language and shown.alt_language == language:
        return shown.alt, language
    return told.title, told.title_language
