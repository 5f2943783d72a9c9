"""Fields that read what people write: a number with its unit in their language, words without hidden marks."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from models.people.match import kept
from web.language import current_language
from web.typed import Unreadable, read_number
from web.words import gettext


def one_line(text: str | None) -> str | None:
    """Return a line as it is kept: composed, single spaces, no line end and nothing hidden."""
    return kept(text) if text else text


def lines(text: str | None) -> str | None:
    """Return a text as it is kept: composed, its line ends alike, no control marks."""
    if not text:
        return text
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    visible = "".join(mark for mark in composed if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cs"})
    return re.sub(r"\n{4,}", "\n\n\n", visible).strip()


def campaign(text: str | None) -> str:
    """Return the word of a campaign as it may be kept; anything else is none."""
    return text if text and re.fullmatch(r"[A-Za-z0-9_-]{1,60}", text) else ""


class AmountField(StringField):
    """An amount in `unit`, as people type it in the language of the page; `amount` is what was understood."""

    def __init__(self, label: Any = None, *, unit: str, most: int, **options: Any) -> None:
        """Read an amount above zero and up to `most`, stored in `unit`."""
        super().__init__(label, filters=[one_line], **options)
        self.unit, self.most = unit, most
        self.amount: Decimal | None = None

    def pre_validate(self, form: Any) -> None:
        """Read what was typed; an empty field is nothing said."""
        if not self.data:
            return
        try:
            amount = read_number(self.data, current_language(), self.unit)
        except Unreadable as wrong:
            raise ValidationError(wrong.told(gettext)) from wrong
        if not 0 < amount <= self.most:
            raise ValidationError(gettext("This amount cannot be right. Check the number and its unit."))
        self.amount = amount


class GrownSelect(SelectField):
    """A choice whose list moves on with the days: a value that was offered when the form was opened still counts."""

    def __init__(self, label: Any, validators: list[Any], *, pattern: str, **options: Any) -> None:
        """Take any value that `pattern` matches."""
        super().__init__(label, validators, **options)
        self.pattern = re.compile(pattern)

    def pre_validate(self, form: Any) -> None:
        """Take a listed value, or one that was listed once."""
        if self.data and self.pattern.fullmatch(self.data):
            return
        super().pre_validate(form)
