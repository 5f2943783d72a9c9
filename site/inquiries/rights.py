"""What a person may ask about their own data: to see it, to have it corrected, to have it erased."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from web.words import gettext


class Right(enum.StrEnum):
    """A right over one's own data; each is done within 72 hours, holidays included."""

    ACCESS = "access"
    CORRECT = "correct"
    ERASE = "erase"


@dataclass(frozen=True)
class Words:
    """How a right is asked for, and what follows."""

    right: Right
    wish: str
    follows: str


def words_of(right: Right) -> Words:
    """Return a right in the reader's language."""
    if right is Right.ACCESS:
        follows = gettext("The desk sends a copy of everything we hold about you to the address of this inquiry.")
        return Words(right, gettext("See my data"), follows)
    if right is Right.CORRECT:
        follows = gettext("The desk writes to the address of this inquiry, asks what is wrong and corrects it.")
        return Words(right, gettext("Correct my data"), follows)
    follows = gettext("The desk erases your data unless a law keeps them. The inquiry then ends and this page closes.")
    return Words(right, gettext("Erase my data"), follows)
