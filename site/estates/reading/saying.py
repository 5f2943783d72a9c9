"""How the child refuses: what is wrong with the whole file, and how a cell of it is quoted."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Self

from models.refusal import Refusal, Sentence

BAD_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of a pair: no text that a person wrote holds them."""


class Wrong(Exception):
    """Something is wrong with the whole file. Becomes Unreadable in the parent."""

    def __init__(self, msgid: str, right: str | Sentence | None = None, /, **values: Any) -> None:
        super().__init__(msgid)
        advice = Sentence.of(right, **values) if isinstance(right, str) else right
        self.refusal = Refusal(0, "", Sentence.of(msgid, **values), advice)

    def in_row(self, row: int) -> Self:
        """Say which row it was."""
        self.refusal = replace(self.refusal, row=row)
        return self


def quoted(value: object, most: int = 40) -> str:
    """Return the beginning of a value as it may be shown: short, printable, on one line."""
    text = "".join(c if c.isprintable() else "·" for c in str(value)[: most + 1])
    return text if len(text) <= most else text[:most] + "…"
