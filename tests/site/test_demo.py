"""The demo goes in through the importer and the desk's own methods, and out without a trace."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import Base
from models.job import Job
from models.land.claim import ACTIVE_STATES, LotClaim
from models.land.estate import Estate
from models.land.ledger import Tenant
from models.land.lot import Lot, Status
from models.land.standing import replayed
from models.land.statement import Statement
from models.lead.lead import Lead, Stage
from models.lead.timeline import Letter
from tests.support.clock import Clock
from tests.support.command import Kavling

pytestmark = pytest.mark.thorough


def test_the_demo_is_three_estates_120_lots_and_42_leads(kavling: Kavling, session: Session, clock: Clock) -> None:
    told = kavling("demo")

    assert told.exit_code == 0, told.stderr
    assert _count(session, Estate) == 3
    assert _count(session, Lot) == 120
    assert _count(session, Lead) == 42
    _whole(session, clock)
    _honest(session)
    _nobody_is_written_to(session)

    assert kavling("demo").exit_code == 1  # there already
    assert kavling("demo", "--remove").exit_code == 0
    left = {table.name: n for table in Base.metadata.sorted_tables if (n := _rows(session, table.name))}
    assert left.keys() <= {"act", "user", "user_role", "edition", "notice", "retention"}
    assert "There is no demo." in kavling("demo", "--remove").stdout


def _whole(session: Session, clock: Clock) -> None:
    """Lots say what the statements in force say; stages and statuses are those of the story."""
    for estate in session.scalars(select(Estate)):
        said, lots = replayed(session, estate.id, at=clock.at)
        assert estate.standing == said.standing
        assert all(session.get_one(Lot, lot_id).standing == state.standing for lot_id, state in lots.items())
    stages = Counter(session.scalars(select(Lead.stage)))
    assert stages[Stage.CONTRACTED] == 2
    assert stages[Stage.MERGED] == stages[Stage.SPAM] == 1
    shown = {lot.code: lot.shown_status(clock.at) for lot in session.scalars(select(Lot).where(Lot.estate_id == 1))}
    assert shown["F-09"] is Status.SOLD
    assert shown["E-05"] is Status.LEASED
    assert shown["A-06"] is Status.RESERVED
    live = session.scalars(select(LotClaim.lot_id).where(LotClaim.state.in_(ACTIVE_STATES))).all()
    assert len(live) == len(set(live))


def _honest(session: Session) -> None:
    """Public facts stand with how sure they are and are not illustrative; all else is."""
    for statement in session.scalars(select(Statement)):
        assert statement.illustrative == (statement.certainty is None)
    closed = session.scalars(select(Tenant).where(Tenant.status == "closed")).all()
    assert len(closed) == 1


def _nobody_is_written_to(session: Session) -> None:
    assert session.scalars(select(Job)).all() == []
    assert set(session.scalars(select(Letter.state))) <= {"sent", "held", "cancelled"}


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _rows(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
