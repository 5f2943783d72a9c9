"""Which rows are about a person, and which of their columns tell something personal.

A column says of itself that it is personal: `info={"personal": True}`; one with `words` holds a mapping of which only
those entries are. Export shows them, erasure takes them away. A table that has such columns says here how one gets from
the person to its rows; a test finds one that does not, and a column of text that nobody has thought about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, func, or_, select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import Base
from models.inquiry.inquiry import Inquiry
from models.land.claim import ClaimGroup
from models.lead.lead import Lead, StageChange
from models.lead.timeline import Entry, Letter, Task
from models.people.match import email_key
from models.people.organisation import Person

STAFF_ONLY = frozenset({"user", "passkey"})
"""Tables whose personal columns are about those who work here: their names stay beside what they did."""


@dataclass(frozen=True)
class Whose:
    """What is about a person: ids of rows by table. `leads` are theirs; in `beside` they only wrote among others."""

    rows: Mapping[str, Sequence[int]]
    leads: Sequence[int]
    beside: Sequence[int]


def personal_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that hold personal data."""
    return [column for column in table.columns if column.info.get("personal")]


def personal_tables() -> Iterator[Table]:
    """Yield the tables that hold personal data of investors."""
    for table in Base.metadata.sorted_tables:
        if table.name not in STAFF_ONLY and personal_columns(table):
            yield table


def whose(session: Session, person: Person) -> Whose:
    """Return which rows are about `person`."""
    leads = _ids(session, select(Lead.id).where(Lead.person_id == person.id))
    inquiries = _inquiries(session, person, leads)
    inquiry_ids = [one.id for one in inquiries]
    beside = sorted({one.lead_id for one in inquiries} - set(leads))
    addresses = {person.email, *(address for one in inquiries for address in (one.email, one.corrected_email) if address)}
    letters = _ids(
        session,
        select(Letter.id).where(
            or_(
                Letter.lead_id.in_(leads),
                Letter.inquiry_id.in_(inquiry_ids),
                Letter.lead_id.in_(beside) & Letter.to.in_(addresses),
            )
        ),
    )
    entries = _entries(session, leads, beside, set(inquiry_ids), set(letters))
    changes = session.execute(select(StageChange.id, StageChange.act_id).where(StageChange.lead_id.in_(leads))).all()
    groups = session.execute(select(ClaimGroup.id, ClaimGroup.act_id).where(ClaimGroup.lead_id.in_(leads))).all()
    acts = {act_id for _id, act_id in (*changes, *groups, *entries)}
    return Whose(
        rows={
            "person": [person.id],
            "inquiry": inquiry_ids,
            "lead": sorted({*leads, *beside}),
            "letter": letters,
            "entry": [row_id for row_id, _act in entries],
            "task": _ids(session, select(Task.id).where(Task.lead_id.in_(leads))),
            "stage_change": [row_id for row_id, _act in changes],
            "claim_group": [row_id for row_id, _act in groups],
            "act": _ids(session, select(Act.id).where(Act.id.in_(acts), Act.reason.is_not(None))),
        },
        leads=leads,
        beside=beside,
    )


WAYS = frozenset({"person", "inquiry", "lead", "letter", "entry", "task", "stage_change", "claim_group", "act"})
"""The tables to which `whose` knows the way."""


def _inquiries(session: Session, person: Person, leads: Sequence[int]) -> list[Inquiry]:
    """Return what this person sent: under their address in whatever lead, and in their leads under no one else's."""
    if person.erased_at is not None:  # their address is nobody's now
        return list(session.scalars(select(Inquiry).where(Inquiry.lead_id.in_(leads)).order_by(Inquiry.id)))
    same = [func.lower(column) == person.email.lower() for column in (Inquiry.email, Inquiry.corrected_email)]
    found = session.scalars(select(Inquiry).where(or_(Inquiry.lead_id.in_(leads), *same)).order_by(Inquiry.id)).all()
    keys = {email_key(one.address) for one in found} - {person.email_key}
    others = set(session.scalars(select(Person.email_key).where(Person.email_key.in_(keys))))
    return [one for one in found if email_key(one.address) not in others]


def _entries(
    session: Session, leads: Sequence[int], beside: Sequence[int], inquiries: set[int], letters: set[int]
) -> list[tuple[int, int]]:
    columns = (Entry.id, Entry.act_id, Entry.lead_id, Entry.letter_id, Entry.details)
    mine = set(leads)
    return [
        (row.id, row.act_id)
        for row in session.execute(select(*columns).where(Entry.lead_id.in_([*leads, *beside])).order_by(Entry.id))
        if row.lead_id in mine or row.letter_id in letters or row.details.get("inquiry") in inquiries
    ]


def told(session: Session, about: Whose) -> dict[str, list[dict[str, Any]]]:
    """Return all that is known by table: every personal column, and beside it when and in which language it was."""
    return {name: list(_told(session, name, ids)) for name, ids in about.rows.items() if ids}


BESIDE = ("id", "reference", "received_at", "created_at", "sent_at", "at", "done_at", "language", "country", "organisation")


def _told(session: Session, name: str, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    table = Base.metadata.tables[name]
    shown = [column for column in personal_columns(table) if not column.info.get("derived")]
    beside = [table.c[one] for one in BESIDE if one in table.c and table.c[one] not in shown]
    extra = [table.c["need"]] if "need" in table.c else []
    for row in session.execute(select(*beside, *shown, *extra).where(table.c.id.in_(list(ids))).order_by(table.c.id)):
        values = dict(row._mapping)
        for column in shown:
            if (words := column.info.get("words")) is not None:
                values[column.name] = {one: values[column.name][one] for one in words if one in values[column.name]} or None
        yield {key: value for key, value in values.items() if value not in (None, "", {})}


def _ids(session: Session, asked: Any) -> list[int]:
    return sorted(session.scalars(asked))
