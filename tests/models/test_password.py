"""Passwords: long rather than crooked."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters

from models import password as passwords

ABOUT = ("sales.jakarta@example.com", "Sales Person")


@pytest.mark.parametrize(
    "typed",
    [
        "four wise words here", "동해물과 백두산이 마르고 닳도록", "いろはにほへと ちりぬるを わか",
        "x7$kq!mw0v-zt2&pl", "a" * 7 + "bcdq rstuvw xyz hm",
        "correct horse battery staple", "monday friday summer winter",
        "𠮷野家で牛丼を食べた昼下がりの午後",
        "q w e r t y u i o p but slowly", "é" * 3 + " accents are welcome here",
    ],
)  # fmt: skip
def test_length_is_all_that_is_asked_in_any_script(typed):
    assert passwords.weakness(typed, ABOUT) is None


@pytest.mark.parametrize("typed", ["", "short", "fourteen signs", "x" * 14, "가" * 14])
def test_fourteen_characters_are_too_few(typed):
    assert "at least 15" in str(passwords.weakness(typed, ABOUT))


def test_a_hundred_and_twenty_eight_are_enough_and_one_more_is_too_many():
    long = "wise words " * 12

    assert passwords.weakness(long[:128]) is None
    assert "at most 128" in str(passwords.weakness(long[:129]))


@pytest.mark.parametrize(
    "typed",
    [
        "passwordpassword", "Password12345678!", "qwertyuiopasdfgh", "aaaaaaaaaaaaaaaa", "1234567890123456",
        "kavling-2026-kavling",
        "abcabcabcabcabcabc", "비밀번호비밀번호비밀번호1234567", "パスワードパスワードパスワード",
        "sales.jakarta@example.com", "ＰＡＳＳＷＯＲＤ１２３４５６７８",
        "P@ssw0rdP@ssw0rd", "98765432109876543210", "jakartajakarta123",
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(typed):
    assert "guessed" in str(passwords.weakness(typed, ABOUT))


def test_it_is_kept_as_argon2id():
    kept = passwords.PasswordHasher().hash("four wise words here")

    told = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (told.memory_cost, told.time_cost) >= (47104, 1)


@pytest.mark.thorough
def test_the_right_one_is_right_and_nothing_else():
    kept = passwords.hash_of("four wise words here")

    assert passwords.is_right("four wise words here", kept)
    for wrong in ("four wise words here ", "Four wise words here", "", "x" * 10_000, "\ud800"):
        assert not passwords.is_right(wrong, kept)
    assert not passwords.is_right("four wise words here", "no hash at all")
    assert not passwords.is_right("nobody's", None)


def test_composed_or_not_it_is_the_same_word():
    assert passwords.is_right("cafe\u0301 with four words", passwords.hash_of("caf\u00e9 with four words"))


def test_an_unknown_name_costs_the_same_work(monkeypatch):
    """One verification each time, with the settings of the others."""
    seen = []
    monkeypatch.setattr(passwords.hasher.__class__, "verify", lambda self, kept, typed: seen.append(kept) or False)

    passwords.is_right("four wise words here", None)
    passwords.is_right("four wise words here", passwords.hash_of("another few words here"))

    assert len(seen) == 2
    assert extract_parameters(seen[0]) == extract_parameters(seen[1])
