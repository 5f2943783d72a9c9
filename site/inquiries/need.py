"""What an investor looks for, in words."""

from __future__ import annotations

from inquiries.words import gettext, pgettext
from models.inquiry.inquiry import Inquiry, need_number
from models.land.sectors import SECTORS
from web.numbers import areas, quantity, together


def tenure_words() -> dict[str, str]:
    """Return the words for buying and leasing."""
    return {"sale": gettext("Buy"), "lease": gettext("Lease"), "both": gettext("Either")}


def quarter_words(timeframe: str) -> str:
    """Return a quarter in words: Q3 2027, 2027년 3분기."""
    return gettext("Q%(quarter)s %(year)s", quarter=timeframe[5:], year=timeframe[:4])


def need_rows(inquiry: Inquiry, language: str) -> list[tuple[str, str | None]]:
    """Return the need as rows of words and values; None where nothing was said."""
    need = inquiry.need
    area, power, water = (need_number(need, key) for key in ("area_m2", "power_mva", "water_m3d"))
    sector = next((pgettext(one.context, one.label) for one in SECTORS if one.code == need.get("sector")), None)
    timeframe = need.get("timeframe")
    return [
        (gettext("Sector"), sector),
        (gettext("Area needed"), together(areas(area, language)) if area else None),
        (gettext("Power"), str(quantity(power, "MVA", language)) if power else None),
        (gettext("Industrial water"), str(quantity(water, "m³/day", language)) if water else None),
        (gettext("Buy or lease"), tenure_words().get(str(need.get("tenure")))),
        (gettext("Start of construction"), quarter_words(timeframe) if timeframe else None),
    ]
