"""One suite, two databases: `pytest --database postgresql` asks the same questions of the other one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from subprocess import Popen
from threading import Lock

import pytest
from flask import Flask, request_started
from sqlalchemy.orm import Session

from tests import factories
from tests.people import *  # noqa: F403 - the people of the tests are fixtures
from tests.support.clock import Clock
from tests.support.command import Command, Kavling
from tests.support.databases import TestDatabase, made_for
from tests.support.postgresql import Server
from tests.support.processes import SECRET, command_process, end_group
from tests.support.statements import Statements
from web.catalogues import compile_all


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --database and --demo."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on")
    parser.addoption("--demo", default="", metavar="FOLDER", help="data folder with a demo to copy; else it is loaded anew")


def pytest_configure(config: pytest.Config) -> None:
    """Free the tests from the environment's settings; start PostgreSQL once for all processes of a run."""
    settings = [name for name in os.environ if name.startswith("KAVLING_") or name == "PORT"]
    for name in set(settings) - {"KAVLING_CRASH"}:  # no setting of the site: says how long the crash loop is
        del os.environ[name]
    if hasattr(config, "workerinput"):
        return
    compile_all()
    if config.getoption("--database") == "postgresql":
        server = Server.start()
        config.add_cleanup(server.stop)
        config.stash[SERVER] = server.url


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is only asked of the other database; left out, not skipped: nobody waits for it there.

    What asks no database, nor any process that has one, gets its answer in the run on SQLite.
    """
    asked = config.getoption("--database")
    other = {"postgresql": "sqlite", "sqlite": "postgresql"}[asked]

    def is_left_out(item: pytest.Item) -> bool:
        asks_none = "test_database" not in getattr(item, "fixturenames", ())
        answered_before = asked == "postgresql" and asks_none and not item.get_closest_marker(asked)
        return bool(item.get_closest_marker(other)) or answered_before

    left_out = [item for item in items if is_left_out(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each process of pytest-xdist where the server is."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    node.workerinput["postgresql"] = config.stash.get(SERVER, "")  # type: ignore[attr-defined]


SERVER = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def test_database(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """The database of this process, and how to make it fresh."""
    given = getattr(pytestconfig, "workerinput", {})
    url = given.get("postgresql") or pytestconfig.stash.get(SERVER, "")
    with made_for(tmp_path_factory, given.get("workerid", "alone"), url) as database:
        yield database


@pytest.fixture(scope="session")
def only_app(test_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The one application of this process; tests ask for `app`."""
    from app import create_app
    from config import Settings

    data = tmp_path_factory.mktemp("data")
    app = create_app(Settings(data=data, database_url=test_database.url, secret_key=SECRET))
    app.config["TESTING"] = True
    test_database.make_template(app)
    yield app
    test_database.leave(app)


@pytest.fixture
def database(only_app: Flask, test_database: TestDatabase) -> TestDatabase:
    """A database as after `kavling migrate`, for this test alone."""
    test_database.refresh(only_app)
    return test_database


@pytest.fixture
def app(only_app: Flask, database: TestDatabase) -> Flask:
    """The application over a fresh database; nobody has asked anything yet."""
    from privacy.keeping import LIST
    from web.limits import Away, limiter

    limiter.reset()  # else the thirty-first inquiry of a run would be a suspect
    Away.until = 0.0
    (only_app.config["SETTINGS"].data / LIST).unlink(missing_ok=True)  # it outlives the database, on purpose
    return only_app


@pytest.fixture
def others_write() -> bool:
    """Whether other processes write while a test runs: then its session takes the write lock when it begins."""
    return False


@pytest.fixture
def session(app: Flask, others_write: bool) -> Iterator[Session]:
    """A session of the test's own: factories use it. It commits before every request, which so sees what the test made."""
    with app.app_context():
        from web.database import db

        engine = db.engine.execution_options(writes=others_write)  # also inside a GET
    with Session(engine, expire_on_commit=not others_write) as session:  # nor takes it again to read what it has made

        one_at_a_time = Lock()  # a test may send requests from many threads

        def commit(_app: Flask, **_: object) -> None:
            with one_at_a_time:
                session.commit()

        factories.begin(session)
        with request_started.connected_to(commit, app):
            yield session
        session.rollback()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock stands still, on a Monday at nine in Cilegon, until the test moves it."""
    from web import clock

    moved = Clock(datetime.fromisoformat("2026-03-02T02:00:00+00:00"))
    monkeypatch.setattr(clock, "read", lambda: moved.at)
    return moved


@pytest.fixture
def statements(app: Flask) -> Iterator[Statements]:
    """The SQL statements of the requests made while a `with statements:` block runs."""
    with app.app_context():
        from web.database import db

        counted = Statements(db.engine)
    yield counted
    counted.stop()


@pytest.fixture
def run_jobs(app: Flask, session: Session) -> Callable[[], int]:
    """Do every job that is due, as the worker does; return how many there were."""
    from worker.loop import Worker

    def run() -> int:
        session.commit()
        worker, count = Worker(app, sleep=lambda _seconds: None), 0
        while worker.step():
            count += 1
        return count

    return run


@pytest.fixture
def kavling(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Kavling:
    """The command, run in this process over this test's database: kavling("estate", "add", "cilegon")."""
    return Command(app, session, monkeypatch)


@pytest.fixture
def kavling_process(only_app: Flask, tmp_path: Path) -> Iterator[Callable[..., Popen[str]]]:
    """Start the command as a process of its own over the database that the application has at that moment; killed at the end."""
    from web.database import db

    started: list[Popen[str]] = []

    def start(*words: str, **environment: str) -> Popen[str]:
        with only_app.app_context():
            url = db.engine.url.render_as_string(hide_password=False)
        process = command_process(*words, KAVLING_DATABASE_URL=url, KAVLING_DATA=str(tmp_path), **environment)
        started.append(process)
        return process

    yield start
    for process in started:
        end_group(process)


@pytest.fixture
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parent.parent
