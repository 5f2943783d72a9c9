"""Erasing a person: every personal column of every row about them; what happened stays, without them.

The proof tells when, by whom and how much, and holds nothing of the person but a keyed hash, by which a restored backup
knows whom to erase again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Select, Table, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act, Way
from models.audit import Audit
from models.base import Base
from models.inquiry.inquiry import Inquiry
from models.land.claim import ClaimGroup, ClaimState, LotClaim
from models.land.lot import Lot
from models.lead.lead import CLOSED, Lead, Stage, StageChange
from models.lead.opening import search_anew
from models.lead.timeline import Letter, Task
from models.lead.work import release
from models.marks import N_
from models.people.organisation import Person
from models.people.personal import Whose, personal_columns, whose
from models.refusal import Sentence

GONE = "***"
"""Stands where a name or a text was and must not be empty; reads alike in every language."""

LOST_BY_ERASURE = "erased"


class Erasure(Base):
    """That a person was erased, insert-only. `hash` covers the row and the hash before it: none can be taken out unseen."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    cause: Mapped[str]  # asked, retention, restored
    mark: Mapped[str]  # keyed hash of the address: tells whether a restored row is the same person, and nothing else
    counts: Mapped[dict[str, Any]]  # rows by table
    hash: Mapped[str]

    act: Mapped[Act] = relationship()


class Kept(ValueError):
    """The person cannot be erased now; `reasons` say why, and what would have to end first."""

    def __init__(self, reasons: list[Sentence]) -> None:
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons


def mark_of(secret: str, key: str) -> str:
    """Return what a list of erasures holds of a person: a keyed hash of their address."""
    return hmac.new(secret.encode(), b"erased\x1f" + key.encode(), hashlib.sha256).hexdigest()


def reasons_to_keep(session: Session, person: Person, at: datetime) -> list[Sentence]:
    """Return why `person` may not be erased now: a duty somebody noted, a contract or a reservation in force."""
    return reasons_of(session, [person], at)[person.id]


def reasons_of(session: Session, people: Sequence[Person], at: datetime) -> dict[int, list[Sentence]]:
    """Return the reasons for many at once, by id. One statement."""
    found: dict[int, list[Sentence]] = {person.id: [] for person in people}
    for person in people:
        if person.kept_until is not None and person.kept_until >= at.date():
            told = {"day": person.kept_until.isoformat(), "why": person.kept_why or ""}
            found[person.id].append(Sentence.of(N_("Kept until %(day)s: %(why)s"), **told))
    live = (ClaimState.RESERVED, ClaimState.CONTRACTED)
    claims = (
        select(Lead.person_id, Lead.reference, LotClaim.state, Lot.code_as_given, LotClaim.expires_at, ClaimGroup.ends_on)
        .join(ClaimGroup, ClaimGroup.lead_id == Lead.id)
        .join(LotClaim, LotClaim.group_id == ClaimGroup.id)
        .join(Lot, Lot.id == LotClaim.lot_id)
        .where(Lead.person_id.in_(found), LotClaim.state.in_(live))
        .order_by(Lead.id, Lot.id)
    )
    for person_id, reference, state, code, expires_at, ends_on in session.execute(claims):
        told = {"lead": reference, "lot": code}
        if state is ClaimState.CONTRACTED and (ends_on is None or ends_on >= at.date()):
            words = Sentence.of(N_("Lead %(lead)s: a contract on lot %(lot)s is in force."), **told)
        elif state is ClaimState.RESERVED and (expires_at is None or expires_at > at):
            words = Sentence.of(N_("Lead %(lead)s: lot %(lot)s is reserved. Release it first."), **told)
        else:
            continue
        if person_id is not None:
            found[person_id].append(words)
    return found


def erase(session: Session, person: Person, *, act: Act, cause: str, secret: str, anyway: bool = False) -> Erasure:
    """Take away all that is personal about `person`, and return the proof; raise Kept. Flushes.

    Their open leads end, what was held for them is free again, letters that wait are never sent and links to their
    pages open nothing. `anyway`: once erased, a restored backup is no reason to keep them.
    """
    if not anyway and (reasons := reasons_to_keep(session, person, act.at)):
        raise Kept(reasons)
    mark = mark_of(secret, person.email_key)
    about = whose(session, person)
    _end(session, about, act)
    about = whose(session, person)  # ending left lines of its own
    session.flush()
    session.expire_all()
    for name, ids in about.rows.items():
        _wipe(session, Base.metadata.tables[name], list(ids))
    person = session.get_one(Person, person.id)
    person.erased_at = act.at
    search_anew(session, Lead.id.in_(about.rows["lead"]))
    counts = {name: len(ids) for name, ids in about.rows.items() if ids}
    proof = Erasure(at=act.at, person_id=person.id, act=act, cause=cause, mark=mark, counts=counts, hash="")
    proof.hash = _hash(session, proof, act)
    session.add(proof)
    session.add(Audit(act=act, what="erased", subject=f"person:{person.id}", details={"cause": cause}))
    session.flush()
    return proof


def erase_again(session: Session, told: list[dict[str, Any]], secret: str, at: datetime) -> int:
    """Erase whom a list names and a restored database still knows; return how many. `told` are lines of the list."""
    count = 0
    marks = {one["person"]: one["mark"] for one in told}
    found = select(Person).where(Person.id.in_(marks), Person.erased_at.is_(None)).order_by(Person.id)
    for person in session.scalars(found).all():
        if hmac.compare_digest(mark_of(secret, person.email_key), str(marks[person.id])):
            act = Act(at=at, way=Way.COMMAND)
            session.add(act)
            session.flush()
            erase(session, person, act=act, cause="restored", secret=secret, anyway=True)
            count += 1
    return count


def erasures() -> Select[Erasure]:
    """Select the proofs, the latest first."""
    return select(Erasure).order_by(Erasure.id.desc())


def first_broken(session: Session) -> int | None:
    """Return the id of the first proof that is not as it was written, or that follows one taken out; None when all are."""
    before = ""
    for proof in session.scalars(select(Erasure).order_by(Erasure.id)):
        if proof.hash != _hash_of(before, proof, proof.act):
            return proof.id
        before = proof.hash
    return None


def _hash(session: Session, proof: Erasure, act: Act) -> str:
    before = session.scalar(select(Erasure.hash).order_by(Erasure.id.desc()).limit(1).with_for_update())
    return _hash_of(before or "", proof, act)


def _hash_of(before: str, proof: Erasure, act: Act) -> str:
    row = [before, proof.at.isoformat(), proof.person_id, act.by_id, proof.cause, proof.mark, sorted(proof.counts.items())]
    return hashlib.sha256(json.dumps(row, separators=(",", ":")).encode()).hexdigest()


def _end(session: Session, about: Whose, act: Act) -> None:
    """End what still waits for the person: letters, tasks, clocks, holds, links."""
    unsent = Letter.id.in_(about.rows["letter"]) & Letter.state.not_in(("sent", "cancelled"))
    session.execute(update(Letter).where(unsent).values(state="cancelled"))
    session.execute(update(Inquiry).where(Inquiry.id.in_(about.rows["inquiry"])).values(epoch=Inquiry.epoch + 1))
    open_tasks = Task.lead_id.in_(about.leads) & Task.done_at.is_(None)
    session.execute(update(Task).where(open_tasks).values(done_at=act.at, done_by_id=act.id))
    for lead in session.scalars(select(Lead).where(Lead.id.in_(about.leads)).order_by(Lead.id)).all():
        lead.answer_due_at = None
        if lead.stage in CLOSED:
            continue
        release(session, lead, act=act)
        lead.history.append(StageChange(old=lead.stage, new=Stage.LOST, at=act.at, reason=None, act=act))
        lead.stage, lead.stage_since, lead.closed_at = Stage.LOST, act.at, act.at
        lead.lost_reason = LOST_BY_ERASURE
    session.flush()


def _wipe(session: Session, table: Table, ids: list[int]) -> None:
    for column in personal_columns(table):
        here = table.c.id.in_(ids)
        if (words := column.info.get("words")) is not None:
            for row_id, value in session.execute(select(table.c.id, column).where(here)).all():
                if any(word in value for word in words):
                    left = {key: one for key, one in value.items() if key not in words}
                    session.execute(update(table).where(table.c.id == row_id).values({column: left}))
        elif column.unique:
            session.execute(update(table).where(here).values({column: "erased:" + table.c.id.cast(column.type)}))
        else:
            session.execute(update(table).where(here, column.is_not(None)).values({column: _nothing(column)}))


def _nothing(column: Column[Any]) -> Any:
    """Return what stands in the place of a value; a lead that is lost says why, if only that."""
    if column.table.name == "lead" and column.name == "lost_reason":
        return LOST_BY_ERASURE
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSON) else "" if column.info.get("derived") else GONE
