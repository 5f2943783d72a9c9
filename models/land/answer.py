"""What can be answered to a question about land, on what strength, and who may read it."""

from __future__ import annotations

import enum


class Answer(enum.StrEnum):
    """The five answers; only `STATED` comes with a value, and none of the others is a zero."""

    STATED = "stated"
    NOT_STATED = "not_stated"
    NOT_MEASURED = "not_measured"
    NOT_APPLICABLE = "not_applicable"
    NOT_DISCLOSED = "not_disclosed"


class Proof(enum.StrEnum):
    """On what strength something is said; from weak to strong for comparing."""

    DECLARED = "declared"
    SURVEYED = "surveyed"
    METERED = "metered"
    CERTIFIED = "certified"


class Visibility(enum.StrEnum):
    """Who may read a fact or a document."""

    PUBLIC = "public"
    REGISTERED = "registered"
    NDA = "nda"
