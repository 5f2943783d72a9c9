"""The code of a lot: what stands in addresses, made from what people read by one rule."""

from __future__ import annotations

import re

from anyascii import anyascii

from models.land.values import Wrong
from models.marks import N_
from models.refusal import Sentence

LONGEST = 24


def lot_code(given: str) -> str:
    """Return the code of a lot that people call `given`: in Latin letters, upper case, all else dashes.

    `[A-Z0-9-]{1,24}`; raise Wrong when nothing of it is left, or too much.
    """
    code = re.sub("[^A-Z0-9]+", "-", anyascii(given).upper()).strip("-")
    if not code:
        raise Wrong(
            Sentence.of(N_("“%(given)s” has no letter or digit to make a code of."), given=given[:40]),
            Sentence.of(N_("Give the lot a code like A-01.")),
        )
    if len(code) > LONGEST:
        raise Wrong(
            Sentence.of(N_("The code %(code)s is longer than %(most)s characters."), code=code[:40], most=LONGEST),
            Sentence.of(N_("Give the lot a code like A-01.")),
        )
    return code
