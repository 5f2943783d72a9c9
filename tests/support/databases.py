"""A fresh database for each test, cheaply: made once, then copied beneath the engine that stays."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.support.places import fast_folder


class TestDatabase:
    """The database at `url`; `refresh` makes it as after `kavling migrate`."""

    __test__ = False  # its name is no test's

    def __init__(self, url: str, lock: Path) -> None:
        """Processes of one run share what was made under `lock`."""
        self.url, self.lock = url, lock

    def make_template(self, app: Flask) -> None:
        """Make what the tests copy, unless another process of this run did."""
        from web import migrations

        migrations.init_app(app)  # not after its first request
        with self.lock.open("a+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if not self._has_template():
                make_tables(app)
                self._keep_template(app)

    def refresh(self, app: Flask) -> None:
        """Let `app` find the database as it was made."""
        from web.database import db, use

        with app.app_context():
            if db.engine.url.render_as_string(hide_password=False) != self.url:
                use(app, self.url)
        self.leave(app)
        self._copy()

    def leave(self, app: Flask) -> None:
        """Close the connections of `app`."""
        from web.database import db

        with app.app_context():
            db.engine.dispose()

    def keep(self, app: Flask, name: str) -> None:
        """Keep the database as it is now, for `bring`; nobody else may be connected."""
        self.leave(app)
        self._keep(name)

    def bring(self, app: Flask, name: str) -> None:
        """Let `app` find the database as it was kept under `name`."""
        self.leave(app)
        self._bring(name)

    def fill(self, app: Flask) -> None:
        """Make the tables in the database that `app` has now."""
        make_tables(app)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Yield the URL of another database, without tables, gone afterwards."""
        raise NotImplementedError
        yield

    def _has_template(self) -> bool:
        raise NotImplementedError

    def _keep_template(self, app: Flask) -> None:
        raise NotImplementedError

    def _copy(self) -> None:
        raise NotImplementedError

    def _keep(self, name: str) -> None:
        raise NotImplementedError

    def _bring(self, name: str) -> None:
        raise NotImplementedError


class SQLite(TestDatabase):
    """A file, in memory where the machine has a file system for that."""

    def __init__(self, file: Path, template: Path) -> None:
        super().__init__(f"sqlite:///{file}", template.with_suffix(".lock"))
        self.file, self.template = file, template

    @contextmanager
    def empty(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="kavling-", dir=fast_folder()) as folder:
            yield f"sqlite:///{folder}/empty.sqlite"

    def _has_template(self) -> bool:
        return self.template.exists()

    def _keep_template(self, app: Flask) -> None:
        self.leave(app)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", (str(self.template),))

    def _copy(self) -> None:
        self._put(self.template)

    def _keep(self, name: str) -> None:
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", (str(self._kept(name)),))

    def _bring(self, name: str) -> None:
        self._put(self._kept(name))

    def _put(self, file: Path) -> None:
        for ending in ("-wal", "-shm", "-journal"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(file, self.file)

    def _kept(self, name: str) -> Path:
        return self.file.with_name(f"{self.file.stem}-{name}")


class PostgreSQL(TestDatabase):
    """A database of the run's server, cloned from the one that was made first."""

    def __init__(self, server: str, name: str, lock: Path) -> None:
        super().__init__(make_url(server).set(database=name).render_as_string(hide_password=False), lock)
        self.name = name
        self.maker = psycopg.connect(server.replace("+psycopg", ""), autocommit=True)
        self._do(f"CREATE DATABASE {name}")

    @contextmanager
    def empty(self) -> Iterator[str]:
        self._do(f"DROP DATABASE IF EXISTS {self.name}_empty WITH (FORCE)")
        self._do(f"CREATE DATABASE {self.name}_empty")
        yield make_url(self.url).set(database=f"{self.name}_empty").render_as_string(hide_password=False)
        self._do(f"DROP DATABASE {self.name}_empty WITH (FORCE)")

    def _has_template(self) -> bool:
        return bool(self._do("SELECT 1 FROM pg_database WHERE datname = 'made'").fetchone())

    def _keep_template(self, app: Flask) -> None:
        self.leave(app)
        self._do(f"ALTER DATABASE {self.name} RENAME TO made")

    def _copy(self) -> None:
        self._clone("made", self.name)

    def _keep(self, name: str) -> None:
        self._clone(self.name, f"{self.name}_{name}")

    def _bring(self, name: str) -> None:
        self._clone(f"{self.name}_{name}", self.name)

    def _clone(self, old: str, new: str) -> None:
        self._do(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)")
        self._do(f"CREATE DATABASE {new} TEMPLATE {old} STRATEGY file_copy")

    def _do(self, statement: str) -> psycopg.Cursor:
        return self.maker.execute(statement)


@contextmanager
def made_for(places: pytest.TempPathFactory, process: str, server: str) -> Iterator[TestDatabase]:
    """Yield the database of one process of a run: on `server`, or in a file when there is none."""
    common = places.getbasetemp() if process == "alone" else places.getbasetemp().parent
    if server:
        database = PostgreSQL(server, f"test_{process}", common / "postgresql.lock")
        yield database
        database.maker.close()
        return
    with tempfile.TemporaryDirectory(prefix="kavling-", dir=fast_folder()) as folder:
        yield SQLite(Path(folder) / f"{process}.sqlite", common / "template.sqlite")


def make_tables(app: Flask) -> None:
    """Make the tables by the migrations; straight from the models while those are ahead (a test of its own says so)."""
    from models.base import Base
    from web import migrations
    from web.database import db

    migrations.migrate(app)
    if migrations.differences(app):
        migrations.downgrade(app, "base")
        with app.app_context():
            Base.metadata.create_all(db.engine.execution_options(writes=True))
            db.engine.dispose()
