"""Names, addresses and numbers that may mean the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people.match import (
    Alike,
    Identity,
    Names,
    alike,
    email_key,
    firm_domain,
    fold,
    is_free_mail,
    kept,
    match_key,
    names_of,
    phone_e164,
    phone_shown,
)

FREE = (
    "naver.com", "gmail.com", "hanmail.net", "daum.net", "yahoo.co.jp", "outlook.com", "qq.com", "163.com",
    "yahoo.com", "yahoo.co.id", "outlook.kr", "hotmail.co.jp", "live.jp", "vip.qq.com", "GMAIL.com",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("㈜한빛소재", "한빛소재"),
        ("주식회사 한빛소재", "한빛소재"),
        ("한빛소재(주)", "한빛소재"),
        ("한빛소재 주식회사", "한빛소재"),
        ("㈱サクラ製作所", "サクラ製作所"),
        ("株式会社サクラ製作所", "サクラ製作所"),
        ("ｻｸﾗ製作所 (株)", "サクラ製作所"),
        ("㍿サクラ製作所", "サクラ製作所"),
        ("PT. Contoh Baja Tbk", "contohbaja"),
        ("PT Contoh  Baja, Tbk.", "contohbaja"),
        ("P.T. Contoh Baja", "contohbaja"),
        ("Hanbit Materials Co., Ltd.", "hanbitmaterials"),
        ("Ｈａｎｂｉｔ　Ｍａｔｅｒｉａｌｓ", "hanbitmaterials"),
        ("HANBIT MATERIALS CORP", "hanbitmaterials"),
        ("Sakura K.K.", "sakura"),
        ("Co Creation Ltd", "cocreation"),
        ("Inco Baja", "incobaja"),
        ("PT", "pt"),
        ("株式会社", "株式会社"),
        ("", ""),
    ],
)
def test_a_firm_has_one_key_however_it_is_written(name, key):
    assert match_key(name) == key


def test_hiragana_and_katakana_firms_stay_apart():
    assert match_key("さくら") != match_key("サクラ")
    assert fold("さくら") == fold("サクラ") == fold("ｻｸﾗ")


@given(st.text(max_size=60))
def test_a_key_of_a_key_is_itself_and_no_text_breaks_it(name):
    assert match_key(match_key(name)) is not None
    assert fold(fold(name)) == fold(name)
    assert kept(kept(name)) == kept(name)
    assert phone_e164(name, "KR") is None or phone_e164(name, "KR").startswith("+")
    email_key(name)
    names_of(name)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("高橋", "髙橋"),
        ("山崎", "山﨑"),
        ("渡辺", "渡邊"),
        ("渡辺", "渡邉"),
        ("渡辺", "渡邊\U000e0100"),
        ("製鉄", "製鐵"),
        ("ABC", "ａｂｃ"),
    ],
)
def test_searching_finds_the_variant_of_a_character(typed, stored):
    assert fold(typed) == fold(stored)


def test_what_is_kept_is_composed_and_nothing_else_is_changed():
    decomposed = unicodedata.normalize("NFD", "김민수")
    assert len(decomposed) == 8
    assert kept(decomposed) == "김민수"
    assert kept(" 髙橋\t﨑\u200b\n一郎 ") == "髙橋 﨑 一郎"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim@Hanbit.example.com", "kim@hanbit.example.com"),
        (" kim@hanbit.example.com ", "kim@hanbit.example.com"),
        ("kim@한빛.example.com", "kim@xn--b20b92o.example.com".replace("xn--b20b92o", "한빛".encode("idna").decode())),
        (unicodedata.normalize("NFD", "김@한빛.example.com"), "김@한빛.example.com"),
    ],
)
def test_an_address_has_one_key(one, other):
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize("domain", FREE)
def test_free_mail_tells_nothing_of_a_firm(domain):
    assert is_free_mail(domain)
    assert firm_domain(f"kim@{domain}") is None


@pytest.mark.parametrize(
    "domain", ["hanbit.example.com", "live-steel.example.com", "outlook-steel.co.kr", "mynaver.com"]
)
def test_a_firms_domain_is_its_own(domain):
    assert firm_domain(f"kim@{domain}") == domain


@pytest.mark.parametrize("text", ["", "kim", "kim@", "kim@localhost"])
def test_what_is_no_address_has_no_firm(text):
    assert firm_domain(text) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Identity("Kim@hanbit.example.com", "김", "A"), Identity("kim@hanbit.example.com", "李", "B"), Alike.ADDRESS),
        (
            Identity("a@hanbit.example.com", "김 민수", "A"),
            Identity("b@hanbit.example.com", "김 민수", "B"),
            Alike.COLLEAGUE,
        ),
        (Identity("a@naver.com", "김민수", "A"), Identity("b@naver.com", "김민수", "B"), Alike.NOT),
        (Identity("a@naver.com", "김", "㈜한빛소재"), Identity("b@gmail.com", "이", "한빛소재(주)"), Alike.FIRM),
        (Identity("a@hanbit.example.com", "", "A"), Identity("b@hanbit.example.com", "", "B"), Alike.NOT),
        (Identity(), Identity(), Alike.NOT),
    ],
)
def test_identities_are_alike_by_address_then_colleague_then_firm(one, other, expected):
    assert alike(one, other) == alike(other, one) == expected


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("+62 254 312345", None, "+62254312345"),
        ("0254 312345", "ID", "+62254312345"),
        ("+62 812-3456-7890", None, "+6281234567890"),
        ("052-212-3456", "KR", "+82522123456"),
        ("010-1234-5678", "KR", "+821012345678"),
        ("03-1234-5678", "JP", "+81312345678"),
        ("０９０－１２３４－５６７８", "JP", "+819012345678"),
        ("+82 52-212-3456", "JP", "+82522123456"),
        ("12", "KR", None),
        ("052-212-3456", None, None),
        ("call me", "KR", None),
    ],
)
def test_a_phone_number_is_kept_for_the_whole_world(typed, country, e164):
    assert phone_e164(typed, country) == e164


def test_a_phone_number_is_shown_in_groups():
    assert phone_shown("+82522123456") == "+82 52-212-3456"
    assert phone_shown("as given") == "as given"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("山田 太郎 (Yamada Taro)", Names("山田 太郎", "Yamada Taro")),
        ("Kim Minsu（김민수）", Names("김민수", "Kim Minsu")),
        ("김민수", Names("김민수", None)),
        ("Contoh", Names("Contoh", "Contoh")),
        ("Contoh (Marketing)", Names("Contoh (Marketing)", "Contoh (Marketing)")),
        ("123", Names("123", None)),
    ],
)
def test_a_name_may_come_in_two_scripts(typed, names):
    assert names_of(typed) == names
