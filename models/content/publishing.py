"""Which version the public reads, from when to when: spans that only ever end, so each day can be told afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, Public
from models.content.page import NotTaken, PageLocale
from models.content.revision import Outdated, revision_of
from models.edition import SITE, add_edge
from models.marks import N_
from models.refusal import Sentence


class Publication(Base, Public):
    """That a revision is what the public reads, from a moment on; `until_at` is set once it ends."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="ends_after_it_begins"),
        Index("ix_publication_locale_id_from_at", "locale_id", "from_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    locale_id: Mapped[int] = mapped_column(ForeignKey("page_locale.id", ondelete="CASCADE"))
    number: Mapped[int]  # of the revision
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]  # equal to from_at: called off before it began
    zone: Mapped[str]  # in which the moment was chosen
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"), index=True)
    why: Mapped[str | None]  # why a translation went out although the source had moved on

    act: Mapped[Act] = relationship(foreign_keys=act_id)

    def scopes(self) -> Iterable[str]:
        """Yield the site's edition."""
        yield SITE


def is_live(publication: type[Publication], at: datetime) -> ColumnElement[bool]:
    """Condition: it is what the public reads at `at`."""
    return and_(publication.from_at <= at, or_(publication.until_at.is_(None), publication.until_at > at))


def is_to_come(publication: type[Publication], at: datetime) -> ColumnElement[bool]:
    """Condition: it is scheduled, and not called off."""
    return and_(publication.from_at > at, is_real(publication))


def is_real(publication: type[Publication]) -> ColumnElement[bool]:
    """Condition: it was not called off before it began."""
    return or_(publication.until_at.is_(None), publication.until_at > publication.from_at)


def publish(
    session: Session,
    locale: PageLocale,
    *,
    act: Act,
    number: int,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    zone: str = "Asia/Jakarta",
    why: str | None = None,
) -> Publication:
    """Let the public read the newest revision, now or from `from_at` on; what it read until then ends at that moment.

    What was scheduled is called off. `number` is the revision that the publisher has seen: raise Outdated when there is
    a newer one; NotTaken when it cannot go out. Whether a translation may go out is asked before (freshness.py).
    """
    head = session.scalar(revision_of(locale))
    if head is None or head.number != number:
        raise Outdated(head)
    if not head.body.strip():
        raise NotTaken(Sentence.of(N_("There is no text to publish yet.")))
    begins = from_at or act.at
    if until_at is not None and until_at <= max(begins, act.at):
        raise NotTaken(Sentence.of(N_("The end must lie after the beginning.")))
    zone_of(zone)
    _end(session, locale, begins, act)
    new = Publication(
        locale_id=locale.id, number=number, from_at=begins, until_at=until_at, zone=zone, act=act, why=why
    )
    session.add(new)
    for moment in (begins, until_at):
        if moment is not None and moment > act.at:
            add_edge(session, SITE, moment, "page")
    session.flush()
    return new


def take_offline(session: Session, locale: PageLocale, *, act: Act) -> None:
    """Let the public read it no more, and call off what was scheduled; raise NotTaken when there was nothing to end."""
    if not _end(session, locale, act.at, act):
        raise NotTaken(Sentence.of(N_("It is not published.")))
    session.flush()


def call_off(session: Session, locale: PageLocale, *, act: Act) -> None:
    """Call off what is scheduled; what it would have replaced stays. Raise NotTaken when nothing is scheduled."""
    planned = session.scalar(_of(locale).where(is_to_come(Publication, act.at)))
    if planned is None:
        raise NotTaken(Sentence.of(N_("Nothing is scheduled.")))
    replaced = _of(locale).where(Publication.until_at == planned.from_at, Publication.ended_by_id == planned.act_id)
    for one in session.scalars(replaced.where(Publication.from_at < planned.from_at)):
        one.until_at = one.ended_by_id = None
    planned.until_at, planned.ended_by_id = planned.from_at, act.id
    session.flush()


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of a name; raise NotTaken when there is none."""
    if name not in available_timezones():
        raise NotTaken(Sentence.of(N_("There is no time zone %(zone)s."), zone=name))
    return ZoneInfo(name)


def _end(session: Session, locale: PageLocale, at: datetime, act: Act) -> Sequence[Publication]:
    """End at `at` what is read then, and call off what would begin later; return what was ended."""
    session.flush()
    going_on = or_(Publication.until_at.is_(None), Publication.until_at > at)
    ended = session.scalars(_of(locale).where(going_on, is_real(Publication))).all()
    for one in ended:
        one.until_at = max(one.from_at, at)
        one.ended_by_id = act.id
    return ended


def _of(locale: PageLocale):  # type: ignore[no-untyped-def]
    return select(Publication).where(Publication.locale_id == locale.id).order_by(Publication.from_at, Publication.id)
