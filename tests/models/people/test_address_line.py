"""How letters address their readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people.address_line import (
    FORBIDDEN,
    LINES,
    Addressee,
    Case,
    Gender,
    address_line,
    bare_name,
    offences,
    shown_name,
)

FIRM = Addressee(firm_native="株式会社サクラ製作所", firm_roman="Sakura Works")
KOREAN_FIRM = Addressee(firm_native="㈜한빛소재", firm_roman="Hanbit Materials")
KOREAN = Addressee(
    firm_native="㈜한빛소재", native="김민수", roman="Kim Minsu", title_native="부장", title_roman="General Manager"
)
JAPANESE = Addressee(
    firm_native="株式会社サクラ製作所",
    native="山田 太郎",
    roman="Yamada Taro",
    family_native="山田",
    title_native="部長",
    title_roman="General Manager",
    department="海外事業部",
)
PLAIN_KOREAN = Addressee(native="김민수", roman="Kim Minsu")
PLAIN_JAPANESE = Addressee(native="山田 太郎", roman="Yamada Taro")


@pytest.mark.parametrize(
    ("addressee", "language", "line"),
    [
        (FIRM, "id", "Yth. Pimpinan Sakura Works"),
        (FIRM, "en", "Dear Sir or Madam, Sakura Works"),
        (KOREAN_FIRM, "ko", "㈜한빛소재 귀중"),
        (FIRM, "ja", "株式会社サクラ製作所 御中"),
        (KOREAN, "id", "Yth. Bapak/Ibu Kim Minsu, General Manager"),
        (KOREAN, "en", "Dear Kim Minsu"),
        (KOREAN, "ko", "김민수 부장님"),
        (JAPANESE, "ja", "株式会社サクラ製作所 海外事業部 部長 山田様"),
        (PLAIN_KOREAN, "id", "Yth. Bapak/Ibu Kim Minsu"),
        (PLAIN_KOREAN, "en", "Dear Kim Minsu"),
        (PLAIN_KOREAN, "ko", "김민수 님께"),
        (PLAIN_JAPANESE, "ja", "山田 太郎様"),
        (Addressee(native="김민수", very_formal=True), "ko", "김민수 귀하"),
        (Addressee(firm_native="株式会社サクラ製作所", several=True), "ja", "株式会社サクラ製作所 ご担当者各位"),
        (Addressee(several=True), "ja", "ご担当者各位"),
        (Addressee(several=True), "id", "Yth. Bapak/Ibu sekalian"),
        (Addressee(several=True), "en", "Dear all"),
        (Addressee(several=True), "ko", "관계자 여러분께"),
        (Addressee(roman="Kim Minsu", gender=Gender.MALE), "id", "Yth. Bapak Kim Minsu"),
        (Addressee(roman="Kim Minsu", gender=Gender.FEMALE), "id", "Yth. Ibu Kim Minsu"),
        (Addressee(roman="Kim Minsu", gender=Gender.FEMALE), "en", "Dear Ms Kim Minsu"),
        (Addressee(native="김민수", gender=Gender.MALE), "ko", "김민수 님께"),
        (Addressee(native="해외사업팀 담당자"), "ko", "해외사업팀 담당자님께"),
    ],
)
def test_a_letter_opens_by_the_table(addressee, language, line):
    assert address_line(addressee, language) == line


@pytest.mark.parametrize(
    ("addressee", "language", "line"),
    [
        (Addressee(), "id", "Yth. Bapak/Ibu"),
        (Addressee(), "en", "Dear Sir or Madam"),
        (Addressee(), "ko", "담당자님께"),
        (Addressee(), "ja", "ご担当者様"),
        (Addressee(native="山田 太郎", title_native="部長"), "ja", "部長 山田 太郎様"),
        (Addressee(native="김민수", title_native="부장님"), "ko", "김민수 부장님"),
        (Addressee(native="김민수"), "id", "Yth. Bapak/Ibu 김민수"),
        (Addressee(native="海外事業部 担当者"), "ja", "海外事業部 担当者様"),
        (Addressee(roman="Contoh"), "ja", "Contoh様"),
    ],
)
def test_what_is_not_known_is_left_out(addressee, language, line):
    assert address_line(addressee, language) == line


@pytest.mark.parametrize(
    ("typed", "language", "line"),
    [
        ("山田太郎様", "ja", "山田太郎様"),
        ("김민수 님", "ko", "김민수 님께"),
        ("김민수 씨", "ko", "김민수 님께"),
        ("Mr. Kim Minsu", "en", "Dear Kim Minsu"),
        ("Bapak/Ibu Contoh", "id", "Yth. Bapak/Ibu Contoh"),
        ("サクラ 御中", "ja", "サクラ様"),
    ],
)
def test_respect_typed_into_a_name_is_not_paid_twice(typed, language, line):
    assert address_line(Addressee(native=typed), language) == line


@pytest.mark.parametrize(
    "text",
    [
        "株式会社サクラ製作所 御中 山田様",
        "山田様 株式会社サクラ製作所 御中",
        "ご担当者各位様",
        "関係者各位 様",
        "김민수 귀하님",
        "김민수 님 귀하",
        "김민수 씨",
        "김민수씨",
        "김민수 님 귀중",
    ],
)
def test_a_line_that_offends_is_known(text):
    assert offences(text)


@pytest.mark.parametrize(
    "text", ["날씨가 좋습니다", "글씨체", "株式会社サクラ製作所 御中", "山田様", "ご担当者各位", "솜씨"]
)
def test_a_line_that_does_not_offend_is_left_alone(text):
    assert offences(text) == []


def test_a_name_that_would_make_the_line_offend_is_left_out():
    assert address_line(Addressee(firm_native="山田様"), "ja") == "ご担当者様"


NAMES = st.sampled_from(["", "山田", "김민수", "Kim Minsu", "山田様", "김민수 씨", "部長"])


@given(
    st.builds(
        Addressee,
        firm_native=st.sampled_from(["", "㈜한빛소재", "株式会社サクラ製作所"]),
        native=NAMES,
        roman=NAMES,
        title_native=st.sampled_from(["", "부장님", "部長"]),
        department=st.sampled_from(["", "海外事業部"]),
        gender=st.sampled_from([None, *Gender]),
        several=st.booleans(),
        very_formal=st.booleans(),
    ),
    st.sampled_from(["id", "en", "ko", "ja"]),
)
def test_no_line_offends_and_none_is_empty(addressee, language):
    line = address_line(addressee, language)
    assert line
    assert not offences(line)
    assert "{" not in line


def test_the_table_has_every_case_in_every_language():
    assert set(LINES) == {(case, language) for case in Case for language in ("id", "en", "ko", "ja")}
    assert FORBIDDEN


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ja", "山田 太郎 様"), ("id", "Yamada Taro (山田 太郎)"), ("en", "Yamada Taro (山田 太郎)")],
)
def test_a_name_is_shown_to_staff_in_their_way(language, shown):
    assert shown_name(language, "山田 太郎", "Yamada Taro") == shown


def test_a_korean_is_shown_with_the_title():
    assert shown_name("ko", "김민수", title="부장") == "김민수 부장님"
    assert shown_name("ko", "김민수") == "김민수 님"
    assert shown_name("en", "Contoh", "Contoh") == "Contoh"
    assert bare_name("様") == "様"
