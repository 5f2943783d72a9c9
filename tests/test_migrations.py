"""The tables come to be by migrations, and say what the models say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from subprocess import Popen

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text, update
from sqlalchemy.orm import Session

from models.land.estate import Feature
from tests.land import an_estate, lots, say
from tests.support.command import Kavling
from tests.support.databases import TestDatabase
from tests.world import World
from web import migrations
from web.database import db, use, writing_session

pytestmark = pytest.mark.skipif(not list(migrations.FOLDER.glob("[0-9]*.py")), reason="no migration has been written")


@pytest.fixture
def empty(only_app: Flask, test_database: TestDatabase) -> Iterator[Flask]:
    """The application over a database without tables."""
    with test_database.empty() as url:
        use(only_app, url)
        yield only_app
        test_database.leave(only_app)
    use(only_app, test_database.url)


def tables(app: Flask) -> set[str]:
    with app.app_context(), db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def is_current(app: Flask) -> bool:
    with app.app_context(), db.engine.connect() as connection:
        return migrations.is_current(connection)


def test_migrated_tables_are_what_the_models_say(empty: Flask):
    migrations.migrate(empty)

    assert migrations.differences(empty) == []
    assert is_current(empty)


def test_every_migration_goes_up_and_down_and_up_again(empty: Flask):
    migrations.migrate(empty)
    first = tables(empty)

    migrations.downgrade(empty, "base")
    assert tables(empty) <= {"alembic_version"}
    assert not is_current(empty)

    migrations.migrate(empty)
    assert tables(empty) == first


# Rows that go with a step: a line that is marked as gone would be there again without its mark.
LOST = {"0009": {"utility", "operator", "indicator", "tenant", "public_note"}}


def rows(app: Flask) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in inspect(connection).get_table_names()
            if name != "alembic_version"
        }


@pytest.mark.thorough
def test_with_rows_in_the_tables_each_step_goes_down_up_and_down_and_loses_none_of_the_others(app: Flask, session: Session):
    """One of everything, as the access table has it."""
    World(app, session)
    lots(session, an_estate(session, slug="stated"), {"A-01": {"net_area": 12_000}})
    session.commit()
    session.close()
    whole, known = rows(app), migrations.revisions()
    assert sum(map(bool, whole.values())) > 0.6 * len(whole), [name for name, count in whole.items() if not count]

    for revision, below in zip(known[:0:-1], known[-2::-1], strict=True):
        above = rows(app)
        migrations.downgrade(app, below)
        left = rows(app)
        for name in left.keys() - LOST.get(revision, set()):
            assert left[name] == above[name], (revision, name)
        migrations.migrate(app, revision)
        assert {name: count for name, count in rows(app).items() if name in left} == left, revision
        migrations.downgrade(app, below)
    first = rows(app)
    migrations.migrate(app)

    assert migrations.differences(app) == []
    assert {name: count for name, count in rows(app).items() if name in first} == first
    assert {name: whole[name] for name in first.keys() - set().union(*LOST.values())}.items() <= first.items()


def test_the_command_goes_to_a_revision_and_down_only_when_told(kavling: Kavling, app: Flask):
    last, before, first = migrations.revisions()[-1], migrations.revisions()[-2], migrations.revisions()[0]

    refused = kavling("migrate", "--to", first)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "loses what came with the migrations between" in refused.stderr
    assert kavling("migrate", "--to", "9999").exit_code == 2

    one = kavling("migrate", "--down")
    assert one.stdout.startswith("Taken back: ")
    assert migrations.revision_of(app) == before
    assert kavling("check").exit_code == 1
    down = kavling("migrate", "--down", "--to", first)
    assert down.stdout.count("Taken back") == len(migrations.revisions()) - 2
    up = kavling("migrate", "--to", before)
    assert (up.exit_code, up.stdout.count("Migrated")) == (0, len(migrations.revisions()) - 2)
    assert kavling("migrate").stdout.count("Migrated") == 1
    assert migrations.revision_of(app) == last
    assert kavling("migrate").stdout == "The tables are up to date.\n"


def test_an_older_program_leaves_newer_tables_alone(kavling: Kavling, session: Session):
    session.execute(text("UPDATE alembic_version SET version_num = '9998'"))
    told = kavling("migrate")

    assert (told.exit_code, told.stdout) == (2, "")
    assert "the program is older than its database" in told.stderr


def test_a_second_migrate_does_nothing(empty: Flask):
    assert migrations.migrate(empty)
    assert migrations.migrate(empty) == []


def test_foreign_keys_are_kept_after_a_migration(empty: Flask):
    migrations.migrate(empty)

    with empty.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_three_that_migrate_at_once_are_done_once(empty: Flask, kavling_process: Callable[..., Popen[str]]):
    started = [kavling_process("migrate") for _ in range(3)]
    said = [process.communicate(timeout=120) for process in started]

    assert [process.returncode for process in started] == [0] * 3, said
    assert sum("Migrated" in out for out, _ in said) == 1
    assert is_current(empty)


@pytest.mark.sqlite  # PostgreSQL keeps its keys while it migrates
def test_a_migration_that_leaves_rows_pointing_to_nothing_is_undone(empty: Flask):
    with empty.app_context():
        file = db.engine.url.database
    with sqlite3.connect(str(file)) as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY);"
            "CREATE TABLE b (a INTEGER REFERENCES a);"
            "INSERT INTO b VALUES (7);"
        )
    connection.close()

    with pytest.raises(migrations.Dangling, match="a row of b points to no row of a"):
        migrations.migrate(empty)
    assert not is_current(empty)


def test_properties_of_a_plan_that_were_text_become_values(empty: Flask):
    migrations.migrate(empty)
    with empty.app_context(), writing_session() as session:
        feature = Feature(kind="connection", shape=b"", properties={"lot": "A-01", "utilities": [], "distance_m": {}})
        estate = an_estate(session)
        feature.estate_id, feature.statement_id = estate.id, say(session, estate, {}).id
        session.add(feature)
    migrations.downgrade(empty, "0005")
    table = Feature.__table__
    for told, read in (('{"S": 12}', {"S": 12}), ("{", {})):
        with empty.app_context(), writing_session() as session:
            old = {"lot": "A-01", "utilities": "E;RW", "distance_m": told}
            session.connection().execute(update(table).values(properties=old))
        migrations.migrate(empty)
        with empty.app_context(), db.engine.connect() as connection:
            now = connection.scalar(select(table.c.properties))
        assert now == {"lot": "A-01", "utilities": ["E", "RW"], "distance_m": read}
        migrations.downgrade(empty, "0005")
