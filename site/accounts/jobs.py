"""Sends the letters of accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.letters import factor_letter, letter_to
from models.account import User
from models.marks import N_
from web import mail
from web.jobs import Args, Errand, prepares


@prepares("account-mail", N_("Send staff a link to choose a password"))
def send(session: Session, args: Args, at: datetime) -> Errand | None:
    """Send the person of `args["user"]` the letter they are owed; without a mail server it waits on the desk."""
    user = session.get(User, args["user"]) if args["user"] is not None else None
    if user is None or not mail.can_send():
        return None
    letter = letter_to(user)
    if letter is None:
        return None
    user_id, asked_at = user.id, user.letter_at
    message = mail.letter(
        to=user.email,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        message_id=mail.message_id_of("account", f"{user.id}.{args['letter']}"),
    )

    def keep(session: Session, _came: object, at: datetime) -> None:
        kept = session.get(User, user_id)
        if kept is not None and kept.letter_at == asked_at:
            kept.letter_sent_at = at

    return Errand(run=lambda: mail.deliver(message), keep=keep)


@prepares("account-notice", N_("Tell staff that their second factor was taken away"))
def tell(session: Session, args: Args, _at: datetime) -> Errand | None:
    """Tell a member of staff that an administrator took their second factor away."""
    user = session.get(User, args["user"])
    if user is None or user.disabled_at is not None or not mail.can_send():
        return None
    letter = factor_letter(user)
    message = mail.letter(
        to=user.email,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        message_id=mail.message_id_of("account-notice", f"{user.id}.{args['act']}"),
    )
    return Errand(run=lambda: mail.deliver(message))
