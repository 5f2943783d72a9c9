"""The forms investors fill in. What they ask for is what an answer needs, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from inquiries.asked import Asked, Need
from models.inquiry.inquiry import Purpose
from models.inquiry.notice import notices
from models.inquiry.status_link import open_for
from models.land.lot import Lot
from models.land.sectors import SECTORS
from models.people.arrival import Writer
from web.clock import now
from web.controller import controller
from web.countries import country_names
from web.dates import reader_zone
from web.fields import AmountField, GrownSelect, campaign, lines, one_line
from web.forms import PublicForm, text_of
from web.language import current_language
from web.need import quarter_words, tenure_words
from web.words import gettext, pgettext

LONGEST_MESSAGE = 4000
FASTEST_S = 2  # nobody answers two consents and writes a question in less
MOST_LINKS = 3
TOO_LONG = _("Shorten this to %(max)d characters at most.")
BAD_ADDRESS = _("Write the whole address, like name@company.com.")
QUARTERS = 20  # offered from this one on

FIELD_OF = {
    Purpose.INQUIRY: "consent_inquiry",
    Purpose.OVERSEAS_TRANSFER: "consent_transfer",
    Purpose.THIRD_PARTY: "consent_third_party",
    Purpose.MARKETING: "consent_marketing",
}


def at_most(length: int) -> Length:
    """Return the limit of a field."""
    return Length(max=length, message=TOO_LONG)


def said(message: Any) -> DataRequired:
    """Return the demand that something stands in a field."""
    return DataRequired(message)


def agreed(form: Any, field: Field) -> None:
    """Refuse the answer no where nothing can be answered without it."""
    if field.data == "no":
        raise ValidationError(
            gettext("Without this consent we may not keep your inquiry. You can still call or write to the desk.")
        )


def consent(label: Any, *, required: bool) -> RadioField:
    """Return the question of one purpose; nothing is ticked before. An optional one may stay unanswered: that is no."""
    answers = [SelectChoice("yes", _("I agree")), SelectChoice("no", _("I do not agree"))]
    checks = [said(_("Choose whether you agree.")), agreed] if required else [Optional()]
    return RadioField(label, choices=answers, validators=checks)


class InquiryForm(PublicForm):
    """Ask about lots, or about a need."""

    sector = SelectField(_("Sector"), [Optional()])
    area_m2 = AmountField(_("Area needed"), unit="m2", most=100_000_000)
    power_mva = AmountField(_("Power"), unit="MV.A", most=5_000)
    water_m3d = AmountField(_("Industrial water"), unit="m3/d", most=1_000_000)
    timeframe = GrownSelect(_("Start of construction"), [Optional()], pattern=r"20\d\dQ[1-4]")
    tenure = SelectField(_("Buy or lease"), [Optional()])
    message = TextAreaField(
        _("Your question"),
        [said(_("Write what you would like to know.")), at_most(LONGEST_MESSAGE)],
        filters=[lines],
    )
    organisation = StringField(
        _("Company"), [said(_("Enter the name of your company.")), at_most(160)], filters=[one_line]
    )
    title = StringField(_("Department and title"), [Optional(), at_most(120)], filters=[one_line])
    name = StringField(_("Name"), [said(_("Enter your name.")), at_most(120)], filters=[one_line])
    country = SelectField(_("Country"), [said(_("Choose your country."))])
    phone = TelField(_("Phone"), [Optional(), at_most(40)], filters=[one_line])
    email = EmailField(
        _("Work email"),
        [said(_("Enter your email address.")), at_most(254), Email(BAD_ADDRESS, allow_smtputf8=False)],
        filters=[one_line],
    )
    consent_inquiry = consent(_("Collection and use of personal data"), required=True)
    consent_transfer = consent(_("Transfer to Indonesia"), required=True)
    consent_third_party = consent(_("Sharing with suppliers"), required=False)
    consent_marketing = consent(_("News by email"), required=False)
    reply_topic = StringField(_("Leave this empty"))  # a machine fills every field it finds
    source = HiddenField(filters=[campaign])  # the word of the campaign whose link brought the reader
    seen = HiddenField()  # which notices were shown
    form_key = HiddenField()

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **named)
        self.country.choices = [SelectChoice("", gettext("Choose")), *_choices(country_names(current_language()))]
        self.sector.choices = [
            SelectChoice("", gettext("Not decided")),
            *(SelectChoice(one.code, pgettext(one.context, one.label)) for one in SECTORS),
        ]
        self.tenure.choices = [SelectChoice("", gettext("Not decided")), *_choices(tenure_words())]
        self.timeframe.choices = [SelectChoice("", gettext("Not decided")), *_choices(_quarters(now()))]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the notices agreed to are those that stand today."""
        good = super().validate(extra_validators)
        if self.seen.data and self.seen.data != seen_now():
            self.form_errors.append(
                gettext("The notices on personal data have changed since you opened this form. Please read them again.")
            )
            for name in FIELD_OF.values():
                self[name].data = None
            return False
        return good

    def as_asked(self, lots: Sequence[Lot], unknown: Sequence[str], **how: Any) -> Asked:
        """Return what was sent, after it was validated."""
        language = current_language()
        return Asked(
            form_key=text_of(self.form_key),
            writer=Writer(
                name=text_of(self.name),
                organisation=text_of(self.organisation),
                email=text_of(self.email),
                country=text_of(self.country),
                language=language,
                title=text_of(self.title) or None,
                phone=text_of(self.phone) or None,
                sector=text_of(self.sector) or None,
            ),
            message=text_of(self.message),
            language=language,
            zone=reader_zone(language, self.country.data),
            consents={purpose: self[name].data == "yes" for purpose, name in FIELD_OF.items()},
            lots=lots,
            lots_unknown=unknown,
            need=Need(
                area_m2=self.area_m2.amount,
                power_mva=self.power_mva.amount,
                water_m3d=self.water_m3d.amount,
                sector=text_of(self.sector) or None,
                tenure=text_of(self.tenure) or None,
                timeframe=text_of(self.timeframe) or None,
            ),
            **how,
        )

    def looks_filled_by_a_machine(self, at: datetime) -> str | None:
        """Return why the form seems to be filled in by a program; it is kept all the same."""
        if self.reply_topic.data:
            return "honeypot"
        opened = open_for(self.form_key.data or "", at)
        if opened is not None and opened.total_seconds() < FASTEST_S:
            return "fast"
        if any(links_in(text_of(field)) for field in (self.name, self.organisation, self.title)):
            return "links"  # they would ride in our letter to whoever owns the address
        return "links" if links_in(text_of(self.message)) > MOST_LINKS else None


def seen_now() -> str:
    """Return a mark of the notices as they are shown in the reader's language."""
    whole = "".join(one.sha256 for one in notices(current_language(), controller(current_language())))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def links_in(text: str) -> int:
    """Return how many links `text` holds."""
    plain = text.casefold()
    return plain.count("http") + plain.count("www.")


class MessageForm(PublicForm):
    """One more message to the desk."""

    message = TextAreaField(
        _("What you would like to tell the desk"),
        [said(_("Write your message.")), at_most(LONGEST_MESSAGE)],
        filters=[lines],
    )
    form_key = HiddenField()


class AddressForm(PublicForm):
    """The right address where a wrong one was sent."""

    email = EmailField(
        _("New email address"),
        [said(_("Enter your email address.")), at_most(254), Email(BAD_ADDRESS, allow_smtputf8=False)],
        filters=[one_line],
    )


class ConfirmForm(PublicForm):
    """Do what the page has told: the button is all there is."""


def _quarters(at: datetime) -> dict[str, str]:
    first = at.year * 4 + (at.month - 1) // 3
    codes = [f"{one // 4}Q{one % 4 + 1}" for one in range(first, first + QUARTERS)]
    return {code: quarter_words(code) for code in codes}


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]
