"""How a letter addresses its reader: a table of cases by language, and what must never be written.

A wrong level offends more than a wrong word. Where something is not known (gender, title, a name in the reader's script)
the line says less, never something else.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace

from models.people.match import is_latin


class Case(enum.StrEnum):
    """Whom a letter is for."""

    FIRM = "firm"
    TITLED = "titled"  # a person whose title is known
    PERSON = "person"
    SEVERAL = "several"  # people of one firm


class Gender(enum.StrEnum):
    """As the person told it; unknown is the ordinary case, and nothing guesses it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to. Names as given; `native` is the one in the person's or firm's own script."""

    firm_native: str = ""
    firm_roman: str = ""
    native: str = ""
    roman: str = ""
    family_native: str = ""
    title_native: str = ""
    title_roman: str = ""
    department: str = ""
    gender: Gender | None = None
    several: bool = False
    very_formal: bool = False

    @property
    def case(self) -> Case:
        """Return which line of the table this is."""
        if self.several:
            return Case.SEVERAL
        if not self.native and not self.roman:
            return Case.FIRM
        return Case.TITLED if self.title_native or self.title_roman else Case.PERSON


# Parts that are not known fall away with the space beside them
LINES: dict[tuple[Case, str], str] = {
    (Case.FIRM, "id"): "Yth. Pimpinan {firm}",
    (Case.FIRM, "en"): "Dear Sir or Madam, {firm}",
    (Case.FIRM, "ko"): "{firm} 귀중",
    (Case.FIRM, "ja"): "{firm} 御中",
    (Case.TITLED, "id"): "Yth. {sir} {name}, {title}",
    (Case.TITLED, "en"): "Dear {sir} {name}",
    (Case.TITLED, "ko"): "{name} {title}님",
    (Case.TITLED, "ja"): "{firm} {department} {title} {family}様",
    (Case.PERSON, "id"): "Yth. {sir} {name}",
    (Case.PERSON, "en"): "Dear {sir} {name}",
    (Case.PERSON, "ko"): "{name} 님께",
    (Case.PERSON, "ja"): "{name}様",
    (Case.SEVERAL, "id"): "Yth. Bapak/Ibu sekalian",
    (Case.SEVERAL, "en"): "Dear all",
    (Case.SEVERAL, "ko"): "관계자 여러분께",
    (Case.SEVERAL, "ja"): "{firm} ご担当者各位",
}
VERY_FORMAL = {(Case.PERSON, "ko"): "{name} 귀하"}
NOBODY = {"id": "Yth. Bapak/Ibu", "en": "Dear Sir or Madam", "ko": "담당자님께", "ja": "ご担当者様"}
SIR = {
    "id": {Gender.MALE: "Bapak", Gender.FEMALE: "Ibu", None: "Bapak/Ibu"},
    "en": {Gender.MALE: "Mr", Gender.FEMALE: "Ms", None: ""},
}

# Titles of respect that people type into their own name; ours would stand beside them
BEFORE_NAME = re.compile(r"^(?:(?:mr|mrs|ms|miss|bapak|bpk|ibu|sdr|sdri|yth)\b\.?\s*/?\s*)+", re.IGNORECASE)
AFTER_NAME = re.compile(r"\s*(?:様|さま|殿|御中|各位|님께|님|귀하|귀중|씨)$")
ROLE = re.compile(r"(?:담당자|담당|대표|팀장|부장|이사)$")

FORBIDDEN = {
    "御中 and 様 in one line": re.compile(r"御中[^\n]*様|様[^\n]*御中"),
    "様 after 各位": re.compile(r"各位\s*(?:様|殿|御中)"),
    "様 after a title of respect": re.compile(r"(?:殿|先生)\s*様"),
    "님 beside 귀하": re.compile(r"귀하\s*님|님\s*귀하"),
    "귀중 to a person": re.compile(r"님[^\n]*귀중"),
    "씨 to a client": re.compile(r"[가-힣]{2,4} 씨(?![가-힣])|(?<![가-힣])[가-힣]{3}씨(?![가-힣])"),
    "님 twice": re.compile(r"님\s*님"),
    "Bapak/Ibu before sekalian and a name": re.compile(r"sekalian\s+[A-Z]"),
}


def address_line(addressee: Addressee, language: str) -> str:
    """Return how a letter in `language` opens; what would offend, for its names say 様 themselves, names nobody."""
    bare = _bare(addressee)
    case = bare.case
    words = _words(bare, case, language)
    if not words["firm"] and (case == Case.FIRM or (case == Case.SEVERAL and language == "ja")):
        return "ご担当者各位" if case == Case.SEVERAL else NOBODY[language]
    pattern = LINES[case, language]
    if bare.very_formal:
        pattern = VERY_FORMAL.get((case, language), pattern)
    if language == "ko" and ROLE.search(words["name"]):
        pattern = pattern.replace("{name} 님", "{name}님")  # joined to a role, apart from a name
    line = " ".join(pattern.format_map(words).split()).strip(" ,")
    return NOBODY[language] if offences(line) else line


def offences(text: str) -> list[str]:
    """Return why `text` would offend, in English, for staff; empty when it would not."""
    return [reason for reason, pattern in FORBIDDEN.items() if pattern.search(text)]


def _words(one: Addressee, case: Case, language: str) -> dict[str, str]:
    own_script = language in {"ko", "ja"}
    if own_script:
        name, firm, title = (
            one.native or one.roman,
            one.firm_native or one.firm_roman,
            one.title_native or one.title_roman,
        )
    else:
        name, firm, title = (
            one.roman or one.native,
            one.firm_roman or one.firm_native,
            one.title_roman or one.title_native,
        )
    if case == Case.TITLED and language == "ko":
        title = title.removesuffix("님")
    return {
        "name": name,
        "family": one.family_native or name,  # never the given name alone
        "firm": firm,
        "title": title,
        "department": one.department,
        "sir": SIR.get(language, {}).get(one.gender, ""),
    }


def _bare(one: Addressee) -> Addressee:
    return replace(
        one, native=bare_name(one.native), roman=bare_name(one.roman), family_native=bare_name(one.family_native)
    )


def bare_name(name: str) -> str:
    """Return a name without the titles of respect around it: 山田太郎様 is 山田太郎."""
    name = BEFORE_NAME.sub("", name.strip())
    while (shorter := AFTER_NAME.sub("", name)) != name and shorter:
        name = shorter
    return name


def shown_name(language: str, native: str, roman: str = "", title: str = "") -> str:
    """Return how staff read a person's name in `language`: 山田 太郎 様, 김민수 부장님, Yamada Taro (山田 太郎)."""
    native, roman = bare_name(native), bare_name(roman)
    name = native or roman
    if language == "ja":
        return f"{name} 様"
    if language == "ko":
        return f"{name} {title.removesuffix('님')}님" if title else f"{name} 님"
    if roman and native and not is_latin(native):
        return f"{roman} ({native})"
    return roman or native
