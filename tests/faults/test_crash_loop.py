"""Whoever was shown a reference is stored, once, however often web server and worker are killed meanwhile.

KAVLING_CRASH="500,5" says how many inquiries are sent and how many times something is killed; the build machine sends
10,000 and kills 50 times.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from app import create_app
from config import Settings
from tests.conftest import SECRET
from tests.faults.site_in_pieces import HOST, Pieces
from tests.support.databases import TestDatabase, make_tables

SENDERS = 8
GIVE_UP_AFTER = 120.0  # seconds without an answer to one inquiry
REFERENCE = re.compile(r"/en/inquiries/(K-\d\d-\w{4}-\w{3})\?key=[\w-]{22}")

pytestmark = pytest.mark.faults


def asked_for() -> tuple[int, int]:
    """Return how many inquiries to send, and how many times to kill."""
    inquiries, kills = os.environ.get("KAVLING_CRASH", "500,5").split(",")
    return int(inquiries), int(kills)


@pytest.fixture
def pieces(
    only_app: Flask, test_database: TestDatabase, tmp_path: Path, pytestconfig: pytest.Config
) -> Iterator[Pieces]:
    """The site over a database of its own; SQLite's on a real disk."""
    if pytestconfig.getoption("--database") == "postgresql":
        test_database.refresh(only_app)
        url = test_database.url
    else:
        url = f"sqlite:///{tmp_path / 'kavling.sqlite'}"
        make_tables(create_app(Settings(data=tmp_path, database_url=url, secret_key=SECRET)))
    pieces = Pieces(tmp_path, url)
    pieces.start()
    yield pieces
    pieces.stop()


class Sender:
    """Somebody who sends inquiries one after another and presses again whenever no answer comes."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.connection: HTTPConnection | None = None

    def send(self, form_key: str) -> str:
        """Send one form until it is acknowledged; return the reference shown."""
        until = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < until:
            try:
                return self._once(form_key)
            except (OSError, HTTPException):
                self.close()
                time.sleep(0.05)
        raise AssertionError(f"nobody acknowledged {form_key} within {GIVE_UP_AFTER} s")

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _once(self, form_key: str) -> str:
        body = urlencode(question(form_key))
        lines = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{self.number}.{random.randrange(256)}.{random.randrange(256)}",
        }
        if self.connection is None:
            self.connection = HTTPConnection(HOST, self.port, timeout=20)
        self.connection.request("POST", "/en/inquire", body, lines)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise HTTPException(f"{answer.status}")  # an honest "not now": pressed again
        found = REFERENCE.fullmatch(answer.headers["Location"])
        assert found is not None, answer.headers["Location"]
        return found[1]


def question(form_key: str) -> dict[str, str]:
    """Return the form; its words follow from its key, so that every press sends the same."""
    return {
        "form_key": form_key,
        "name": f"Sender {form_key}",
        "organisation": f"Firm {int(form_key[-6:]) % 50}",
        "email": f"{form_key}@firm{int(form_key[-6:]) % 50}.example.com",
        "country": "KR",
        "message": f"A question, {form_key}",
        "consent_inquiry": "yes",
        "consent_transfer": "yes",
    }


def test_every_reference_shown_is_stored_once(pieces: Pieces) -> None:
    many, kills = asked_for()
    keys = iter([f"crash-loop-{number:06}" for number in range(many)])
    shown: dict[str, str] = {}
    lock, done = threading.Lock(), threading.Event()

    def work(number: int) -> None:
        sender = Sender(pieces.port, number)
        while True:
            with lock:
                key = next(keys, None)
            if key is None:
                sender.close()
                return
            reference = sender.send(key)
            with lock:
                shown[key] = reference

    killed: Counter[str] = Counter()

    def kill() -> None:
        marks = [many * (number + 1) // (kills + 1) for number in range(kills)]
        for number, mark in enumerate(marks):
            while len(shown) < mark and not done.is_set():
                time.sleep(0.01)
            time.sleep(random.random() * 0.05)
            chosen = ((pieces.web,), (pieces.worker,), (pieces.web, pieces.worker))[number % 3]
            killed.update(piece.name for piece in chosen)
            pieces.kill(*chosen)

    with ThreadPoolExecutor(SENDERS + 1) as pool:
        killing = pool.submit(kill)
        senders = [pool.submit(work, number) for number in range(SENDERS)]
        try:
            for sender in senders:
                sender.result()
        finally:
            done.set()
        killing.result()
    pieces.stop()

    assert sum(killed.values()) >= kills
    assert len(shown) == many
    check_stored(create_engine(pieces.database_url), shown)


def check_stored(engine: Engine, shown: dict[str, str]) -> None:
    """Compare what was shown with what is stored, row by row."""
    with engine.connect() as connection:

        def ask(question: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(text(question))]

        assert dict(ask("SELECT form_key, reference FROM inquiry")) == shown
        for what in ("inquiry", "lead", "person"):
            assert ask(f"SELECT count(*) FROM {what}") == [(len(shown),)], what
        assert ask("SELECT count(*) FROM consent") == [(4 * len(shown),)]
        assert ask("SELECT count(*) FROM letter") == [(2 * len(shown),)]
        # a letter without its job would never go out
        assert ask("SELECT count(*) FROM job WHERE kind = 'letter'") == [(2 * len(shown),)]
        assert ask("SELECT count(*) FROM letter WHERE state NOT IN ('queued', 'unsent')") == [(0,)]
        assert ask("SELECT count(*) FROM job WHERE state = 'dead'") == [(0,)]
    engine.dispose()
