"""What is typed into the desk's pages about texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from models.base import LANGUAGES
from models.content.page import LONGEST_SLUG, Menu, PageKind
from models.content.revision import Revision, Said, Text
from models.marks import N_
from web.fields import one_line
from web.forms import SelectChoice, StaffForm, text_of
from web.language import NAMES
from web.words import gettext
from web.zones import ZONES

LONGEST_TEXT = 60_000
MENU_WORDS = {Menu.NONE: N_("In no menu"), Menu.MAIN: N_("Main menu"), Menu.FOOT: N_("At the foot of every page")}
ONE_KIND_WORDS = {PageKind.PAGE: N_("Page"), PageKind.NEWS: N_("Piece of news"), PageKind.LEGAL: N_("Legal text")}


class Number(HiddenField):
    """The number of a version."""

    @property
    def number(self) -> int:
        """Return it; 0 is none."""
        return whole(self.data)


def whole(text: str | None) -> int:
    """Return the number of a version as a form sends it; what is none is 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class TextForm(StaffForm):
    """The words of a page in one language. `based_on` is the version it began from, `beside` the source's that stood there."""

    title = StringField(
        lazy_pgettext("page", "Title"),
        [InputRequired(_("Give the page a title.")), Length(max=200, message=_("Use at most 200 characters."))],
        filters=[one_line],
    )
    short_title = StringField(
        _("Short title for menus"), [Length(max=40, message=_("Use at most 40 characters."))], filters=[one_line]
    )
    description = TextAreaField(
        _("Summary"),
        [Length(max=320, message=_("Use at most 320 characters."))],
        description=_("One or two sentences: below the title, in search results and in shared links."),
    )
    body = TextAreaField(
        lazy_pgettext("page", "Text"),
        [Length(max=LONGEST_TEXT, message=_("This text is too long. Make two pages of it."))],
    )
    matches = BooleanField(_("It now says the same as the source"))
    reviewed = BooleanField(_("Read by somebody at home in the language"))
    minor = BooleanField(_("A small correction: translations need not follow"))
    why = StringField(_("Why, or a note to the version"), [Length(max=300, message=_("Use at most 300 characters."))])
    based_on = Number()
    beside = Number()

    def show(self, head: Revision | None, beside: int) -> None:
        """Put what is stored into the fields."""
        if head is not None:
            self.title.data, self.short_title.data = head.title, head.short_title
            self.description.data, self.body.data = head.description, head.body
        self.matches.data = head is None
        self.based_on.data, self.beside.data = str(head.number if head else 0), str(beside)

    def text(self) -> Text:
        """Return the words as they are stored."""
        return Text.of(*(field.data or "" for field in (self.title, self.body, self.description, self.short_title)))

    def said(self) -> Said:
        """Return what is said of them."""
        return Said(
            matches=self.matches.data, reviewed=self.reviewed.data, minor=self.minor.data, why=text_of(self.why) or None
        )


class PublishForm(StaffForm):
    """When a text goes out, and in whose time that is meant."""

    number = Number()
    at = DateTimeLocalField(
        _("Day and time"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], default=None
    )
    until = DateTimeLocalField(
        _("Until (may stay empty)"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], default=None
    )
    zone = SelectField(_("In the time of"), default="Asia/Jakarta")
    why = StringField(
        _("Why it goes out although its source has changed"), [Length(max=300, message=_("Use at most 300 characters."))]
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the zones."""
        super().__init__(*args, **named)
        self.zone.choices = [SelectChoice(zone, gettext(word)) for zone, word in ZONES.items()]

    def moment(self, field: Field) -> datetime | None:
        """Return the moment that a field names, in UTC."""
        if field.data is None:
            return None
        meant: datetime = field.data.replace(tzinfo=ZoneInfo(self.zone.data))
        return meant.astimezone(UTC)


class NewPageForm(StaffForm):
    """A page that begins: what it is, and its title in the language it is written in first."""

    kind = SelectField(_("What it is"))
    source_language = SelectField(_("Written first in"), default="en")
    title = StringField(
        lazy_pgettext("page", "Title"),
        [InputRequired(_("Give the page a title.")), Length(max=200, message=_("Use at most 200 characters."))],
        filters=[one_line],
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer kinds and languages."""
        super().__init__(*args, **named)
        self.kind.choices = [SelectChoice(kind.value, gettext(word)) for kind, word in ONE_KIND_WORDS.items()]
        self.source_language.choices = [SelectChoice(language, NAMES[language]) for language in LANGUAGES]


class SettingsForm(StaffForm):
    """Where a page stands: its menu and its place there, its address in each language."""

    menu = SelectField(_("Menu"))
    position = IntegerField(
        _("Place in the menu"),
        [InputRequired(_("Enter a number.")), NumberRange(0, 999, message=_("Enter a number from 0 to 999."))],
        description=_("The smallest number comes first."),
        default=0,
    )
    slug_id = StringField("Indonesia", [Length(max=LONGEST_SLUG)], filters=[one_line])
    slug_en = StringField("English", [Length(max=LONGEST_SLUG)], filters=[one_line])
    slug_ko = StringField("한국어", [Length(max=LONGEST_SLUG)], filters=[one_line])
    slug_ja = StringField("日本語", [Length(max=LONGEST_SLUG)], filters=[one_line])
    was = HiddenField()

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the menus."""
        super().__init__(*args, **named)
        self.menu.choices = [SelectChoice(menu.value, gettext(word)) for menu, word in MENU_WORDS.items()]

    def slug(self, language: str) -> Field:
        """Return the field of a language's address."""
        field: Field = self[f"slug_{language}"]
        return field

    def validate_position(self, field: Field) -> None:
        """Refuse what no database keeps."""
        if field.data is None:
            raise ValidationError(_("Enter a number."))
