"""Documents and pictures of an estate and its lots: brought, told of, put in order, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from estates.desk.papers_forms import BringForm, PaperForm
from estates.desk.room import PAPERS_READERS as READERS
from estates.desk.room import PAPERS_WRITERS as WRITERS
from estates.desk.room import bp, estates_of, theirs
from estates.desk.sheet import today_at_the_estates
from models.account import Role
from models.audit import Audit
from models.base import LANGUAGES
from models.land.document import ORDER, Document, about
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.statement import Statement
from models.media import Media, MediaKind, MediaState, add_media, drop_media
from web.access import act_of, allow, current_user, found
from web.bringing import brought
from web.clock import now
from web.database import db, store_nothing
from web.fields import one_line
from web.files import MOST_DOCUMENT, MOST_PICTURE, NotTaken
from web.forms import StaffForm, text_of
from web.language import current_language
from web.papers import Paper, paper
from web.pictures import Picture, picture_of
from web.words import gettext as _

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx,.odt,.ods,.odp,.hwpx"
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Listed:
    """A document or picture in the list."""

    document: Document
    paper: Paper
    picture: Picture | None
    state: str  # why the public does not see it, or that it does


@bp.get("/staff/estates/<estate>/documents")
@allow(*READERS)
def papers(estate: str) -> str:
    """List the documents and pictures of an estate, or those about one of its lots."""
    row = _estate(estate, READERS)
    form = BringForm(formdata=None, language=_main_language(row), level="public", lots=request.args.get("lot", ""))
    return _list_page(row, form)


@bp.post("/staff/estates/<estate>/documents")
@allow(*WRITERS)
def bring_paper(estate: str) -> Response | tuple[str, int]:
    """Take a file; what else is to be said of it is asked next."""
    row = _estate(estate, WRITERS)
    form = BringForm()
    form.offer(_)
    if not form.validate():
        return _list_page(row, form), 422
    lots = _lots(row, form)
    if lots is None:
        return _list_page(row, form), 422
    estate_id, lot_ids, by_id = row.id, [lot.id for lot in lots], current_user.id
    try:
        with brought(form.file.data) as media:
            document = _add(estate_id, lot_ids, by_id, form, media)
            db.session.commit()
    except NotTaken as refused:
        form.file.errors = [_(refused.words, **refused.given)]
        return _list_page(row, form), 422
    if document.kind is MediaKind.PICTURE:
        flash(_("The picture is stored. Say what is to be seen on it: until then the public does not see it."))
    else:
        flash(_("The document is stored."))
    return redirect(url_for("estates.paper_page", document_id=document.id), 303)


def _add(estate_id: int, lot_ids: list[int], by_id: int, form: BringForm, media: Media) -> Document:
    at = now()
    estate = db.session.get_one(Estate, estate_id)
    media.estate_id, media.by_id = estate_id, by_id
    add_media(db.session, media, at)
    last = db.session.scalar(select(func.max(Document.position)).where(Document.estate_id == estate_id)) or 0
    document = Document(
        estate_id=estate_id,
        key=media.key,
        kind=media.kind,
        title=text_of(form.title),
        language=form.language.data,
        level=form.level.data,
        illustrative=estate.illustrative,
        position=last + 1,
        media_id=media.id,
        lots=list(db.session.scalars(select(Lot).where(Lot.id.in_(lot_ids)))),
    )
    db.session.add(document)
    db.session.flush()
    _note(document, ["file"])
    return document


@bp.get("/staff/documents/<int:document_id>")
@allow(*READERS)
def paper_page(document_id: int) -> str:
    """Show all that is said of a document or picture."""
    document = _document(document_id, READERS)
    form = PaperForm(formdata=None)
    form.show_paper(document)
    return _page(document, form)


@bp.post("/staff/documents/<int:document_id>")
@allow(*WRITERS)
def tell_of_paper(document_id: int) -> Response | tuple[str, int]:
    """Store what is said of it, and a newer file; refused when somebody else did so meanwhile."""
    document = _document(document_id, WRITERS)
    form = PaperForm()
    form.offer(_)
    if not form.validate():
        return _page(document, form), 422
    lots = _lots(document.estate, form)
    if lots is None:
        return _page(document, form), 422
    if text_of(form.version) != str(document.version):
        return _outdated(document, form)
    file: FileStorage | None = form.file.data or None
    if file is None:
        _store(document, form, lots, None)
        db.session.commit()
    else:
        lot_ids, by_id, version = [lot.id for lot in lots], current_user.id, document.version
        try:
            with brought(file, picture=document.kind is MediaKind.PICTURE) as media:
                document = _document(document_id, WRITERS)
                if document.version != version:
                    raise _Changed
                media.by_id = by_id
                lots = list(db.session.scalars(select(Lot).where(Lot.id.in_(lot_ids))))
                _store(document, form, lots, media)
                db.session.commit()
        except _Changed:
            return _outdated(document, form)
        except NotTaken as refused:
            form.file.errors = [_(refused.words, **refused.given)]
            return _page(document, form), 422
    flash(_("Saved."))
    return redirect(url_for("estates.paper_page", document_id=document_id), 303)


class _Changed(RuntimeError):
    """Somebody else saved while the file was on its way."""


def _outdated(document: Document, form: PaperForm) -> tuple[str, int]:
    form.form_errors.append(_("Somebody else changed this meanwhile. Compare with how it stands, then save again."))
    form.version.data = str(document.version)
    return _page(document, form), 409


def _store(document: Document, form: PaperForm, lots: Sequence[Lot], media: Media | None) -> None:
    changed = form.changes(document)
    for name, value in changed.items():
        setattr(document, name, value)
    if {lot.id for lot in lots} != {lot.id for lot in document.lots}:
        document.lots = list(lots)
        changed["lots"] = True
    old = document.media
    if media is not None:
        media.estate_id, media.alt = document.estate_id, dict(old.alt) if old else {}
        document.media = add_media(db.session, media, now())
        db.session.flush()
        changed["file"] = True
        if old is not None:
            drop_media(db.session, old, now())
    alt = form.says_what_is_seen(document.media) if document.kind is MediaKind.PICTURE else None
    if alt is not None and document.media is not None:
        document.media.alt = alt
        changed["alt"] = True
    if changed:
        _note(document, sorted(changed))


@bp.post("/staff/documents/<int:document_id>/end")
@allow(*WRITERS)
def end_paper(document_id: int) -> Response:
    """Show it no longer, or again, as the page said; sent twice it is done once."""
    document = _document(document_id, WRITERS)
    ends = request.form.get("shown") != "yes"
    if (document.ended_at is not None) is not ends:
        document.ended_at = now() if ends else None
        _note(document, ["ended"])
        db.session.commit()
    flash(_("It is no longer shown.") if ends else _("It is shown again."))
    return redirect(url_for("estates.paper_page", document_id=document_id), 303)


@bp.post("/staff/documents/<int:document_id>/move")
@allow(*WRITERS)
def move_paper(document_id: int) -> Response:
    """Put it one place earlier or later in the lists."""
    document = _document(document_id, WRITERS)
    every = select(Document).where(Document.estate_id == document.estate_id, Document.ended_at.is_(None))
    order = list(db.session.scalars(every.order_by(*ORDER)))
    if document in order:
        at = order.index(document)
        to = at - 1 if request.form.get("to") == "earlier" else at + 1
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
        for position, one in enumerate(order, start=1):
            if one.position != position:
                one.position = position
        db.session.commit()
    return redirect(url_for("estates.papers", estate=document.estate.slug, _anchor=f"d{document_id}"), 303)


@bp.post("/staff/documents/<int:document_id>/remove")
@allow(*WRITERS)
def remove_paper(document_id: int) -> Response:
    """Take it away with its file, for good; not while figures rest on it."""
    document = _document(document_id, WRITERS)
    slug = document.estate.slug
    if _is_source(document):
        flash(_("Figures rest on this document, so it stays on record. You can stop showing it."), "error")
        return redirect(url_for("estates.paper_page", document_id=document_id), 303)
    _note(document, ["removed"])
    media = document.media
    document.lots = []
    db.session.delete(document)
    db.session.flush()
    if media is not None:
        drop_media(db.session, media, now())
    db.session.commit()
    flash(_("It is taken away, with its file."))
    return redirect(url_for("estates.papers", estate=slug), 303)


# --- what both pages need ---


def _estate(slug: str, roles: Sequence[Role]) -> Estate:
    return found(db.session.scalar(estates_of(current_user, *roles).where(Estate.slug == one_line(slug))))


def _document(document_id: int, roles: Sequence[Role]) -> Document:
    mine = select(Document).where(Document.id == document_id, theirs(current_user, Document.estate_id, roles))
    whole = mine.options(
        joinedload(Document.media), joinedload(Document.estate).selectinload(Estate.names), selectinload(Document.lots)
    )
    return found(db.session.scalars(whole).unique().one_or_none())


def _lots(estate: Estate, form: BringForm | PaperForm) -> list[Lot] | None:
    """Return the lots that were named; None, said beside the field, when one is not there."""
    codes = form.codes
    lots = list(db.session.scalars(select(Lot).where(Lot.estate_id == estate.id, Lot.code.in_(codes)))) if codes else []
    unknown = [code for code in codes if code not in {lot.code for lot in lots}]
    if unknown:
        form.lots.errors = [_("No lot %(lots)s in this estate.", lots=", ".join(unknown))]
        return None
    return lots


def _is_source(document: Document) -> bool:
    return bool(db.session.scalar(select(exists().where(Statement.document_id == document.id))))


def _main_language(estate: Estate) -> str:
    return "id" if "id" in estate.languages else next(one for one in LANGUAGES if one in estate.languages or one == "en")


def _note(document: Document, fields: list[str]) -> None:
    told = Audit(
        act=act_of(current_user), what="document", subject=f"document:{document.id}", details={"fields": fields}
    )
    db.session.add(told)


def _list_page(estate: Estate, form: BringForm) -> str:
    store_nothing()
    form.offer(_)
    wanted = request.args.get("lot", "")
    lot = db.session.scalar(select(Lot).where(Lot.estate_id == estate.id, Lot.code == wanted)) if wanted else None
    query = select(Document).where(Document.estate_id == estate.id).order_by(Document.ended_at.is_not(None), *ORDER)
    if lot is not None:
        query = query.where(about(lot.id))
    whole = query.options(joinedload(Document.media), selectinload(Document.lots)).limit(MOST_AT_ONCE)
    language = current_language()
    return render_template(
        "estates/papers.html",
        estate=estate,
        estate_name=estate.name(language, today_at_the_estates(now())),
        lot=lot,
        listed=[listed(one) for one in db.session.scalars(whole).unique()],
        form=form,
        accepted=ACCEPTED,
        most=MOST_DOCUMENT >> 20,
        most_picture=MOST_PICTURE >> 20,
        writes=current_user.may_at(estate.id, *WRITERS),
        token=StaffForm(formdata=None),
    )


def listed(document: Document) -> Listed:
    """Return a document as the list shows it."""
    language = current_language()
    told = paper(document, language, now())
    return Listed(document, told, _desk_picture(document), _state(document, told))


def _desk_picture(document: Document) -> Picture | None:
    media = document.media
    if media is None or media.state is not MediaState.READY:
        return None
    return picture_of(
        media if media.alt else _with_words(media, document.title),
        current_language(),
        lambda name: url_for("media.at_the_desk", media_id=media.id, name=name),
    )


def _with_words(media: Media, title: str) -> Media:
    """Return a picture that nobody has described as one that is called by its title; not on record."""
    return Media(
        id=media.id, key=media.key, kind=media.kind, state=media.state, width=media.width, height=media.height,
        sizes=media.sizes, alt={current_language(): title},
    )  # fmt: skip


def _state(document: Document, told: Paper) -> str:
    media = document.media
    if document.ended_at is not None:
        return _("No longer shown")
    if media is None:
        return _("Named, without a file")
    if media.state is MediaState.WAITING:
        return _("Its sizes are being made")
    if media.state is MediaState.FAILED:
        return _("This picture cannot be read. Save it anew as JPEG, then bring it again.")
    if document.kind is MediaKind.PICTURE and not media.alt:
        return _("Not shown: say what is to be seen on it")
    if told.run_out:
        return _("Expired")
    if told.to_come:
        return _("Not valid yet")
    return ""


def _page(document: Document, form: PaperForm) -> str:
    store_nothing()
    form.offer(_)
    language = current_language()
    return render_template(
        "estates/paper.html",
        document=document,
        estate=document.estate,
        estate_name=document.estate.name(language, today_at_the_estates(now())),
        one=listed(document),
        form=form,
        accepted=ACCEPTED,
        is_source=_is_source(document),
        writes=current_user.may_at(document.estate_id, *WRITERS),
        missing=[one for one in LANGUAGES if document.media and not document.media.alt.get(one)],
    )
