"""A text is written beside its source: what changed there since is marked, what a machine can check is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from content.checks import checked
from content.desk.forms import PublishForm, TextForm
from content.desk.listing import beside, sign
from content.desk.pictures import beside_a_text
from content.difference import Piece, difference
from content.preview import preview_link
from content.prose import Prose, prose
from content.room import READERS, WRITERS, bp, editor_of, page_of, reserved_slugs, standing_of
from models.account import User
from models.base import LANGUAGES
from models.content.editing import others_editing
from models.content.freshness import Standing
from models.content.page import NotTaken, Page
from models.content.revision import Outdated, Revision, revision_of, write
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.language import NAMES
from web.words import gettext as _
from web.words import said

PARTS = ("title", "short_title", "description", "body")


@bp.get("/staff/content/<int:page_id>/<lang:language>")
@allow(*READERS)
def edit(page_id: int, language: str) -> str:
    """Show a text beside its source, ready to be written on."""
    page = page_of(page_id)
    stand = standing_of(page)
    form = TextForm(formdata=None)
    head = _head(page, language)
    form.show(head, stand[language].source_number or 0)
    return _editor(page, language, stand, form, head)


@bp.post("/staff/content/<int:page_id>/<lang:language>")
@allow(*WRITERS)
def save(page_id: int, language: str) -> Response | tuple[str, int]:
    """Store a text as a new version; when somebody was quicker, both are shown and nothing is stored."""
    page = page_of(page_id)
    form = TextForm()
    if not form.validate():
        return _again(page, language, form), 422
    try:
        number = form.beside.number if form.said().matches or page.locale(language) is None else None
        revision = write(
            db.session, page, language, form.text(), act=act_of(current_user), based_on=form.based_on.number,
            said=form.said(), source_number=_of_source(page, number), reserved=reserved_slugs(),
        )  # fmt: skip
    except NotTaken as refused:
        form.form_errors.append(said(refused.why))
        return _again(page, language, form), 422
    except Outdated as late:
        store_nothing()
        form.based_on.data = str(late.stored.number if late.stored else 0)
        return _again(page, language, form, stored=late.stored), 409
    db.session.commit()
    flash(_("Version %(number)s is saved. The public still reads what is published.", number=revision.number))
    return redirect(editor_of(page, language), 303)


def _of_source(page: Page, number: int | None) -> int | None:
    """Return the number of the source's version that stood beside the text, if there is such a version."""
    source = page.locale(page.source_language)
    if not number or source is None:
        return None
    return min(number, source.head)


def _again(page: Page, language: str, form: TextForm, stored: Revision | None = None) -> str:
    store_nothing()
    return _editor(page, language, standing_of(page), form, _head(page, language), stored=stored)


def _head(page: Page, language: str) -> Revision | None:
    locale = page.locale(language)
    return db.session.scalar(revision_of(locale)) if locale else None


def _editor(
    page: Page,
    language: str,
    stand: Mapping[str, Standing],
    form: TextForm,
    head: Revision | None,
    *,
    stored: Revision | None = None,
) -> str:
    at, standing = now(), stand[language]
    source = _head(page, page.source_language) if language != page.source_language else None
    text = prose(db.session, form.body.data or "", language, at)
    link, until = preview_link(page.locale(language), head.number, at) if head else ("", None)  # type: ignore[arg-type]
    publishing = PublishForm(formdata=None)
    publishing.number.data = str(head.number if head else 0)
    return render_template(
        "content/edit.html",
        page=page,
        language=language,
        language_name=NAMES[language],
        source_name=NAMES[page.source_language],
        is_source=language == page.source_language,
        standing=standing,
        sign_now=sign(page, standing),
        signs=[(sign(page, stand[one]), NAMES[one]) for one in LANGUAGES],
        listed=beside(page),
        title=(stand[page.source_language].title or standing.title or page.key),
        form=form,
        parts=_parts(page, form, head, source, standing, stored),
        head=head,
        stored=stored,
        text=text,
        checks=checked(source.body if source else "", page.source_language, form.body.data or "", language, text.broken),
        publishing=publishing,
        preview_url=link,
        preview_until=until,
        others=db.session.scalars(others_editing(page.id, language, current_user, at)).all(),
        author=_author(head),
        writer=current_user.may(*WRITERS),
        pictures=beside_a_text(),
    )


def _parts(
    page: Page, form: TextForm, head: Revision | None, source: Revision | None, standing: Standing, stored: Revision | None
) -> list[tuple[Any, list[Piece], bool]]:
    """Return each field with what stands beside it: the source with its changes, or what is published, or what was stored."""
    if stored is not None:
        sent = form.text()
        return [(form[name], difference(getattr(stored, name), getattr(sent, name)), True) for name in PARTS]
    if source is not None:
        old = _matched(page, head)
        return [(form[name], _changed(old, source, name), _differs(old, source, name)) for name in PARTS]
    live = _live(page, standing)
    if live is None:
        return [(form[name], [], False) for name in PARTS]
    return [(form[name], difference(getattr(live, name), getattr(head, name)), False) for name in PARTS]


def _matched(page: Page, head: Revision | None) -> Revision | None:
    """Return the source's version that a translation is said to match."""
    locale = page.locale(page.source_language)
    if head is None or head.matches is None or locale is None or head.matches == locale.head:
        return None
    return db.session.scalar(revision_of(locale, head.matches))


def _live(page: Page, standing: Standing) -> Revision | None:
    locale = page.locale(standing.language)
    if locale is None or standing.live is None or standing.head is None:
        return None
    return db.session.scalar(revision_of(locale, standing.live.number))


def _changed(old: Revision | None, new: Revision, name: str) -> list[Piece]:
    return difference(getattr(new if old is None else old, name), getattr(new, name))


def _differs(old: Revision | None, new: Revision, name: str) -> bool:
    return old is not None and getattr(old, name) != getattr(new, name)


def _author(head: Revision | None) -> str:
    if head is None or head.act.by_id is None:
        return ""
    return db.session.scalar(select(User.name).where(User.id == head.act.by_id)) or ""


@bp.post("/staff/content/<int:page_id>/<lang:language>/preview")
@allow(*WRITERS)
def preview_text(page_id: int, language: str) -> str:
    """Show what is typed as it would be read; nothing is stored."""
    page_of(page_id)
    store_nothing()
    body = request.form.get("body", "")[:60_000]
    text: Prose = prose(db.session, body, language, now())
    return render_template("content/_preview.html", text=text, language=language)


def revision_named(page: Page, language: str, number: int) -> Revision:
    """Return a version with its act; one that there is not is not there."""
    locale = found(page.locale(language))
    return found(db.session.scalar(revision_of(locale, number).options(joinedload(Revision.act))))
