"""The drill: a backup is taken while people write, and brought back elsewhere; what it counts is there, and it serves."""

from __future__ import annotations

import json
import sqlite3
import tarfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import backing
from app import create_app
from config import Settings
from tests.faults.sending import Sender
from tests.faults.site_in_pieces import Pieces
from tests.support.databases import make_tables
from tests.support.processes import command_process, end_group, status, wait_until_answering

SENDERS = 3
TOGETHER = "SELECT count(*) FROM {0} WHERE inquiry_id NOT IN (SELECT id FROM inquiry)"

pytestmark = [pytest.mark.faults, pytest.mark.sqlite]


@contextmanager
def served(data: Path) -> Iterator[Pieces]:
    """The site over a data folder, with the secret key that lies there."""
    pieces = Pieces(data, f"sqlite:///{data / 'kavling.sqlite'}", web_workers=1)
    for piece in (pieces.web, pieces.worker):
        del piece.environment["KAVLING_SECRET_KEY"]
    pieces.start()
    try:
        wait_until_answering(pieces.port, pieces.web.process)  # type: ignore[arg-type]
        yield pieces
    finally:
        pieces.stop()


def kavling(data: Path, *words: str) -> str:
    """Run a command over a data folder; return what it says."""
    process = command_process(*words, KAVLING_DATA=str(data))
    try:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, (out, err)
        return out
    finally:
        end_group(process)


class Recording(Sender):
    """A sender who keeps what was acknowledged when, and which form it was."""

    def __init__(self, port: int, number: int, acknowledged: dict[str, float], forms: dict[str, str]) -> None:
        super().__init__(port, number)
        self.acknowledged, self.forms = acknowledged, forms

    def work(self, until: threading.Event) -> None:
        count = 0
        while not until.is_set():
            form = f"backup-drill-{self.number}{count:05}"
            reference = self.send(form)
            self.forms[reference] = form
            self.acknowledged[reference] = time.monotonic()
            count += 1
        self.close()


def test_a_backup_taken_while_people_write_is_brought_back_elsewhere(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "drill.tar"
    make_tables(create_app(Settings(data=here)))
    (here / "media").mkdir()
    (here / "media" / "구획도.png").write_bytes(b"picture" * 100_000)
    acknowledged: dict[str, float] = {}
    forms: dict[str, str] = {}
    enough, stop = 20, threading.Event()
    with served(here) as pieces, ThreadPoolExecutor(SENDERS) as pool:
        senders = [Recording(pieces.port, number, acknowledged, forms) for number in range(SENDERS)]
        sending = [pool.submit(one.work, stop) for one in senders]
        try:
            wait_for(lambda: len(acknowledged) >= enough)
            begins = time.monotonic()
            said = kavling(here, "backup", str(file))
            ends = time.monotonic()
            wait_for(lambda: max(acknowledged.values()) > ends)
        finally:
            stop.set()
        for one in sending:
            one.result()

    assert "carries the secret key" in said
    assert [at for at in acknowledged.values() if begins < at < ends]  # else nobody wrote meanwhile
    began = time.monotonic()
    kavling(there, "restore", str(file))
    assert time.monotonic() - began < 15 * 60
    with tarfile.open(file) as tar:
        told = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    database = there / "kavling.sqlite"
    assert backing.rows_of(database) == told["rows"]
    assert (there / "media" / "구획도.png").read_bytes() == b"picture" * 100_000
    check_inquiries(database, {reference for reference, at in acknowledged.items() if at < begins}, set(acknowledged))

    first = min(acknowledged, key=acknowledged.__getitem__)
    with served(there) as pieces, closing(Sender(pieces.port, 9)) as again:
        for path in ("/ko/", "/ja/lots", "/en/inquire"):
            assert status(pieces.port, path) == 200, path
        assert again.press(forms[first]) == first  # sent before the backup, pressed again: the same inquiry
        assert again.press("backup-drill-900000") not in acknowledged
    assert kavling(there, "check") == "Nothing is wrong.\n"


def wait_for(condition: object, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


def check_inquiries(database: Path, before: set[str], ever: set[str]) -> None:
    """Every inquiry acknowledged before the backup is in it, and each is there with all that was stored with it."""
    with closing(sqlite3.connect(database)) as connection:

        def ask(question: str) -> list[tuple[object, ...]]:
            return connection.execute(question).fetchall()

        kept = {reference for (reference,) in ask("SELECT reference FROM inquiry")}
        assert before <= kept
        for table, times in (("lead", 1), ("consent", 4), ("letter", 2)):
            assert ask(f"SELECT count(*) FROM {table}") == [(times * len(kept),)], table
    assert len(kept - ever) <= SENDERS  # stored, but the answer had not come yet
