"""What is kept how long, for which purpose; and who is due to be erased.

How long an inquiry is kept is told in the notices people agree to, so its months come from the settings that fill them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Function, Select, delete, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.account import SignIn
from models.act import Act
from models.audit import Audit
from models.base import Base, Public
from models.inquiry.inquiry import Inquiry
from models.job import Job, State
from models.lead.lead import Lead, Stage
from models.lead.timeline import Entry, EntryKind
from models.marks import N_
from models.people.organisation import Person

INQUIRY, SPAM, ACCESS, JOBS = "inquiry", "spam", "access", "jobs"
PURPOSE_WORDS = {
    INQUIRY: N_("Inquiries, with all we know of who sent them"),
    SPAM: N_("Inquiries that are spam"),
    ACCESS: N_("Who at the desk opened a person's data"),
    JOBS: N_("What the site did by itself"),
}
START_WORDS = {
    INQUIRY: N_("after our last contact"),
    SPAM: N_("after they arrived"),
    ACCESS: N_("after it was opened"),
    JOBS: N_("after it was done"),
}
OF_PERSONS = (INQUIRY, SPAM)
CONTACTS = (EntryKind.INQUIRY, EntryKind.RECEIVED, EntryKind.LETTER, EntryKind.CALL)


class Retention(Base, Public):
    """How many months something is kept; no number: as many as the notices say. What is not automatic waits for a word."""

    __tablename__ = "retention"
    __table_args__ = (
        CheckConstraint("months BETWEEN 1 AND 120", name="months"),
        CheckConstraint("(purpose = 'inquiry') = (months IS NULL)", name="inquiry_as_told"),
    )

    purpose: Mapped[str] = mapped_column(primary_key=True)
    months: Mapped[int | None]
    automatic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    def scopes(self) -> Iterable[str]:
        """Yield the edition of the site: the privacy page tells it."""
        yield "site"


class Rule(NamedTuple):
    """How long something is kept."""

    purpose: str
    months: int
    automatic: bool


class Due(NamedTuple):
    """A person whose time is over."""

    person_id: int
    purpose: str
    last_contact: datetime
    due_at: datetime


def rules(session: Session, told_months: int) -> dict[str, Rule]:
    """Return how long what is kept; `told_months` is what the notices say of inquiries."""
    rows = {row.purpose: row for row in session.scalars(select(Retention))}
    return {
        one: Rule(one, rows[one].months or told_months, rows[one].automatic) for one in PURPOSE_WORDS if one in rows
    }


def due(session: Session, purpose: str, months: int, at: datetime, *, most: int = 200) -> list[Due]:
    """Return whose time is over at `at`, the longest over first."""
    asked = _contacts(purpose).having(func.max(_moment()) < moved(at, -months))
    found = session.execute(asked.order_by(func.max(_moment()), Person.id).limit(most))
    return [Due(row.id, purpose, row.last, moved(row.last, months)) for row in found]


def is_due(session: Session, person: Person, rule: Rule, at: datetime) -> bool:
    """Tell whether the time of one person is over."""
    over = func.max(_moment()) < moved(at, -rule.months)
    return session.execute(_contacts(rule.purpose).where(Person.id == person.id).having(over)).first() is not None


def last_contact(session: Session, person: Person) -> datetime | None:
    """Return when we last heard from a person or wrote to them."""
    row = session.execute(_contacts(INQUIRY).where(Person.id == person.id)).first()
    return row.last if row is not None else None


def tidy(session: Session, known: dict[str, Rule], at: datetime) -> None:
    """Delete what is kept no longer and is about nobody outside: old rows of the audit, jobs, sign-ins."""
    if (rule := known.get(ACCESS)) is not None:
        old = select(Act.id).where(Act.at < moved(at, -rule.months))
        session.execute(delete(Audit).where(Audit.what == "opened", Audit.act_id.in_(old)))
    if (rule := known.get(JOBS)) is not None:
        over = Job.state.in_((State.DONE, State.DROPPED)) & (Job.ended_at < moved(at, -rule.months))
        session.execute(delete(Job).where(over))
    session.execute(delete(SignIn).where(SignIn.seen_at < moved(at, -1)))


def moved(at: datetime, months: int) -> datetime:
    """Return the moment so many months later, or earlier; a day that a month lacks is its last."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _moment() -> Function[datetime]:
    return func.coalesce(Entry.at, Inquiry.received_at, Person.first_seen)


def _contacts(purpose: str) -> Select[int, datetime]:
    """Select the people that are not erased, each with the moment of the last contact."""
    entry = (Entry.lead_id == Lead.id) & Entry.kind.in_(CONTACTS)
    asked = (
        select(Person.id, func.max(_moment()).label("last"))
        .outerjoin(Lead, Lead.person_id == Person.id)
        .outerjoin(Inquiry, Inquiry.lead_id == Lead.id)
        .outerjoin(Entry, entry)
        .where(Person.erased_at.is_(None))
        .group_by(Person.id)
    )
    if purpose == SPAM:
        theirs = aliased(Lead)
        other = select(theirs.id).where(theirs.person_id == Person.id, theirs.stage != Stage.SPAM)
        asked = asked.where(Lead.stage == Stage.SPAM, ~other.correlate(Person).exists())
    return asked
