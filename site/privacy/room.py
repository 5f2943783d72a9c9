"""Whose data somebody may look after: who leads sales, those of their leads; administrators everybody's, without reading them."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import Select, select

from models.account import Role, User
from models.act import Act, Way
from models.audit import Audit
from models.lead.lead import Lead
from models.lead.whose import led_leads_of
from models.people.organisation import Person
from web.access import current_user, found
from web.clock import now
from web.database import db, writing_session

bp = Blueprint("persons", __name__)

KEEPERS = (Role.SALES_LEAD, Role.ADMIN)


def persons_of(user: User) -> Select[Person]:
    """Select the people whose data `user` looks after."""
    if user.may(Role.ADMIN):
        return select(Person)
    led = led_leads_of(user).with_only_columns(Lead.person_id)
    return select(Person).where(Person.id.in_(led))


def person_of(person_id: int, *, to_write: bool = False) -> Person:
    """Return a person that this member of staff looks after; for others there is none."""
    wanted = persons_of(current_user).where(Person.id == person_id)
    return found(db.session.scalars(wanted.with_for_update(of=Person) if to_write else wanted).first())


def reads(user: User) -> bool:
    """Tell whether `user` reads what is known of people; administrators see how much it is, not what."""
    return user.may(Role.SALES_LEAD)


def is_wholly_theirs(person: Person) -> bool:
    """Tell whether all leads of a person are this member of staff's to decide about."""
    if current_user.may(Role.ADMIN):
        return True
    led = led_leads_of(current_user).with_only_columns(Lead.id)
    foreign = select(Lead.id).where(Lead.person_id == person.id, Lead.id.not_in(led))
    return db.session.scalars(foreign.limit(1)).first() is None


def note_opened(person_id: int) -> None:
    """Put on record who looks at a person's data, in a transaction of its own; unwritten, nobody sees the page."""
    by_id = current_user.id
    with writing_session() as short:
        act = Act(at=now(), by_id=by_id, way=Way.DESK)
        short.add(Audit(act=act, what="opened", subject=f"person:{person_id}", details={}))
