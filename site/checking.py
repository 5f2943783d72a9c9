"""What `kavling check` looks at: each check yields a sentence per thing that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.job import waiting
from models.land.rechecking import Differing, differing, mend
from models.media import Media, MediaState
from models.people.erasure import first_broken, mark_of
from models.people.organisation import Person
from privacy import keeping
from web import clock, installation, migrations
from web.database import db, snapshot_session, writing_session
from web.store import Away, store_of

MOST_TOLD = 20  # values, of however many differ
LONGEST = 60  # letters of a value

Check = Callable[[Flask, Session], Iterator[str]]


def problems(app: Flask) -> Iterator[str]:
    """Yield what is wrong with the installation of `app`, one sentence each; nothing when all is well."""
    yield from installation.faults(app)
    if first := list(_in_the_way(app)):
        yield from first
        return
    with app.app_context(), Session(db.engine) as session:
        for check in CHECKS:
            yield from check(app, session)


def mend_land(app: Flask) -> int:
    """Let lots and estates say again what their statements say; return how many did not."""
    if any(_in_the_way(app)):
        return 0
    with app.app_context(), writing_session() as session:
        return mend(session, clock.now())


def _in_the_way(app: Flask) -> Iterator[str]:
    """Yield what keeps us from looking at anything else: no database, or other tables."""
    try:
        with app.app_context(), db.engine.connect() as connection:
            current = migrations.is_current(connection)
    except SQLAlchemyError as error:
        yield f"The database does not answer: {type(error).__name__}. Look at KAVLING_DATABASE_URL."
        return
    if not current:
        yield "The tables are not those of this release. Run `kavling migrate`."
        return
    for difference in migrations.differences(app):
        yield f"The tables differ from what the program expects: {difference}"


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
        yield f"{dead} jobs were given up. /staff/jobs shows which and why, and tries them again."


def erased_stay_erased(app: Flask, session: Session) -> Iterator[str]:
    """Compare the list of erasures with the people in the database, and look whether a proof was touched."""
    file = app.config["SETTINGS"].data / keeping.LIST
    try:
        told = {one["person"]: one["mark"] for one in keeping.read(file)}
    except ValueError as why:
        yield f"The list of erasures is broken: {why}. Restore {file} from a copy, or delete that line."
        return
    found = select(Person).where(Person.id.in_(told), Person.erased_at.is_(None))
    back = [one for one in session.scalars(found) if mark_of(str(app.secret_key), one.email_key) == told[one.id]]
    if back:
        yield f"{len(back)} people who were erased are known again. Run `kavling erase-again {file}`."
    if (broken := first_broken(session)) is not None:
        yield f"The proof of erasure {broken} is not as it was written, or one before it is missing."


def secret_kept(app: Flask, _session: Session) -> Iterator[str]:
    """Look at who may read the kept secret key."""
    file = app.config["SETTINGS"].data / "secret-key"
    if file.exists() and file.stat().st_mode & 0o077:
        yield f"Others may read {file}. chmod 600 {file}"


def store_answers(app: Flask, _session: Session) -> Iterator[str]:
    """Write something into the store of files, read it and take it away."""
    settings = app.config["SETTINGS"]
    try:
        store_of(settings.media_url, settings.data).probe()
    except Away as away:
        if settings.media_url:
            yield (
                f"The store of files does not answer ({away}). Look at KAVLING_MEDIA_URL, its bucket and endpoint, and at "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        else:
            yield f"Files cannot be written to {settings.data / 'media'} ({away}). Let the user who runs the site own it."


def files_there(_app: Flask, session: Session) -> Iterator[str]:
    """Look for pictures whose sizes are long overdue."""
    late = clock.now() - timedelta(hours=1)
    query = select(func.count(Media.id)).where(Media.state == MediaState.WAITING, Media.came_at < late)
    if count := session.scalar(query):
        yield f"{count} pictures have waited for an hour to be made. Is the worker running? The log says more."


def land_as_stated(_app: Flask, _session: Session) -> Iterator[str]:
    """Replay all statements and compare with what lots and estates say."""
    count = 0
    with snapshot_session() as session:
        for one in differing(session, clock.now()):
            count += 1
            if count <= MOST_TOLD:
                yield _said(one)
    if count > MOST_TOLD:
        yield f"… and {count - MOST_TOLD} more values are not what their statements say."
    if count:
        yield "Statements are the truth: `kavling check --mend` writes anew what they say."


def _said(one: Differing) -> str:
    whose = f"Lot {one.lot} of {one.slug}" if one.lot is not None else f"The estate {one.slug}"
    what = one.code if one.column is not None else f"the mark beside {one.code}"
    where = f"{one.column}: " if one.column not in (None, one.code) else ""
    stored, told = one.stored, one.replayed
    if isinstance(stored, dict) and isinstance(told, dict):  # marks: what they have in common tells nothing
        apart = [key for key in sorted(stored.keys() | told.keys()) if stored.get(key) != told.get(key)]
        stored, told = ({key: mark.get(key) for key in apart} for mark in (stored, told))
    return f"{whose}: {what} is not what its statements say ({where}{_short(stored)}, not {_short(told)})."


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


CHECKS: list[Check] = [rows_whole, jobs_alive, erased_stay_erased, secret_kept, store_answers, files_there, land_as_stated]
