"""A desk of one, for tests of pages: writes, publishes, and asks how things stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act, Way
from models.content.freshness import Standing, may_publish, standings
from models.content.page import Menu, Page, PageKind, PageLocale, make_page
from models.content.publishing import Publication, publish
from models.content.revision import Revision, Said, Text, write


class Writer:
    """Marketing, at a moment that moves on with every act."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session, self.at = session, at

    def act(self) -> Act:
        """Return the next act, a minute later."""
        self.at += timedelta(minutes=1)
        act = Act(at=self.at, way=Way.DESK)
        self.session.add(act)
        self.session.flush()
        return act

    def page(self, key: str = "water", kind: PageKind = PageKind.PAGE, menu: Menu = Menu.NONE, source: str = "en") -> Page:
        """Return a new page."""
        return make_page(self.session, key, kind, source, menu=menu)

    def write(self, page: Page, language: str, title: str, body: str = "Words.", **said: Any) -> Revision:
        """Write on what is there."""
        locale = page.locale(language)
        source = page.locale(page.source_language)
        more = {name: said.pop(name) for name in ("slug", "reserved", "based_on") if name in said}
        return write(
            self.session, page, language, Text.of(title, body),
            act=self.act(), **({"based_on": locale.head if locale else 0} | more), said=Said(**said),
            source_number=source.head if source else None,
        )  # fmt: skip

    def publish(self, page: Page, language: str, **how: Any) -> Publication:
        """Publish what was written last."""
        may_publish(self.standing(page, language), page.kind, how.get("why"))
        locale = self.locale(page, language)
        return publish(self.session, locale, act=self.act(), number=how.pop("number", locale.head), **how)

    def standing(self, page: Page, language: str) -> Standing:
        """Return how the page stands in a language."""
        self.session.flush()
        return standings(self.session, [page], self.at)[page.id][language]

    def fresh(self, page: Page) -> dict[str, str]:
        """Return by language how fresh it is."""
        self.session.flush()
        return {lang: one.fresh.value for lang, one in standings(self.session, [page], self.at)[page.id].items()}

    def locale(self, page: Page, language: str) -> PageLocale:
        """Return the page in a language."""
        found = page.locale(language)
        assert found is not None
        return found

    def everything_but(self, language: str) -> dict[str, list[Any]]:
        """Return all rows of all other languages, column by column."""
        self.session.flush()
        others = select(PageLocale.id).where(PageLocale.language != language)
        of = {PageLocale: PageLocale.id.in_(others)} | {t: t.locale_id.in_(others) for t in (Revision, Publication)}
        return {
            table.__tablename__: [
                tuple(row) for row in self.session.execute(select(*table.__table__.c).where(which).order_by(table.id))
            ]
            for table, which in of.items()
        }
