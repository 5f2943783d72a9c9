"""What is said of a document or picture at the desk: what it is called, who issued it, how long it holds, who may open it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _p
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from estates.desk.forms import LONGEST_TITLE, Day
from estates.desk.settings_forms import Worded
from models.base import LANGUAGES
from models.land.codes import lot_code
from models.land.document import Document
from models.land.values import Wrong
from models.media import Media
from web.fields import one_line
from web.forms import SelectChoice, text_of
from web.language import LANGUAGE_WORDS
from web.papers import LEVELS
from web.showing import chosen

LONGEST_ALT, LONGEST_LOTS = 300, 2000
TITLED = Length(max=LONGEST_TITLE, message=_("Use at most 200 characters."))
SEEN = Length(max=LONGEST_ALT, message=_("Use at most 300 characters."))


def _line(label: Any, *checks: Any, **options: Any) -> StringField:
    return StringField(label, list(checks) or [Optional(), TITLED], filters=[one_line], **options)


class _Paper(Worded):
    """What is said of every document and picture."""

    title = _line(_p("document", "Title"), DataRequired(_("Enter what it is called.")), TITLED)
    language = SelectField(_("Language"))
    level = RadioField(_("Who may read it"), [InputRequired(_("Choose who may read it."))])
    lots = _line(
        _("Lots"),
        Optional(),
        Length(max=LONGEST_LOTS, message=_("Use at most 2000 characters.")),
        description=_("Codes with commas between them; empty means the whole estate."),
    )

    def offer(self, say: Any) -> None:
        """Offer languages and levels in the reader's words."""
        self.language.choices = [(code, say(word)) for code, word in LANGUAGE_WORDS.items()]
        self.level.choices = [SelectChoice(code, chosen(level)) for code, level in LEVELS.items()]

    @property
    def codes(self) -> list[str]:
        """Return the codes of lots that were named, as addresses write them."""
        found = []
        for part in text_of(self.lots).replace(";", ",").split(","):
            if part.strip():
                try:
                    found.append(lot_code(part.strip()))
                except Wrong:
                    found.append(part.strip())
        return list(dict.fromkeys(found))


class BringForm(_Paper):
    """A new file."""

    file = FileField(_("File"), [FileRequired(_("Choose a file."))])


class PaperForm(_Paper):
    """All that is said of a document or picture."""

    title_en = _line(_("Title in English"))
    issuer = _line(_("Issued by"))
    number = _line(_p("document", "Number"))
    issued_on = Day(_("Issued on"), [Optional()])
    valid_from = Day(_("Valid from"), [Optional()])
    valid_to = Day(_("Valid to"), [Optional()], description=_("The last day on which it holds."))
    illustrative = BooleanField(_("Illustrative data"))
    alt_id = _line("Indonesia", Optional(), SEEN)
    alt_en = _line("English", Optional(), SEEN)
    alt_ko = _line("한국어", Optional(), SEEN)
    alt_ja = _line("日本語", Optional(), SEEN)
    file = FileField(_("A newer file in its place"))
    version = HiddenField()

    def validate_valid_to(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if field.data is not None and self.valid_from.data is not None and field.data < self.valid_from.data:
            raise ValidationError(_("It cannot end before it begins. Enter a later day, or leave it empty."))

    def show_paper(self, document: Document) -> None:
        """Show what is said of a document."""
        for name in TOLD:
            getattr(self, name).data = getattr(document, name)
        self.level.data, self.illustrative.data = document.level, document.illustrative
        self.lots.data = ", ".join(lot.code_as_given for lot in document.lots)
        self.version.data = str(document.version)
        if document.media is not None:
            self.show("alt", document.media.alt)

    def changes(self, document: Document) -> dict[str, Any]:
        """Return what differs of a document, by column."""
        wanted = {name: getattr(self, name).data or None for name in TOLD}
        wanted |= {"level": self.level.data, "illustrative": bool(self.illustrative.data)}
        return {name: value for name, value in wanted.items() if getattr(document, name) != value}

    def says_what_is_seen(self, media: Media | None) -> dict[str, str] | None:
        """Return the alternative texts when they differ from those of a picture."""
        words = self.words("alt")
        return None if media is None or media.alt == words else words


TOLD = ("title", "title_en", "language", "issuer", "number", "issued_on", "valid_from", "valid_to")
assert all(f"alt_{language}" in dir(PaperForm) for language in LANGUAGES)
