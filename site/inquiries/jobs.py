"""The worker's part: a letter goes out, once, or somebody sees why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inquiries.links import status_url
from models.inquiry.inquiry import Inquiry
from models.inquiry.status_link import STATUS_LINK
from models.lead.opening import LETTER_JOB
from models.lead.timeline import Letter
from models.marks import N_
from web import mail
from web.jobs import Errand, prepares

TO_SEND = frozenset({"queued", "unsent", "dead"})  # the last two when somebody lets the job run again


def give_up(session: Session, args: Mapping[str, Any], _at: datetime) -> None:
    """Mark a letter that could not be sent as often as we try: the desk sees it."""
    letter = session.get(Letter, args["letter_id"])
    if letter is not None and letter.state in TO_SEND:
        letter.state = "dead"


def revive(session: Session, args: Mapping[str, Any], _at: datetime) -> None:
    """Say of a letter that was given up that it is on its way again."""
    letter = session.get(Letter, args["letter_id"])
    if letter is not None and letter.state == "dead":
        letter.state = "queued"


@prepares(LETTER_JOB, N_("Send a letter"), give_up=give_up, revive=revive)
def letter(session: Session, args: Mapping[str, Any], _at: datetime) -> Errand | None:
    """Send a letter under the Message-ID of its row; without a mail server it stays to be read on the desk."""
    row = session.get(Letter, args["letter_id"])
    if row is None or row.state not in TO_SEND:
        return None
    if not mail.can_send():
        return Errand(run=lambda: "unsent", keep=partial(_keep, row.id))
    message = as_mail(session, row)

    def run() -> str:
        mail.deliver(message)
        return "sent"

    return Errand(run=run, keep=partial(_keep, row.id))


def _keep(letter_id: int, session: Session, state: str, at: datetime) -> None:
    row = session.get_one(Letter, letter_id)
    row.state = state
    row.sent_at = at if state == "sent" else None


def as_mail(session: Session, row: Letter) -> EmailMessage:
    """Return a letter as it goes out. Address and link are read together: an old address never gets a new link."""
    inquiry = _inquiry_of(session, row)
    message = mail.letter(
        to=row.to,
        subject=row.subject,
        text=row.body.replace(STATUS_LINK, _link(inquiry, row)),
        message_id=mail.message_id_of(LETTER_JOB, row.id),
        language=row.language,
    )
    if row.reply_to:
        message["Reply-To"] = Address(addr_spec=row.reply_to)
    if row.author_id is None:
        message["Auto-Submitted"] = "auto-generated"  # nobody's holiday notice answers it
    return message


def _inquiry_of(session: Session, row: Letter) -> Inquiry | None:
    """Return the inquiry a letter is about: its own, else the lead's latest of the person it goes to."""
    if row.inquiry_id is not None:
        return session.get(Inquiry, row.inquiry_id)
    of_lead = select(Inquiry).where(Inquiry.lead_id == row.lead_id).order_by(Inquiry.id.desc())
    return next((one for one in session.scalars(of_lead) if one.address == row.to), None)


def _link(inquiry: Inquiry | None, row: Letter) -> str:
    """Return what stands for the link: nothing in a letter to an address that no longer counts."""
    return status_url(inquiry, row.language) if inquiry is not None and row.to == inquiry.address else ""
