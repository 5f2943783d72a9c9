"""Units: what is stored in UCUM, and how it is printed."""

from __future__ import annotations

from models.marks import NP_

# UCUM code → what English prints. Other languages have their own word by the message's context "unit".
DISPLAY: dict[str, str] = {
    "": "",
    "%": "%",
    "/a": NP_("unit", "/year"),
    "10*6.[cft_i]/d": "MMSCFD",
    "Cel": "°C",
    "L/s": NP_("unit", "L/s"),
    "MV.A": "MVA",
    "MW": "MW",
    "MW{p}": "MWp",
    "[g]": "g",
    "a": NP_("unit", "years"),
    "bar{g}": "bar(g)",
    "kA": "kA",
    "kPa": "kPa",
    "kW.h/{currency}": "kWh/currency",
    "kg{CO2e}/(kW.h)": "kg CO₂e/kWh",
    "kV": "kV",
    "kW": "kW",
    "kW{p}": "kWp",
    "km": "km",
    "m": "m",
    "m2": "m²",
    "m3": "m³",
    "m3/d": NP_("unit", "m³/day"),
    "m3/h": NP_("unit", "m³/h"),
    "mg/L": "mg/L",
    "min/a": NP_("unit", "min/year"),
    "mm": "mm",
    "t": "t",
    "t/h": NP_("unit", "t/h"),
    "t{CO2e}/(MW.h)": "t CO₂e/MWh",
    "{blows}": NP_("unit", "blows/30 cm"),
    "{count}": "",
}

# Units of money stand behind the currency, and those of totals and of the reader's habit beside the stored one.
OTHER: tuple[str, ...] = (
    "/m²",
    "/kWh",
    NP_("unit", "/m²/month"),
    NP_("unit", "/m²/year"),
    NP_("unit", "/lot"),
    NP_("unit", "/month"),
    NP_("unit", "/year"),
    "ha",
    NP_("unit", "pyeong"),
    NP_("unit", "tsubo"),
    NP_("unit", "min"),
    "m LWS",
)
