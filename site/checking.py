"""What `kavling check` looks at: each check yields a sentence per thing that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.job import waiting
from web import clock, migrations
from web.database import db

Check = Callable[[Flask, Session], Iterator[str]]


def problems(app: Flask) -> Iterator[str]:
    """Yield what is wrong with the installation of `app`, one sentence each; nothing when all is well."""
    try:
        with app.app_context(), db.engine.connect() as connection:
            current = migrations.is_current(connection)
    except SQLAlchemyError as error:
        yield f"The database does not answer: {type(error).__name__}. Look at KAVLING_DATABASE_URL."
        return
    if not current:
        yield "The tables are not those of this release. Run `kavling migrate`."
        return
    if different := migrations.differences(app):
        yield from (f"The tables differ from what the program expects: {difference}" for difference in different)
        return
    with app.app_context(), Session(db.engine) as session:
        for check in CHECKS:
            yield from check(app, session)


def rows_whole(_app: Flask, session: Session) -> Iterator[str]:
    """Ask SQLite about its pages and about rows that point to nothing; PostgreSQL keeps both itself."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for (said,) in session.execute(text("PRAGMA quick_check(5)")):
        if said != "ok":
            yield f"The database file is damaged: {said}. Restore a backup."
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield f"A row of {row[0]} (rowid {row[1]}) points to no row of {row[2]}."


def jobs_alive(_app: Flask, session: Session) -> Iterator[str]:
    """Look for jobs that we gave up."""
    if dead := waiting(session, clock.now())["dead"]:
        yield f"{dead} jobs were given up. /staff/jobs says which and why."


def secret_kept(app: Flask, _session: Session) -> Iterator[str]:
    """Look at who may read the kept secret key."""
    file = app.config["SETTINGS"].data / "secret-key"
    if file.exists() and file.stat().st_mode & 0o077:
        yield f"Others may read {file}. chmod 600 {file}"


CHECKS: list[Check] = [rows_whole, jobs_alive, secret_kept]
