"""A lot's price as its reader counts it: the contract's currency first, then the reader's own at the dated rate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.land.lot import Lot
from models.land.rate import Rates
from web.numbers import Quantity, money, money_about, unit_prices

OWN_CURRENCY = {"id": "IDR", "ko": "KRW", "ja": "JPY"}
ALSO = ("JPY", "KRW", "IDR", "USD")


@dataclass(frozen=True)
class Price:
    """What a lot costs; totals need its area."""

    per_area: tuple[Quantity, ...]  # per m², then per 평 or 坪
    total: Quantity | None  # in the contract's currency
    about: tuple[tuple[str, Quantity], ...]  # currency → the total in it, the reader's own first
    currency: str
    own: Quantity | None  # the total as the reader counts it: in their currency, else in the contract's


def price_of(
    lot: Lot, rates: Rates, language: str, currency: str | None = None, unit: str | None = None
) -> Price | None:
    """Return the price that a lot states to everybody, None when it states none; `currency` is the one asked for."""
    amount, contract = lot.price, lot.price_currency
    if amount is None or contract is None:
        return None
    total = amount if lot.price_basis == "per_lot" else amount * lot.net_area if lot.net_area else None
    per_m2 = amount if lot.price_basis != "per_lot" else amount / lot.net_area if lot.net_area else None
    about = _about(total, contract, rates, language, currency) if total is not None else ()
    whole = money(total, contract, language) if total is not None else None
    reader = currency or OWN_CURRENCY.get(language)
    return Price(
        per_area=unit_prices(per_m2, contract, language, unit) if per_m2 is not None else (),
        total=whole,
        about=about,
        currency=contract,
        own=next((worth for code, worth in about if code == reader), whole),
    )


def _about(
    total: Decimal, contract: str, rates: Rates, language: str, asked: str | None
) -> tuple[tuple[str, Quantity], ...]:
    own = asked or OWN_CURRENCY.get(language)
    wanted = dict.fromkeys([*([own] if own else []), *ALSO])
    told = [(code, rates.convert(total, contract, code)) for code in wanted if code != contract or code == own]
    return tuple((code, money_about(worth, code, language)) for code, worth in told if worth is not None)
