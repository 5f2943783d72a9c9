"""What is done to a text with one press: publish, take offline, say that it is still correct, bring an earlier version back."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from content.desk.forms import PublishForm, whole
from content.room import WRITERS, bp, done, locale_of, page_of, standing_of
from models.content.editing import note_editing, others_editing
from models.content.freshness import may_publish
from models.content.page import NotTaken
from models.content.publishing import call_off, publish, take_offline
from models.content.revision import confirm, restore
from models.marks import N_
from models.refusal import Sentence
from web.access import act_of, allow, current_user
from web.clock import now
from web.database import db
from web.dates import moment
from web.fields import one_line
from web.forms import text_of
from web.language import current_language
from web.words import gettext as _

FARTHEST = timedelta(days=5 * 366)


def _number(name: str) -> int:
    return whole(request.form.get(name))


@bp.post("/staff/content/<int:page_id>/<lang:language>/publish")
@allow(*WRITERS)
def publish_text(page_id: int, language: str) -> ResponseReturnValue:
    """Publish what was seen, now or at a moment in a named zone."""
    page = page_of(page_id)
    locale = locale_of(page, language)
    form = PublishForm()

    def act() -> str:
        if not form.validate():
            raise NotTaken(Sentence.of(N_("Enter the day and the time like 2026-12-01 09:00, and choose whose time it is.")))
        from_at, until_at = form.moment(form.at), form.moment(form.until)
        if request.form.get("when") == "later" and from_at is None:
            raise NotTaken(Sentence.of(N_("Enter the day and the time at which it goes out.")))
        if from_at is not None and not now() < from_at < now() + FARTHEST:
            raise NotTaken(Sentence.of(N_("This moment has passed, or lies more than five years ahead. Enter another.")))
        why = one_line(text_of(form.why)) or None
        may_publish(standing_of(page)[language], page.kind, why)
        publish(
            db.session, locale, act=act_of(current_user), number=form.number.number, from_at=from_at, until_at=until_at,
            zone=form.zone.data, why=why,
        )  # fmt: skip
        if from_at is None:
            return _("It is published.")
        return _("It goes out on %(moment)s.", moment=moment(from_at, form.zone.data, current_language()))

    return done(page, language, act)


@bp.post("/staff/content/<int:page_id>/<lang:language>/offline")
@allow(*WRITERS)
def offline(page_id: int, language: str) -> Response:
    """Take a text offline in this language; the others stay."""
    page = page_of(page_id)
    locale = locale_of(page, language)

    def act() -> str:
        take_offline(db.session, locale, act=act_of(current_user))
        return _("It is offline in this language. Nothing of it is lost.")

    return done(page, language, act)


@bp.post("/staff/content/<int:page_id>/<lang:language>/call-off")
@allow(*WRITERS)
def call_off_text(page_id: int, language: str) -> Response:
    """Call off what was scheduled."""
    page = page_of(page_id)
    locale = locale_of(page, language)

    def act() -> str:
        call_off(db.session, locale, act=act_of(current_user))
        return _("It will not go out by itself.")

    return done(page, language, act)


@bp.post("/staff/content/<int:page_id>/<lang:language>/correct")
@allow(*WRITERS)
def still_correct(page_id: int, language: str) -> Response:
    """Say that a translation still says what its source says."""
    page = page_of(page_id)
    locale_of(page, language)

    def act() -> str:
        source = page.locale(page.source_language)
        beside = min(_number("beside"), source.head) if source else None
        confirm(
            db.session, page, language, act=act_of(current_user), based_on=_number("based_on"), source_number=beside or None
        )
        return _("It counts as still correct.")

    return done(page, language, act)


@bp.post("/staff/content/<int:page_id>/<lang:language>/reviewed")
@allow(*WRITERS)
def reviewed(page_id: int, language: str) -> Response:
    """Say that somebody at home in the language has read it."""
    page = page_of(page_id)
    locale_of(page, language)

    def act() -> str:
        confirm(
            db.session, page, language, act=act_of(current_user), based_on=_number("based_on"), source_number=None, reviewed=True
        )
        return _("Its language counts as checked.")

    return done(page, language, act)


@bp.post("/staff/content/<int:page_id>/<lang:language>/restore")
@allow(*WRITERS)
def restore_text(page_id: int, language: str) -> Response:
    """Bring an earlier version back as a draft."""
    page = page_of(page_id)
    locale_of(page, language)

    def act() -> str:
        number = _number("number")
        new = restore(db.session, page, language, number, act=act_of(current_user), based_on=_number("based_on"))
        return _("Version %(old)s is back as version %(new)s, a draft.", old=number, new=new.number)

    return done(page, language, act)


@bp.post("/staff/content/<int:page_id>/<lang:language>/here")
@allow(*WRITERS)
def here(page_id: int, language: str) -> dict[str, list[str]]:
    """Note that this person has the text open; tell who else has."""
    page, at = page_of(page_id), now()
    note_editing(db.session, page.id, language, current_user, at)
    others = list(db.session.scalars(others_editing(page.id, language, current_user, at)))
    db.session.commit()
    return {"others": others}
