"""Removing estates with all that hangs from them: what `kavling demo --remove` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from models.base import Base, estate_scope
from models.bulk import chunks
from models.edition import SITE, Edge, Edition, touch
from models.inquiry.inquiry import Inquiry
from models.job import Job
from models.land.claim import ClaimGroup, LotClaim
from models.land.estate import Estate
from models.lead.lead import Lead
from models.media import Media, drop_files
from models.people.organisation import Organisation, Person
from web.clock import now

KEPT = frozenset({"act", "user", "person", "organisation", "notice", "job", "edition", "edge", "audit"})
"""Tables that are not an estate's: they stay, or are tidied by a rule of their own below."""


def remove_estates(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    """Delete estates, their land, their leads and whoever wrote only to them; return how many rows of which table."""
    estates = list(session.scalars(select(Estate.id).where(Estate.slug.in_(slugs))))
    doomed = _hanging_from(session, estates)
    for media in session.scalars(select(Media).where(Media.estate_id.in_(estates))):
        drop_files(session, media, now())
    gone: dict[str, int] = {}
    for letter_ids in chunks(doomed.get("letter", [])):
        session.execute(delete(Job).where(Job.dedupe_key.in_([f"letter:{letter_id}" for letter_id in letter_ids])))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in KEPT:
            continue
        for condition in _conditions(table, doomed):
            done = session.connection().execute(delete(table).where(condition))
            gone[table.name] = gone.get(table.name, 0) + done.rowcount
    held = select(LotClaim.id).where(LotClaim.group_id == ClaimGroup.id).exists()
    session.execute(delete(ClaimGroup).where(ClaimGroup.kind == "legacy", ~held))  # of no lead: nothing else finds them
    _forget_writers(session)
    scopes = [estate_scope(estate_id) for estate_id in estates]
    for one in (Edge, Edition):
        session.execute(delete(one).where(one.scope.in_(scopes)))
    touch(session, [SITE])
    session.expire_all()
    return {name: count for name, count in gone.items() if count}


def _hanging_from(session: Session, estates: Sequence[int]) -> dict[str, list[int]]:
    """Return by table the ids of the rows that point to these estates, or to a row that does."""
    doomed: dict[str, list[int]] = {"estate": list(estates)}
    for table in Base.metadata.sorted_tables:  # a table comes after those it points to
        if table.name in KEPT or table.name == "estate" or "id" not in table.c:
            continue
        ids: set[int] = set()
        for condition in _pointing(table, doomed):
            ids.update(session.connection().scalars(select(table.c.id).where(condition)))
        doomed[table.name] = sorted(ids)
    return doomed


def _pointing(table: Table, doomed: dict[str, list[int]]) -> Iterator[ColumnElement[bool]]:
    for key in table.foreign_keys:
        parent = key.column.table.name
        if parent == table.name or parent in KEPT:
            continue
        for part in chunks(doomed.get(parent, [])):
            yield key.parent.in_(part)


def _conditions(table: Table, doomed: dict[str, list[int]]) -> Iterator[ColumnElement[bool]]:
    """Yield what to delete of a table: its doomed rows by id, or, where it has none, by what they point to."""
    if "id" in table.c:
        for part in chunks(doomed.get(table.name, [])):
            yield table.c.id.in_(part)
    else:
        yield from _pointing(table, doomed)


def _forget_writers(session: Session) -> None:
    """Delete people of whom no inquiry and no lead is left, and firms without people and leads."""
    writes = or_(
        select(Lead.id).where(Lead.person_id == Person.id).exists(),
        select(Inquiry.id).where(func.lower(Inquiry.email) == Person.email_key).exists(),
    )
    session.execute(delete(Person).where(~writes), execution_options={"synchronize_session": False})
    known = or_(
        select(Lead.id).where(Lead.organisation_id == Organisation.id).exists(),
        select(Person.id).where(Person.organisation_id == Organisation.id).exists(),
    )
    session.execute(delete(Organisation).where(~known), execution_options={"synchronize_session": False})
