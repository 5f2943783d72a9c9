"""A lead: one row from first contact to contract, and the machine it moves by."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.act import Act
from models.base import Base
from models.inquiry.inquiry import Inquiry
from models.land.claim import ACTIVE_STATES, ClaimGroup, ClaimState
from models.land.lot import Lot
from models.marks import N_
from models.people.organisation import DERIVED, PERSONAL, Organisation, Person


class Stage(enum.StrEnum):
    """Where a lead stands, in the order of the board; the last four stand beside it."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    SHORTLISTED = "shortlisted"
    VISIT = "visit"
    NEGOTIATION = "negotiation"
    RESERVED = "reserved"
    CONTRACTED = "contracted"
    NURTURE = "nurture"
    LOST = "lost"
    SPAM = "spam"
    MERGED = "merged"


ON_THE_BOARD = tuple(Stage)[:8]
CLOSED = frozenset({Stage.CONTRACTED, Stage.LOST, Stage.SPAM, Stage.MERGED})

MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.NEW: frozenset({Stage.CONTACTED, Stage.LOST, Stage.SPAM, Stage.MERGED}),
    Stage.CONTACTED: frozenset({Stage.QUALIFIED, Stage.NURTURE, Stage.LOST, Stage.MERGED}),
    Stage.QUALIFIED: frozenset({Stage.SHORTLISTED, Stage.NURTURE, Stage.LOST}),
    Stage.SHORTLISTED: frozenset({Stage.VISIT, Stage.NEGOTIATION, Stage.QUALIFIED, Stage.NURTURE, Stage.LOST}),
    Stage.VISIT: frozenset({Stage.NEGOTIATION, Stage.SHORTLISTED, Stage.NURTURE, Stage.LOST}),
    Stage.NEGOTIATION: frozenset({Stage.RESERVED, Stage.SHORTLISTED, Stage.NURTURE, Stage.LOST}),
    Stage.RESERVED: frozenset({Stage.CONTRACTED, Stage.NEGOTIATION, Stage.LOST}),
    Stage.CONTRACTED: frozenset(),
    Stage.NURTURE: frozenset({Stage.CONTACTED}),
    Stage.LOST: frozenset({Stage.CONTACTED}),
    Stage.SPAM: frozenset({Stage.NEW}),
    Stage.MERGED: frozenset(),
}

MANAGER_MOVES = frozenset(
    {
        (Stage.NEGOTIATION, Stage.RESERVED),
        (Stage.RESERVED, Stage.CONTRACTED),
        (Stage.RESERVED, Stage.NEGOTIATION),
        (Stage.RESERVED, Stage.LOST),
        (Stage.LOST, Stage.CONTACTED),
    }
)
"""Moves that only a head of sales makes."""

PROBABILITY = {
    Stage.NEW: 5,
    Stage.CONTACTED: 10,
    Stage.QUALIFIED: 25,
    Stage.SHORTLISTED: 40,
    Stage.VISIT: 50,
    Stage.NEGOTIATION: 65,
    Stage.RESERVED: 85,
    Stage.CONTRACTED: 100,
    Stage.NURTURE: 5,
}


class Lead(Base):
    """What we follow up. Visible to staff of every estate among its lots; with none, to unscoped sales."""

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint(
            "(stage IN ('contracted', 'lost', 'spam', 'merged')) = (closed_at IS NOT NULL)", name="closed_at_iff_closed"
        ),
        CheckConstraint("(stage = 'lost') = (lost_reason IS NOT NULL)", name="reason_iff_lost"),
        Index("ix_lead_stage", "stage", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"), index=True)  # the desk that answers
    stage: Mapped[Stage] = mapped_column(default=Stage.NEW)
    stage_since: Mapped[datetime]
    created_at: Mapped[datetime]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    language: Mapped[str]
    # area_min, area_max, power_mva, power_unknown, water_m3d, steam_th, sector, tenure, timeframe
    need: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decision_on: Mapped[date | None]
    answer_due_at: Mapped[datetime | None] = mapped_column(index=True)  # null once answered by a person
    first_answer_at: Mapped[datetime | None]  # set once, never by an automatic mail
    lost_reason: Mapped[str | None] = mapped_column(info=PERSONAL)  # in words, which may name somebody
    revisit_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    closed_at: Mapped[datetime | None]
    # folded names, lots, reference: what search looks through
    search_text: Mapped[str] = mapped_column(default="", info=DERIVED)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    inquiries: Mapped[list[Inquiry]] = relationship(back_populates="lead", order_by="Inquiry.id")
    lots: Mapped[list[LeadLot]] = relationship(
        back_populates="lead", order_by="LeadLot.rank", cascade="all, delete-orphan"
    )
    history: Mapped[list[StageChange]] = relationship(order_by="StageChange.id", cascade="all, delete-orphan")
    claim_groups: Mapped[list[ClaimGroup]] = relationship(order_by="ClaimGroup.id")

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.stage not in CLOSED

    def missing_for(self, stage: Stage, *, reason: str | None = None) -> list[Need]:
        """Return all that is missing before this lead may enter `stage`; a recorded reason stands for rooms to come."""
        return [need for need in NEEDS.get(stage, ()) if not need.met_by(self, reason)]

    def move_to(self, stage: Stage, *, act: Act, reason: str | None = None) -> None:
        """Take this lead to `stage`, remembering by which act; raise IllegalMove, or Refused naming all that is missing."""
        if stage not in MOVES[self.stage]:
            raise IllegalMove(self.stage, stage)
        if missing := self.missing_for(stage, reason=reason):
            raise Refused(missing)
        self.history.append(StageChange(old=self.stage, new=stage, act=act, at=act.at, reason=reason))
        self.lost_reason = reason if stage is Stage.LOST else None
        self.stage = stage
        self.stage_since = act.at
        self.closed_at = act.at if stage in CLOSED else None


class LeadLot(Base):
    """A lot that a lead is about, with its own fate."""

    __tablename__ = "lead_lot"
    __table_args__ = (UniqueConstraint("lead_id", "lot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    rank: Mapped[int]
    state: Mapped[str] = mapped_column(default="asked")  # asked, offered, preferred, dropped

    lead: Mapped[Lead] = relationship(back_populates="lots")
    lot: Mapped[Lot] = relationship()


class StageChange(Base):
    """A move of a lead, insert-only."""

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    old: Mapped[str | None]  # the word as it was that day, so history outlives a renamed stage
    new: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(info=PERSONAL)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    act: Mapped[Act] = relationship()


class Need(NamedTuple):
    """A thing that must be true before a stage is entered: words, the field it is mended at, and the test."""

    code: str
    words: str
    field: str  # anchor on the lead page
    met_by: Callable[[Lead, str | None], bool]


class IllegalMove(ValueError):
    """There is no way from this stage to that one."""

    def __init__(self, old: Stage, new: Stage) -> None:
        super().__init__(f"{old} -> {new}")
        self.old, self.new = old, new


class Refused(ValueError):
    """The move is there, but something is missing; `missing` lists all of it."""

    def __init__(self, missing: list[Need]) -> None:
        super().__init__(", ".join(need.code for need in missing))
        self.missing = missing


def _claimed(lead: Lead, *states: ClaimState) -> bool:
    return any(claim.state in states for group in lead.claim_groups for claim in group.claims)


OWNER = Need("owner", N_("A person in charge"), "owner", lambda lead, _: lead.owner_id is not None)
CONTACT = Need(
    "contact",
    N_("A letter or call by a person to the investor"),
    "answer",
    lambda lead, _: lead.first_answer_at is not None,
)
PERSON = Need("person", N_("A contact person"), "person", lambda lead, _: lead.person_id is not None)
FIRM = Need(
    "organisation",
    N_("The company with its country"),
    "organisation",
    lambda lead, _: lead.organisation is not None and bool(lead.organisation.country),
)
SECTOR = Need("sector", N_("The sector"), "need", lambda lead, _: bool(lead.need.get("sector")))
AREA = Need(
    "area", N_("The area needed"), "need", lambda lead, _: bool(lead.need.get("area_min") or lead.need.get("area_m2"))
)
POWER = Need(
    "power",
    N_("The power needed, or that it is not yet known"),
    "need",
    lambda lead, _: bool(lead.need.get("power_mva") or lead.need.get("power_unknown")),
)
TENURE = Need("tenure", N_("Sale or lease"), "need", lambda lead, _: bool(lead.need.get("tenure")))
START = Need("timeframe", N_("The quarter of the start"), "need", lambda lead, _: bool(lead.need.get("timeframe")))
DECISION = Need(
    "decision",
    N_("The date of the decision, or why there is none"),
    "need",
    lambda lead, why: lead.decision_on is not None or bool(why),
)
LOT = Need(
    "lot",
    N_("At least one lot offered"),
    "lots",
    lambda lead, _: any(x.state in ("offered", "preferred") for x in lead.lots),
)
VISIT = Need("visit", N_("The day of the visit, or why there is none"), "move", lambda _, why: bool(why))
CHOSEN = Need(
    "lots",
    N_("At least one lot still considered"),
    "lots",
    lambda lead, _: any(x.state != "dropped" for x in lead.lots),
)
RESERVATION = Need(
    "reservation",
    N_("A reservation of every preferred lot"),
    "claims",
    lambda lead, _: _claimed(lead, ClaimState.RESERVED),
)
CONTRACT = Need("contract", N_("A signed contract"), "claims", lambda lead, _: _claimed(lead, ClaimState.CONTRACTED))
REVISIT = Need("revisit", N_("The day to follow up"), "move", lambda lead, _: lead.revisit_on is not None)
NO_CLAIM = Need(
    "released", N_("Its holds and reservations released"), "claims", lambda lead, _: not _claimed(lead, *ACTIVE_STATES)
)
WHY = Need("reason", N_("A reason"), "move", lambda _, why: bool(why))

NEEDS: dict[Stage, tuple[Need, ...]] = {
    Stage.CONTACTED: (OWNER, PERSON, CONTACT),
    Stage.QUALIFIED: (OWNER, PERSON, FIRM, SECTOR, AREA, POWER, TENURE, START, DECISION),
    Stage.SHORTLISTED: (OWNER, FIRM, LOT),
    Stage.VISIT: (OWNER, LOT, VISIT),
    Stage.NEGOTIATION: (OWNER, FIRM, CHOSEN),
    Stage.RESERVED: (OWNER, FIRM, RESERVATION),
    Stage.CONTRACTED: (OWNER, FIRM, CONTRACT),
    Stage.NURTURE: (OWNER, REVISIT, NO_CLAIM),
    Stage.LOST: (WHY, NO_CLAIM),
    Stage.MERGED: (WHY, NO_CLAIM),
}
