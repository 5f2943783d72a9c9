"""Pictures for texts: brought, said in words, chosen in the editor."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import exists, select
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length, Optional

from content.pictures import reference_to, usable_pictures
from content.room import READERS, WRITERS, bp
from models.audit import Audit
from models.base import LANGUAGES
from models.content.revision import Revision
from models.media import Media, add_media, drop_media
from web.access import act_of, allow, current_user, found
from web.bringing import brought
from web.clock import now
from web.database import db, store_nothing
from web.fields import one_line
from web.files import MOST_PICTURE, NotTaken
from web.forms import StaffForm, text_of
from web.language import NAMES, current_language
from web.pictures import Picture, picture_of
from web.words import gettext as _

A_PAGE = 60
BESIDE = 12  # the latest, offered beside a text
SEEN = Length(max=300, message=_l("Use at most 300 characters."))


class PictureForm(StaffForm):
    """A picture and, per language, what is to be seen on it."""

    file = FileField(_l("File"))
    alt_id = StringField(NAMES["id"], [Optional(), SEEN], filters=[one_line])
    alt_en = StringField(NAMES["en"], [Optional(), SEEN], filters=[one_line])
    alt_ko = StringField(NAMES["ko"], [Optional(), SEEN], filters=[one_line])
    alt_ja = StringField(NAMES["ja"], [Optional(), SEEN], filters=[one_line])

    @property
    def words(self) -> dict[str, str]:
        """Return what was said, by language."""
        return {one: text for one in LANGUAGES if (text := text_of(self[f"alt_{one}"]))}

    @property
    def per_language(self) -> list[tuple[str, Any]]:
        """Return the fields, each with its language."""
        return [(one, self[f"alt_{one}"]) for one in LANGUAGES]


@bp.get("/staff/content/pictures")
@allow(*READERS)
def pictures() -> str:
    """Show the pictures that texts may show."""
    return _page(PictureForm(formdata=None))


@bp.post("/staff/content/pictures")
@allow(*WRITERS)
def bring_picture() -> Response | tuple[str, int]:
    """Take a new picture for texts."""
    form = PictureForm()
    if form.validate() and _bring(form):
        flash(_("The picture is stored. It can be put into texts now; its sizes follow in a moment."))
        return redirect(url_for("content.pictures"), 303)
    return _page(form), 422


def _bring(form: PictureForm) -> bool:
    if not form.file.data:
        form.file.errors = [_("Choose a file.")]
        return False
    if not form.words:
        form.alt_en.errors = [_("Say what is to be seen on it, in one language at least.")]
        return False
    by_id = current_user.id
    try:
        with brought(form.file.data, picture=True) as media:
            media.by_id, media.alt = by_id, form.words
            add_media(db.session, media, now())
            _note(media, "file")
            db.session.commit()
    except NotTaken as refused:
        form.file.errors = [_(refused.words, **refused.given)]
        return False
    return True


@bp.get("/staff/content/pictures/<int:media_id>")
@allow(*READERS)
def one_picture(media_id: int) -> str:
    """Show a picture of texts, and in words what is to be seen on it."""
    media = _own(media_id)
    form = PictureForm(formdata=None, **{f"alt_{one}": media.alt.get(one, "") for one in LANGUAGES})
    return _picture_page(media, form)


@bp.post("/staff/content/pictures/<int:media_id>")
@allow(*WRITERS)
def say_of_picture(media_id: int) -> Response | tuple[str, int]:
    """Store what is to be seen on a picture."""
    media, form = _own(media_id), PictureForm()
    if form.validate() and not form.words:
        form.alt_en.errors = [_("Say what is to be seen on it, in one language at least.")]
    if form.errors:
        return _picture_page(media, form), 422
    if media.alt != form.words:
        media.alt = form.words
        _note(media, "alt")
        db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("content.pictures"), 303)


@bp.post("/staff/content/pictures/<int:media_id>/remove")
@allow(*WRITERS)
def remove_picture(media_id: int) -> Response:
    """Take a picture away for good; not while a text names it."""
    media = _own(media_id)
    named = Revision.body.contains(f"](media:{media.id})", autoescape=True)
    if db.session.scalar(select(exists().where(named))):
        flash(_("A text names this picture, or did once, so it stays."), "error")
        return redirect(url_for("content.one_picture", media_id=media_id), 303)
    _note(media, "removed")
    drop_media(db.session, media, now())
    db.session.commit()
    flash(_("It is taken away, with its file."))
    return redirect(url_for("content.pictures"), 303)


def beside_a_text() -> list[tuple[str, Picture]]:
    """Return the latest pictures that a text may show, each with what stands for it."""
    return _shown(BESIDE)


def _shown(most: int) -> list[tuple[str, Picture]]:
    language = current_language()
    told = [(one, picture_of(one, language)) for one in db.session.scalars(usable_pictures().limit(most))]
    return [(reference_to(media), picture) for media, picture in told if picture is not None]


def _own(media_id: int) -> Media:
    return found(db.session.scalar(usable_pictures().where(Media.id == media_id, Media.estate_id.is_(None))))


def _note(media: Media, what: str) -> None:
    db.session.flush()
    told = Audit(act=act_of(current_user), what="picture", subject=f"media:{media.id}", details={"fields": [what]})
    db.session.add(told)


def _page(form: PictureForm) -> str:
    store_nothing()
    language = current_language()
    rows = db.session.scalars(usable_pictures().limit(A_PAGE)).all()
    return render_template(
        "content/pictures.html",
        form=form,
        listed=[(one, picture_of(one, language), reference_to(one)) for one in rows],
        writer=current_user.may(*WRITERS),
        most=MOST_PICTURE >> 20,
        names=NAMES,
    )


def _picture_page(media: Media, form: PictureForm) -> str:
    store_nothing()
    return render_template(
        "content/picture.html",
        media=media,
        shown=picture_of(media, current_language()),
        reference=reference_to(media),
        form=form,
        writer=current_user.may(*WRITERS),
    )
