"""The database under the pages: what a request may do is decided where its transaction begins.

A safe method reads one snapshot and cannot write; an unsafe one takes SQLite's write lock at once, for a lock asked
for after a read ends in "database is locked". Jobs and commands use an engine with `writes=True`.

No page is rendered under the write lock: what is stored is committed and answered with a redirect, and before a
template is rendered for anything else, the transaction is rolled back and the rest is read from a snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask, before_render_template, g, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from psycopg import IsolationLevel
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, sessionmaker

from models.constraints import violated as violated  # views catch what the database refused
from web import replica

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PATIENCE = 30  # seconds: who waits for a connection waits as long as who waits for the write lock
UNREACHABLE = {"connect_timeout": 5, "tcp_user_timeout": 15_000}  # s, ms: a server whose machine is gone says nothing
POOL = {"pool_size": 16, "max_overflow": 16, "pool_timeout": PATIENCE}

log = structlog.get_logger()
db = SQLAlchemy()


def init_app(app: Flask) -> None:
    """Put the database of the settings under `app`."""
    settings = app.config["SETTINGS"]
    engines = {"default": {"url": settings.database, **options(settings.database)}}
    if settings.replica_url:
        engines["replica"] = {"url": settings.replica_url, **options(settings.replica_url, **replica.IMPATIENT)}
    app.config["SQLALCHEMY_ENGINES"] = engines
    db.init_app(app)
    # the library's teardown for async sessions, of which there are none, costs most of a request; the other one fails
    # when the server is gone by then, and the page that was ready would be lost
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if f.__module__ != SQLAlchemy.__module__]
    app.teardown_appcontext(_close_sessions)
    with app.app_context():
        for engine in db.engines.values():
            _listen(engine)
        _watch(db.sessionmaker)
        if settings.replica_url:
            replica.init_app(app, settings.database, db)
    app.before_request(read_body)
    before_render_template.connect(_before_a_page, app)


def use(app: Flask, url: str) -> None:
    """Exchange the database under `app` for the one at `url`; connections to the old one are closed."""
    with app.app_context():
        old = db.engine
        new = create_engine(url, **options(url))
        _listen(new)
        db.engines["default"] = new
        db.sessionmaker.configure(bind=new)
    old.dispose()


@contextmanager
def writing_session() -> Iterator[Session]:
    """Give a session that takes the write lock when it begins: for jobs, commands, and short writes beside a GET.

    It commits when the block ends well and rolls back when it does not.
    """
    with Session(writing_engine()) as session, session.begin():
        yield session


@contextmanager
def reading_session() -> Iterator[Session]:
    """Give a session of its own that holds no lock, whatever the method of the request."""
    with Session(db.engine.execution_options(writes=False)) as session:
        yield session


@contextmanager
def snapshot_session() -> Iterator[Session]:
    """Give a session that reads one snapshot from its first statement to its last, and writes nothing."""
    with Session(db.engine.execution_options(snapshot=True)) as session:
        yield session


def writing_engine() -> Engine:
    """Return the engine whose transactions are made for writing."""
    return db.engine.execution_options(writes=True)


def close(session: Session) -> None:
    """Give back the connection of `session`, though its server may be gone."""
    try:
        session.close()
    except SQLAlchemyError as error:
        log.warning("connection lost", error=type(error).__name__)
        session.invalidate()


def _close_sessions(_error: BaseException | None) -> None:
    for session in g.pop("_sqlalchemy_sessions", {}).values():
        close(session)


def read_body() -> None:
    """Read the whole body before a transaction begins, or a body that never ends would hold the write lock."""
    request.get_data(cache=True, parse_form_data=True)


def store_nothing() -> None:
    """Roll back what this request began and go on reading from a snapshot; it can write no more.

    Rows at hand stay as they were read, and more can be read through them. Only when something had been written are
    they read anew. A page that is shown instead of storing something calls this before it reads; a template does.
    """
    if request.method in SAFE or g.get("stores_nothing"):
        return
    g.stores_nothing = True
    session = db.session
    if not session.in_transaction():
        return
    wrote = bool(session.info.get("wrote") or session.new or session.dirty or session.deleted or not session.is_active)
    rows = [] if wrote else list(session.identity_map.values())
    if not wrote:
        session.expunge_all()  # else the rollback would empty them, and each would be read again by itself
    session.rollback()
    session.add_all(rows)


def options(url: str, **connecting: int) -> dict[str, Any]:
    """Return what `create_engine` needs beside the URL; statements' values stay out of messages and logs.

    `connecting` is for PostgreSQL's driver; what the URL itself says of it counts more.
    """
    if url.startswith("sqlite"):
        return {"hide_parameters": True, **POOL, "connect_args": {"check_same_thread": False}}
    said = make_url(url).query
    waits = {name: value for name, value in {**UNREACHABLE, **connecting}.items() if name not in said}
    return {"hide_parameters": True, **POOL, "pool_pre_ping": True, "connect_args": waits}


def _listen(engine: Engine) -> None:
    """Let every connection be prepared, and every transaction begun for reading or for writing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin_on_sqlite)
    else:
        event.listen(engine, "begin", _begin_on_postgresql)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin only at the first write, too late for what was read
    safe = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")  # the last: erased is overwritten
    for pragma in (*safe, f"busy_timeout={PATIENCE * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on_sqlite(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection  # past the events that count statements: this is no question of a page
    assert raw is not None
    if connection.get_execution_options().get("migrates"):
        raw.execute("PRAGMA foreign_keys=OFF")  # batch migrations drop tables that others point to; later is ignored
    raw.execute(f"PRAGMA query_only={'ON' if _only_reads(connection) else 'OFF'}")
    raw.execute("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _begin_on_postgresql(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    # editions and rows in one snapshot; a GET cannot write by mistake. Sent with the first statement, costs no way of its own
    reads = _only_reads(connection)
    raw.isolation_level = IsolationLevel.REPEATABLE_READ if reads else None
    raw.read_only = True if reads else None


def _writes(connection: Connection) -> bool:
    options = connection.get_execution_options()
    asked = options.get("writes")
    return bool(asked) or (asked is None and not options.get("snapshot") and has_request_context() and not _is_for_reading())


def _only_reads(connection: Connection) -> bool:
    """Tell whether this transaction must not change a row: it serves a page, or asked for a snapshot."""
    options = connection.get_execution_options()
    if options.get("snapshot"):
        return True
    return options.get("writes") is None and has_request_context() and _is_for_reading()


def _is_for_reading() -> bool:
    return request.method in SAFE or bool(g.get("stores_nothing"))


class StoresNothing(RuntimeError):
    """A request commits after it rendered a template: what it wrote was rolled back by then."""


def _watch(sessions: sessionmaker[Session]) -> None:
    """Let the requests' sessions know whether they have written, and never commit after a page."""
    event.listen(sessions, "after_flush", _note_written)
    event.listen(sessions, "do_orm_execute", _note_written_as_set)
    event.listen(sessions, "after_commit", _tell_written)
    event.listen(sessions, "after_transaction_end", _forget_written)
    event.listen(sessions, "before_commit", _refuse_after_a_page)


def _note_written(session: Session, *_: object) -> None:
    session.info["wrote"] = True


def _note_written_as_set(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info["wrote"] = True


def _tell_written(session: Session) -> None:
    if session.info.get("wrote"):
        replica.note_write()


def _forget_written(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("wrote", None)


def _refuse_after_a_page(_session: Session) -> None:
    if has_request_context() and g.get("stores_nothing"):
        raise StoresNothing("commit before a template is rendered: rendering one rolls back")


def _before_a_page(_app: Flask, **_: object) -> None:
    if has_request_context():
        store_nothing()
