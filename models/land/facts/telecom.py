"""Telecommunication that reaches the lot."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.land.choices import TELECOM
from models.land.declaring import BOTH, DECLARED, MORE, SAME, Facts, fact
from models.marks import N_


class TelecomOfBoth(Facts, of=BOTH, group="telecom"):
    """Telecommunication of a lot and of an estate."""

    telecom: Mapped[frozenset[str] | None] = fact(
        N_("Telecom at the lot"),
        hint=N_("What reaches the lot today; carriers and bandwidth are in the note."),
        choices=TELECOM,
        better=MORE,
        proof=DECLARED,
        inherits=SAME,
    )
