"""What a machine can tell of a translation, and how a change is told."""

from decimal import Decimal

import pytest

from content.checks import checked, numbers_in
from content.difference import difference


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "KRW 1,848 billion", "1848000000000"),
        ("ko", "1조 8,480억 원", "1848000000000"),
        ("ja", "1兆8,480億ウォン", "1848000000000"),
        ("id", "KRW 1.848 miliar", "1848000000000"),
        ("en", "16.8 million t", "16800000"),
        ("ko", "1,680만 t", "16800000"),
        ("id", "16,8 juta ton", "16800000"),
        ("id", "487.626 ton", "487626"),
        ("en", "1.2 is 120", "1.2"),
    ],
)
def test_a_number_means_the_same_in_every_language(language, text, meant):
    assert numbers_in(text, language)[0][1] == Decimal(meant)


@pytest.mark.parametrize("text", ["한 줄에 1,183만 원", "한 줄에 118.3억 원", "한 줄에 11,830억 원"])
def test_a_power_of_ten_that_got_lost_is_found(text):
    assert checked("It brought KRW 118.3 billion.", "en", text, "ko", ()).numbers == ["118.3 billion"]


def test_numbers_in_references_are_no_numbers():
    told = checked("[[lot:cilegon/E-19:net_area]] of 25 ha", "en", "[[lot:cilegon/E-19:net_area]] 중 25 ha", "ko", ())
    assert told.clean


def test_a_fact_and_a_word_of_the_field_that_are_not_there_are_told():
    told = checked("HGB on [[lot:a/B-1:net_area]], HGBs aside.", "en", "건축권.", "ko", ())
    assert (told.facts, told.words) == (["[[lot:a/B-1:net_area]]"], ["HGB"])


@pytest.mark.parametrize("text", ["1.2.3.4", "²³¼", "9" * 5000, "٣٤", "1,,,2", "..1..", "1e999"])
def test_odd_numbers_break_nothing(text):
    for language in ("id", "en", "ko", "ja"):
        checked(text, language, text + ".", "en", ())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("12 m from it", "6 m from it", [("del", "12"), ("ins", "6"), ("same", " m from it")]),
        ("12,000 m³를", "14,000 m³를", [("del", "12,000"), ("ins", "14,000"), ("same", " m³를")]),
        ("再生水を使う", "再生水は使う", [("same", "再生水"), ("del", "を"), ("ins", "は"), ("same", "使う")]),
        ("", "new", [("ins", "new")]),
        ("same", "same", [("same", "same")]),
        ("", "", []),
    ],
)
def test_a_change_is_told_word_by_word(old, new, told):
    assert difference(old, new) == told


def test_what_stays_and_what_comes_make_the_new_text():
    old, new = "a\nb c\nd\n" * 50, "a\nb x\n\nd\ne\n" * 50
    pieces = difference(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "del") == new
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old


def test_a_long_text_without_lines_is_compared_in_no_time():
    assert difference("word " * 12_000, "other " * 12_000)
