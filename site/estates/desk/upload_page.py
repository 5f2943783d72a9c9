"""Bringing a file to the desk: choose it, look at what it would do, correct what was guessed, then store or discard it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from estates import uploading
from estates.desk import upload_view as view
from estates.desk.room import KEEPERS, bp, estates_of, theirs
from estates.desk.sheet import today_at_the_estates
from estates.desk.upload_forms import FileForm, SourceForm
from models.land.columns import Picked
from models.land.document import Document
from models.land.estate import Estate
from models.land.upload import Upload, Waiting
from models.refusal import Refusal, Sentence
from web.access import allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.forms import StaffForm
from web.language import current_language
from web.words import gettext as _

ENCODINGS = ("utf-8", "utf-16", "cp949", "cp932", "cp1252", "euc_jp")
LONGEST = 60


@bp.route("/staff/imports/new", methods=["GET", "POST"])
@allow(*KEEPERS)
def new_import() -> Response | tuple[str, int]:
    """Take a file and let the worker check it."""
    language, at = current_language(), now()
    estates = db.session.scalars(estates_of(current_user, *KEEPERS)).all()
    form = FileForm()
    form.offer(today_at_the_estates(at), _)
    form.offer_estates((estate.slug, estate.name(language, at.date())) for estate in estates)
    if request.method == "GET" and request.args.get("estate") in {estate.slug for estate in estates}:
        form.estate.data = request.args["estate"]
    if form.validate_on_submit():
        upload = _bring(form, next(estate for estate in estates if estate.slug == form.estate.data))
        if upload is not None:
            return redirect(url_for("estates.upload", upload_id=upload.id), 303)
    store_nothing()
    page = render_template("estates/upload_new.html", form=form, most=uploading.MOST_BYTES >> 20, estates=estates)
    return page, 422 if form.errors else 200


def _bring(form: FileForm, estate: Estate) -> Upload | None:
    """Keep the file and put it on record; null, said beside the field, when it cannot be."""
    file: FileStorage = form.file.data
    try:
        kept = uploading.keep(file.stream)
    except uploading.TooLarge:
        form.file.errors = [_("The file is larger than %(most)s MB.", most=uploading.MOST_BYTES >> 20)]
        return None
    try:
        if not kept[1]:
            uploading.drop(kept[0])
            form.file.errors = [_("The file is empty.")]
            return None
        name = file.filename or ""
        upload = uploading.bring(db.session, estate, kept, name, by_id=current_user.id, at=now(), **form.said)
        db.session.commit()
    except BaseException:
        uploading.drop(kept[0])
        raise
    return upload


@bp.get("/staff/imports/new/<int:upload_id>")
@allow(*KEEPERS)
def upload(upload_id: int) -> Response | str:
    """Show what a file would do; while the worker is at it, how far it is."""
    one = _upload(upload_id)
    if one.state is Waiting.STORED and one.intake_id is not None:
        return redirect(url_for("estates.intake", intake_id=one.intake_id), 303)
    form = SourceForm(formdata=None)
    form.offer(today_at_the_estates(now()), _)
    form.show_upload(one)
    return _page(one, form)


@bp.post("/staff/imports/new/<int:upload_id>/check")
@allow(*KEEPERS)
def check_again(upload_id: int) -> Response | tuple[str, int]:
    """Read the file anew, as somebody corrected."""
    one = _upload(upload_id)
    form = SourceForm()
    form.offer(today_at_the_estates(now()), _)
    if one.state not in (Waiting.CHECKED, Waiting.FAILED):
        return redirect(url_for("estates.upload", upload_id=one.id), 303)
    if not form.validate():
        return _page(one, form), 422
    for name, value in form.said.items():
        setattr(one, name, value)
    _choose(one)
    uploading.check(db.session, one, now())
    db.session.commit()
    return redirect(url_for("estates.upload", upload_id=one.id), 303)


def _choose(upload: Upload) -> None:
    """Take over what was chosen of layer, encoding, coordinate system and columns; what is no choice is left as it was."""
    sent, shown = request.form, upload.found
    layers = (shown.get("head") or {}).get("layers") or shown.get("layers") or ()
    if sent.get("layer") in layers:
        upload.layer = sent["layer"]
    if "encoding" in sent:
        upload.encoding = sent["encoding"] if sent["encoding"] in ENCODINGS else None
    _choose_system(upload)
    known = {value for _group, options in view.targets() for value, _word in options}
    picked = dict(upload.columns)
    for place, column in enumerate(shown.get("columns", ())):
        before = f"{column['code']}:{column['suffix']}" if column["suffix"] else column["code"]
        wanted, unit = sent.get(f"read-{place}", before), sent.get(f"unit-{place}", column["unit"]).strip()[:20]
        given_up = column["refused"] and not wanted  # nothing was meant by it, or it is meant to be left out
        if ((wanted, unit) != (before, column["unit"]) or given_up) and (wanted in known or not wanted):
            code, _colon, suffix = wanted.partition(":")
            picked[column["header"]] = {"code": code, "suffix": suffix, "unit": unit if code and not suffix else ""}
    upload.columns = {header: told for header, told in picked.items() if Picked.from_json(told)}


def _choose_system(upload: Upload) -> None:
    """Take over the coordinate system; the one that the file was read in anyway stays what it was: found or guessed."""
    typed = request.form.get("crs_other", "").strip() or request.form.get("crs", "").strip()
    now_read = (upload.found.get("head") or {}).get("crs")
    if typed and typed != "other" and (upload.crs is not None or typed != now_read):
        upload.crs = typed[:LONGEST]
    elif not typed and "crs" in request.form:
        upload.crs = None


@bp.post("/staff/imports/new/<int:upload_id>/store")
@allow(*KEEPERS)
def store_import(upload_id: int) -> Response | tuple[str, int]:
    """Let the worker store the difference that the page showed."""
    one = _upload(upload_id)
    if one.state is not Waiting.CHECKED:
        return redirect(url_for("estates.upload", upload_id=one.id), 303)
    why = _why_not(one)
    if why is not None:
        form = SourceForm(formdata=None)
        form.offer(today_at_the_estates(now()), _)
        form.show_upload(one)
        form.form_errors.append(why)
        return _page(one, form), 409
    one.skip_bad = "skip_bad" in request.form
    uploading.store(db.session, one, now())
    db.session.commit()
    return redirect(url_for("estates.upload", upload_id=one.id), 303)


def _why_not(upload: Upload) -> str | None:
    shown = upload.found
    counts = shown.get("counts") or {}
    if not (counts.get("added") or counts.get("changed")):
        return _("Nothing in this file is new; nothing was stored.")
    if request.form.get("seen") != shown.get("fingerprint"):
        return _("The difference is another one than your page showed. Look at it, then store it.")
    if counts.get("refused") and "skip_bad" not in request.form:
        return _("Some rows are refused. Correct the file, or tick that they are left out.")
    return None


@bp.post("/staff/imports/new/<int:upload_id>/discard")
@allow(*KEEPERS)
def discard_import(upload_id: int) -> Response:
    """Forget a file that is not wanted."""
    one = _upload(upload_id)
    if one.state in (Waiting.STORING, Waiting.STORED):
        return redirect(url_for("estates.upload", upload_id=one.id), 303)
    name = one.name
    uploading.discard(db.session, one)
    db.session.commit()
    flash(_("%(file)s is discarded; nothing of it was stored.", file=name))
    return redirect(url_for("estates.imports"), 303)


def _upload(upload_id: int) -> Upload:
    return found(
        db.session.scalar(select(Upload).where(Upload.id == upload_id, theirs(current_user, Upload.estate_id, KEEPERS)))
    )


def _page(upload: Upload, form: SourceForm) -> str:
    store_nothing()
    language, at, shown = current_language(), now(), upload.found
    estate = found(db.session.scalar(estates_of(current_user, *KEEPERS).where(Estate.id == upload.estate_id)))
    documents = db.session.scalars(select(Document.title).where(Document.estate_id == estate.id).order_by(Document.id))
    unreadable: dict[str, Any] | None = shown.get("unreadable")
    return render_template(
        "estates/upload.html",
        upload=upload,
        form=form,
        plain=StaffForm(formdata=None),
        busy=upload.state in (Waiting.CHECKING, Waiting.STORING),
        waited=(at - upload.came_at).total_seconds() > 60,
        estate=estate,
        estate_name=estate.name(language, at.date()),
        documents=documents.all(),
        shown=shown,
        head=shown.get("head") or {},
        counts=shown.get("counts") or {},
        unreadable=view.at_the_desk(Refusal.from_json(unreadable)) if unreadable else None,
        warned=[Sentence.from_json(told) for told in (shown.get("head") or {}).get("warnings", ())],
        columns=view.columns_of(shown, language),
        targets=view.targets() if shown.get("columns") else [],
        refused=view.refusals(shown) if not unreadable else [],
        warnings=[(told["row"], Sentence.from_json(told["what"])) for told in shown.get("warnings", ())],
        notes=[Sentence.from_json(told) for told in shown.get("notes", ())],
        changes=view.changes_by_fact(shown, language),
        words_of=lambda code, told: view.words_of(code, told, language),
        plan=view.plan_of(shown),
        encodings=ENCODINGS,
    )
