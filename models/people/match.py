"""When two names, addresses or numbers may mean the same: keys for matching, folds for searching, forms for keeping.

Keys suggest, they never decide: nothing is merged on a name. What is shown is always what the person wrote.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import phonenumbers

# Latin forms are words of their own, first or last; the others stand before or behind the name without a space
# fmt: off
LATIN_FORMS = frozenset((
    "pt", "tbk", "cv", "kk", "gk", "ltd", "limited", "co", "company", "corp", "corporation", "inc", "incorporated",
    "llc", "llp", "plc", "gmbh", "ag", "bv", "nv", "sa", "sas", "pte", "sdn", "bhd",
))
# fmt: on
LEADING_FORMS = frozenset({"pt", "cv", "kk", "gk", "perusahaan"})
CJK_FORMS = (
    "주식회사", "유한책임회사", "유한회사", "합자회사", "합명회사", "(주)", "(유)", "(합)",
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "(株)", "(有)", "(同)", "(資)",
)  # fmt: skip
INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")  # P.T., K.K.
NOT_WORD = re.compile(r"[\W_]+")
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # joiners, variation selectors

# Variants of one character that people type for one another; NFKC does not know them. For searching only
VARIANTS = str.maketrans(
    "髙﨑嵜碕邊邉齋齊斉濵濱嶋嶌澤國廣櫻惠眞德瀨槇桒𠮷條龍瀧淺萬圓會學鐵冨曾薗壽榮關舘應靜總豐與彌禮穗黑峯縣藏藪辻檜鷗淵渕",
    "高崎崎崎辺辺斎斎斎浜浜島島沢国広桜恵真徳瀬槙桑吉条竜滝浅万円会学鉄富曽園寿栄関館応静総豊与弥礼穂黒峰県蔵薮辻桧鴎渕渕",
)
HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}

# fmt: off
FREE_MAIL = frozenset((
    "naver.com", "hanmail.net", "daum.net", "nate.com", "kakao.com", "korea.com", "empas.com", "dreamwiz.com",
    "lycos.co.kr", "paran.com", "hanmir.com", "ymail.ne.jp", "docomo.ne.jp", "ezweb.ne.jp", "au.com",
    "softbank.ne.jp", "i.softbank.jp", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "plala.or.jp",
    "excite.co.jp", "infoseek.jp", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "139.com", "189.cn",
    "sina.com", "sina.cn", "sohu.com", "aliyun.com", "gmail.com", "googlemail.com", "icloud.com", "me.com",
    "mac.com", "msn.com", "aol.com", "gmx.com", "gmx.net", "gmx.de", "mail.com", "mail.ru", "yandex.com",
    "yandex.ru", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "fastmail.com", "hey.com", "zohomail.com",
    "inbox.com", "ymail.com", "rocketmail.com", "plasa.com", "telkom.net", "indosat.net.id", "cbn.net.id",
))
# fmt: on
FREE_MAIL_BRANDS = frozenset({"yahoo", "hotmail", "outlook", "live"})  # under many endings: yahoo.co.jp, outlook.kr
TWO_PART_ENDINGS = frozenset({"co", "ne", "or", "com", "net"})  # .co.kr, .com.sg: the brand stands before them


def kept(text: str) -> str:
    """Return `text` as it is stored: composed (macOS sends 김민수 as eight code points), spaces single, nothing hidden."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if char.isspace() else char for char in composed if char.isspace() or _is_visible(char))
    return " ".join(visible.split())


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cs"} and char not in "\u200b\u200e\u200f\u2060\ufeff"


def match_key(name: str) -> str:
    """Return the key under which a firm's name is compared: width, case, legal form and punctuation do not count.

    Hiragana and katakana stay apart. A name that is nothing but a legal form keeps it.
    """
    folded = INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold().strip()
    bare = _without_latin_form(_without_cjk_form(folded))
    return NOT_WORD.sub("", bare) or NOT_WORD.sub("", folded)


def _without_cjk_form(name: str) -> str:
    while True:
        before = name = name.strip(" .,")
        for form in CJK_FORMS:
            name = name.removeprefix(form).removesuffix(form)
        if name == before:
            return name


def _without_latin_form(name: str) -> str:
    words = NOT_WORD.sub(" ", INITIALS.sub(r"\1", name)).split()
    while words and words[0] in LEADING_FORMS:
        words.pop(0)
    while words and words[-1] in LATIN_FORMS:
        words.pop()
    return " ".join(words)


def fold(text: str) -> str:
    """Return `text` folded for searching: width, case, kana, and variants such as 髙 and 高 are one. Never shown."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(plain.translate(VARIANTS).translate(HIRAGANA_TO_KATAKANA).split())


def email_key(address: str) -> str:
    """Return the key of a mail address: composed, lower case, its domain in ASCII. What is no address comes back folded."""
    whole = unicodedata.normalize("NFC", address).strip().casefold()
    local, at, domain = whole.rpartition("@")
    return f"{local}@{_ascii(domain)}" if at else whole


def _ascii(domain: str) -> str:
    try:
        return domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def is_free_mail(domain: str) -> bool:
    """Say whether anybody can have an address under `domain`, so that it tells nothing of a firm."""
    domain = _ascii(domain.strip().casefold())
    if any(domain == free or domain.endswith(f".{free}") for free in FREE_MAIL):
        return True
    labels = domain.split(".")
    while (
        len(labels) > 1
        and (len(labels[-1]) <= 3 or labels[-1] in TWO_PART_ENDINGS)
        and labels[-1] not in FREE_MAIL_BRANDS
    ):
        labels.pop()
    return labels[-1] in FREE_MAIL_BRANDS


def firm_domain(address: str) -> str | None:
    """Return the domain that tells an address's firm; none for free mail and for what is no address."""
    domain = email_key(address).rpartition("@")[2]
    return domain if "@" in address and "." in domain and not is_free_mail(domain) else None


class Identity(NamedTuple):
    """What is known of somebody who wrote: address, own name and firm, as given."""

    email: str = ""
    person: str = ""
    firm: str = ""


class Alike(enum.IntEnum):
    """How strongly two identities seem one; more is stronger. None of them merges anything."""

    NOT = 0
    FIRM = 1  # the same firm key
    COLLEAGUE = 2  # the same firm's mail domain and the same person's name
    ADDRESS = 3  # the same mail address


def alike(one: Identity, other: Identity) -> Alike:
    """Return how strongly two identities seem to be the same person or firm."""
    if one.email and "@" in one.email and email_key(one.email) == email_key(other.email):
        return Alike.ADDRESS
    domain = firm_domain(one.email)
    if domain and domain == firm_domain(other.email) and fold(one.person) and fold(one.person) == fold(other.person):
        return Alike.COLLEAGUE
    if match_key(one.firm) and match_key(one.firm) == match_key(other.firm):
        return Alike.FIRM
    return Alike.NOT


def phone_e164(number: str, country: str | None = None) -> str | None:
    """Return a phone number as E.164 (+62254312345); none when it cannot be one. `country` reads national numbers."""
    text = unicodedata.normalize("NFKC", number)
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def phone_shown(e164: str) -> str:
    """Return an E.164 number grouped as its country writes it for others: +82 52-212-3456."""
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class Names(NamedTuple):
    """A name in its own script and, where it was given or needs no change, in Latin letters."""

    native: str
    roman: str | None


BRACKETED = re.compile(r"(?P<first>[^()（）]+?)\s*[(（]\s*(?P<second>[^()（）]+?)\s*[)）]")


def is_latin(text: str) -> bool:
    """Say whether all letters of `text` are Latin, and there is one at least."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all(
        unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN")) for char in letters
    )


def names_of(text: str) -> Names:
    """Return the native and the roman form of a name typed in one field: 山田 太郎 (Yamada Taro), either way round.

    Nothing is transliterated: the reading of a Japanese or Korean name is its owner's to tell.
    """
    whole = kept(text)
    if found := BRACKETED.fullmatch(whole):
        first, second = found["first"], found["second"]
        if is_latin(first) != is_latin(second) and _has_letters(first) and _has_letters(second):
            return Names(second, first) if is_latin(first) else Names(first, second)
    return Names(whole, whole if is_latin(whole) else None)


def _has_letters(text: Iterable[str]) -> bool:
    return any(char.isalpha() for char in text)
