"""How the tables come to be as the models say: `kavling migrate`, one at a time, all or nothing."""

from __future__ import annotations

import logging
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator

import models
from config import ROOT
from models.base import Base
from web.database import db

FOLDER = ROOT / "models" / "migrations"
LOCK = 0x6B61_766C  # any number, the same for all who migrate


class Dangling(RuntimeError):
    """A migration left rows that point to nothing."""


class Migrations(Alembic):
    """Flask-Alembic with numbered files."""

    def rev_id(self) -> str:
        """Return the number after the last one."""
        return f"{1 + max((int(r.revision) for r in self.script_directory.walk_revisions()), default=0):04d}"


def init_app(app: Flask) -> None:
    """Make migrations known to `app`; imports every table."""
    if "alembic" in app.extensions:
        return
    for module in pkgutil.walk_packages(models.__path__, "models."):
        if ".migrations" not in module.name:
            import_module(module.name)
    app.config["ALEMBIC"] = {"script_location": str(FOLDER)}
    app.config["ALEMBIC_CONTEXT"] = {
        "render_as_batch": True,
        "compare_type": True,
        "render_item": _render,
        "on_version_apply": _check,
        "transactional_ddl": True,  # SQLite can, though Alembic does not think so
        "include_object": _ours,
    }
    others = list(app.teardown_appcontext_funcs)
    with app.app_context():
        Migrations(app, metadatas=Base.metadata, engines=_engine(), run_mkdir=False, command_name="")
    app.teardown_appcontext_funcs[:] = others  # the end of a request in another thread would end a migration's connection
    logging.getLogger("alembic").setLevel(logging.WARNING)


def migrate(app: Flask, target: str = "heads") -> list[str]:
    """Bring the tables up to `target`; return what each migration that ran says of itself."""
    with _library(app) as alembic, _alone(app):
        before = {script.revision for script in alembic.log(end="current")} if alembic.current() else set()
        alembic.upgrade(target)
        after = alembic.log(end="current")
    return [script.doc.partition("\n")[0] for script in reversed(after) if script.revision not in before]


def downgrade(app: Flask, target: str) -> list[str]:
    """Take the tables down to `target`, "base" for none; return what each migration taken back says of itself."""
    with _library(app) as alembic, _alone(app):
        before = alembic.log(end="current") if alembic.current() else []
        alembic.downgrade(target)
        left = {script.revision for script in alembic.log(end="current")} if alembic.current() else set()
    return [script.doc.partition("\n")[0] for script in before if script.revision not in left]


def revisions() -> list[str]:
    """Return the numbers of this release's migrations, the first one first."""
    return [script.revision for script in reversed(list(_scripts().walk_revisions()))]


def revision_of(app: Flask) -> str | None:
    """Return how far the tables of `app` have come, None without any."""
    with app.app_context(), db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def write(app: Flask, message: str) -> list[Path]:
    """Write the next migration from the difference between models and tables; return the files."""
    with _library(app) as alembic:
        scripts = alembic.revision(message, branch="")
    return [Path(script.path) for script in scripts if script is not None]


def differences(app: Flask) -> list[str]:
    """Return what the models say and the tables do not, one line each; none when they agree."""
    with _library(app) as alembic:
        return [_said(difference) for difference in alembic.compare_metadata()]


def is_current(connection: Connection) -> bool:
    """Tell whether every migration of this release has run on the database."""
    heads = set(_scripts().get_heads())
    if not inspect(connection).has_table("alembic_version"):
        return not heads
    return set(connection.scalars(text("SELECT version_num FROM alembic_version"))) == heads


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER)])


def _engine() -> Engine:
    return db.engine.execution_options(writes=True, migrates=True)


@contextmanager
def _alone(app: Flask) -> Iterator[None]:
    """Keep other migrations out; SQLite's write lock does it by itself."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            yield
            return
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def _check(*, ctx: MigrationContext, **_: Any) -> None:
    """Refuse a migration on SQLite that leaves rows pointing to nothing: their check was off while it ran."""
    assert ctx.connection is not None
    if ctx.connection.dialect.name == "sqlite":
        dangling = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if dangling is not None:
            raise Dangling(f"a row of {dangling[0]} points to no row of {dangling[2]}")


@contextmanager
def _library(app: Flask) -> Iterator[Migrations]:
    """Give the library over the database that `app` has now; then close what it used: foreign keys are off there.

    Enter it before `_alone`: a connection in use when the others are closed stays open.
    """
    init_app(app)
    with app.app_context():
        alembic: Migrations = app.extensions["alembic"]
        kept = alembic._get_cache()
        kept.engines = {"default": _engine()}
        try:
            yield alembic
        finally:
            kept.clear()
            db.engine.dispose()


def _render(kind: str, item: Any, _context: Any) -> Any:
    """Write our own types as the plain ones beneath, for a migration imports nothing of ours."""
    if kind != "type" or not isinstance(item, TypeDecorator) or not type(item).__module__.startswith("models."):
        return False
    if type(item).load_dialect_impl is TypeDecorator.load_dialect_impl:
        return f"sa.{item.impl!r}"
    return f"sa.{item.impl!r}.with_variant(sa.{item.load_dialect_impl(sqlite.dialect())!r}, 'sqlite')"


def _ours(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave aside tables that the models do not know, like those of a full-text index."""
    return not (kind == "table" and reflected and compare_to is None and str(name).endswith(("_fts", "_data", "_idx")))


def _said(difference: Any) -> str:
    if isinstance(difference, list):
        return "; ".join(map(_said, difference))
    return " ".join(str(part) for part in difference)
