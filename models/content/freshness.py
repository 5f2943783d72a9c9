"""How far a page is in each language: is it published, and does it still say what the source says.

Two axes: an outdated translation may be live, a current one a draft. Freshness is worked out when asked, never stored,
so saving one language writes nothing into another. The first of these that is true is the answer:

1. there is no text: missing                      5. a machine wrote it and nobody read it: machine
2. it is the source: current                      6. nobody at home in the language read it: needs review
3. the source was never published: no source      7. else: current
4. the source published more since: outdated
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased, defer, selectinload

from models.base import LANGUAGES
from models.content.page import NotTaken, Page, PageKind, PageLocale
from models.content.publishing import Publication, is_live, is_real, is_to_come
from models.content.revision import Revision
from models.marks import N_
from models.refusal import Sentence


class Fresh(enum.StrEnum):
    """How a text stands to its source."""

    MISSING = "missing"
    NO_SOURCE = "no_source"
    OUTDATED = "outdated"
    MACHINE = "machine"
    NEEDS_REVIEW = "needs_review"
    CURRENT = "current"


class Stage(enum.StrEnum):
    """How a text stands to the public."""

    NONE = "none"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    EDITED = "edited"  # live, and there is a newer draft
    OFFLINE = "offline"


@dataclass(frozen=True)
class Standing:
    """A page in one language on both axes."""

    language: str
    fresh: Fresh
    stage: Stage
    slug: str = ""
    title: str = ""
    head: Revision | None = None  # without its body
    since: datetime | None = None  # outdated since
    live: Publication | None = None
    planned: Publication | None = None
    source_number: int | None = None  # of the source's newest revision, published or not

    @property
    def has_changes(self) -> bool:
        """Tell whether publishing would change what the public reads."""
        return self.stage in {Stage.DRAFT, Stage.EDITED, Stage.OFFLINE}


def standings(session: Session, pages: Sequence[Page], at: datetime) -> dict[int, dict[str, Standing]]:
    """Return by page and language how each stands; every language is there. One statement for all."""
    found: dict[int, dict[str, Standing]] = {
        page.id: {language: Standing(language, Fresh.MISSING, Stage.NONE) for language in LANGUAGES} for page in pages
    }
    if not found:
        return found
    rows = session.execute(_standing(at).where(Page.id.in_(found))).all()
    source_of = {page.id: page.source_language for page in pages}
    numbers = {page_id: locale.head for page_id, locale, *_ in rows if locale.language == source_of[page_id]}
    for page_id, standing_of in found.items():
        for language, missing in standing_of.items():
            standing_of[language] = replace(missing, source_number=numbers.get(page_id))
    for page_id, locale, head, live, live_hash, planned, since, ever, has_source in rows:
        is_source = locale.language == source_of[page_id]
        found[page_id][locale.language] = Standing(
            locale.language,
            _fresh(head, is_source, since, has_source),
            _stage(head, live, live_hash, planned, ever),
            slug=locale.slug,
            title=head.title,
            head=head,
            since=None if is_source else since,
            live=live,
            planned=planned,
            source_number=numbers.get(page_id),
        )
    return found


def may_publish(standing: Standing, kind: PageKind, why: str | None) -> None:
    """Raise NotTaken when this text must not go out as it stands: a machine's unread, an outdated legal one, no reason."""
    if standing.fresh is Fresh.MACHINE:
        raise NotTaken(Sentence.of(N_("A machine wrote this. Somebody who reads the language has to check it first.")))
    if standing.fresh is not Fresh.OUTDATED:
        return
    if kind is PageKind.LEGAL:
        raise NotTaken(Sentence.of(N_("This is a legal text and its source has changed since. Bring it up to date first.")))
    if not (why or "").strip():
        raise NotTaken(Sentence.of(N_("Its source has changed since. Say why it goes out all the same.")))


def live_in(session: Session, page: Page, at: datetime) -> Mapping[str, tuple[PageLocale, Revision, Publication]]:
    """Return by language what the public reads of a page, with its words. One statement."""
    rows = session.execute(live_texts(at).where(PageLocale.page_id == page.id)).all()
    return {locale.language: (locale, revision, publication) for locale, revision, publication in rows}


def live_texts(at: datetime) -> Select[PageLocale, Revision, Publication]:
    """Select what the public reads: locale, revision, publication."""
    of_number = and_(Revision.locale_id == Publication.locale_id, Revision.number == Publication.number)
    live = and_(Publication.locale_id == PageLocale.id, is_live(Publication, at))
    return select(PageLocale, Revision, Publication).join(Publication, live).join(Revision, of_number)


def _standing(
    at: datetime,
) -> Select[int, PageLocale, Revision, Publication, str, Publication, datetime, bool, bool]:
    head, said = aliased(Revision), aliased(Revision)
    live, planned, once = aliased(Publication), aliased(Publication), aliased(Publication)
    source = _published_source(at)
    since = source.with_only_columns(func.min(Publication.from_at)).where(Revision.number > func.coalesce(head.matches, 0))
    ever = exists().where(once.locale_id == PageLocale.id, once.from_at <= at, is_real(once))
    return (
        select(
            Page.id,
            PageLocale,
            head,
            live,
            said.text_hash,
            planned,
            since.correlate(Page, head).scalar_subquery(),
            ever,
            source.exists().correlate(Page),
        )
        .join(PageLocale, PageLocale.page_id == Page.id)
        .join(head, and_(head.locale_id == PageLocale.id, head.number == PageLocale.head))
        .outerjoin(live, and_(live.locale_id == PageLocale.id, is_live(live, at)))
        .outerjoin(said, and_(said.locale_id == live.locale_id, said.number == live.number))
        .outerjoin(planned, and_(planned.locale_id == PageLocale.id, is_to_come(planned, at)))
        .options(defer(head.body), selectinload(head.act))
        .order_by(Page.id, PageLocale.language)
    )


def _published_source(at: datetime) -> Select[Any]:
    """Select the publications of a page's source that were more than a minor change."""
    locale = aliased(PageLocale)
    of_number = and_(Revision.locale_id == Publication.locale_id, Revision.number == Publication.number)
    return (
        select(Publication.id)
        .join(Revision, of_number)
        .join(locale, locale.id == Publication.locale_id)
        .where(
            locale.page_id == Page.id,
            locale.language == Page.source_language,
            Revision.minor.is_(False),
            Publication.from_at <= at,
            is_real(Publication),
        )
    )


def _fresh(head: Revision, is_source: bool, since: datetime | None, has_source: bool) -> Fresh:
    if is_source:
        return Fresh.CURRENT
    if not has_source:
        return Fresh.NO_SOURCE
    if since is not None:
        return Fresh.OUTDATED
    if not head.reviewed:
        return Fresh.MACHINE if head.by_machine else Fresh.NEEDS_REVIEW
    return Fresh.CURRENT


def _stage(
    head: Revision, live: Publication | None, live_hash: str | None, planned: Publication | None, ever: bool
) -> Stage:
    if live is not None:
        return Stage.LIVE if live_hash == head.text_hash else Stage.EDITED
    if planned is not None:
        return Stage.SCHEDULED
    return Stage.OFFLINE if ever else Stage.DRAFT

