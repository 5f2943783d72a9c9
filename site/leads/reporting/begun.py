"""The leads that were begun in a period, with all that reports count of them: four statements, however many leads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from leads.reporting.period import Period
from models.account import User
from models.inquiry.inquiry import Inquiry
from models.land.lot import Lot
from models.lead.demand import Asked, LotOfLead, asked_by
from models.lead.lead import ON_THE_BOARD, Lead, LeadLot, Stage, StageChange
from models.lead.whose import leads_of
from models.people.organisation import Organisation

MOST = 50_000  # leads of one report
NO_LEADS = (Stage.SPAM, Stage.MERGED)


@dataclass
class Begun:
    """A lead as reports count it."""

    id: int
    language: str
    country: str
    stage: Stage
    estate_id: int | None
    need: dict[str, Any]
    came_at: datetime
    answered_at: datetime | None
    due_at: datetime | None = None  # when a person had promised to answer the inquiry that opened it
    stopped: bool = False
    source: str = ""
    reached: int = 0  # the furthest stage of the board, from 0
    lots: list[LotOfLead] = field(default_factory=list)

    @property
    def asked(self) -> Asked:
        """Return how much land and power it asks for."""
        return asked_by(self.need, self.lots)


def begun_in(session: Session, user: User, period: Period) -> list[Begun]:
    """Return the leads begun in a period that `user` may read; neither spam nor those that went into another."""
    chosen = of_estate(leads_of(user), period.estate).where(
        Lead.created_at >= period.begins, Lead.created_at < period.ends, Lead.stage.not_in(NO_LEADS)
    )
    first = chosen.order_by(Lead.id).limit(MOST)
    ids = first.with_only_columns(Lead.id)
    columns = (Lead.id, Lead.language, Lead.stage, Lead.estate_id, Lead.need, Lead.created_at, Lead.first_answer_at)
    found = {
        row.id: Begun(
            row.id, row.language, row.country or "", row.stage, row.estate_id, row.need, row.created_at, row.first_answer_at
        )
        for row in session.execute(first.outerjoin(Lead.organisation).with_only_columns(*columns, Organisation.country))
    }
    _stages(session, found, ids)
    _inquiries(session, found, ids)
    add_lots(session, found, ids)
    return list(found.values())


def of_estate(leads: Select[Lead], estate: int | None) -> Select[Lead]:
    """Return those of `leads` that are about an estate; all, when none is named."""
    if estate is None:
        return leads
    there: ColumnElement[bool] = Lead.lots.any(LeadLot.lot.has(Lot.estate_id == estate))
    return leads.where((Lead.estate_id == estate) | there)


def add_lots(session: Session, found: dict[int, Begun], ids: Select[int]) -> None:
    """Let each lead know its lots, in their order."""
    columns = (LeadLot.lead_id, LeadLot.state, Lot.net_area)
    for lead_id, state, area in session.execute(
        select(*columns).join(LeadLot.lot).where(LeadLot.lead_id.in_(ids)).order_by(LeadLot.rank, LeadLot.id)
    ):
        if lead_id in found:
            found[lead_id].lots.append(LotOfLead(state, area))


def _stages(session: Session, found: dict[int, Begun], ids: Select[int]) -> None:
    place = {stage.value: number for number, stage in enumerate(ON_THE_BOARD)}
    reached: dict[int, int] = defaultdict(int)
    moves = select(StageChange.lead_id, StageChange.new).where(StageChange.lead_id.in_(ids)).distinct()
    for lead_id, new in session.execute(moves):
        reached[lead_id] = max(reached[lead_id], place.get(new, 0))
    for lead in found.values():
        lead.reached = max(reached[lead.id], place.get(lead.stage, 0))


def _inquiries(session: Session, found: dict[int, Begun], ids: Select[int]) -> None:
    columns = (Inquiry.lead_id, Inquiry.source, Inquiry.channel, Inquiry.received_at, Inquiry.due_at, Inquiry.country)
    first_last = select(*columns, Inquiry.stopped_at).where(Inquiry.lead_id.in_(ids)).order_by(Inquiry.id.desc())
    for row in session.execute(first_last):  # the first one comes last and stays
        if (lead := found.get(row.lead_id)) is None:
            continue
        lead.came_at, lead.due_at, lead.stopped = row.received_at, row.due_at, row.stopped_at is not None
        lead.source = row.source or ("" if row.channel == "web" else row.channel)
        lead.country = lead.country or row.country
