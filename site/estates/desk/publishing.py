"""Offering lots to the public and taking them off the offer: one or many, all or none."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from estates.desk.claims import Claim, claims_on
from models.act import Act
from models.land.claim import publish, withdraw
from models.land.lot import Lot, Status
from models.land.phase import is_scheduled
from models.marks import N_
from models.refusal import Sentence


class Move(enum.StrEnum):
    """What is to be done with lots."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


FROM = {
    Move.PUBLISH: (Status.DRAFT, Status.WITHDRAWN),
    Move.WITHDRAW: (Status.AVAILABLE, Status.HELD, Status.RESERVED),
}
"""From which status; one that is held by a claim is refused beside it, and one whose hold ran out is free."""

HELD = N_("Somebody holds it. Sales has to release it first.")
PUBLISHED = N_("It is on offer already.")
NOT_ON_OFFER = N_("It is not on offer.")
SETTLED = N_("It is sold or leased.")
SCHEDULED = N_("It goes out at a set time already. Call that off first.")
SUPERSEDED = N_("Other lots have taken its place.")


@dataclass(frozen=True)
class Checked:
    """A lot, who holds it, and why it cannot be moved; None when it can."""

    lot: Lot
    claim: Claim | None
    why: Sentence | None


def checked(session: Session, lots: Iterable[Lot], move: Move, at: datetime) -> list[Checked]:
    """Return for each lot whether it can be moved at `at`, in the order of their codes."""
    by_code = sorted(lots, key=lambda lot: (lot.estate_id, lot.code))
    claims = claims_on(session, [lot.id for lot in by_code], at)
    return [Checked(lot, claims.get(lot.id), _why_not(lot, claims.get(lot.id), move)) for lot in by_code]


def carry_out(session: Session, rows: Sequence[Checked], move: Move, act: Act) -> None:
    """Move lots that can be moved, in the order of their ids."""
    do = publish if move is Move.PUBLISH else withdraw
    for row in sorted(rows, key=lambda row: row.lot.id):
        do(session, row.lot, act=act)
    session.flush()


def _why_not(lot: Lot, claim: Claim | None, move: Move) -> Sentence | None:
    if lot.status is Status.SUPERSEDED:
        return Sentence.of(SUPERSEDED)
    if claim is not None:
        return Sentence.of(HELD)
    if is_scheduled(lot):
        return Sentence.of(SCHEDULED)
    if lot.status in FROM[move]:
        return None
    if lot.status in (Status.SOLD, Status.LEASED):
        return Sentence.of(SETTLED)
    return Sentence.of(PUBLISHED if move is Move.PUBLISH else NOT_ON_OFFER)
