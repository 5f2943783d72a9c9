"""What a first start needs: the tables, the demo in an empty database, somebody who may sign in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from config import ROOT, Settings

if TYPE_CHECKING:
    from flask import Flask


def prepare(app: Flask, say: Callable[[str], None], load_demo: Callable[[], None]) -> None:
    """Bring the database of `app` to where it can serve; on the first run, tell the sign-ins it made. Safe to repeat."""
    from sqlalchemy import select

    from accounts.staffing import Hashed, first_sign_ins, new_password, sign_ins_to_make
    from content.loading import load_house
    from models.account import User
    from models.land.estate import Estate
    from web import clock, migrations
    from web.database import reading_session, writing_session

    for line in migrations.migrate(app):
        say(f"Tables: {line}")
    with app.app_context():
        with reading_session() as session:
            empty = session.scalar(select(Estate.id).limit(1)) is None and session.scalar(select(User.id).limit(1)) is None
        if empty:
            load_demo()
        with reading_session() as session:
            count = sign_ins_to_make(session)
        ready = [Hashed.of(new_password()) for _ in range(count)]
        load_house(clock.now())
        with writing_session() as session:
            made = first_sign_ins(session, clock.now(), ready)
    if made:
        say("\nStaff sign-ins at /staff/, told this once:")
        for email, roles, password in made:
            say(f"  {email:<28} {password}   {roles}")
        say("")


def is_prepared(settings: Settings) -> bool:
    """Tell, without loading the program, whether a database in a file needs nothing more: a second start is quick."""
    scheme, _, file = settings.database.partition(":///")
    if scheme != "sqlite" or not Path(file).is_file():
        return False
    newest = max((path.name.partition("_")[0] for path in (ROOT / "models" / "migrations").glob("[0-9]*.py")), default="")
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            able = connection.execute("SELECT 1 FROM user WHERE password_hash IS NOT NULL LIMIT 1").fetchone()
    except sqlite3.Error:
        return False
    return version == [(newest,)] and able is not None
