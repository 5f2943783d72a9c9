"""The forms of a lead's page. Their ids are what a refused move points to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from leads.times import in_days
from leads.words import CONTRACT_FORMS, NAME_ORDERS
from models.base import plain
from models.land.policy import ClaimPolicy
from models.land.sectors import SECTORS
from models.lead.letters import WRITTEN_BY_A_PERSON
from web.clock import now
from web.countries import country_names
from web.fields import AmountField, GrownSelect, lines, one_line
from web.forms import StaffForm, text_of
from web.language import LANGUAGE_WORDS, current_language
from web.need import quarter_words, tenure_words
from web.numbers import CURRENCIES
from web.typed import Unreadable, read_number
from web.words import gettext, pgettext

LONGEST_LETTER = 8000
LONGEST_NOTE = 4000
QUARTERS = 24
TOO_LONG = _("Shorten this to %(max)d characters at most.")


def at_most(length: int) -> Length:
    """Return the limit of a field."""
    return Length(max=length, message=TOO_LONG)


def picked(words: dict[str, Any], empty: str | None = None) -> list[SelectChoice]:
    """Return choices in the reader's language, perhaps with one for none."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return first + [SelectChoice(code, gettext(str(word))) for code, word in words.items()]


class Between:
    """A day that may be chosen: from tomorrow on, at most so many days ahead."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a day outside."""
        refuse_outside(field, self.first, self.last)


def refuse_outside(field: Any, first: int, last: int) -> None:
    """Refuse a day that is not so many days ahead."""
    begin, end = in_days(first, now()), in_days(last, now())
    if field.data is None or not begin <= field.data <= end:
        words = gettext("Choose a day from %(first)s to %(last)s.", first=begin.isoformat(), last=end.isoformat())
        raise ValidationError(words)


class AnswerForm(StaffForm):
    """A letter to the investor."""

    template = HiddenField()
    seen = HiddenField()
    subject = StringField(
        _("Subject"), [InputRequired(_("Write a subject.")), at_most(200)], filters=[one_line], id="answer-subject"
    )
    body = TextAreaField(
        _("Letter"), [InputRequired(_("Write the letter.")), at_most(LONGEST_LETTER)], filters=[lines], id="answer-body"
    )
    contacted = BooleanField(_("Then move it to “Contacted”"), id="answer-contacted")

    @property
    def purpose(self) -> str:
        """What the letter was begun as."""
        known = {one.value for one in WRITTEN_BY_A_PERSON}
        return self.template.data if self.template.data in known else WRITTEN_BY_A_PERSON[0].value


class CallForm(StaffForm):
    """A call, put on record."""

    text = TextAreaField(
        lazy_pgettext("call", "What was said"),
        [InputRequired(_("Write what was said.")), at_most(LONGEST_NOTE)],
        filters=[lines],
        id="call-text",
    )
    contacted = BooleanField(_("Then move it to “Contacted”"), id="call-contacted")


class NoteForm(StaffForm):
    """A note for colleagues."""

    text = TextAreaField(
        lazy_pgettext("lead", "Note"),
        [InputRequired(_("Write the note.")), at_most(LONGEST_NOTE)],
        filters=[lines],
        id="note-text",
    )


class NeedForm(StaffForm):
    """What they look for, as known now."""

    sector = SelectField(_("Sector"), [Optional()], id="need-sector")
    area_min = AmountField(_("Area, at least"), unit="m2", most=100_000_000, id="need-area-min")
    area_max = AmountField(_("Area, at most"), unit="m2", most=100_000_000, id="need-area-max")
    power_mva = AmountField(_("Power"), unit="MV.A", most=5_000, id="need-power")
    power_unknown = BooleanField(_("They do not know the power yet"), id="need-power-unknown")
    water_m3d = AmountField(_("Industrial water"), unit="m3/d", most=1_000_000, id="need-water")
    steam_th = AmountField(_("Steam"), unit="t/h", most=5_000, id="need-steam")
    tenure = SelectField(_("Buy or lease"), [Optional()], id="need-tenure")
    timeframe = GrownSelect(_("Start of construction"), [Optional()], pattern=r"20\d\dQ[1-4]", id="need-timeframe")
    decision_on = DateField(_("Decision expected on"), [Optional()], id="need-decision")

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **named)
        none = gettext("Not known")
        self.sector.choices = [
            SelectChoice("", none),
            *(SelectChoice(one.code, pgettext(one.context, one.label)) for one in SECTORS),
        ]
        self.tenure.choices = picked(tenure_words(), none)
        self.timeframe.choices = picked(_quarters(), none)

    def need(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return the need as it is stored; what this form does not ask stays as it was."""
        amounts = ("area_min", "area_max", "power_mva", "water_m3d", "steam_th")
        told: dict[str, Any] = {name: _stored(self[name].amount) for name in amounts}
        told |= {name: self[name].data or None for name in ("sector", "tenure", "timeframe")}
        told["power_unknown"] = True if self.power_unknown.data and not told["power_mva"] else None
        kept = {name: value for name, value in before.items() if name not in {*told, "area_m2"}}
        return {**kept, **told}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the area goes upwards."""
        good = bool(super().validate(extra_validators))
        least, most = self.area_min.amount, self.area_max.amount
        if good and least is not None and most is not None and most < least:
            self.area_max.errors = [gettext("This is less than the least area. Exchange the two.")]
            return False
        return good


class PersonForm(StaffForm):
    """Who writes to us."""

    full_native = StringField(
        _("Name in its own script"),
        [InputRequired(_("Enter the name.")), at_most(120)],
        filters=[one_line],
        id="person-native",
    )
    full_roman = StringField(
        _("Name in Latin letters"), [Optional(), at_most(120)], filters=[one_line], id="person-roman"
    )
    reading = StringField(
        _("Reading (kana or Hangul)"), [Optional(), at_most(120)], filters=[one_line], id="person-reading"
    )
    name_order = SelectField(_("Order of the name"), id="person-order")
    title = StringField(_("Department and title"), [Optional(), at_most(120)], filters=[one_line], id="person-title")
    language = SelectField(_("We write in"), id="person-language")
    phone = TelField(_("Phone"), [Optional(), at_most(40)], filters=[one_line], id="person-phone")

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **named)
        self.name_order.choices = picked(NAME_ORDERS)
        self.language.choices = picked(LANGUAGE_WORDS)


class FirmForm(StaffForm):
    """Whom they write for."""

    name_native = StringField(
        _("Company in its own script"),
        [InputRequired(_("Enter the name of the company.")), at_most(160)],
        filters=[one_line],
        id="firm-native",
    )
    name_roman = StringField(
        _("Company in Latin letters"), [Optional(), at_most(160)], filters=[one_line], id="firm-roman"
    )
    country = SelectField(_("Country"), [InputRequired(_("Choose the country."))], id="firm-country")
    sector = SelectField(_("Sector"), [Optional()], id="firm-sector")

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **named)
        names = country_names(current_language())
        self.country.choices = [SelectChoice("", gettext("Choose")), *(SelectChoice(*one) for one in names.items())]
        self.sector.choices = [
            SelectChoice("", gettext("Not known")),
            *(SelectChoice(one.code, pgettext(one.context, one.label)) for one in SECTORS),
        ]


class TaskForm(StaffForm):
    """What comes next."""

    title = StringField(
        _("What has to be done"),
        [InputRequired(_("Write what has to be done.")), at_most(200)],
        filters=[one_line],
        id="task-title",
    )
    due_on = DateField(_("Due"), [InputRequired(_("Choose a day.")), Between(0, 3 * 366)], id="task-due")
    assignee = SelectField(_("Who"), [Optional()], id="task-assignee")


class ClaimForm(StaffForm):
    """Lots and until when."""

    until = DateField(_("Until"), [InputRequired(_("Choose a day."))])
    reason = StringField(_("Why"), [Optional(), at_most(300)], filters=[one_line])
    most_days = 0

    def validate_until(self, field: Any) -> None:
        """Refuse a day that is past, or later than the estate allows anybody."""
        refuse_outside(field, 1, self.most_days)


class HoldForm(ClaimForm):
    """Hold lots for a while."""

    until = DateField(_("Until"), [InputRequired(_("Choose a day."))], id="hold-until")
    reason = StringField(_("Why"), [Optional(), at_most(300)], filters=[one_line], id="hold-reason")

    def __init__(self, policy: ClaimPolicy, **named: Any) -> None:
        """Offer the days of the estate."""
        super().__init__(**{"until": in_days(policy.hold_days, now())} | named)
        self.most_days = policy.most_hold_days


class ReserveForm(ClaimForm):
    """Ask for a reservation."""

    until = DateField(_("Until"), [InputRequired(_("Choose a day."))], id="reserve-until")
    deposit = StringField(_("Deposit"), [Optional(), at_most(40)], filters=[one_line], id="reserve-deposit")
    currency = SelectField(_("Currency"), id="reserve-currency")
    reason = StringField(
        _("Terms, for who approves"), [Optional(), at_most(300)], filters=[one_line], id="reserve-reason"
    )
    amount: Decimal | None = None

    def __init__(self, policy: ClaimPolicy, **named: Any) -> None:
        """Offer the days of the estate, and the currencies."""
        super().__init__(**{"until": in_days(policy.reservation_days, now()), "currency": "USD"} | named)
        self.most_days = policy.most_reservation_days
        self.currency.choices = [SelectChoice(code, code) for code in CURRENCIES]

    def validate_deposit(self, field: Any) -> None:
        """Read the deposit as it is typed in the reader's language."""
        if not field.data:
            return
        try:
            self.amount = read_number(field.data, current_language(), self.currency.data or "USD")
        except Unreadable as wrong:
            raise ValidationError(wrong.told(gettext)) from wrong
        if self.amount <= 0:
            raise ValidationError(gettext("This amount cannot be right. Check the number and its unit."))


class AgreementForm(StaffForm):
    """A non-disclosure agreement that was signed."""

    signed_on = DateField(_("Signed on"), [InputRequired(_("Choose a day.")), Between(-3660, 0)], id="agreed-on")
    valid_to = DateField(_("Holds until"), [Optional(), Between(0, 7320)], id="agreed-to")


class SignForm(StaffForm):
    """A contract that was signed."""

    kind = SelectField(_("Kind of contract"), id="sign-kind")
    form = SelectField(_("Contract form"), id="sign-form")
    number = StringField(
        _("Contract number"),
        [InputRequired(_("Enter the number of the contract.")), at_most(80)],
        filters=[one_line],
        id="sign-number",
    )
    signed_on = DateField(_("Signed on"), [InputRequired(_("Choose a day.")), Between(-366, 0)], id="sign-on")
    ends_on = DateField(_("Ends on, for a lease"), [Optional()], id="sign-ends")

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **named)
        self.kind.choices = [
            SelectChoice("sale", pgettext("contract", "Sale")),
            SelectChoice("lease", pgettext("contract", "Lease")),
        ]
        self.form.choices = picked(CONTRACT_FORMS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that a lease ends after it was signed."""
        good = bool(super().validate(extra_validators))
        signed, ends = self.signed_on.data, self.ends_on.data
        if self.kind.data == "lease" and not self.ends_on.errors:
            if ends is None:
                self.ends_on.errors = [gettext("Choose the day on which the lease ends.")]
            elif signed is not None and ends <= signed:
                self.ends_on.errors = [gettext("The lease ends after it is signed. Choose a later day.")]
        return good and not self.ends_on.errors


class MergeForm(StaffForm):
    """Two leads that are one."""

    into = StringField(
        _("Reference of the other lead"),
        [InputRequired(_("Enter the reference of the lead that stays.")), at_most(40)],
        filters=[one_line],
        id="merge-into",
    )
    reason = StringField(
        _("Why they are one"), [InputRequired(_("Write why.")), at_most(300)], filters=[one_line], id="merge-reason"
    )


def until_day(form: Any) -> date:
    """Return the last day of a claim, after the form was validated."""
    day: date = form.until.data
    return day


def reason_of(form: Any) -> str | None:
    """Return what was written as the reason, if anything."""
    return text_of(form.reason) or None


def _stored(amount: Decimal | None) -> str | None:
    """Return an amount as an inquiry's need keeps it: as text, the same on both databases."""
    return None if amount is None else str(plain(amount))


def _quarters() -> dict[str, str]:
    at = now()
    first = at.year * 4 + (at.month - 1) // 3
    codes = [f"{one // 4}Q{one % 4 + 1}" for one in range(first, first + QUARTERS)]
    return {code: quarter_words(code) for code in codes}
