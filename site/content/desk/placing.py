"""A page begins; it gets its place in a menu and its addresses."""

from __future__ import annotations

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from content.desk.forms import NewPageForm, SettingsForm
from content.room import WRITERS, bp, editor_of, page_of, reserved_slugs, standing_of
from models.base import LANGUAGES
from models.content.page import Menu, NotTaken, Page, PageKind, make_page, move, slug_of
from models.content.revision import Text, write
from web.access import act_of, allow, current_user
from web.database import db, store_nothing
from web.forms import text_of
from web.words import gettext as _
from web.words import said


@bp.route("/staff/content/new", methods=["GET", "POST"])
@allow(*WRITERS)
def new() -> Response | tuple[str, int]:
    """Begin a page with its title in the language it is written in first."""
    form = NewPageForm()
    if not form.validate_on_submit():
        return render_template("content/new.html", form=form), 422 if form.errors else 200
    language, title = form.source_language.data, text_of(form.title)
    page = make_page(db.session, slug_of(title) or form.kind.data, PageKind(form.kind.data), language)
    write(
        db.session, page, language, Text.of(title, ""), act=act_of(current_user), based_on=0, reserved=reserved_slugs()
    )
    db.session.commit()
    flash(_("The page is there as a draft. Nobody sees it before you publish it."))
    return redirect(editor_of(page, language), 303)


@bp.route("/staff/content/<int:page_id>/settings", methods=["GET", "POST"])
@allow(*WRITERS)
def settings(page_id: int) -> Response | tuple[str, int]:
    """Give a page its place in a menu and its address in each language; former addresses lead on."""
    page = page_of(page_id)
    form = SettingsForm()
    if not form.is_submitted():
        _show(form, page)
        return _settings(page, form), 200
    if not form.validate():
        return _settings(page, form), 422
    if form.was.data != _mark(page):
        store_nothing()
        form.was.data = _mark(page)
        form.form_errors.append(_("Somebody has changed this meanwhile. Compare with what is stored, then save again."))
        return _settings(page, form), 409
    page.menu, page.position = Menu(form.menu.data), form.position.data or 0
    if not _moved(page, form):
        return _settings(page, form), 422
    act_of(current_user)
    db.session.commit()
    flash(_("Saved. Former addresses lead to the new ones."))
    return redirect(editor_of(page, page.source_language), 303)


def _moved(page: Page, form: SettingsForm) -> bool:
    """Give the page the addresses typed; False, with the reason at its field, when one cannot be had."""
    for language in LANGUAGES:
        locale, field = page.locale(language), form.slug(language)
        if locale is None:
            continue
        try:
            move(db.session, locale, (field.data or "").strip(), reserved_slugs())
        except NotTaken as refused:
            field.errors = [said(refused.why)]
            return False
    return True


def _show(form: SettingsForm, page: Page) -> None:
    form.menu.data, form.position.data, form.was.data = page.menu.value, page.position, _mark(page)
    for locale in page.locales:
        form.slug(locale.language).data = locale.slug


def _mark(page: Page) -> str:
    """Return what the form shows, so that a later one can tell whether it still stands."""
    return "|".join([page.menu, str(page.position), *(f"{one.language}:{one.slug}" for one in page.locales)])


def _settings(page: Page, form: SettingsForm) -> str:
    store_nothing()
    stand = standing_of(page)
    return render_template(
        "content/settings.html",
        page=page,
        form=form,
        title=stand[page.source_language].title or page.key,
        languages=[language for language in LANGUAGES if stand[language].head is not None],
    )
