"""Texts from files, `<key>.<language>.md`, through the same methods as the desk: the demo's, and those every site begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config import ROOT
from content.room import reserved_slugs
from models.act import Act, Way
from models.base import LANGUAGES
from models.content.page import Menu, Page, PageKind, make_page
from models.content.publishing import publish
from models.content.revision import Origin, Said, Text, write
from web.database import writing_session

HOUSE = Path(__file__).parent / "house"
DEMO = ROOT / "demo" / "content"
ZONE = ZoneInfo("Asia/Jakarta")
HEADS = {"title", "short_title", "description", "slug", "source", "kind", "menu", "position", "published"}


class Unreadable(ValueError):
    """A file of texts is not as it must be; says which and why."""


@dataclass(frozen=True)
class File:
    """A text as it stands in a file: what is said of it above its words."""

    path: Path
    key: str
    language: str
    heads: Mapping[str, str]
    body: str

    @property
    def text(self) -> Text:
        """The words."""
        return Text.of(
            self.heads["title"], self.body, self.heads.get("description", ""), self.heads.get("short_title", "")
        )

    def published(self, at: datetime) -> datetime:
        """Return since when it is read: its own day at nine in the morning, else `at`."""
        day = self.heads.get("published")
        return datetime.combine(datetime.fromisoformat(day).date(), time(9), ZONE) if day else at


def read_file(path: Path) -> File:
    """Return what a file holds: lines `name: value` between two lines of dashes, then Markdown."""
    key, _, language = path.stem.rpartition(".")
    if not key or language not in LANGUAGES:
        raise Unreadable(f"{path.name}: name it <key>.<language>.md")
    _, head, body = (path.read_text(encoding="utf-8") + "\n").split("---\n", 2)
    heads = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    if unknown := set(heads) - HEADS:
        raise Unreadable(f"{path.name}: unknown {', '.join(sorted(unknown))}")
    if not heads.get("title", "").strip():
        raise Unreadable(f"{path.name}: no title")
    return File(path, key, language, heads, body)


def files_in(folder: Path) -> Iterator[dict[str, File]]:
    """Yield the texts of a folder, page by page: by language, the source first."""
    found: dict[str, dict[str, File]] = {}
    for path in sorted(folder.glob("*.md")):
        file = read_file(path)
        found.setdefault(file.key, {})[file.language] = file
    days = {key: max(file.heads.get("published", "") for file in files.values()) for key, files in found.items()}
    for key in sorted(found, key=lambda key: (days[key], key)):
        files = found[key]
        sources = [file for file in files.values() if "source" in file.heads]
        if len(sources) != 1:
            raise Unreadable(f"{key}: one language says source: yes, {len(sources)} do")
        yield {file.language: file for file in (*sources, *(one for one in files.values() if one is not sources[0]))}


def load(session: Session, folder: Path, *, at: datetime, way: Way, illustrative: bool = False) -> list[str]:
    """Load the pages of a folder that are not there yet, published in every language; return their keys."""
    known = set(session.scalars(select(Page.key)))
    loaded = []
    for files in files_in(folder):
        source = next(iter(files.values()))
        if source.key in known:
            continue
        act = Act(at=at, way=way)
        session.add(act)
        session.flush()
        page = make_page(
            session,
            source.key,
            PageKind(source.heads.get("kind", "page")),
            source.language,
            menu=Menu(source.heads.get("menu", "none")),
            position=int(source.heads.get("position", "0")),
            illustrative=illustrative,
        )
        for file in files.values():
            _load(session, page, file, act, at)
        loaded.append(source.key)
    return loaded


def _load(session: Session, page: Page, file: File, act: Act, at: datetime) -> None:
    source = page.locale(page.source_language)
    said = Said(origin=Origin.IMPORT, matches=True, reviewed=True)
    revision = write(
        session, page, file.language, file.text, act=act, based_on=0, said=said,
        source_number=source.head if source else None, reserved=reserved_slugs(),
        slug=file.heads.get("slug", file.key),
    )  # fmt: skip
    locale = page.locale(file.language)
    assert locale is not None
    publish(session, locale, act=act, number=revision.number, from_at=file.published(at))


def load_house(at: datetime) -> list[str]:
    """Load what every site begins with: about, accessibility, terms. What is there stays as it is; safe to start twice."""
    try:
        with writing_session() as session:
            return load(session, HOUSE, at=at, way=Way.COMMAND)
    except IntegrityError:  # another start was quicker
        return []


def load_demo_texts(session: Session, at: datetime) -> list[str]:
    """Load the demo's texts."""
    return load(session, DEMO, at=at, way=Way.STORY, illustrative=True)


def remove_demo_texts(session: Session) -> int:
    """Take the demo's texts away; return how many pages there were."""
    pages = session.scalars(select(Page).where(Page.illustrative)).all()
    for page in pages:
        session.delete(page)
    session.flush()
    return len(pages)
