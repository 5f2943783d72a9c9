"""What the states of lots and leads are called, on every page alike."""

from __future__ import annotations

from models.land.estate import Estate
from web.glyphs import BESIDE_STAGES, STAGE_WORDS, STATUS_WORDS
from web.words import gettext, pgettext

IN_TALKS = "in_talks"


def status_name(status: str) -> str:
    """Return what a status of a lot is called, as staff say it and as our own import reads it back."""
    return pgettext("status", STATUS_WORDS[status])


def status_word(status: str, estate: Estate, tenure: str | None = None) -> str:
    """Return what the public reads: by the estate's way of showing a hold; land that is only let is not for sale."""
    if status == "held" and estate.hold_shown_as == IN_TALKS:
        return gettext("In talks")
    if status == "available" and tenure == "lease":
        return gettext("Available for lease")
    return status_name(status)


def stage_name(stage: str) -> str:
    """Return what a stage of a lead is called; a word that is no stage any more stays as it is."""
    word = STAGE_WORDS.get(stage) or BESIDE_STAGES.get(stage)
    return pgettext("stage", word) if word else stage
