"""A real server, a real browser. The tests make their rows with the same factories, in the database of that server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.served import Site, load_demo, served
from tests.browser.watched import Watching
from tests.support.databases import TestDatabase

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder as needing a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(only_app: Flask, test_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `kavling serve` runs it, with its worker, over a database of its own."""
    from web.database import use

    with test_database.empty() as url:
        use(only_app, url)
        test_database.fill(only_app)
        with served(url, tmp_path_factory.mktemp("served")) as site:
            yield site
        test_database.leave(only_app)


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `make run` first shows it, made once; tests leave behind what they did there."""
    data = tmp_path_factory.mktemp("demo")
    with served(load_demo(data, pytestconfig.getoption("--demo")), data) as site:
        yield site


@pytest.fixture
def database(only_app: Flask, test_database: TestDatabase, server: Site) -> TestDatabase:
    """The server's database, emptied: it stays the same one, for the server has it open."""
    from web.database import use

    use(only_app, server.database_url)
    empty_tables(only_app)
    return test_database


@pytest.fixture
def site(app: Flask, server: Site) -> Site:
    """The running site over an empty database; `session` and the factories fill it."""
    return server


@pytest.fixture
def others_write() -> bool:
    """The served site and its worker write whenever they like: a lock asked for after a read would be refused."""
    return True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        path = chromium.executable(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield browser
        browser.close()


@pytest.fixture
def watching() -> Iterator[Watching]:
    """Everything that pages of this test complain of; the test fails when it did not say `watching.expect(…)`."""
    watched = Watching()
    yield watched
    watched.check()


@pytest.fixture
def context(browser: Browser, site: Site, watching: Watching) -> Iterator[BrowserContext]:
    """A browser of one person: no cookies, 1440 pixels wide, in Seoul."""
    with browser.new_context(
        base_url=site.origin, viewport={"width": 1440, "height": 900}, locale="ko-KR", timezone_id="Asia/Seoul"
    ) as context:
        watching.look_at(context, site.origin)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab; `page.goto("/ko/lots")`."""
    return context.new_page()


@pytest.fixture
def narrow(page: Page) -> Page:
    """The tab as on a telephone, 390 pixels wide."""
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def empty_tables(app: Flask) -> None:
    """Delete all rows but editions: their numbers must go on, or the server would take a new answer for an old one."""
    from models.base import Base
    from web.database import db

    kept = {"edition"}
    with app.app_context(), db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF" if sqlite else "SET session_replication_role = replica")
        cursor.execute("BEGIN IMMEDIATE" if sqlite else "SELECT 1")
        for table in Base.metadata.tables.values():
            if table.name not in kept:
                cursor.execute(f'DELETE FROM "{table.name}"')
        cursor.execute("UPDATE edition SET number = number + 1")
        raw.commit()
        cursor.execute("PRAGMA foreign_keys=ON" if sqlite else "SET session_replication_role = DEFAULT")
        if not sqlite:
            raw.commit()
