"""Answering: a letter in the investor's language, a call put on record, a note for colleagues."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from leads import page
from leads.forms import AnswerForm, CallForm, NoteForm
from leads.letter import may_be_written_to, reply_address
from leads.room import SELLERS, act, bp, desk_of, done, lead_to_write, me
from models.lead.lead import Lead, Refused, Stage
from models.lead.letters import LetterPurpose, Written, unfit
from models.lead.timeline import EntryKind
from models.lead.work import answer as send_answer
from models.lead.work import assign, log_call, move, note_down
from web.access import allow
from web.addresses import row_number
from web.database import db, store_nothing
from web.forms import text_of
from web.words import gettext, ngettext

SILENT = frozenset({Stage.SPAM, Stage.MERGED})


@bp.post("/staff/leads/<int:lead_id>/answer")
@allow(*SELLERS)
def answer(lead_id: int) -> Response | tuple[str, int]:
    """Write to the investor: shown first when asked, else sent by the worker. Who answers a lead of nobody takes it."""
    lead = lead_to_write(lead_id)
    form = AnswerForm()
    if not form.validate() or not _is_fit(lead, form):
        return page.show(lead, 422, answer=form, errors_at="answer")
    if request.form.get("do") == "preview":
        return page.show(lead, answer=form, preview=Written(text_of(form.subject), text_of(form.body)))
    if page.last_word(lead) > row_number(form.seen.data):
        return _asked_whether(lead, form)
    _take(lead)
    send_answer(
        db.session,
        lead,
        me(),
        act=act(),
        subject=text_of(form.subject),
        body=text_of(form.body) + "\n",
        template=form.purpose,
        reply_to=reply_address(desk_of(lead), lead.language),
    )
    return _contacted(lead, bool(form.contacted.data), gettext("The answer is on its way."))


@bp.post("/staff/leads/<int:lead_id>/call")
@allow(*SELLERS)
def call(lead_id: int) -> Response | tuple[str, int]:
    """Put a call on record; it is contact as a letter is."""
    lead = lead_to_write(lead_id)
    form = CallForm()
    if not form.validate() or lead.stage in SILENT:
        return page.show(lead, 422, call=form, errors_at="call")
    _take(lead)
    log_call(db.session, lead, act=act(), text=text_of(form.text))
    return _contacted(lead, bool(form.contacted.data), gettext("The call is on record."))


@bp.post("/staff/leads/<int:lead_id>/note")
@allow(*SELLERS)
def note(lead_id: int) -> Response | tuple[str, int]:
    """Note something down for colleagues; it is no contact."""
    lead = lead_to_write(lead_id)
    form = NoteForm()
    if not form.validate():
        return page.show(lead, 422, note=form, errors_at="note")
    note_down(db.session, lead, EntryKind.NOTE, act=act(), text=text_of(form.text))
    return done(lead, gettext("Noted."), "timeline")


def _is_fit(lead: Lead, form: AnswerForm) -> bool:
    """Tell whether the letter can go out; say beside it why not."""
    if lead.stage in SILENT or lead.person is None:
        abort(409)
    if not may_be_written_to(lead.inquiries):
        form.form_errors.append(gettext("They withdrew the consent to be answered. Nothing may be written to them."))
        return False
    written = Written(text_of(form.subject), text_of(form.body))
    wrong = unfit(LetterPurpose(form.purpose), lead.language, written)
    if wrong:
        form.body.errors = [
            ngettext(
                "Replace this before it goes out: %(what)s",
                "Replace these before it goes out: %(what)s",
                len(wrong),
                what=", ".join(wrong),
            )
        ]
    return not wrong


def _asked_whether(lead: Lead, form: AnswerForm) -> tuple[str, int]:
    """Show what was written meanwhile, and let the letter still go."""
    store_nothing()
    lines = page.lines_since(lead, row_number(form.seen.data))
    mark = str(page.last_word(lead))
    return render_template("leads/meanwhile.html", lead=lead, lines=lines, form=form, mark=mark), 409


def _take(lead: Lead) -> None:
    if lead.owner_id is None:
        assign(db.session, lead, me(), act=act())


def _contacted(lead: Lead, wanted: bool, words: str) -> Response:
    """Move a new lead on, where that was asked for and nothing else is missing."""
    if wanted and lead.stage is Stage.NEW:
        try:
            move(db.session, lead, Stage.CONTACTED, act=act())
        except Refused:
            return done(lead, words, "timeline")
    return done(lead, words, "timeline")
