"""What the answer must be, told in plain Python over the lots as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from finding.question import ASKABLE, PER_PAGE, AnyOf, Question
from models.land.attribute import Kind
from models.land.lot import SHOWN, Lot
from models.land.rate import Rates


class Oracle:
    """Answers a question by looking at each lot in turn."""

    def __init__(self, lots: Sequence[Lot], question: Question, at: datetime, rates: Rates) -> None:
        self.question, self.at, self.rates = question, at, rates
        self.seen = [lot for lot in lots if lot.shown_status(at) is not None and lot.estate.published]
        self.fails = {lot.id: {c for c in question.conditions if not self.meets(lot, c)} for lot in self.seen}

    def found(self, but: str | None = None) -> list[Lot]:
        return [lot for lot in self.seen if not self.fails[lot.id] - {but}]

    def value(self, lot: Lot, param: str, into: str | None = None) -> Any:
        attribute = ASKABLE[param]
        if param == "status":
            return lot.shown_status(self.at)
        value = getattr(lot, attribute.code)
        if attribute.kind is Kind.SET:
            return value or None
        if attribute.kind is not Kind.MONEY or value is None:
            return value
        currency = getattr(lot, f"{attribute.code}_currency")
        value = self.rates.convert(value, currency, into or self.question.currency or "USD")
        if value is not None and getattr(lot, f"{attribute.code}_basis", None) == "per_lot":
            value = value / lot.net_area if lot.net_area else None
        return None if value is None else round(value, 6)

    def chose(self, lot: Lot, param: str, code: str) -> bool:
        value = self.value(lot, param)
        kind = ASKABLE[param].kind
        if kind is Kind.BOOLEAN:
            return value is (code == "yes")
        if kind is Kind.SET:
            return value is not None and code in value
        if param == "tenure" and code in ("sale", "lease"):
            return value in (code, "both")
        return value == code

    def meets(self, lot: Lot, condition: str) -> bool:
        q = self.question
        if condition == "q":
            return q.q.lower() in lot.code.lower() or q.q.lower() in lot.code_as_given.lower()
        if condition == "estate":
            return lot.estate.slug in q.estates
        if condition == "bbox":
            return bool(
                lot.west is not None
                and lot.west <= q.box.east
                and lot.east >= q.box.west
                and lot.south <= q.box.north
                and lot.north >= q.box.south
            )
        asked, value = q.filters[condition], self.value(lot, condition)
        if value is None:
            return asked.unknown
        if isinstance(asked, AnyOf):
            return not asked.codes or any(self.chose(lot, condition, code) for code in asked.codes)
        return (asked.low is None or value >= asked.low) and (asked.high is None or value <= asked.high)

    def ordered(self) -> list[int]:
        name = self.question.sort.removeprefix("-")

        def confirmed(lot: Lot) -> str | None:
            return next(
                (lot.standing[c]["d"] for c in ("price", "tenure_offer") if "d" in lot.standing.get(c, {})), None
            )

        key = {
            "area": lambda lot: lot.net_area,
            "price": lambda lot: self.value(lot, "price", "USD"),
            "ready": lambda lot: lot.handover_date,
            "code": lambda lot: lot.code,
            "confirmed": confirmed,
        }[name]
        by_id = sorted(self.found(), key=lambda lot: lot.id)
        stated = sorted(
            (lot for lot in by_id if key(lot) is not None), key=key, reverse=self.question.sort.startswith("-")
        )
        return [lot.id for lot in stated + [lot for lot in by_id if key(lot) is None]]

    def told(self, facets: Sequence[str], unknowns: Sequence[str], estates: Sequence[str]) -> dict[str, Any]:
        """Return all that `answer` says, in plain types."""
        found, order = self.found(), self.ordered()
        page = min(self.question.page, max(1, -(-len(found) // PER_PAGE)))
        codes = {p: [s.value for s in SHOWN] if p == "status" else ASKABLE[p].choices for p in facets}
        return {
            "total": len(found),
            "of": len(self.seen),
            "square_metres": sum((lot.net_area or Decimal(0) for lot in found), Decimal(0)),
            "without_area": sum(lot.net_area is None for lot in found),
            "uncertain": sum(
                any(asked.unknown and self.value(lot, p) is None for p, asked in self.question.filters.items())
                for lot in found
            ),
            "ids": order[PER_PAGE * (page - 1) : PER_PAGE * page],
            "page": page,
            "facets": {p: {c: sum(self.chose(lot, p, c) for lot in self.found(p)) for c in codes[p]} for p in facets}
            | {"estate": {s: sum(lot.estate.slug == s for lot in self.found("estate")) for s in estates}},
            "unknown": {p: sum(self.value(lot, p) is None for lot in self.found(p)) for p in unknowns},
            "without": {c: len(self.found(c)) for c in self.question.conditions},
        }
