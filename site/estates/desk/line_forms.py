"""What people type of a line that an estate tells beside its facts: a utility, who runs what, a tenant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from estates.desk.forms import Day, StatementForm
from models.land.choices import CAPACITY_BASIS
from models.land.ledger import CLOSED, LETTERS, OPERATOR_ROLES, TENANT_STATUSES
from models.land.sectors import SECTORS
from web.fields import lines, one_line
from web.forms import text_of
from web.glyphs import UTILITY_LETTERS
from web.language import current_language
from web.numbers import number, unit_word
from web.showing import chosen
from web.typed import Unreadable, read_number
from web.words import gettext, pgettext

LONGEST, LONGEST_TEXT = 200, 2000
UNITS = ("MV.A", "MW", "MW{p}", "m3/d", "L/s", "m3", "t/h", "10*6.[cft_i]/d", "{count}")
UTILITIES = {"E": "power", "W": "water", "RW": "recycled_water", "S": "steam", "G": "gas", "WW": "wastewater", "J": "port"}
"""What a letter of the plan stands for in the ledger."""

SHORT = Length(max=LONGEST, message=_("Use at most 200 characters."))
AS_KNOWN = Regexp(r"\d{4}(-\d{2}(-\d{2})?)?$", message=_("Enter a year, a month or a day, like 2021, 2021-07 or 2021-07-15."))


def _line(label: Any, *more: Any, **how: Any) -> StringField:
    return StringField(label, [*(more or (Optional(),)), SHORT], filters=[one_line], **how)


def _since(label: Any) -> StringField:
    how = _("As far as it is known: a year, a month or a day.")
    return StringField(label, [Optional(), AS_KNOWN], filters=[one_line], description=how)


def _text(label: Any) -> TextAreaField:
    long = Length(max=LONGEST_TEXT, message=_("Use at most 2000 characters."))
    return TextAreaField(label, [Optional(), long], filters=[lines])


def _same(*names: str) -> dict[str, str]:
    """Return columns whose fields are called as they are."""
    return {name: name for name in names}


class Figure(StringField):
    """A number as people write it in the language of the page, zero or more; `amount` is what was understood."""

    amount: Decimal | None = None

    def pre_validate(self, form: Any) -> None:
        """Read what was typed; an empty field is nothing said."""
        if not text_of(self):
            return
        try:
            self.amount = read_number(text_of(self), current_language())
        except Unreadable as wrong:
            raise ValidationError(wrong.told(gettext)) from wrong
        if self.amount < 0:
            raise ValidationError(gettext("Enter a number of zero or more."))


class LineForm(StatementForm):
    """A line with who says so. `seen` is the row that the page showed: 0 for a new line."""

    COLUMNS: ClassVar[Mapping[str, str]]
    """The row's columns and their fields, in the order of the page."""

    seen = HiddenField()
    publication = _line(_("Published in"), description=_("For what is publicly known: where and when it was published."))

    def offer_words(self) -> None:
        """Put words into the lists, in the reader's language."""

    def keep_words(self, row: Any) -> None:
        """Let words of the row that a file brought, and the lists do not know, stay choosable."""
        for column, name in self.COLUMNS.items():
            field, value = self[name], getattr(row, column)
            if isinstance(field, SelectField) and value and value not in [choice[0] for choice in _listed(field)]:
                field.choices = [*_listed(field), (value, value)]

    def show_row(self, row: Any) -> None:
        """Put what stands into the fields."""
        for column, name in self.COLUMNS.items():
            value = getattr(row, column)
            self[name].data = number(value, current_language()) if isinstance(value, Decimal) else value

    def drop_columns(self) -> None:
        """Ask nothing of the row: it is there no longer, and only who says so is stored."""
        for name in self.COLUMNS.values():
            del self[name]
        self.COLUMNS = {}  # type: ignore[misc]  # of this form alone

    def columns(self) -> dict[str, Any]:
        """Return the row as it was typed; nothing when it is there no longer."""
        return {column: _told(self[name]) for column, name in self.COLUMNS.items()}


def _told(field: Field) -> Any:
    if isinstance(field, Figure):
        return field.amount
    if isinstance(field, Day):
        return field.data
    return text_of(field) or None


def _listed(field: SelectField) -> list[Any]:
    choices: Iterable[Any] = field.choices or ()
    return list(choices)


class UtilityForm(LineForm):
    """A source of a utility, with what it can give, what is in use and what is promised."""

    COLUMNS = _same(
        "letter", "item", "capacity", "in_use", "committed", "unit", "available_from", "basis", "operator", "note"
    )

    letter = SelectField(_("Utility"))
    item = _line(
        _("Source"), InputRequired(_("Enter what the source is, like Substation 150/20 kV.")),
        description=_("Each source stands by itself: a second line of pumps that comes later is a second source."),
    )  # fmt: skip
    capacity, in_use, committed = Figure(_("Capacity")), Figure(_("In use")), Figure(_("Committed"))
    unit = SelectField(_("Unit"))
    available_from = Day(_("Available from"), [Optional()])
    basis = SelectField(
        _("The capacity rests on"),
        description=_("Only what is metered, permitted or promised in a letter counts as free. A plan is not capacity."),
    )
    operator = _line(_("Operator"))
    note = _text(_("Note"))

    def offer_words(self) -> None:
        """Offer utilities, units and bases."""
        self.letter.choices = [(x, gettext(UTILITY_LETTERS[sign][2])) for x, sign in LETTERS.items()]
        self.unit.choices = [(unit, unit_word(unit, current_language()) or gettext("Pieces")) for unit in UNITS]
        bases = [(choice.code.removeprefix("basis_"), chosen(choice)) for choice in CAPACITY_BASIS]
        self.basis.choices = [("", gettext("Nothing: a figure beside the ledger")), *bases]

    def validate_basis(self, field: Field) -> None:
        """Ask for a figure where one is said to rest on something."""
        if field.data and self.capacity.amount is None and not self.capacity.errors:
            raise ValidationError(gettext("Enter the capacity that rests on this."))

    def columns(self) -> dict[str, Any]:
        """Return the row; what the letter stands for goes with it."""
        told = super().columns()
        return told | {"utility": UTILITIES.get(told["letter"], told["letter"])} if told else {}


class OperatorForm(LineForm):
    """Who runs what, from when to when."""

    COLUMNS = _same("role", "name", "parent") | {"valid_from": "since", "valid_to": "until"} | _same("note")

    role = SelectField(_("What it runs"))
    name = _line(_("Company"), InputRequired(_("Enter the company's name.")))
    parent = _line(_("Belongs to"))
    since, until = _since(_("Since")), _since(_("Until"))
    note = _text(_("Note"))

    def offer_words(self) -> None:
        """Offer what can be run."""
        self.role.choices = [(code, pgettext("operator role", word)) for code, word in OPERATOR_ROLES.items()]

    def validate_until(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        since, until = text_of(self.since), text_of(field)
        if since and until and until < since[: len(until)]:
            raise ValidationError(gettext("It cannot end before it begins. Enter a later day, or leave it empty."))


class TenantForm(LineForm):
    """A company in the estate."""

    COLUMNS = _same("company", "isic", "status", "since", "until", "text")

    company = _line(_("Company"), InputRequired(_("Enter the company's name.")))
    isic = SelectField(_("Sector"))
    status = SelectField(_("Status"))
    since = _since(_("Since"))
    until = Day(_("Until"), [Optional()])
    text = _text(_("What it makes"))

    def offer_words(self) -> None:
        """Offer sectors and statuses."""
        self.isic.choices = [("", gettext("Not stated")), *((one.code, f"{one.code} {chosen(one)}") for one in SECTORS)]
        there = [(code, pgettext("tenant", word)) for code, word in TENANT_STATUSES.items()]
        self.status.choices = [*there, (CLOSED, gettext("Closed: it is not shown any more"))]

