"""What is asked about a file that is brought to the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from estates.desk.forms import LONGEST_TITLE, Day
from models.land.answer import Proof
from models.land.upload import Upload
from web.fields import one_line
from web.forms import StaffForm, text_of
from web.glyphs import PROOF_WORDS


class SourceForm(StaffForm):
    """Who says what the file says: on what strength, as of when, by which paper."""

    proof = SelectField(_("Proof"))
    as_of = Day(_("As of"), [Optional()], description=_("Empty means today."))
    document = StringField(
        _("Source document"),
        [Length(max=LONGEST_TITLE, message=_("Use at most 200 characters."))],
        filters=[one_line],
        description=_("Its title; a new one is added to the estate’s documents."),
    )
    illustrative = BooleanField(_("Illustrative data"))

    def offer(self, today: date, say: Any) -> None:
        """Offer the proofs; `today` is the last day that can be told of."""
        self.today = today
        self.proof.choices = [(proof.value, say(PROOF_WORDS[proof.value])) for proof in Proof]

    def validate_as_of(self, field: Field) -> None:
        """Refuse a day to come: nobody can have measured then."""
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("This day is still to come. Enter the day on which it was true."))

    def show_upload(self, upload: Upload) -> None:
        """Show what is said of an upload."""
        self.proof.data, self.as_of.data = upload.proof.value, upload.as_of
        self.document.data, self.illustrative.data = upload.document or "", upload.illustrative

    @property
    def said(self) -> dict[str, Any]:
        """Return what was said, by column."""
        return {
            "proof": Proof(self.proof.data),
            "as_of": self.as_of.data,
            "document": text_of(self.document) or None,
            "illustrative": bool(self.illustrative.data),
        }


class FileForm(SourceForm):
    """A new file."""

    estate = SelectField(_("Estate"))
    file = FileField(_("File"), [FileRequired(_("Choose a file."))])

    def offer_estates(self, estates: Iterable[tuple[str, str]]) -> None:
        """Offer the estates of which the person may load files, by slug and name."""
        self.estate.choices = list(estates)
