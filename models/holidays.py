"""Days on which a country does not work, named for readers.

The `holidays` package knows the days; for Indonesia it names them in no language of ours but its own, so the names are
messages here. Islamic and Buddhist days some years ahead are estimates, and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from models.marks import N_

# always asked for by name: without, the package answers in English, and for ko and ja on Indonesia it does so silently
OWN_LANGUAGE = {"ID": "id", "KR": "ko", "JP": "ja"}

INDONESIAN = {
    "Tahun Baru Masehi": N_("New Year's Day"),
    "Isra Mikraj Nabi Muhammad": N_("Isra and Mi'raj"),
    "Tahun Baru Imlek": N_("Lunar New Year"),
    "Hari Suci Nyepi": N_("Nyepi, the Day of Silence"),
    "Hari Raya Idul Fitri": N_("Eid al-Fitr"),
    "Hari kedua dari Hari Raya Idul Fitri": N_("Second day of Eid al-Fitr"),
    "Wafat Yesus Kristus": N_("Good Friday"),
    "Kebangkitan Yesus Kristus": N_("Easter Sunday"),
    "Hari Buruh Internasional": N_("Labour Day"),
    "Kenaikan Yesus Kristus": N_("Ascension Day"),
    "Hari Raya Idul Adha": N_("Eid al-Adha"),
    "Hari Raya Waisak": N_("Vesak"),
    "Hari Lahir Pancasila": N_("Pancasila Day"),
    "Tahun Baru Islam": N_("Islamic New Year"),
    "Hari Kemerdekaan Republik Indonesia": N_("Indonesian Independence Day"),
    "Maulid Nabi Muhammad": N_("Birthday of the Prophet Muhammad"),
    "Hari Raya Natal": N_("Christmas Day"),
    "Hari Pemilihan Umum": N_("General election day"),
    "Hari Pemilihan Kepala Daerah": N_("Regional election day"),
}
JOINT_LEAVE = ("Cuti Bersama ", "Pegangti Cuti Bersama ")  # the second is how the package spells a moved one
ESTIMATED = " (perkiraan)"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off: `names` are messages to translate, or names in the country's own language where we have no message."""

    day: date
    names: tuple[str, ...]
    joint: bool = False  # cuti bersama: government and most offices close, though it is no public holiday
    estimated: bool = False


def holidays_of(country: str, year: int, language: str | None = None) -> Mapping[date, Holiday]:
    """Return the days off of `country` (ID, KR, JP) in `year`; none for a country we do not know.

    Of Indonesia the joint leave days are among them, and names are messages. Korean and Japanese names come in the
    country's own language, or in English when `language` is neither.
    """
    if country not in OWN_LANGUAGE:
        return MappingProxyType({})
    own = country == "ID" or language in (None, OWN_LANGUAGE[country])
    return _days(country, year, OWN_LANGUAGE[country] if own else "en_US")


@lru_cache(maxsize=256)
def _days(country: str, year: int, language: str) -> Mapping[date, Holiday]:
    import holidays

    found: dict[date, Holiday] = {}
    if country == "ID":
        leave = holidays.country_holidays(country, years=year, language=language, categories=("government",))
        found.update((day, _indonesian(day, name)) for day, name in leave.items())
        public = holidays.country_holidays(country, years=year, language=language, categories=("public",))
        found.update((day, _indonesian(day, name)) for day, name in public.items())
    else:
        public = holidays.country_holidays(country, years=year, language=language, categories=("public",))
        found.update((day, Holiday(day, tuple(name.split("; ")))) for day, name in public.items())
    return MappingProxyType(found)


def _indonesian(day: date, name: str) -> Holiday:
    names, joint = [], False
    for each in name.split("; "):
        bare = each.removesuffix(ESTIMATED)
        for mark in JOINT_LEAVE:
            if bare.startswith(mark):
                bare, joint = bare.removeprefix(mark), True
        names.append(INDONESIAN.get(bare, bare))
    return Holiday(day, tuple(dict.fromkeys(names)), joint, ESTIMATED in name)
