"""What one currency was worth in another on a day, and who said so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Public
from models.edition import SITE


class Rate(Base, Public):
    """Units of `currency` for one US dollar on a day."""

    __tablename__ = "rate"
    __table_args__ = (UniqueConstraint("currency", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str]  # ISO 4217
    on: Mapped[date]
    per_usd: Mapped[Decimal]
    source: Mapped[str]
    illustrative: Mapped[bool] = mapped_column(default=False)

    def scopes(self) -> Iterable[str]:
        """Yield the site's edition: rates stand on every page with a price."""
        yield SITE


@dataclass(frozen=True)
class Rates:
    """The newest rates up to a day; the dollar is always there."""

    per_usd: dict[str, Decimal]
    on: date | None
    illustrative: bool

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        """Return `amount` of `currency` in `into`, or None when a rate is missing."""
        if currency == into:
            return amount
        if currency not in self.per_usd or into not in self.per_usd:
            return None
        return amount / self.per_usd[currency] * self.per_usd[into]


def rates_on(session: Session, day: date) -> Rates:
    """Return the newest rate of each currency up to `day`; its date is the oldest among them. One statement."""
    newest = (
        select(Rate.currency, func.max(Rate.on).label("on")).where(Rate.on <= day).group_by(Rate.currency).subquery()
    )
    rows = session.scalars(
        select(Rate).join(newest, (Rate.currency == newest.c.currency) & (Rate.on == newest.c.on))
    ).all()
    return Rates(
        per_usd={"USD": Decimal(1)} | {rate.currency: rate.per_usd for rate in rows},
        on=min((rate.on for rate in rows), default=None),
        illustrative=any(rate.illustrative for rate in rows),
    )
