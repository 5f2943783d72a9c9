"""What an administrator types of an estate: its names, where it lies, how its desk works, whom to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _p
from wtforms import (
    EmailField,
    Field,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from estates.desk.forms import Day
from estates.making import SLUG
from models.base import LANGUAGES
from models.land.estate import Contact, Estate
from models.land.policy import ClaimPolicy
from web.fields import one_line
from web.forms import SelectChoice, StaffForm, text_of
from web.language import NAMES

LONGEST = 120
MOST_HOURS = 80  # of the desk's working time: two weeks
ZONES = [
    SelectChoice(base + zone, f"UTM {zone}{half}") for half, base in (("S", 32700), ("N", 32600)) for zone in range(46, 55)
]
PHONE = re.compile(r"\+[1-9][0-9 ()./-]{5,24}")
POLICY = tuple(field.name for field in fields(ClaimPolicy))
MESSENGERS = {"kakao": _("KakaoTalk"), "line": _("LINE"), "whatsapp": _("WhatsApp")}

SHORT = Length(max=LONGEST, message=_("Use at most 120 characters."))
ADDRESS = Email(_("Enter an email address like name@example.com"))
SPOKEN = [SelectChoice(code, NAMES[code]) for code in LANGUAGES]


class Ticks(SelectMultipleField):
    """Several of a few, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _days(label: Any, least: int = 1) -> IntegerField:
    wrong = _("Enter days from 1 to 3650.") if least else _("Enter a number from 0 to 20.")
    return IntegerField(label, [NumberRange(least, 3650 if least else 20, wrong)])


def _line(label: Any, *more: Any) -> StringField:
    return StringField(label, [Optional(), SHORT, *more], filters=[one_line])


def _mail(label: Any) -> EmailField:
    return EmailField(label, [Optional(), SHORT, ADDRESS], filters=[one_line])


class Worded(StaffForm):
    """A form with a field per language: `title_ko`."""

    def words(self, name: str) -> dict[str, str]:
        """Return what was typed per language, without those left empty."""
        return {x: text for x in LANGUAGES if (text := text_of(self[f"{name}_{x}"]))}

    def require(self, name: str, what: Any) -> bool:
        """Tell whether something was typed in one language at least; say `what` beside the first field when not."""
        if self.words(name):
            return True
        first = self[f"{name}_{LANGUAGES[0]}"]
        first.errors = [*first.errors, what]
        return False

    def per_language(self, name: str) -> list[tuple[str, Field]]:
        """Return the fields of `name`, each with its language."""
        return [(x, self[f"{name}_{x}"]) for x in LANGUAGES]

    def show(self, name: str, words: Mapping[str, str]) -> None:
        """Put words that stand into the fields."""
        for language in LANGUAGES:
            self[f"{name}_{language}"].data = words.get(language, "")


class NewEstateForm(Worded):
    """An estate from nothing."""

    slug = StringField(
        _("Short name in addresses"),
        [InputRequired(_("Enter a short name like cilegon-2."))],
        filters=[one_line],
        description=_("Small letters, digits and dashes. It stands in every address and stays as it is."),
    )
    name_id = _line(NAMES["id"])
    name_en = _line(NAMES["en"])
    name_ko = _line(NAMES["ko"])
    name_ja = _line(NAMES["ja"])
    utm = SelectField(_("Coordinates of its drawings"), coerce=int, default=32748, choices=ZONES)

    def validate_slug(self, field: Field) -> None:
        """Refuse what cannot stand in an address."""
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError(_("Use small letters, digits and dashes, like cilegon-2."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one name at least."""
        good = super().validate(extra_validators)
        return self.require("name", _("Enter the estate's name in one language at least.")) and good


class NameForm(StaffForm):
    """A name in one language, from a day on."""

    language = SelectField(_("Language"), choices=SPOKEN)
    name = StringField(_("New name"), [InputRequired(_("Enter the new name.")), SHORT], filters=[one_line])
    from_day = Day(_("From the day"), description=_("Until then it keeps its old name. Empty: from today on."))


class SettingsForm(Worded):
    """Where an estate lies and how its desk works."""

    place_id = _line(NAMES["id"])
    place_en = _line(NAMES["en"])
    place_ko = _line(NAMES["ko"])
    place_ja = _line(NAMES["ja"])
    lat = FloatField(
        _("Latitude"), [Optional(), NumberRange(-90, 90, _("Enter a latitude from -90 to 90, like -5.96."))]
    )
    lon = FloatField(
        _("Longitude"), [Optional(), NumberRange(-180, 180, _("Enter a longitude from -180 to 180, like 106.01."))]
    )
    utm = SelectField(_("Coordinates of its drawings"), coerce=int, choices=ZONES)
    languages = Ticks(_("Languages its desk answers in"), choices=SPOKEN)
    answer_hours = IntegerField(
        _("First answer within"),
        [NumberRange(1, MOST_HOURS, _("Enter working hours from 1 to 80."))],
        description=_("Working hours of the desk in Indonesia. Investors are told the moment that follows from it."),
    )
    hold_shown_as = RadioField(
        _("The public sees a lot on hold as"),
        choices=[
            SelectChoice("held", _p("status", "On hold")),
            SelectChoice("in_talks", _p("status", "In talks")),
            SelectChoice("available", _p("status", "Available")),
        ],
    )
    hold_days = _days(_("A hold runs at first"))
    sales_hold_days = _days(_("Sales may hold up to"))
    most_hold_days = _days(_("A sales manager may hold up to"))
    hold_extensions = _days(_("Sales may extend a hold"), 0)
    reservation_days = _days(_("A reservation runs at first"))
    most_reservation_days = _days(_("A reservation may run up to"))
    mail_all = _mail(_("All languages"))
    mail_id = _mail(NAMES["id"])
    mail_en = _mail(NAMES["en"])
    mail_ko = _mail(NAMES["ko"])
    mail_ja = _mail(NAMES["ja"])
    version = HiddenField()

    def validate_languages(self, field: Field) -> None:
        """Ask for one language at least."""
        if not field.data:
            raise ValidationError(_("Choose one language at least."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both coordinates, or neither."""
        good = super().validate(extra_validators) and self._days_are_right()
        if (self.lon.data is None) == (self.lat.data is None) or self.lat.errors or self.lon.errors:
            return bool(good)
        self.lon.errors = [_("Enter both latitude and longitude, or neither.")]
        return False

    def policy(self) -> ClaimPolicy:
        """Return how long lots shall be set aside."""
        return ClaimPolicy(**{name: self[name].data for name in POLICY})

    def _days_are_right(self) -> bool:
        """Tell whether no one may hold less than is offered; say beside the field where it is so."""
        wrong = self.policy().wrong()
        for name in wrong:
            self[name].errors = [_("This cannot be less than the field before it.")]
        return not wrong

    def show_estate(self, estate: Estate) -> None:
        """Put what stands into the fields."""
        self.show("place", estate.place)
        self.show("mail", estate.desk_mail)
        self.mail_all.data = estate.desk_mail.get("", "")
        self.lat.data, self.lon.data, self.utm.data = estate.lat, estate.lon, estate.utm_epsg
        self.languages.data = sorted(estate.languages)
        self.answer_hours.data = estate.answer_within // 60 or 1
        for name in POLICY:
            self[name].data = getattr(estate, name)
        self.hold_shown_as.data, self.version.data = estate.hold_shown_as, str(estate.version)

    def wanted(self) -> dict[str, Any]:
        """Return the columns of the estate as they shall be."""
        everybody = {"": text_of(self.mail_all)} if text_of(self.mail_all) else {}
        return {
            "place": self.words("place"),
            "lat": self.lat.data,
            "lon": self.lon.data,
            "utm_epsg": self.utm.data,
            "languages": frozenset(self.languages.data or ()),
            "answer_within": (self.answer_hours.data or 1) * 60,
            "hold_shown_as": self.hold_shown_as.data,
            "desk_mail": everybody | self.words("mail"),
        }


class ContactForm(Worded):
    """A desk that answers: what it is called, what it reads, when and how it can be reached."""

    title_id = _line(NAMES["id"])
    title_en = _line(NAMES["en"])
    title_ko = _line(NAMES["ko"])
    title_ja = _line(NAMES["ja"])
    best = SelectField(_("Best language"), choices=SPOKEN)
    languages = Ticks(_("Other languages"), choices=SPOKEN)
    email = EmailField(
        _("Email address"), [InputRequired(_("Enter an email address like name@example.com")), SHORT, ADDRESS]
    )
    hours = StringField(
        _("Hours"),
        [InputRequired(_("Enter the hours, like Mon-Fri 08:00-17:00 WIB.")), SHORT],
        filters=[one_line],
    )
    phone = TelField(_("Phone"), [Optional(), SHORT], filters=[one_line])
    kakao = _line(MESSENGERS["kakao"])
    line = _line(MESSENGERS["line"])
    whatsapp = _line(MESSENGERS["whatsapp"])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask what the desk is called, in one language at least."""
        good = super().validate(extra_validators)
        return self.require("title", _("Enter what the desk is called in one language at least.")) and good

    def validate_phone(self, field: Field) -> None:
        """Refuse a number that cannot be dialled from abroad."""
        if not PHONE.fullmatch(text_of(field)):
            raise ValidationError(_("Enter the number with its country code, like +62 254 123456."))

    def show_contact(self, contact: Contact) -> None:
        """Put what stands into the fields."""
        self.show("title", contact.title)
        self.best.data, self.languages.data = contact.languages[0], contact.languages[1:]
        self.email.data, self.hours.data, self.phone.data = contact.email, contact.hours, contact.phone
        for name in MESSENGERS:
            self[name].data = contact.messengers.get(name, "")

    def fill(self, contact: Contact) -> None:
        """Let the contact be as it was typed."""
        best = self.best.data
        contact.title = self.words("title")
        contact.languages = [best, *(x for x in LANGUAGES if x in (self.languages.data or ()) and x != best)]
        contact.email, contact.hours, contact.phone = text_of(self.email), text_of(self.hours), text_of(self.phone) or None
        contact.messengers = {name: text for name in MESSENGERS if (text := text_of(self[name]))}
