"""Letters as they are begun: a text per purpose and language beside this file, with named holes.

The first line of a text is the subject. `{reference}` is a hole; a line that begins with `?lots` is there only when
`lots` is given. A letter with an empty hole is refused, for "Dear ," has ended more talks than a late answer.
"""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from models.base import LANGUAGES
from models.people.address_line import offences

TEXTS = Path(__file__).parent
HOLE = re.compile(r"\{(\w+)\}")
ONLY_WITH = re.compile(r"\?(\w+) (.*)")


class LetterPurpose(enum.StrEnum):
    """What a letter is for."""

    ACK = "ack"  # automatic, to the investor: we have it; never meets the answer clock
    DESK_NOTICE = "desk_notice"  # to the desk: somebody asks
    DESK_MESSAGE = "desk_message"  # to the desk: they wrote once more
    DESK_STOP = "desk_stop"  # to the desk: a consent was withdrawn
    STATUS_LINK_AGAIN = "status_link_again"  # to the corrected address
    WITHDRAWN = "withdrawn"  # to the investor: the withdrawal was received
    FIRST_REPLY = "first_reply"  # begun by a template, written by a person
    FOLLOW_UP = "follow_up"


WRITTEN_BY_A_PERSON = (LetterPurpose.FIRST_REPLY, LetterPurpose.FOLLOW_UP)


class Written(NamedTuple):
    """A letter's subject, one line, and its body."""

    subject: str
    body: str


class MissingHoles(ValueError):
    """Holes of a letter were left empty; `names` says which."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes. `version` is a hash of it, so that a letter can say what it was begun from."""

    purpose: LetterPurpose
    language: str
    subject: str
    body: str
    version: str

    @property
    def needed(self) -> frozenset[str]:
        """Return the holes that must be filled."""
        plain = (line for line in self.body.splitlines() if not ONLY_WITH.fullmatch(line))
        return frozenset(HOLE.findall("\n".join([self.subject, *plain])))

    @property
    def optional(self) -> frozenset[str]:
        """Return the holes whose lines fall away when they are empty."""
        return frozenset(found[1] for line in self.body.splitlines() if (found := ONLY_WITH.fullmatch(line)))


@cache
def template(purpose: LetterPurpose, language: str) -> Template:
    """Return the text for `purpose` in `language`."""
    if language not in LANGUAGES:
        raise KeyError(language)
    whole = (TEXTS / f"{LetterPurpose(purpose)}.{language}.txt").read_text(encoding="utf-8")
    subject, _, body = whole.partition("\n\n")
    version = hashlib.sha256(whole.encode("utf-8")).hexdigest()[:12]
    return Template(LetterPurpose(purpose), language, subject, body, version)


def write(purpose: LetterPurpose, language: str, /, **values: str) -> Written:
    """Return the letter with its holes filled; raise MissingHoles naming those that are empty.

    Values are plain text; what looks like a hole inside one stays as it is.
    """
    text = template(purpose, language)
    filled = {name: value.strip() for name, value in values.items() if value and value.strip()}
    if missing := text.needed - filled.keys():
        raise MissingHoles(missing)
    return _fill(text, filled)


def draft(purpose: LetterPurpose, language: str, /, **values: str) -> Written:
    """Return the letter for a person to finish: holes that nothing fills stay visible."""
    filled = {name: value.strip() for name, value in values.items() if value and value.strip()}
    return _fill(template(purpose, language), filled)


def unfit(purpose: LetterPurpose, language: str, written: Written) -> list[str]:
    """Return why a letter finished by hand cannot go out: holes still open, as {name}, and what would offend."""
    text = template(purpose, language)
    known = text.needed | text.optional
    whole = f"{written.subject}\n{written.body}"
    left = [f"{{{name}}}" for name in dict.fromkeys(HOLE.findall(whole)) if name in known]
    return left + offences(whole)


def _fill(text: Template, values: Mapping[str, str]) -> Written:
    lines = []
    for line in text.body.splitlines():
        optional = ONLY_WITH.fullmatch(line)
        if optional is None:
            lines.append(line)
        elif optional[1] in values:
            lines.append(optional[2])
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))  # before the values, whose blank lines are the writer's own
    subject = " ".join(_filled(text.subject, values).split())  # a line end in a header would begin another
    return Written(subject, _filled(body, values).strip() + "\n")


def _filled(text: str, values: Mapping[str, str]) -> str:
    return HOLE.sub(lambda hole: values.get(hole[1], hole[0]), text)
