"""A streaming replica reads the public pages, and nobody notices when it is away, behind, or all that is left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from models.edition import touch
from tests.faults.site_in_pieces import HOST, Pieces
from tests.land import an_estate, lots
from tests.support.databases import make_tables
from tests.support.processes import SECRET, wait_until_answering
from tests.support.replication import Node, primary, until, url
from web import replica as watching
from web.database import db

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

PAGES = ("/en/lots", "/ko/lots/trial/A-01", "/ja/", "/en/estates/trial", "/ko/lots.geojson", "/sitemap.xml")
SHOWN_WITHIN = watching.BEHIND_AT_MOST + 2 * watching.LOOK_EVERY  # seconds until a write is shown, though replay stands


@dataclass
class Pair:
    main: Node
    spare: Node
    settings: Settings

    @contextmanager
    def application(self) -> Iterator[Flask]:
        """The site in this process."""
        app = create_app(self.settings)
        yield app
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        app.extensions["replica"].asking.dispose()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Pair]:
    """A primary with an estate in it, and its replica."""
    assert pytestconfig.getoption("--database") == "postgresql"
    with primary() as main:
        data = tmp_path_factory.mktemp("data")
        app = create_app(Settings(data=data, database_url=url(main), secret_key=SECRET))
        make_tables(app)
        with app.app_context():
            add_estate(db.engine, "trial", "A-01")
            db.engine.dispose()
        spare = main.standby("spare")
        yield Pair(main, spare, Settings(data=data, database_url=url(main), replica_url=url(spare), secret_key=SECRET))


@pytest.fixture
def pair(servers: Pair) -> Iterator[Pair]:
    """Both servers, up and agreed."""
    yield servers
    for node in (servers.main, servers.spare):
        if not (node.data / "postmaster.pid").exists():
            node.start()
    servers.spare.ask("SELECT pg_wal_replay_resume() WHERE pg_is_wal_replay_paused()")
    until(lambda: servers.spare.has_reached(servers.main))


@pytest.fixture
def site(pair: Pair, tmp_path: Path) -> Iterator[Pieces]:
    """The site as it runs in earnest, over both."""
    pieces = Pieces(tmp_path, url(pair.main), 1, KAVLING_REPLICA_URL=url(pair.spare))
    pieces.start()
    wait_until_answering(pieces.port, pieces.web.process)  # type: ignore[arg-type]
    yield pieces
    pieces.stop()


def add_estate(engine: Engine, slug: str, code: str) -> None:
    with Session(engine.execution_options(writes=True)) as session:
        lots(session, an_estate(session, slug=slug, published=True), {code: {"net_area": 12_000}})
        session.commit()


def add_from_elsewhere(pair: Pair, slug: str, code: str) -> None:
    engine = create_engine(pair.settings.database)
    add_estate(engine, slug, code)
    engine.dispose()


@dataclass
class Told:
    status: int
    tag: str
    text: str
    took: float


def get(port: int, path: str) -> Told:
    began, connection = time.monotonic(), HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        return Told(answer.status, answer.headers.get("ETag", ""), text, time.monotonic() - began)
    finally:
        connection.close()


@dataclass
class Readers:
    """People who open pages all the while."""

    port: int
    pause: float
    answers: list[Told] = field(default_factory=list)
    done: Event = field(default_factory=Event)

    def read(self, path: str) -> None:
        while not self.done.is_set():
            self.answers.append(get(self.port, path))
            time.sleep(self.pause)


@contextmanager
def readers(port: int, paths: tuple[str, ...] = PAGES, pause: float = 0.02) -> Iterator[Readers]:
    people, reading = Readers(port, pause), list[Future[None]]()
    with ThreadPoolExecutor(len(paths)) as pool:
        reading += [pool.submit(people.read, path) for path in paths]
        try:
            yield people
        finally:
            people.done.set()
    for one in reading:
        one.result()


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """The statements sent to a server by the site in this process."""
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "_lsn" not in statement:
            told.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield told
    event.remove(engine, "before_cursor_execute", note)


def test_public_pages_ask_the_replica_and_all_else_the_primary(pair: Pair) -> None:
    with pair.application() as app:
        with app.app_context():
            main, spare = db.engine, db.get_engine("replica")
        for path in PAGES:
            with asked(main) as of_main, asked(spare) as of_spare:
                assert app.test_client().get(path).status_code == 200
            assert (bool(of_main), bool(of_spare)) == (False, True), path
        for path in ("/en/inquire", "/en/inquiries/K-26-AAAA-AAA?key=abcdefghijklmnopqrstuv", "/staff/sign-in", "/readyz"):
            with asked(main) as of_main, asked(spare) as of_spare:
                assert app.test_client().get(path).status_code in {200, 404}
            assert of_spare == [], path


def test_pages_go_on_while_the_replica_is_stopped_and_when_it_is_back(pair: Pair, site: Pieces) -> None:
    assert get(site.port, PAGES[0]).status == 200
    with readers(site.port) as people:
        time.sleep(0.5)
        pair.spare.stop()
        time.sleep(1.5)
        pair.spare.start()
        time.sleep(1)

    assert {one.status for one in people.answers} == {200}
    assert max(one.took for one in people.answers) < 5


def test_pages_go_on_from_the_replica_while_the_primary_is_stopped(pair: Pair, site: Pieces) -> None:
    known = get(site.port, "/en/lots").text
    time.sleep(watching.LOOK_EVERY)
    assert get(site.port, "/en/lots").status == 200  # it has looked by now
    pair.main.stop()
    with readers(site.port) as people:
        time.sleep(2)

    assert {one.status for one in people.answers} == {200}
    assert max(one.took for one in people.answers) < 5
    assert get(site.port, "/en/lots").text == known
    assert get(site.port, "/en/inquire").status == 503


def test_a_page_is_as_new_as_its_tag_though_replay_stands(pair: Pair, site: Pieces) -> None:
    get(site.port, "/en/lots")
    time.sleep(watching.LOOK_EVERY)
    pair.spare.ask("SELECT pg_wal_replay_pause()")
    with readers(site.port, ("/en/lots", "/en/lots")) as people:
        time.sleep(0.5)
        add_from_elsewhere(pair, "second", "Z-99")
        until(lambda: "Z-99" in people.answers[-1].text, SHOWN_WITHIN)
        pair.spare.ask("SELECT pg_wal_replay_resume()")
        until(lambda: pair.spare.has_reached(pair.main))
        time.sleep(1)

    assert {one.status for one in people.answers} == {200}
    old = {one.tag for one in people.answers if "Z-99" not in one.text}
    new = {one.tag for one in people.answers if "Z-99" in one.text}
    assert len(old) == len(new) == 1
    assert old != new
    assert "Z-99" in people.answers[-1].text


def test_the_page_after_a_write_shows_it_though_replay_stands(pair: Pair) -> None:
    with pair.application() as app:
        client = app.test_client()
        with app.app_context():
            spare = db.get_engine("replica")
        assert client.get("/ja/lots").status_code == 200
        pair.spare.ask("SELECT pg_wal_replay_pause()")

        with app.app_context():
            lots(db.session, an_estate(db.session, slug="third", published=True), {"Y-77": {"net_area": 12_000}})
            touch(db.session, ["site"])
            db.session.commit()

        assert "Y-77" in client.get("/ja/lots").text
        pair.spare.ask("SELECT pg_wal_replay_resume()")
        until(lambda: pair.spare.has_reached(pair.main))
        time.sleep(watching.LOOK_EVERY)
        with asked(spare) as of_spare:
            assert "Y-77" in client.get("/ja/lots").text
        assert of_spare


def test_what_goes_wrong_on_the_replica_alone_is_no_failure(pair: Pair) -> None:
    """Replay may have to cancel a question of ours; the page is then made on the primary."""
    with pair.application() as app:
        with app.app_context():
            spare = db.get_engine("replica")
        client = app.test_client()
        assert client.get("/ja/lots").status_code == 200
        count = 0

        def end_the_third(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            nonlocal count
            count += "_lsn" not in statement
            if count == 3:
                with cursor.connection.cursor() as other:
                    other.execute("SELECT pg_terminate_backend(pg_backend_pid())")

        event.listen(spare, "before_cursor_execute", end_the_third)
        assert client.get("/ja/lots?page=1").status_code == 200
        event.remove(spare, "before_cursor_execute", end_the_third)
        assert count == 3
