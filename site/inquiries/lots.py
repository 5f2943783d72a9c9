"""Which lots an address names, as `<estate>/<code>`, and what an investor is told of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from markupsafe import Markup
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session, contains_eager

from models.land.estate import Estate
from models.land.lot import Lot, LotRedirect, Status
from web.drawing.lots import shape
from web.states import status_word
from web.words import gettext

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


@dataclass(frozen=True)
class Shown:
    """A lot as the form and the status page show it."""

    lot: Lot
    name: str
    status: Status | None  # None: no longer offered
    word: str  # how the estate calls that status
    drawing: Markup
    note: str | None  # said when it cannot simply be had


def shown(lot: Lot, at: datetime) -> Shown:
    """Return a lot as it stands at `at`."""
    status = lot.shown_status(at)
    return Shown(lot, name_of(lot), status, _word(lot, status), drawn(lot, status), note_of(lot, status))


def _word(lot: Lot, status: Status | None) -> str:
    if status is None:
        return gettext("No longer offered")
    return status_word(status, lot.estate, lot.tenure_offer)


def note_of(lot: Lot, status: Status | None) -> str | None:
    """Say why a lot cannot simply be had; None when it can."""
    code = lot.code_as_given
    if status is None:
        return gettext("%(lot)s is no longer offered.", lot=code)
    if status is Status.SOLD:
        return gettext("%(lot)s is already sold.", lot=code)
    if status is Status.LEASED:
        return gettext("%(lot)s is already leased.", lot=code)
    if status in (Status.HELD, Status.RESERVED):
        return gettext("Another company has priority on %(lot)s at the moment.", lot=code)
    return None


def drawn(lot: Lot, status: Status | None) -> Markup:
    """Return a lot's small drawing, filled as the plan shows `status`."""
    return shape(shapely.from_wkb(lot.outline) if lot.outline else None, status or Status.WITHDRAWN)


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
