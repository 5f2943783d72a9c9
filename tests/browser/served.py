"""The site as `kavling serve` runs it, with its worker: an empty one for the factories, and one with the demo."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models.account import Role, User, UserRole, sign_in
from tests.support.processes import SECRET, command_process, end_group, free_port, wait_until_answering

DESK = (Role.SALES_LEAD, Role.ENGINEER, Role.MARKETING, Role.ADMIN)


class Site:
    """The running site: `site.url("/ko/lots")`."""

    def __init__(self, port: int, database_url: str, data: Path) -> None:
        self.port, self.database_url, self.data = port, database_url, data
        self.origin = f"http://127.0.0.1:{port}"

    def url(self, path: str = "/") -> str:
        """Return the address of a page."""
        return self.origin + path

    def staff_cookie(self, language: str, *roles: Role) -> dict[str, Any]:
        """Sign in somebody of the desk who reads `language` and may do everything there; return the browser's cookie."""
        from flask import Flask
        from flask.sessions import SecureCookieSessionInterface

        from web.clock import now

        app = Flask("cookies")
        app.secret_key = SECRET
        email = f"desk-{language}@example.com"
        engine = create_engine(self.database_url)
        with Session(engine) as session:
            user = session.scalar(select(User).where(User.email == email))
            if user is None:
                grants = [UserRole(role=role) for role in roles or DESK]
                user = User(email=email, name="Desk", language=language, grants=grants)
                session.add(user)
            session.flush()
            key = sign_in(session, user, now())
            session.commit()
        engine.dispose()
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        value = serializer.dumps({"key": key, "csrf_token": "a token of the tests"})
        return {"name": "kavling", "value": value, "domain": "127.0.0.1", "path": "/staff/"}


@contextmanager
def served(database_url: str, data: Path, port: int | None = None, **settings: str) -> Iterator[Site]:
    """Serve `database_url` until left, with further settings."""
    port = port or free_port()
    with (data / "served.log").open("w") as log:
        process = command_process(
            "serve", stdout=log.fileno(), stderr=log.fileno(), KAVLING_DATABASE_URL=database_url,
            KAVLING_DATA=str(data), KAVLING_SECRET_KEY=SECRET, PORT=str(port), KAVLING_WEB_WORKERS="1", **settings,
        )  # fmt: skip
    try:
        wait_until_answering(port, process)
        yield Site(port, database_url, data)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        end_group(process)


def load_demo(folder: Path, copied_from: str = "") -> str:
    """Make the database of a first start in `folder`, or copy that of the data folder `copied_from`; return its URL."""
    import sqlite3

    file = folder / "kavling.sqlite"
    if copied_from:
        with closing(sqlite3.connect(Path(copied_from) / "kavling.sqlite")) as source:
            source.execute("VACUUM INTO ?", (str(file),))
        run(folder, "migrate")  # the copy may be older than the tables
    else:
        run(folder, "prepare")
    return f"sqlite:///{file}"


def run(folder: Path, *words: str) -> str:
    """Run `kavling` over the data in `folder`; return what it said, raise AssertionError when it refused."""
    process = command_process(*words, KAVLING_DATA=str(folder))
    said, wrong = process.communicate(timeout=300)
    assert process.returncode == 0, wrong or said
    return said
