"""The short name of a lot in its QR code: it stays when the lot is renumbered, and does not tell how many lots there are.

Eight letters of an alphabet without look-alikes: a number that is one of a kind for each id, and a letter that catches a
mistyped one. It is made from the id alone, so that a code printed today opens the lot after any restore.
"""

from __future__ import annotations

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
SPACE = 32 ** (LENGTH - 1)
FACTOR, SHIFT = 21_472_136_957, 9_180_273_645  # odd, so that every id has a number of its own
BACK = pow(FACTOR, -1, SPACE)
MISREAD = str.maketrans("ilo", "110")


def short_of(lot_id: int) -> str:
    """Return the short name of a lot."""
    number = (lot_id * FACTOR + SHIFT) % SPACE
    letters = ""
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, 32)
        letters = LETTERS[digit] + letters
    return letters + _check(letters)


def lot_id_of(short: str) -> int | None:
    """Return the id that a short name means, however it was typed; None when it is none."""
    told = short.lower().translate(MISREAD)
    if len(told) != LENGTH or any(letter not in LETTERS for letter in told) or told[-1] != _check(told[:-1]):
        return None
    number = 0
    for letter in told[:-1]:
        number = number * 32 + LETTERS.index(letter)
    lot_id = (number - SHIFT) * BACK % SPACE
    return lot_id if lot_id < 2**31 else None


def _check(letters: str) -> str:
    return LETTERS[sum((place + 1) * LETTERS.index(letter) for place, letter in enumerate(letters)) % 31]
