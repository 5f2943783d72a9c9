"""New lots that a statement brings, and taking a statement back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, exists, func, select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import estate_scope
from models.bulk import chunks, insert_rows, next_ids
from models.edition import SITE, touch
from models.inquiry.inquiry import InquiryLot
from models.land.claim import ClaimGroup, ClaimState, LotClaim, Waiting, shown_as
from models.land.document import document_lot
from models.land.estate import Estate
from models.land.lot import Lot, LotMove, LotRedirect, Status
from models.land.recording import Prepared, replay
from models.land.standing import State
from models.land.statement import Fact, Statement
from models.lead.lead import LeadLot

LOT: Table = Lot.__table__  # type: ignore[assignment]
MOVE: Table = LotMove.__table__  # type: ignore[assignment]
CLAIM: Table = LotClaim.__table__  # type: ignore[assignment]

FIRST_STATUSES = (Status.DRAFT, Status.AVAILABLE, Status.WITHDRAWN, Status.SOLD, Status.LEASED)
"""What a file may say of a new lot; sold and leased become a contracted claim of kind legacy."""


@dataclass(frozen=True)
class NewLot:
    """A lot that a file brings."""

    code: str
    code_as_given: str
    first_status: Status = Status.DRAFT
    number: int = 0  # by which it is prepared


OF_A_NEW_LOT = ("id", "code", "code_as_given", "status", "public_status", "published_at", "standing")


def _same(estate: Estate, statement: Statement, act: Act) -> dict[str, object]:
    """Return the columns in which all lots that come together are alike."""
    return {"estate_id": estate.id, "brought_by_id": statement.id, "status_since": act.at, "version": 1}


def bring_lots(
    session: Session, statement: Statement, lots: Sequence[NewLot], *, act: Act, prepared: Prepared | None = None
) -> dict[str, int]:
    """Make lots of the statement's estate and return their ids by code; set-based, in the order given.

    With what was prepared for them, under the numbers of `NewLot.number`, they come with their facts' columns and marks.
    """
    estate = session.get_one(Estate, statement.estate_id)
    ids = next_ids(session, LOT, len(lots))
    shown = {status: shown_as(status, estate.hold_shown_as) for status in FIRST_STATUSES}
    columns = [name for name in (prepared.columns if prepared else ()) if name != "code_as_given"]
    rows = []
    for lot_id, lot in zip(ids, lots, strict=True):
        state = prepared.lots[lot.number] if prepared else State({}, {})
        public = shown[lot.first_status]
        told = (state.columns[name] for name in columns)
        since = act.at if public else None
        rows.append((lot_id, lot.code, lot.code_as_given, lot.first_status, public, since, state.standing, *told))
    insert_rows(session, LOT, (*OF_A_NEW_LOT, *columns), rows, always=_same(estate, statement, act))
    insert_rows(
        session,
        MOVE,
        ("lot_id", "estate_id", "act_id", "old", "new", "at"),
        [(i, estate.id, act.id, None, lot.first_status.value, act.at) for i, lot in zip(ids, lots, strict=True)],
    )
    for status, kind in ((Status.SOLD, "sale"), (Status.LEASED, "lease")):
        gone = [lot_id for lot_id, lot in zip(ids, lots, strict=True) if lot.first_status is status]
        if gone:
            _legacy(session, gone, kind, act)
    touch(session, (SITE, estate_scope(estate.id)))
    return {lot.code: lot_id for lot_id, lot in zip(ids, lots, strict=True)}


def _legacy(session: Session, lot_ids: Sequence[int], kind: str, act: Act) -> None:
    group = ClaimGroup(kind="legacy", act_id=act.id, contract_kind=kind)
    session.add(group)
    session.flush()
    insert_rows(
        session,
        CLAIM,
        ("group_id", "lot_id", "state", "since"),
        [(group.id, lot_id, ClaimState.CONTRACTED, act.at) for lot_id in lot_ids],
    )


class StillNeeded(ValueError):
    """Lots that only this statement brought, but that other things point to; `by` says which, by lot code."""

    def __init__(self, by: Mapping[str, Sequence[str]]) -> None:
        super().__init__(", ".join(by))
        self.by = by


def undo(session: Session, statement: Statement, *, at: datetime) -> list[str]:
    """End the force of a statement, replay what it said anything of, and return the codes of the lots that go.

    A lot that only this statement brought is deleted if nothing else points to it; else StillNeeded names it and what does.
    """
    brought = _brought(session, statement)
    if needed := still_needed(session, statement):
        raise StillNeeded(needed)
    statement.force_until = at
    session.flush()
    touched = [
        lot_id
        for lot_id in session.scalars(select(Fact.lot_id).where(Fact.statement_id == statement.id).distinct())
        if lot_id is not None and lot_id not in brought
    ]
    of_estate = session.scalar(
        select(func.count()).select_from(Fact).where(Fact.statement_id == statement.id, Fact.estate_id.is_not(None))
    )
    _delete(session, list(brought))
    touch(session, (SITE, estate_scope(statement.estate_id)))
    replay(session, statement.estate_id, at=at, lot_ids=None if of_estate else touched)
    return sorted(brought.values())


def still_needed(session: Session, statement: Statement) -> dict[str, list[str]]:
    """Return what else points to lots that only this statement brought, by lot code: its undoing is refused for these."""
    brought = _brought(session, statement)
    pointing = _pointing(session, statement, list(brought))
    return {brought[lot_id]: sorted(by) for lot_id, by in sorted(pointing.items())}


def _brought(session: Session, statement: Statement) -> dict[int, str]:
    """Return the codes of the lots that a statement brought, by id."""
    query = select(Lot.id, Lot.code).where(Lot.brought_by_id == statement.id).order_by(Lot.id)
    return {lot.id: lot.code for lot in session.execute(query)}


def _pointing(session: Session, statement: Statement, lot_ids: Sequence[int]) -> dict[int, set[str]]:
    """Return for each lot what else points to it: facts in force of other statements, inquiries, leads, claims, papers."""
    others = {
        "statement": select(Fact.lot_id)
        .join(Fact.statement)
        .where(Fact.statement_id != statement.id, Statement.force_until.is_(None)),
        "inquiry": select(InquiryLot.lot_id),
        "lead": select(LeadLot.lot_id),
        "claim": select(LotClaim.lot_id).join(LotClaim.group).where(ClaimGroup.kind != "legacy"),
        "waiting": select(Waiting.lot_id),
    }
    found: dict[int, set[str]] = {}
    for word, query in others.items():
        column = query.selected_columns[0]
        for part in chunks(lot_ids):
            for lot_id in session.scalars(query.where(column.in_(part)).distinct()):
                if lot_id is not None:
                    found.setdefault(lot_id, set()).add(word)
    return found


def _delete(session: Session, lot_ids: Sequence[int]) -> None:
    """Delete lots with what hangs from them alone: their lines, moves, redirects and legacy claims."""
    for part in chunks(lot_ids):
        connection = session.connection()
        for table in (Fact, LotMove, LotRedirect, LotClaim):
            connection.execute(delete(table).where(table.lot_id.in_(part)))
        connection.execute(delete(document_lot).where(document_lot.c.lot_id.in_(part)))
        connection.execute(delete(Lot).where(Lot.id.in_(part)))
    empty = ~exists().where(LotClaim.group_id == ClaimGroup.id)
    session.connection().execute(delete(ClaimGroup).where(ClaimGroup.kind == "legacy", empty))
    session.expire_all()
