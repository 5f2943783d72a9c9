"""Which lots an address names, as `<estate>/<code>`, and what an investor is told of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session, contains_eager

from models.land.estate import Estate
from models.land.lot import Lot, LotRedirect

MOST = 20  # lots of one inquiry
NAME = re.compile(r"[a-z0-9-]{1,60}/[A-Z0-9-]{1,24}")


@dataclass(frozen=True)
class Named:
    """What a list of names led to, each once and in its order."""

    lots: Sequence[Lot]
    unknown: Sequence[str]  # led to nothing that was ever offered

    def without(self, name: str) -> Named:
        """Return the same less one."""
        return Named([lot for lot in self.lots if name_of(lot) != name], [one for one in self.unknown if one != name])


def name_of(lot: Lot) -> str:
    """Return how an address names a lot."""
    return f"{lot.estate.slug}/{lot.code}"


def lots_named(session: Session, names: Sequence[str], at: datetime) -> Named:
    """Find the lots that were ever offered; a taken or withdrawn one is among them, a draft is not."""
    wanted = list(dict.fromkeys(name[:100] for name in names if name.strip()))[:MOST]
    pairs = [tuple(name.split("/")) for name in wanted if NAME.fullmatch(name)]
    found = {name_of(lot): lot for lot in session.scalars(_of(pairs))} if pairs else {}
    if moved := [pair for pair in pairs if "/".join(pair) not in found]:
        found |= _by_old_code(session, moved)
    known = {name: lot for name, lot in found.items() if lot.published_at is not None or lot.shown_status(at)}
    unknown = [name for name in wanted if name not in known]
    lots = {known[name].id: known[name] for name in wanted if name in known}
    return Named(list(lots.values()), unknown)


def _of(pairs: Sequence[tuple[str, ...]]) -> Select[Lot]:
    wanted = tuple_(Estate.slug, Lot.code).in_(pairs)
    return select(Lot).join(Lot.estate).options(contains_eager(Lot.estate)).where(wanted, Estate.published)


def _by_old_code(session: Session, pairs: Sequence[tuple[str, ...]]) -> dict[str, Lot]:
    """Find lots by codes that they had before."""
    old = (
        select(LotRedirect.code, Lot)
        .join(Lot, Lot.id == LotRedirect.lot_id)
        .join(Lot.estate)
        .options(contains_eager(Lot.estate))
        .where(tuple_(Estate.slug, LotRedirect.code).in_(pairs), Estate.published)
    )
    return {f"{lot.estate.slug}/{code}": lot for code, lot in session.execute(old)}
