"""A page or a piece of news: one subject, told in up to four languages, each with an address of its own."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Collection, Iterable

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Public
from models.edition import SITE
from models.marks import N_
from models.refusal import Sentence

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST_SLUG = 80


class PageKind(enum.StrEnum):
    """What a page is: it decides where it stands and how strict publishing is."""

    PAGE = "page"
    NEWS = "news"
    LEGAL = "legal"  # terms and the like: an outdated translation is never published


class Menu(enum.StrEnum):
    """Which menu of the public site leads to a page."""

    NONE = "none"
    MAIN = "main"
    FOOT = "foot"


class NotTaken(ValueError):
    """What was asked of a page cannot be done; `why` is a sentence to the person."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why


class Page(Base, Public):
    """A subject; what it says stands in its locales."""

    __tablename__ = "page"
    __table_args__ = (
        CheckConstraint("kind IN ('page', 'news', 'legal')", name="kind"),
        CheckConstraint("menu IN ('none', 'main', 'foot')", name="menu"),
        CheckConstraint("source_language IN ('id', 'en', 'ko', 'ja')", name="source_language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # stays when addresses change
    kind: Mapped[PageKind] = mapped_column(default=PageKind.PAGE)
    source_language: Mapped[str] = mapped_column(default="en")
    menu: Mapped[Menu] = mapped_column(default=Menu.NONE)
    position: Mapped[int] = mapped_column(default=0)  # within its menu, the smallest first
    illustrative: Mapped[bool] = mapped_column(default=False)  # of the demo; goes with it

    locales: Mapped[list[PageLocale]] = relationship(
        back_populates="page", order_by="PageLocale.language", cascade="all, delete-orphan"
    )

    def scopes(self) -> Iterable[str]:
        """Yield the site's edition: menus name pages."""
        yield SITE

    def locale(self, language: str) -> PageLocale | None:
        """Return what there is in `language`."""
        return next((one for one in self.locales if one.language == language), None)


class PageLocale(Base, Public):
    """A page in one language: its address, and the number of its newest revision."""

    __tablename__ = "page_locale"
    __table_args__ = (
        UniqueConstraint("page_id", "language"),
        UniqueConstraint("language", "slug"),
        CheckConstraint("language IN ('id', 'en', 'ko', 'ja')", name="language"),
        CheckConstraint("head >= 0", name="head"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    language: Mapped[str]
    slug: Mapped[str]
    head: Mapped[int] = mapped_column(default=0)

    page: Mapped[Page] = relationship(back_populates="locales")

    def scopes(self) -> Iterable[str]:
        """Yield the site's edition when the address changes; a newer draft changes nothing that the public sees."""
        told = inspect(self)
        if not told.persistent or told.attrs.slug.history.has_changes():
            yield SITE


class PageRedirect(Base, Public):
    """An address that a page had: it leads to the page, wherever that is now, so redirects never make a chain."""

    __tablename__ = "page_redirect"
    __table_args__ = (UniqueConstraint("language", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    slug: Mapped[str]
    locale_id: Mapped[int] = mapped_column(ForeignKey("page_locale.id", ondelete="CASCADE"), index=True)

    def scopes(self) -> Iterable[str]:
        """Yield the site's edition."""
        yield SITE


def make_page(session: Session, key: str, kind: PageKind, source_language: str, **more: object) -> Page:
    """Return a new page without a word in it; `key` is made unique by a number."""
    taken = set(session.scalars(select(Page.key).where(Page.key.startswith(key))))
    free = next(name for name in _numbered(key) if name not in taken)
    page = Page(key=free, kind=kind, source_language=source_language, **more)
    session.add(page)
    session.flush()
    return page


def slug_of(words: str) -> str:
    """Return `words` as an address would say them; empty when nothing of them is Latin."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")


def free_slug(session: Session, language: str, wanted: str, reserved: Collection[str]) -> str:
    """Return `wanted`, with a number behind it if somebody else has it."""
    like = wanted.replace("_", "")
    taken = set(reserved)
    for table in (PageLocale, PageRedirect):
        taken |= set(session.scalars(select(table.slug).where(table.language == language, table.slug.startswith(like))))
    return next(name for name in _numbered(wanted) if name not in taken)


def move(session: Session, locale: PageLocale, slug: str, reserved: Collection[str]) -> None:
    """Give a page another address in its language; the old one leads to it from now on.

    `reserved` are the addresses that rooms of the site own. Raise NotTaken when the address cannot be had.
    """
    if slug == locale.slug:
        return
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise NotTaken(Sentence.of(N_("Write the address in small letters, digits and hyphens, like green-infrastructure.")))
    if slug in reserved:
        raise NotTaken(Sentence.of(N_("The address %(slug)s belongs to a part of the site. Choose another."), slug=slug))
    if session.scalar(_of(PageLocale, locale.language, slug)) is not None:
        raise NotTaken(Sentence.of(N_("Another page has the address %(slug)s. Choose another."), slug=slug))
    earlier = session.scalar(_of(PageRedirect, locale.language, slug))
    if earlier is not None and earlier.locale_id != locale.id:
        raise NotTaken(Sentence.of(N_("The address %(slug)s still leads to another page. Choose another."), slug=slug))
    if earlier is not None:  # back where it was
        session.delete(earlier)
        session.flush()
    session.add(PageRedirect(language=locale.language, slug=locale.slug, locale_id=locale.id))
    locale.slug = slug
    session.flush()


def _of(table: type[PageLocale] | type[PageRedirect], language: str, slug: str):  # type: ignore[no-untyped-def]
    return select(table).where(table.language == language, table.slug == slug)


def _numbered(name: str) -> Iterable[str]:
    yield name
    yield from (f"{name}-{number}" for number in range(2, 10_000))
