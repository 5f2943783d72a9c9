"""A sentence to a person, kept apart from its language: what is wrong with a row, and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English sentence with named holes and what fills them; who shows it translates it first.

    Mark the words for extraction: `Sentence.of(N_("Row %(row)s is empty."), row=7)`.
    """

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, msgid: str, /, **values: Any) -> Self:
        """Return the sentence `msgid` with its holes filled; a value is text, a number or another sentence."""
        return cls(msgid, values)

    def say(self, gettext: Callable[[str], str]) -> str:
        """Return the sentence in the language of `gettext`."""
        told = {n: value.say(gettext) if isinstance(value, Sentence) else value for n, value in self.values.items()}
        return gettext(self.msgid) % told

    def __str__(self) -> str:
        return self.say(str)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON, for a report that is kept or sent."""
        values = {n: value.as_json() if isinstance(value, Sentence) else value for n, value in self.values.items()}
        return {"msgid": self.msgid, "values": values}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the sentence that `as_json` wrote."""
        values = {n: cls.from_json(v) if isinstance(v, dict) else v for n, v in told["values"].items()}
        return cls(told["msgid"], values)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something of a file was not taken. `row` counts as people count; 0 is the whole file."""

    row: int
    field: str  # the column as the file heads it; empty when it is about the row
    wrong: Sentence
    right: Sentence | None = None  # what to do, or to write instead

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        right = None if self.right is None else self.right.as_json()
        return {"row": self.row, "field": self.field, "wrong": self.wrong.as_json(), "right": right}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the refusal that `as_json` wrote."""
        right = None if told["right"] is None else Sentence.from_json(told["right"])
        return cls(told["row"], told["field"], Sentence.from_json(told["wrong"]), right)
