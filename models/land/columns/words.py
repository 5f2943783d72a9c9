"""The words that people head columns with and fill cells with, in all languages, folded for comparing.

`Words` is built once from the catalogues; a word that could mean two things is kept out, so nothing is read by chance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.base import LANGUAGES
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES, Attribute, Kind
from models.land.choices import ANSWER, COMPANION_WORDS, ON_REQUEST, YES_NO, Choice
from models.land.declaring import Companion
from models.marks import NP_

Translate = Callable[[str, str], str]
"""(context, English) → the word in one language; the context may be empty."""


class Target(NamedTuple):
    """What a column is about: an attribute (`code`), its companion (`suffix`), or one of LOT, ZONE."""

    code: str
    suffix: str = ""


class Meaning(NamedTuple):
    """What a header means, in which language it says so, and whether that is a guess."""

    target: Target
    language: str | None = None
    guess: bool = False


LOT, ZONE = Target("code"), Target("zone")

LOT_WORD = NP_("header", "Lot")
ZONE_WORD = NP_("header", "Zone")

# What files head columns with besides our own labels; read as a guess that the report names.
ALSO: dict[Target, tuple[str, ...]] = {
    LOT: (
        "lot code", "lot no", "lot number", "lot id", "plot", "kavling", "kode kaveling", "kode kavling", "kode",
        "nomor kaveling", "no kaveling", "필지번호", "필지 코드", "区画番号", "区画コード", "ロット",
    ),
    ZONE: ("zone code", "kode zona", "구역 코드", "区域コード"),
    Target("status"): ("상태", "状態", "状況"),
    Target("net_area"): (
        "area", "lot area", "land area", "luas", "luas lahan", "luas tanah", "luas kaveling", "luas kavling", "면적",
        "필지 면적", "부지 면적", "토지 면적", "面積", "区画面積", "敷地面積", "土地面積",
    ),
    Target("price"): (
        "price per m²", "unit price", "harga per m²", "harga satuan", "harga jual", "가격", "m²당 가격", "평당 가격",
        "평당 분양가", "価格", "m²単価", "坪単価", "単価",
    ),
    Target("lot_power_capacity"): ("power", "daya listrik", "전력", "電力"),
}  # fmt: skip

# Units that such words carry in themselves.
CARRIED = {"m²당 가격": "/m2", "평당 가격": "/평", "평당 분양가": "/평", "m²単価": "/m2", "坪単価": "/坪",
           "price per m²": "/m2", "harga per m²": "/m2"}  # fmt: skip

YES = ("true", "y", "1", "ada", "tersedia", "ya", "o", "○", "◯", "有", "有り", "可", "예", "유", "가능", "はい")
NO = (
    "false",
    "n",
    "0",
    "tidak ada",
    "tidak tersedia",
    "x",
    "×",
    "無",
    "無し",
    "不可",
    "아니오",
    "무",
    "불가",
    "いいえ",
)

_SPACES = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_DOTS = str.maketrans("・ㆍ‧∙•", "·····")


def fold(text: str) -> str:
    """Return `text` for comparing: one width, one case, one middle dot, no spaces."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_DOTS))


EMPTY = frozenset(map(fold, ("-", "--", "–", "—", "―", "ー", "…", "?")))
"""Cells that people fill to say nothing, folded."""


def split_brackets(folded: str) -> tuple[str, str] | None:
    """Return what stands before and in the last brackets of a folded text that ends with them: `pressure(bar(g))`."""
    if not folded.endswith((")", "]")):
        return None
    depth = 0
    for place in range(len(folded) - 1, 0, -1):
        depth += (folded[place] in ")]") - (folded[place] in "([")
        if depth == 0:
            return folded[:place], folded[place + 1 : -1]
    return None


@dataclass
class Words:
    """All words, folded. Build it by `Words.of`."""

    headers: dict[str, Meaning] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)  # folded header → the unit it names
    companions: dict[str, str] = field(default_factory=dict)  # folded word → suffix
    answers: dict[str, Answer] = field(default_factory=dict)
    options: dict[Target, dict[str, str]] = field(default_factory=dict)  # of each: folded word → code

    @classmethod
    def of(cls, translators: Mapping[str, Translate]) -> Words:
        """Build the table; `translators` gives for each language what an English message reads there."""
        words = cls()
        say = {language: translators[language] for language in LANGUAGES}
        words.headers = _headers(say)
        words.carried = {fold(word): unit for word, unit in CARRIED.items()}
        for choice in COMPANION_WORDS.values():
            words.companions.update({fold(word): choice.code for _, word in _in_all(choice, say)})
        for choice in ANSWER:
            words.answers.update(dict.fromkeys(_folded(choice, say), Answer(choice.code)))
        for choice in ON_REQUEST:  # known, and told to who asks
            words.answers.update(dict.fromkeys(_folded(choice, say), Answer.NOT_DISCLOSED))
        for attribute in ATTRIBUTES.values():
            words.options[Target(attribute.code)] = _options(attribute, say)
            for suffix in attribute.companions:
                choices = Companion(attribute.code, suffix).options
                words.options[Target(attribute.code, suffix)] = _codes(choices, say)
        return words


def _in_all(choice: Choice, say: Mapping[str, Translate]) -> Iterable[tuple[str, str]]:
    """Yield language and label; a label without a context is the same everywhere."""
    for language, translate in say.items():
        yield language, translate(choice.context, choice.label) if choice.context else choice.label


def _folded(choice: Choice, say: Mapping[str, Translate]) -> list[str]:
    return [fold(choice.code), *(fold(label) for _, label in _in_all(choice, say))]


def _codes(choices: Sequence[Choice], say: Mapping[str, Translate]) -> dict[str, str]:
    """Return the code of each word: of codes, then labels, then labels without their brackets and what stands there.

    A word that two options share is left out.
    """
    labels: dict[str, set[str]] = {}
    shorter: dict[str, set[str]] = {}
    table = {fold(choice.code): choice.code for choice in choices}
    for choice in choices:
        for word in _folded(choice, say):
            labels.setdefault(word, set()).add(choice.code)
            for part in split_brackets(word) or ():
                shorter.setdefault(part, set()).add(choice.code)
    for tier in (labels, shorter):
        for word, codes in tier.items():
            if len(codes) == 1 and (tier is labels or word not in labels):
                table.setdefault(word, *codes)
    return table


def _options(attribute: Attribute, say: Mapping[str, Translate]) -> dict[str, str]:
    table = _codes(attribute.options, say)
    if attribute.kind is Kind.BOOLEAN:
        plain = _codes(YES_NO, say) | dict.fromkeys(map(fold, YES), "yes") | dict.fromkeys(map(fold, NO), "no")
        return plain | table
    if attribute.code.startswith("sectors_"):
        divisions = {code[1:]: code for code in attribute.choices}
        return {fold(digits): code for digits, code in divisions.items()} | table
    return table


def _headers(say: Mapping[str, Translate]) -> dict[str, Meaning]:
    """Return what each header means: what names it outright goes before what only may mean it."""
    sure: list[tuple[str, Meaning]] = [("code", Meaning(LOT)), ("lot", Meaning(LOT)), ("zone", Meaning(ZONE))]
    shorter: list[tuple[str, Meaning]] = []
    for target, word in ((LOT, LOT_WORD), (ZONE, ZONE_WORD)):
        sure += [(translate("header", word), Meaning(target, language)) for language, translate in say.items()]
    for attribute in ATTRIBUTES.values():
        target = Target(attribute.code)
        sure.append((attribute.code, Meaning(target)))
        sure += [
            (f"{attribute.code}_{suffix}", Meaning(target._replace(suffix=suffix))) for suffix in attribute.companions
        ]
        for language, translate in say.items():
            label = translate("", attribute.label)
            sure.append((label, Meaning(target, language)))
            before, inside = split_brackets(fold(label)) or ("", "")
            shorter.append((before, Meaning(target, language)))
            shorter.append((inside, Meaning(target, language, guess=True)))
        shorter.append((attribute.param, Meaning(target, guess=True)))
    also = [(word, Meaning(target, guess=True)) for target, known in ALSO.items() for word in known]
    table: dict[str, Meaning] = {}
    for tier in (sure, shorter, also):
        for word, meaning in _unambiguous(tier).items():
            table.setdefault(word, meaning)
    return table


def _unambiguous(said: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Return the words of one tier that mean one thing only; of several languages that share a word the first stands."""
    table: dict[str, Meaning] = {}
    twofold: set[str] = set()
    for word, meaning in said:
        known = table.setdefault(fold(word), meaning)
        if known.target != meaning.target:
            twofold.add(fold(word))
        elif known.guess and not meaning.guess:
            table[fold(word)] = meaning
    return {word: meaning for word, meaning in table.items() if word and word not in twofold}
