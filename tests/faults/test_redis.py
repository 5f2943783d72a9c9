"""Counters that all processes share lie in Redis; while it is away nobody waits or is turned away, and guessing stays slow."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from tests.faults.sending import Sender
from tests.faults.site_in_pieces import HOST, Pieces
from tests.faults.test_replica import readers
from tests.support.processes import wait_until_answering
from tests.support.redis import Redis, redis_server

FREE = 30  # inquiries of one network an hour before they are marked
PAGES = ("/en/lots", "/ko/")

pytestmark = pytest.mark.faults


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Redis]:
    """A Redis that is up."""
    with redis_server(tmp_path) as server:
        yield server


@pytest.fixture
def variables(counter: Redis) -> dict[str, str]:
    """The site counts in it."""
    return {"KAVLING_REDIS_URL": counter.url}


@pytest.fixture
def site(pieces: Pieces) -> Pieces:
    """The site in two processes."""
    wait_until_answering(pieces.port, pieces.web.process)  # type: ignore[arg-type]
    return pieces


def asked(site: Pieces, question: str) -> list[tuple[object, ...]]:
    engine = create_engine(site.database_url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(question))]
    engine.dispose()
    return rows


def test_two_processes_count_as_one(site: Pieces) -> None:
    for number in range(FREE + 4):
        sender = Sender(site.port, 0)  # a connection of its own, so that both processes are asked
        sender.press(f"redis-counts-{number:06}", network="203.0.113.7")
        sender.close()

    assert asked(site, "SELECT suspect, count(*) FROM inquiry WHERE suspect IS NOT NULL GROUP BY suspect") == [("many", 4)]


def test_while_it_says_nothing_inquiries_are_acknowledged_and_pages_answer(site: Pieces, counter: Redis) -> None:
    sender, took = Sender(site.port, 1), []
    sender.press("redis-first-000000")
    with readers(site.port, PAGES, pause=0.05) as people:
        counter.silence()
        for number in range(1, 13):
            began = time.monotonic()
            sender.press(f"redis-away-{number:06}")
            took.append(time.monotonic() - began)
    sender.close()

    assert asked(site, "SELECT count(*) FROM inquiry") == [(13,)]
    assert {one.status for one in people.answers} == {200}
    assert max(took) < 4
    assert max(one.took for one in people.answers) < 4


def test_while_it_is_away_guessing_is_slowed_all_the_same(site: Pieces, counter: Redis) -> None:
    counter.kill()

    guesses = [guess(site.port) for _ in range(10)]
    assert guesses[:5] == [422] * 5
    assert 429 in guesses  # the sixth is, on a machine with nothing else to do
    sender = Sender(site.port, 2)
    sender.press("redis-killed-000000")
    sender.close()


def guess(port: int) -> int:
    """Try to sign in with a wrong password; return the status."""
    connection = HTTPConnection(HOST, port, timeout=20)
    connection.request("GET", "/staff/sign-in")
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    assert token
    body = urlencode({"csrf_token": token[1], "email": "somebody@example.com", "password": "a wrong one, a wrong one"})
    lines = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/staff/sign-in", body, lines | {"Origin": f"http://{HOST}:{port}"})
    status = connection.getresponse().status
    connection.close()
    return status
