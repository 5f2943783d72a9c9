"""What the public can see has a number, and we know when it changes by itself.

Each estate and the site as a whole have an edition, raised as the last act of any transaction that touches what the
public sees. A moment at which a page changes by itself (a hold runs out, a certificate expires) is an edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Select, event, func, insert, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, UOWTransaction, mapped_column

from models.base import Base, Public

SITE = "site"


class Edition(Base):
    """The number of what the public sees of a scope ("site", "estate:7")."""

    __tablename__ = "edition"

    scope: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class Edge(Base):
    """A moment at which the pages of a scope change without anybody doing anything."""

    __tablename__ = "edge"
    __table_args__ = (Index("ix_edge_scope_at", "scope", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]  # hold, certificate, confirmation, page


class UnnamedScopes(RuntimeError):
    """A set-based write to what the public sees did not say whose pages it changes."""


def touch(session: Session, scopes: Iterable[str]) -> None:
    """Note that this transaction changes the pages of `scopes`: for writes that bypass the unit of work."""
    session.info.setdefault("touched", set()).update(scopes)


def add_edge(session: Session, scope: str, at: datetime, kind: str) -> None:
    """Remember that pages of `scope` change by themselves at `at`."""
    session.add(Edge(scope=scope, at=at, kind=kind))


def versions(scopes: Sequence[str] | Select[Any], at: datetime) -> Select[str, int, datetime | None]:
    """Select for each scope its edition and the last edge passed at `at`: what an ETag is made of.

    `scopes` are names or a query of names.
    """
    last = select(Edge.scope, func.max(Edge.at).label("at")).where(Edge.scope.in_(scopes), Edge.at <= at)
    passed = last.group_by(Edge.scope).subquery()
    return (
        select(Edition.scope, Edition.number, passed.c.at)
        .outerjoin(passed, passed.c.scope == Edition.scope)
        .where(Edition.scope.in_(scopes))
        .order_by(Edition.scope)
    )


@event.listens_for(Session, "after_flush")
def note_touched(session: Session, _context: UOWTransaction) -> None:
    """Remember whose pages the flushed rows change; ids are there, and new, dirty and deleted are still filled."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Public):
            touch(session, row.scopes())


@event.listens_for(Session, "do_orm_execute")
def refuse_unnamed(state: ORMExecuteState) -> None:
    """Refuse a set-based write on a public table that names no scopes; note those it names."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, Public):
        return
    scopes = state.execution_options.get("scopes")
    if scopes is None:
        raise UnnamedScopes(f"say execution_options={{'scopes': …}} when you write {mapper.class_.__name__} as a set")
    touch(state.session, scopes)


@event.listens_for(Session, "before_commit")
def raise_editions(session: Session) -> None:
    """Raise the editions touched, last and in order: no lock is held while work is done, and no deadlock."""
    if session.in_nested_transaction():  # fires at a savepoint's release, too
        return
    session.flush()
    for scope in sorted(session.info.pop("touched", ())):
        raise_edition(session, scope)


def raise_edition(session: Session, scope: str) -> None:
    """Raise the edition of `scope` by one, or begin it at 1."""
    connection = session.connection()
    raised = connection.execute(update(Edition).where(Edition.scope == scope).values(number=Edition.number + 1))
    if not raised.rowcount:
        connection.execute(insert(Edition).values(scope=scope, number=1))


@event.listens_for(Session, "after_transaction_end")
def forget(session: Session, transaction: SessionTransaction) -> None:
    """Forget what was touched at the outermost end; not at a savepoint's rollback, or pages would stay stale."""
    if transaction.parent is None:
        session.info.pop("touched", None)
