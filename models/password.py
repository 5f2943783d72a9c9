"""Passwords: long rather than crooked, kept as argon2id, the same work for names that do not exist."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.marks import N_
from models.refusal import Sentence

SHORTEST = 15
SHORTEST_WITH_SECOND = 8  # where a second factor stands beside it
LONGEST = 128

hasher = PasswordHasher()  # argon2id, RFC 9106: 64 MiB, 3 passes. Tests put a cheaper one here.

# What guessers try first. A password is refused when nothing but one or two of these, repeated or counted on, is in it.
COMMON = frozenset(Path(__file__).with_name("blocklist.txt").read_text(encoding="utf-8").split())
RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "가나다라마바사아자차카타파하",
    "あいうえおかきくけこさしすせそたちつてと",
)


def is_short(password: str) -> bool:
    """Tell whether `password` is too short to stand alone."""
    return len(_plain(password)) < SHORTEST


def weakness(password: str, about: tuple[str, ...] = (), *, shortest: int = SHORTEST) -> Sentence | None:
    """Return why `password` cannot be taken, or None. `about` holds words on the person: name, address."""
    password = _plain(password)
    if len(password) < shortest:
        return Sentence.of(
            N_("Use at least %(count)s characters. Several words in a row are easy to keep in mind."), count=shortest
        )
    if len(password) > LONGEST:
        return Sentence.of(N_("Use at most %(count)s characters."), count=LONGEST)
    if _guessable(password, about):
        return Sentence.of(N_("This password is among the first that are guessed. Choose other words."))
    return None


def hash_of(password: str) -> str:
    """Return what is stored of `password`."""
    return hasher.hash(_bytes(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Tell whether `password` is the one; without a stored one, take as long and say no."""
    known = password_hash is not None
    try:
        return hasher.verify(password_hash if password_hash is not None else _nobodys(), _bytes(password)) and known
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with weaker settings than ours today."""
    return hasher.check_needs_rehash(password_hash)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFC", password)  # one and the same on every keyboard


def _bytes(password: str) -> bytes:
    return _plain(password)[: LONGEST * 4].encode("utf-8", "surrogatepass")


_nobody: dict[PasswordHasher, str] = {}


def _nobodys() -> str:
    """Return the hash of no password, made with the same settings as all others."""
    if hasher not in _nobody:
        _nobody[hasher] = hasher.hash(b"nobody's")
    return _nobody[hasher]


def _guessable(password: str, about: tuple[str, ...]) -> bool:
    word = unicodedata.normalize("NFKC", password).casefold().replace(" ", "")
    if len(set(word)) < 4 or any(word in run * 8 for run in RUNS):
        return True
    known = COMMON | {part for text in about for part in _parts(text)}
    used, rest = _without(word, known)
    return used <= 2 and rest <= 3


def _parts(text: str) -> set[str]:
    """Return a name or an address whole and in words that are long enough to matter."""
    whole = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    for separator in "@.-_+":
        text = text.replace(separator, " ")
    words = unicodedata.normalize("NFKC", text).casefold().split()
    return {part for part in (whole, *words) if len(part) > 2}


def _without(word: str, known: frozenset[str]) -> tuple[int, int]:
    """Return how many known words are in `word`, and how many letters are left without them, digits and signs."""
    used = 0
    for common in sorted(known, key=len, reverse=True):
        if common in word:
            used += 1
            word = word.replace(common, " ")
    return used, sum(letter.isalpha() for letter in word)
