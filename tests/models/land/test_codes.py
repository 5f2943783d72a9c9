"""The code of a lot is made from what people call it, by one rule."""

from __future__ import annotations

import pytest

from models.land.codes import lot_code
from models.land.values import Wrong


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("E-09", "E-09"),
        (" e 09 ", "E-09"),
        ("Ｅ－０９", "E-09"),
        ("Blok C/12.a", "BLOK-C-12-A"),
        ("가-1", "GA-1"),
        ("甲-2", "JIA-2"),
        ("ア-3", "A-3"),
        ("--A--1--", "A-1"),
    ],
)
def test_a_code_is_latin_upper_case_and_dashes(given: str, code: str) -> None:
    assert lot_code(given) == code
    assert lot_code(code) == code


@pytest.mark.parametrize("given", ["", "—", "/", "X" * 25])
def test_what_makes_no_code_is_refused(given: str) -> None:
    with pytest.raises(Wrong):
        lot_code(given)
