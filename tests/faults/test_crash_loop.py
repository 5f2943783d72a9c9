"""Whoever was shown a reference is stored, once, however often web server and worker are killed meanwhile.

KAVLING_CRASH="500,5" says how many inquiries are sent and how many times something is killed; the build machine sends
10,000 and kills 50 times.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.faults.sending import Sender
from tests.faults.site_in_pieces import Pieces

SENDERS = 8

pytestmark = pytest.mark.faults


def asked_for() -> tuple[int, int]:
    """Return how many inquiries to send, and how many times to kill."""
    inquiries, kills = os.environ.get("KAVLING_CRASH", "500,5").split(",")
    return int(inquiries), int(kills)


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
