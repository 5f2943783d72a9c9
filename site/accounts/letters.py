"""The letters that let a person choose a password: a signed link, good once and not for long, stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from models.account import LetterKind, User
from web.addresses import absolute_url
from web.clock import now
from web.language import speaking

GOOD_FOR = {LetterKind.INVITATION: timedelta(days=7), LetterKind.RESET: timedelta(hours=1)}


@dataclass(frozen=True)
class Letter:
    """What a person is sent."""

    subject: str
    text: str
    language: str


def token_of(user: User) -> str:
    """Return the token of the letter that `user` is owed; it dies when a password is chosen or the time is over."""
    assert user.letter is not None
    assert user.letter_at is not None
    good_until = user.letter_at + GOOD_FOR[user.letter]
    return str(_signer().dumps([user.id, user.link_epoch, int(good_until.timestamp())]))


def user_of_token(session: Session, token: str, *, to_write: bool = False) -> User | None:
    """Return the person whom `token` lets choose a password, if it still does; `to_write` also locks their row."""
    try:
        user_id, epoch, good_until = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    if now().timestamp() >= good_until:
        return None
    user = session.get(User, user_id, populate_existing=to_write, with_for_update=to_write or None)
    if user is None or user.disabled_at is not None or user.link_epoch != epoch:
        return None
    return user


def letter_to(user: User) -> Letter | None:
    """Return the letter that `user` is owed, in their language; None when there is none any more."""
    if user.letter is None or user.disabled_at is not None:
        return None
    with speaking(user.language):
        link = absolute_url("accounts.reset", token=token_of(user))
        if user.letter is LetterKind.INVITATION:
            subject = _("Your sign-in for the Kavling desk")
            text = _(
                "Hello %(name)s,\n\nyou have been given a place at the Kavling desk. Choose your password here; "
                "the link is good for 7 days and for one use:\n\n%(link)s\n\n"
                "If you did not expect this, you need not do anything.",
                name=user.name,
                link=link,
            )
        else:
            subject = _("Choose a new password for the Kavling desk")
            text = _(
                "Hello %(name)s,\n\nsomebody asked for a new password for your account at the Kavling desk. "
                "If it was you, choose it here; the link is good for one hour and for one use:\n\n%(link)s\n\n"
                "If it was not you, nothing has changed and you need not do anything.",
                name=user.name,
                link=link,
            )
    return Letter(subject, text, user.language)


def factor_letter(user: User) -> Letter:
    """Return the letter that tells of a second factor taken away."""
    with speaking(user.language):
        subject = _("Your second factor for the Kavling desk was taken away")
        text = _(
            "Hello %(name)s,\n\nan administrator has taken away your second factor for the Kavling desk and signed you out "
            "everywhere. Sign in with your password and set up a new one:\n\n%(link)s\n\n"
            "If you did not ask for this, tell your administrators at once.",
            name=user.name,
            link=absolute_url("second.overview"),
        )
    return Letter(subject, text, user.language)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="account-letter")
