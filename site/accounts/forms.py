"""What staff types to sign in, to choose a password, and to let others in."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Length

from models.account import STAFF, Role
from models.base import LANGUAGES
from models.password import LONGEST
from web.forms import SelectChoice, StaffForm
from web.language import NAMES

Grants = set[tuple[Role, int | None]]

# longer than any password: one that is cut off would be another one
TYPED = Length(max=4 * LONGEST, message=_("Use at most 128 characters."))
ADDRESS = [
    InputRequired(_("Enter an email address like name@example.com")),
    Length(max=254, message=_("Enter an email address like name@example.com")),
    Email(_("Enter an email address like name@example.com")),
]


class SignInForm(StaffForm):
    """Address and password; an address that is none is answered like one we do not know."""

    email = EmailField(_("Email address"), [InputRequired(_("Enter your email address")), Length(max=254)])
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password")), TYPED])
    next = HiddenField()


class ForgotForm(StaffForm):
    """To whom a link is to be sent."""

    email = EmailField(_("Email address"), ADDRESS)


class NewPasswordForm(StaffForm):
    """A password chosen by way of a link."""

    password = PasswordField(_("New password"), [InputRequired(_("Enter a new password")), TYPED])


class ChangePasswordForm(StaffForm):
    """A password changed by its owner."""

    current = PasswordField(_("Current password"), [InputRequired(_("Enter your current password")), TYPED])
    password = PasswordField(_("New password"), [InputRequired(_("Enter a new password")), TYPED])


class AccountForm(StaffForm):
    """How the desk speaks to a person."""

    name = StringField(_("Name"), [InputRequired(_("Enter your name")), Length(max=200)])
    language = RadioField(_("Language"), choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES])


class GrantsForm(StaffForm):
    """Which roles a person holds, and where: each choice is a role and the id of an estate, or none for all."""

    grants = SelectMultipleField(_("Roles"))
    shown = HiddenField()  # what they were when the page was made

    def offer(self, places: Iterable[int | None]) -> None:
        """Offer every role at each of `places`."""
        self.grants.choices = [SelectChoice(_code(role, place), "") for place in places for role in STAFF]

    def show(self, held: Grants) -> None:
        """Show what is held now."""
        self.grants.data = sorted(_code(*grant) for grant in held)
        self.shown.data = " ".join(self.grants.data)

    def wanted(self) -> Grants:
        """Return the roles that were ticked."""
        return {_grant(code) for code in self.grants.data or ()}

    def were(self) -> Grants:
        """Return the roles that the page showed; unreadable ones are none of anybody's."""
        try:
            return {_grant(code) for code in (self.shown.data or "").split()}
        except ValueError:
            return {(Role.ANYONE, None)}


class InviteForm(GrantsForm):
    """Somebody who is to work here."""

    email = EmailField(_("Email address"), ADDRESS)
    name = StringField(_("Name"), [InputRequired(_("Enter their name")), Length(max=200)])
    language = RadioField(_("Language"), choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES], default="id")


def _code(role: Role, place: int | None) -> str:
    return f"{role}:{'' if place is None else place}"


def _grant(code: str) -> tuple[Role, int | None]:
    role, _colon, place = code.partition(":")
    return Role(role), int(place) if place else None
