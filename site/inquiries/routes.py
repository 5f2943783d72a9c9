"""Asking: the form, what was sent twice with other words, and each inquiry's own page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, TimeoutError
from werkzeug.wrappers import Response

from inquiries import letters
from inquiries.actions import (
    LEGAL_CLOCK,
    SameAddress,
    SentOtherwise,
    add_message,
    answer_due,
    ask_right,
    correct_address,
    receive,
)
from inquiries.actions import withdraw as withdraw_consent
from inquiries.forms import FIELD_OF, AddressForm, ConfirmForm, InquiryForm, MessageForm, seen_now
from inquiries.links import secret, status_address
from inquiries.lots import Named, lots_named, name_of, shown
from inquiries.papers import kept_paper, kept_papers
from inquiries.rights import Right, words_of
from inquiries.status import (
    consent_rows,
    consent_state,
    desk_of,
    lots_now,
    lots_that_fit,
    masked,
    progress_of,
    steps,
)
from inquiries.waiting import due_of
from models.account import Role
from models.inquiry.inquiry import REQUIRED, Inquiry
from models.inquiry.notice import NoticeText, notice, notices
from models.inquiry.status_link import is_form_key, mint_form_key, network_key, opens
from models.land.attribute import ATTRIBUTES
from models.land.estate import Estate
from models.media import MediaKind
from web import limits
from web.access import act_of, allow, found
from web.clock import now
from web.controller import controller
from web.database import db, store_nothing
from web.dates import moment, zone_name
from web.errors import AGAIN_IN, is_away
from web.fields import campaign
from web.forms import text_of
from web.headers import private
from web.language import current_language, speaking
from web.need import need_rows
from web.numbers import unit_word
from web.sending import size_of, whole
from web.words import gettext, listed

log = structlog.get_logger()
bp = Blueprint("inquiries", __name__)

CAMPAIGN = ("source", "utm_campaign", "utm_source")  # where an address names what the reader came by, the first counts
MOST_FROM_ONE_NETWORK = "30 per hour"
MOST_ASKED = 30  # figures of one address


@bp.route("/<lang:lang>/inquire", methods=["GET", "POST"])
@allow(Role.ANYONE)
def inquire(lang: str) -> Response:
    """Ask about lots, or about a need that no lot was named for."""
    form = InquiryForm()
    named = lots_named(db.session, request.values.getlist("lot"), now())
    if request.method == "GET":
        _prefill(form, named)
        return _form_page(form, named)
    if not is_form_key(form.form_key.data or ""):
        form.form_key.data = mint_form_key(now())
        form.validate()
        form.form_errors.append(
            gettext("This form came without its number. Check what it says, then send it once more.")
        )
        return _form_page(form, named, 422)
    if leave_out := request.form.get("without"):
        return _form_page(form, named.without(leave_out))
    if not form.validate():
        return _form_page(form, named, 422)
    return _send(form, named)


def _send(form: InquiryForm, named: Named) -> Response:
    at = now()
    much = limits.is_much("inquiry", MOST_FROM_ONE_NETWORK)
    asked = form.as_asked(
        named.lots,
        named.unknown,
        suspect=form.looks_filled_by_a_machine(at) or ("many" if much else None),
        network=network_key(secret(), limits.network()),
        source=text_of(form.source) or None,
    )
    try:
        inquiry = receive(db.session, asked, at, request_id=g.get("request_id"))
        db.session.commit()
    except SentOtherwise as sent:
        return _sent_otherwise(form, named, sent.first)
    except (DBAPIError, TimeoutError) as error:
        if not is_away(error):
            raise
        return _not_stored(form, named, error)
    return redirect(status_address(inquiry), 303)


def _not_stored(form: InquiryForm, named: Named, error: Exception) -> Response:
    """Say so, and give everything typed back under the same key; where the database cannot be read either, it is a plain 503."""
    log.error("inquiry not stored", error=type(error).__name__)
    db.session.rollback()
    form.form_errors.append(
        gettext(
            "We could not store this just now. Everything you typed is still here: please send it again in a few minutes."
        )
    )
    answer = _form_page(form, named, 503)
    answer.headers["Retry-After"] = str(AGAIN_IN)
    return answer


def _prefill(form: InquiryForm, named: Named) -> None:
    """Begin with the figures asked for."""
    form.form_key.data = mint_form_key(now())
    form.source.data = next((word for name in CAMPAIGN if (word := campaign(request.args.get(name)))), "")
    codes = dict.fromkeys(request.args.getlist("ask")[:MOST_ASKED])
    labels = [gettext(ATTRIBUTES[code].label) for code in codes if code in ATTRIBUTES]
    if not labels:
        return
    lots = listed(lot.code_as_given for lot in named.lots)
    first = (
        gettext("Please tell us these figures of %(lots)s:", lots=lots)
        if lots
        else gettext("Please tell us these figures:")
    )
    form.message.data = "\n".join([first, *(f"- {label}" for label in labels), ""])


def _form_page(form: InquiryForm, named: Named, code: int = 200) -> Response:
    store_nothing()
    at = now()
    form.seen.data = seen_now()
    language = current_language()
    asked_for = [(form[FIELD_OF[one.purpose]], one, table_of(one)) for one in notices(language, controller(language))]
    page = render_template(
        "inquiries/inquire.html",
        form=form,
        lots=[shown(lot, at) for lot in named.lots],
        unknown=named.unknown,
        notices=asked_for,
        due_at=answer_due(named.lots[0].estate if named.lots else None, at),
        water_unit=unit_word("m³/day", current_language()),
        lots_url=url_for("catalogue.lots"),
        **surroundings(named.lots[0].estate if named.lots else None),
    )
    answer = make_response(page, code)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def surroundings(estate: Estate | None) -> dict[str, Any]:
    """Return what the frame of a page says of the estate it is about."""
    if estate is None:
        return {}
    return {"estate_name": estate.name(current_language(), now().date()), "illustrative": estate.illustrative}


def table_of(shown: NoticeText) -> list[tuple[str, str, bool]]:
    """Return the rows of a notice as the component takes them: word, text, weighty."""
    return [(row.label, row.text, row.key) for row in shown.rows]


def _sent_otherwise(form: InquiryForm, named: Named, first: Inquiry) -> Response:
    """Show both, the one that is stored and the one that would be new, under a key of its own."""
    store_nothing()
    form.form_key.data = mint_form_key(now())
    page = render_template(
        "inquiries/sent_otherwise.html",
        form=form,
        first=first,
        lots=named.lots,
        names=[name_of(lot) for lot in named.lots],
        first_address=status_address(first),
    )
    return private(make_response(page, 409))


def opened(reference: str, *, to_write: bool = False) -> Inquiry:
    """Return the inquiry that this address opens, or raise 404: no such reference and a wrong key are one answer.

    `to_write` also locks its row, so that a second press waits for the first.
    """
    wanted = select(Inquiry).where(Inquiry.reference == reference)
    inquiry = db.session.scalars(wanted.with_for_update() if to_write else wanted).one_or_none()
    # an unknown reference costs the same work as a wrong key
    right = opens(secret(), inquiry or Inquiry(form_key="", epoch=0), request.args.get("key", ""))
    return found(inquiry if right else None)


@bp.route("/<lang:lang>/inquiries/<reference>", methods=["GET", "POST"])
@allow(Role.ANYONE)
def status(lang: str, reference: str) -> Response:
    """Show how far an inquiry is; take one more message, or the right address."""
    if request.method == "GET":
        return _status_page(opened(reference))
    inquiry = opened(reference, to_write=True)
    if request.form.get("do") == "address":
        return _correct(inquiry)
    return _message(inquiry)


def _message(inquiry: Inquiry) -> Response:
    form = MessageForm(prefix="m-")
    if inquiry.stopped_at is not None or not is_form_key(form.form_key.data or "") or not form.validate():
        return _status_page(inquiry, 422, message=form)
    add_message(db.session, inquiry, text_of(form.message), text_of(form.form_key), act_of())
    db.session.commit()
    return redirect(status_address(inquiry, said="message"), 303)


def _correct(inquiry: Inquiry) -> Response:
    form = AddressForm(prefix="a-")
    if inquiry.stopped_at is not None or not form.validate():
        return _status_page(inquiry, 422, address=form)
    try:
        correct_address(db.session, inquiry, text_of(form.email), act_of())
    except SameAddress:
        form.email.errors = [gettext("This is the address we already have.")]
        return _status_page(inquiry, 422, address=form)
    db.session.commit()
    return redirect(status_address(inquiry, said="address"), 303)


def _status_page(
    inquiry: Inquiry, code: int = 200, *, message: MessageForm | None = None, address: AddressForm | None = None
) -> Response:
    store_nothing()
    at, language = now(), current_language()
    progress = progress_of(db.session, inquiry)
    message = message or MessageForm(formdata=None, prefix="m-")
    if not is_form_key(message.form_key.data or ""):
        message.form_key.data = mint_form_key(at)
    page = render_template(
        "inquiries/status.html",
        inquiry=inquiry,
        progress=progress,
        steps=steps(progress, inquiry, language),
        due=due_of(inquiry, progress.due_since, progress.due_at, language) if progress.due_at else None,
        lots=lots_now(inquiry, at),
        kept=kept_papers(db.session, inquiry, at),
        need=need_rows(inquiry.need, language),
        consents=consent_rows(inquiry, language),
        message=message,
        address=address or AddressForm(formdata=None, prefix="a-"),
        masked=masked(inquiry.address),
        said=request.args.get("said"),
        here=status_address(inquiry),
        key=request.args["key"],
        zone=zone_name(inquiry.zone, at),
        stop_by=moment(inquiry.stopped_at + LEGAL_CLOCK, inquiry.zone, language) if inquiry.stopped_at else None,
        contact=desk_of(inquiry, language),
        rights=[words_of(right) for right in Right],
        fitting=f"{url_for('catalogue.lots')}?{question}" if (question := urlencode(lots_that_fit(inquiry))) else None,
        **surroundings(letters.estate_of(inquiry)),
    )
    return private(make_response(page, code))


@bp.get("/<lang:lang>/inquiries/<reference>/documents/<int:document_id>")
@allow(Role.ANYONE)
def document(lang: str, reference: str, document_id: int) -> Response:
    """Send a document that is kept from the public to who may open it by this inquiry's link."""
    one = found(kept_paper(db.session, opened(reference), document_id, now()))
    assert one.media is not None
    if one.media.kind is MediaKind.DOCUMENT:
        return private(whole(one.media))
    names = [str(size["name"]) for size in one.media.sizes if size["type"] == "image/webp"]
    return private(size_of(one.media, names[-1] if names else ""))


@bp.route("/<lang:lang>/inquiries/<reference>/withdraw/<purpose>", methods=["GET", "POST"])
@allow(Role.ANYONE)
def withdraw(lang: str, reference: str, purpose: str) -> Response:
    """Say what follows when a consent is withdrawn; withdraw it."""
    inquiry = opened(reference, to_write=request.method == "POST")
    consent = found(next((one for one in inquiry.consents if one.purpose == purpose), None))
    form = ConfirmForm()
    if request.method == "POST" and form.validate():
        withdraw_consent(db.session, inquiry, consent.purpose, act_of())
        db.session.commit()
        return redirect(status_address(inquiry, said="withdrawn"), 303)
    title = notice(consent.purpose, current_language()).title
    page = render_template(
        "inquiries/withdraw.html",
        inquiry=inquiry,
        form=form,
        title=title,
        required=consent.purpose in REQUIRED,
        state=consent_state(consent),
        here=status_address(inquiry),
        **surroundings(letters.estate_of(inquiry)),
    )
    return private(make_response(page, 422 if form.errors else 200))


@bp.route("/<lang:lang>/inquiries/<reference>/rights/<right>", methods=["GET", "POST"])
@allow(Role.ANYONE)
def rights(lang: str, reference: str, right: str) -> Response:
    """Say what follows when somebody asks about their own data; pass the wish on to the desk."""
    inquiry = opened(reference, to_write=request.method == "POST")
    wanted = found(next((one for one in Right if one.value == right), None))
    form = ConfirmForm()
    words = words_of(wanted)
    if request.method == "POST" and form.validate():
        with speaking(inquiry.language):
            wish = words_of(wanted).wish
        ask_right(db.session, inquiry, wanted, wish, act_of())
        db.session.commit()
        return redirect(status_address(inquiry, said="right"), 303)
    page = render_template(
        "inquiries/rights.html",
        inquiry=inquiry,
        form=form,
        words=words,
        here=status_address(inquiry),
        **surroundings(letters.estate_of(inquiry)),
    )
    return private(make_response(page, 422 if form.errors else 200))
