"""What a page said, version after version: insert-only, each with its author, so any of them can come back as a draft."""

from __future__ import annotations

import enum
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, Public
from models.constraints import violated
from models.content.page import NotTaken, Page, PageLocale, free_slug, slug_of
from models.marks import N_
from models.refusal import Sentence


class Origin(enum.StrEnum):
    """Where a revision came from."""

    HUMAN = "human"
    MACHINE = "machine"
    IMPORT = "import"
    RESTORE = "restore"
    CHECK = "check"  # the words are as before; somebody read them and said so


@dataclass(frozen=True)
class Text:
    """The words of a page in one language; `body` is Markdown without HTML."""

    title: str
    body: str
    description: str = ""  # for search engines and shared links
    short_title: str = ""  # in a menu; empty: the title

    @classmethod
    def of(cls, title: str, body: str, description: str = "", short_title: str = "") -> Self:
        """Return the words as they are stored: composed letters, plain line ends, nothing hidden, no spaces at lines' ends."""
        lines = _visible(body.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        body = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
        return cls(_line(title), body, _line(description), _line(short_title))

    @property
    def sha256(self) -> str:
        """A mark by which equal words are known."""
        return hashlib.sha256("\0".join(astuple(self)).encode("utf-8", "surrogatepass")).hexdigest()


def _line(words: str) -> str:
    return " ".join(_visible(words).split())


def _visible(words: str) -> str:
    """Return `words` composed and without control marks, which no database keeps alike."""
    composed = unicodedata.normalize("NFC", words)
    return "".join(mark for mark in composed if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cs"})


class Revision(Base, Public):
    """One version of a page in one language. Never changed."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("locale_id", "number"),
        CheckConstraint("NOT minor OR why IS NOT NULL", name="minor_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    locale_id: Mapped[int] = mapped_column(ForeignKey("page_locale.id", ondelete="CASCADE"))
    number: Mapped[int]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    title: Mapped[str]
    short_title: Mapped[str]
    description: Mapped[str]
    body: Mapped[str]
    text_hash: Mapped[str]
    origin: Mapped[Origin]
    by_machine: Mapped[bool] = mapped_column(default=False)  # nobody has changed a word since
    reviewed: Mapped[bool] = mapped_column(default=False)  # read by somebody at home in the language
    matches: Mapped[int | None]  # the number of the source's revision that it says the same as
    minor: Mapped[bool] = mapped_column(default=False)  # in the source: translations stay as good as they were
    why: Mapped[str | None]

    act: Mapped[Act] = relationship()

    def scopes(self) -> Iterable[str]:
        """Yield nothing: a revision is seen only once it is published (models/content/publishing.py)."""
        return ()

    @property
    def text(self) -> Text:
        """The words."""
        return Text(self.title, self.body, self.description, self.short_title)

    @property
    def menu_title(self) -> str:
        """What a menu calls the page."""
        return self.short_title or self.title


class Outdated(Exception):
    """Somebody has saved meanwhile: `stored` is what is there now, None where nothing was when one began."""

    def __init__(self, stored: Revision | None) -> None:
        super().__init__("saved meanwhile")
        self.stored = stored


@dataclass(frozen=True)
class Said:
    """What the one who saves says of a text beside its words."""

    origin: Origin = Origin.HUMAN
    matches: bool = False  # it now says the same as the source
    reviewed: bool = False
    minor: bool = False
    why: str | None = None


def revision_of(locale: PageLocale, number: int | None = None) -> Select[Revision]:
    """Select a revision by its number; the newest without one."""
    wanted = locale.head if number is None else number
    return select(Revision).where(Revision.locale_id == locale.id, Revision.number == wanted)


def write(
    session: Session,
    page: Page,
    language: str,
    text: Text,
    *,
    act: Act,
    based_on: int,
    said: Said = Said(),
    source_number: int | None = None,
    reserved: Collection[str] = (),
    slug: str = "",
) -> Revision:
    """Store the words of a page in one language as its newest revision, and return it; no other language is touched.

    `based_on` is the number of the revision that the writer began from, 0 for none: raise Outdated when there is a newer
    one. `source_number` is the revision of the source that stood beside it, for what it is said to match.
    A language's first words get an address: `slug`, else one made of the title.
    """
    if not text.title:
        raise NotTaken(Sentence.of(N_("Give the page a title.")))
    if said.minor and not _line(said.why or ""):
        raise NotTaken(Sentence.of(N_("Say why the translations need not follow this change.")))
    locale = page.locale(language)
    head = session.scalar(revision_of(locale)) if locale is not None and locale.head else None
    if based_on != (head.number if head else 0):
        raise Outdated(head)
    new = _next(page, language, text, head, act, said, source_number)
    if head is not None and _same(head, new):
        return head
    try:
        with session.begin_nested():
            if locale is None:
                free = free_slug(session, language, slug or _address(page, text), reserved)
                locale = PageLocale(page=page, language=language, slug=free, head=0)
                session.add(locale)
                session.flush()
            new.locale_id = locale.id
            session.add(new)
            locale.head = new.number
            session.flush()
    except IntegrityError as clash:  # another transaction was quicker
        if violated(clash) not in {"uq_revision_locale_id_number", "uq_page_locale_page_id_language"}:
            raise
        session.expire(page)
        stored = page.locale(language)
        raise Outdated(session.scalar(revision_of(stored)) if stored else None) from clash
    return new


def restore(session: Session, page: Page, language: str, number: int, *, act: Act, based_on: int) -> Revision:
    """Bring the words of an earlier revision back as the newest draft; raise NotTaken when there is no such revision."""
    locale = page.locale(language)
    old = session.scalar(revision_of(locale, number)) if locale else None
    if old is None:
        raise NotTaken(Sentence.of(N_("There is no version %(number)s."), number=number))
    said = Said(origin=Origin.RESTORE, matches=old.matches is not None, reviewed=old.reviewed)
    return write(session, page, language, old.text, act=act, based_on=based_on, said=said, source_number=old.matches)


def confirm(
    session: Session, page: Page, language: str, *, act: Act, based_on: int, source_number: int | None, reviewed: bool = False
) -> Revision:
    """Say of a translation that it is still correct, or (`reviewed`) that its language was read; its words stay."""
    locale = page.locale(language)
    head = session.scalar(revision_of(locale)) if locale else None
    if head is None:
        raise NotTaken(Sentence.of(N_("There is no text in this language yet.")))
    said = Said(origin=Origin.CHECK, matches=not reviewed, reviewed=reviewed or head.reviewed)
    return write(session, page, language, head.text, act=act, based_on=based_on, said=said, source_number=source_number)


def _next(
    page: Page, language: str, text: Text, head: Revision | None, act: Act, said: Said, source_number: int | None
) -> Revision:
    is_source = language == page.source_language
    carried = head.matches if head else source_number
    same_words = head is not None and head.text_hash == text.sha256
    by_machine = said.origin is Origin.MACHINE or (same_words and head is not None and head.by_machine)
    return Revision(
        number=(head.number if head else 0) + 1,
        act=act,
        title=text.title,
        short_title=text.short_title,
        description=text.description,
        body=text.body,
        text_hash=text.sha256,
        origin=said.origin,
        by_machine=by_machine and not is_source,
        reviewed=said.reviewed or is_source or (same_words and head is not None and head.reviewed),
        matches=None if is_source else source_number if said.matches else carried,
        minor=said.minor and is_source and head is not None,
        why=_line(said.why or "") or None,
    )


def _same(head: Revision, new: Revision) -> bool:
    """Tell whether nothing is said that was not said before."""
    return all(getattr(head, name) == getattr(new, name) for name in ("text_hash", "matches", "reviewed", "by_machine"))


def _address(page: Page, text: Text) -> str:
    return slug_of(text.short_title or text.title) or page.key
