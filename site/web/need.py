"""What an investor looks for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.inquiry.inquiry import need_number
from models.land.sectors import SECTORS
from web.numbers import EN_DASH, areas, quantity, together
from web.words import gettext, pgettext


def tenure_words() -> dict[str, str]:
    """Return the words for buying and leasing."""
    return {"sale": gettext("Buy"), "lease": gettext("Lease"), "both": gettext("Either")}


def quarter_words(timeframe: str) -> str:
    """Return a quarter in words: Q3 2027, 2027년 3분기."""
    return gettext("Q%(quarter)s %(year)s", quarter=timeframe[5:], year=timeframe[:4])


def sector_words(code: str | None) -> str | None:
    """Return what a sector is called; None when there is none."""
    return next((pgettext(one.context, one.label) for one in SECTORS if one.code == code), None)


def area_words(need: Mapping[str, Any], language: str) -> str | None:
    """Return the area that is needed, from and to where both were said; None when nothing was."""
    least, most = need_number(need, "area_min") or need_number(need, "area_m2"), need_number(need, "area_max")
    told = [together(areas(one, language)) for one in (least, most) if one]
    return f" {EN_DASH} ".join(dict.fromkeys(told)) or None


def need_rows(need: Mapping[str, Any], language: str) -> list[tuple[str, str | None]]:
    """Return a need as rows of words and values; None where nothing was said."""
    power, water = need_number(need, "power_mva"), need_number(need, "water_m3d")
    timeframe = need.get("timeframe")
    return [
        (gettext("Sector"), sector_words(need.get("sector"))),
        (gettext("Area needed"), area_words(need, language)),
        (gettext("Power"), str(quantity(power, "MVA", language)) if power else None),
        (gettext("Industrial water"), str(quantity(water, "m³/day", language)) if water else None),
        (gettext("Buy or lease"), tenure_words().get(str(need.get("tenure")))),
        (gettext("Start of construction"), quarter_words(timeframe) if timeframe else None),
    ]
