"""Documents on an inquiry's own page: those that a confirmed address opens, and those that need an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request, url_for
from sqlalchemy import or_
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from inquiries.letters import estate_of
from inquiries.links import is_confirmed
from models.inquiry.inquiry import Inquiry
from models.land.answer import Visibility
from models.land.document import Document, about, about_the_whole, shown_documents
from models.lead.agreement import agreements_for
from models.media import MediaKind, MediaState
from web.dates import DESK_ZONE
from web.language import current_language
from web.papers import Paper, paper


@dataclass(frozen=True)
class Kept:
    """What is kept from the public, as this page may show it."""

    papers: tuple[Paper, ...]
    confirmed: bool
    agreed: bool

    @property
    def waits_for_mail(self) -> bool:
        """Tell whether the link of the letter would open more."""
        return not self.confirmed and any(one.has_file and one.level == Visibility.REGISTERED for one in self.papers)

    @property
    def waits_for_agreement(self) -> bool:
        """Tell whether an agreement would open more."""
        return not self.agreed and any(one.level == Visibility.NDA for one in self.papers)

    @property
    def waits_for_file(self) -> bool:
        """Tell whether some are only named, so that they have to be asked for."""
        return any(not one.has_file for one in self.papers)


def kept_papers(session: Session, inquiry: Inquiry, at: datetime) -> Kept:
    """Return what is kept from the public of an inquiry's lots, without one of its estate."""
    query = _asked_about(inquiry)
    confirmed, agreed = is_confirmed(inquiry), _has_agreed(session, inquiry, at)
    if query is None or inquiry.stopped_at is not None:
        return Kept((), confirmed, agreed)
    opened = confirmed_levels(confirmed, agreed)
    language = current_language()
    papers = tuple(
        paper(one, language, at, _address(inquiry, one) if one.level in opened else "") for one in session.scalars(query)
    )
    return Kept(papers, confirmed, agreed)


def kept_paper(session: Session, inquiry: Inquiry, document_id: int, at: datetime) -> Document | None:
    """Return a document that this request may open; None when there is none, or when it may not."""
    query = _asked_about(inquiry)
    if query is None or inquiry.stopped_at is not None:
        return None
    opened = confirmed_levels(is_confirmed(inquiry), _has_agreed(session, inquiry, at))
    mine = query.where(Document.id == document_id, Document.level.in_(opened), Document.media_id.is_not(None))
    return session.scalars(mine).one_or_none()


def confirmed_levels(confirmed: bool, agreed: bool) -> tuple[str, ...]:
    """Return the levels that are open: an agreement counts only for who reads the address it was made with."""
    if not confirmed:
        return ()
    return (Visibility.REGISTERED, Visibility.NDA) if agreed else (Visibility.REGISTERED,)


def _asked_about(inquiry: Inquiry) -> Select[Document] | None:
    estate = estate_of(inquiry)
    if estate is None:
        return None
    lots = [one.lot_id for one in inquiry.lots if one.lot.estate_id == estate.id]
    named = or_(*(about(lot_id) for lot_id in lots)) if lots else about_the_whole()
    return shown_documents(estate.id).where(Document.level != Visibility.PUBLIC, named)


def _has_agreed(session: Session, inquiry: Inquiry, at: datetime) -> bool:
    today = at.astimezone(ZoneInfo(DESK_ZONE)).date()
    return session.scalars(agreements_for(inquiry, today).limit(1)).first() is not None


def _address(inquiry: Inquiry, document: Document) -> str:
    media = document.media
    if media is None or (media.kind is MediaKind.PICTURE and media.state is not MediaState.READY):
        return ""
    return url_for(
        "inquiries.document", reference=inquiry.reference, document_id=document.id, key=request.args.get("key", "")
    )
