"""The versions of a text: who wrote each and when, and what it changed."""

from __future__ import annotations

from typing import NamedTuple

from flask import render_template, request
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer

from content.difference import Piece, difference
from content.room import READERS, WRITERS, bp, locale_of, page_of, standing_of
from models.account import User
from models.act import Act
from models.content.publishing import Publication, is_real
from models.content.revision import Origin, Revision, revision_of
from models.marks import N_, NP_
from web.access import allow, current_user
from web.database import db
from web.language import NAMES
from web.words import in_context

A_PAGE = 50
CONTEXTS = {"title": "page", "body": "page"}
PARTS = {
    "title": NP_("page", "Title"),
    "short_title": N_("Short title for menus"),
    "description": N_("Summary"),
    "body": NP_("page", "Text"),
}
ORIGIN_WORDS = {
    Origin.HUMAN: "",
    Origin.MACHINE: N_("written by a machine"),
    Origin.IMPORT: N_("loaded from a file"),
    Origin.RESTORE: N_("an earlier version brought back"),
    Origin.CHECK: N_("checked, no word changed"),
}


class Version(NamedTuple):
    """A version with its author and when the public read it."""

    revision: Revision
    by: str
    published: list[Publication]


@bp.get("/staff/content/<int:page_id>/<lang:language>/versions")
@allow(*READERS)
def versions(page_id: int, language: str) -> str:
    """List the versions, the newest first; one of them with what it changed, by default the newest."""
    page = page_of(page_id)
    locale = locale_of(page, language)
    asked = request.args.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else locale.head
    shown = db.session.scalar(revision_of(locale, min(max(number, 1), locale.head)))
    before = db.session.scalar(revision_of(locale, shown.number - 1)) if shown else None
    return render_template(
        "content/versions.html",
        page=page,
        language=language,
        language_name=NAMES[language],
        title=standing_of(page)[language].title,
        listed=_listed(locale.id, locale.head, shown.number if shown else 1),
        head=locale.head,
        shown=shown,
        changes=_changes(before, shown) if shown else [],
        origin_words=ORIGIN_WORDS,
        writer=current_user.may(*WRITERS),
    )


def _listed(locale_id: int, head: int, shown: int) -> list[Version]:
    """Return the versions around the one that is shown. Two statements."""
    top = min(head, shown + A_PAGE // 2) if head > A_PAGE else head
    query = (
        select(Revision, User.name)
        .join(Act, Act.id == Revision.act_id)
        .outerjoin(User, User.id == Act.by_id)
        .where(Revision.locale_id == locale_id, Revision.number <= top, Revision.number > top - A_PAGE)
        .options(defer(Revision.body), contains_eager(Revision.act))
        .order_by(Revision.number.desc())
    )
    told = select(Publication).where(Publication.locale_id == locale_id, is_real(Publication)).order_by(Publication.from_at)
    published: dict[int, list[Publication]] = {}
    for one in db.session.scalars(told.where(Publication.number <= top, Publication.number > top - A_PAGE)):
        published.setdefault(one.number, []).append(one)
    return [Version(row, by or "", published.get(row.number, [])) for row, by in db.session.execute(query)]


def _changes(before: Revision | None, shown: Revision) -> list[tuple[str, list[Piece]]]:
    """Return by part what a version changed, and always the text; of a first version everything."""
    found = []
    for name, word in PARTS.items():
        old, new = getattr(before or shown, name), getattr(shown, name)
        if old != new or name == "body" or before is None:
            found.append((in_context(CONTEXTS.get(name, ""), word), difference(old, new)))
    return found
