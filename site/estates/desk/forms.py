"""What a statement is made of beside its values: on what strength, as of when, until when, by which paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from models.land.answer import Proof
from models.land.document import Document
from models.land.values import FIRST_YEAR, LAST_YEAR
from web.dates import DESK_ZONE
from web.fields import lines, one_line
from web.forms import SelectChoice, StaffForm, text_of
from web.glyphs import PROOF_WORDS
from web.typed import Unreadable, read_number
from web.words import gettext as _say
from web.zones import ZONES

NEW = "new"
LONGEST_TITLE = 200
LONGEST_REASON = 500
LONGEST_AHEAD = timedelta(days=731)


class Day(DateField):
    """A day of the calendar as tables print it: 2026-12-31."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; what cannot be read stays in the field."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            raise ValueError(_("Enter a day like 2026-12-31.")) from None
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(_("Enter a day like 2026-12-31."))


class StatementForm(StaffForm):
    """Who says so: everything but the values. `version` and `typed` say what the page showed, and in which language."""

    proof = SelectField(_("Proof"))
    as_of = Day(_("As of"))
    valid_to = Day(_("Valid to"), [Optional()])
    document = SelectField(_("Source document"), default="")
    new_document = StringField(
        _("Title of the new document"),
        [Length(max=LONGEST_TITLE, message=_("Use at most 200 characters."))],
        filters=[one_line],
    )
    illustrative = BooleanField(_("Illustrative data"))
    version = HiddenField()
    typed = HiddenField()

    def offer(self, documents: Iterable[Document], today: date, say: Any) -> None:
        """Offer the proofs and the estate's documents; `today` is the last day that can be told of."""
        self.today = today
        self.proof.choices = [(proof.value, say(PROOF_WORDS[proof.value])) for proof in Proof]
        self.document.choices = [
            ("", say(_("None"))),
            *((str(document.id), document.title) for document in documents),
            (NEW, say(_("New document"))),
        ]

    def validate_as_of(self, field: Field) -> None:
        """Refuse a day to come: nobody can have measured then."""
        if field.data is None:
            raise ValidationError(_("Enter a day like 2026-12-31."))
        if field.data > self.today:
            raise ValidationError(_("This day is still to come. Enter the day on which it was true."))

    def validate_valid_to(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if field.data is not None and self.as_of.data is not None and field.data < self.as_of.data:
            raise ValidationError(_("It cannot end before it begins. Enter a later day, or leave it empty."))

    def validate_new_document(self, field: Field) -> None:
        """Ask for the title of a document that is new."""
        if self.document.data == NEW and not text_of(field):
            raise ValidationError(_("Enter the title of the document."))


class ReasonForm(StaffForm):
    """Why something is done."""

    reason = TextAreaField(
        _("Reason"), [Length(max=LONGEST_REASON, message=_("Use at most 500 characters."))], filters=[lines]
    )

    def require_reason(self) -> bool:
        """Tell whether a reason was given; say beside the field when not."""
        if text_of(self.reason):
            return True
        self.reason.errors = [*self.reason.errors, _("Enter a reason.")]
        return False


class NumberForm(ReasonForm):
    """The number that people read of a lot."""

    number = StringField(
        _("New number"),
        [InputRequired(_("Enter a number like A-01."))],
        filters=[one_line],
    )


class PhaseForm(ReasonForm):
    """When lots go out, and in whose time that is meant; without a moment at once."""

    at = DateTimeLocalField(
        _("Day and time"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], default=None
    )
    zone = SelectField(_("In the time of"), default=DESK_ZONE)

    def offer(self, say: Any) -> None:
        """Offer the zones."""
        self.zone.choices = [SelectChoice(zone, say(word)) for zone, word in ZONES.items()]

    @property
    def moment(self) -> datetime | None:
        """Return the moment, in UTC; None: now."""
        if self.at.data is None:
            return None
        meant: datetime = self.at.data.replace(tzinfo=ZoneInfo(self.zone.data))
        return meant.astimezone(UTC)

    def require_to_come(self, now: datetime) -> bool:
        """Tell whether the moment is still to come, and within two years; say beside the field when not."""
        moment = self.moment
        if moment is None or now < moment < now + LONGEST_AHEAD:
            return True
        words = _("This moment has passed. Choose a later one.") if moment <= now else _("Choose a moment within two years.")
        self.at.errors = [*self.at.errors, words]
        return False


class PriceForm(PhaseForm):
    """How prices change: by percent, or by a list that is pasted or brought as a file; of a zone or of all lots."""

    part = SelectField(_("Zone"), default="")
    percent = StringField(_("By percent"), filters=[one_line])
    list = TextAreaField(_("By a list"), filters=[lines])
    file = FileField(_("or a CSV file"))

    def offer(self, say: Any, zones: Iterable[tuple[str, str]] = ()) -> None:
        """Offer the zones of time and of land."""
        super().offer(say)
        self.part.choices = [("", say(_("All zones"))), *zones]

    def take_file(self, longest: int) -> bool:
        """Put what a file says into the list; tell whether it could be read."""
        file = self.file.data
        if not file:
            return True
        told = file.read(4 * longest + 1)
        for encoding in ("utf-8-sig", "cp949", "cp932"):
            try:
                text = told.decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(text) <= longest and "\0" not in text:
                self.list.data = lines(text)
                return True
            break
        wrong = _("This file cannot be read as a table of text. Save it as CSV, then bring it again.")
        self.file.errors = [*self.file.errors, wrong]
        return False

    def require_one(self) -> bool:
        """Tell whether a percentage or a list was given, and not both."""
        given = [bool(text_of(self.percent)), bool(text_of(self.list))]
        if sum(given) == 1:
            return True
        words = _("Enter a percentage or a list, not both.") if any(given) else _("Enter a percentage like 3.5, or a list.")
        self.percent.errors = [*self.percent.errors, words]
        return False

    def read_percent(self, language: str) -> Decimal | None:
        """Return by how many percent; None when it cannot be read or be meant."""
        text = text_of(self.percent).removeprefix("+").replace("\N{MINUS SIGN}", "-")
        try:
            percent = read_number(text.removeprefix("-"), language, "%") * (-1 if text.startswith("-") else 1)
        except Unreadable as wrong:
            self.percent.errors = [*self.percent.errors, wrong.told(_say)]
            return None
        if not percent or not -90 <= percent <= 900:
            self.percent.errors = [*self.percent.errors, _("This percentage cannot be right. Check the number.")]
            return None
        return percent
