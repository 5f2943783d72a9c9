"""An inquiry that is sent while a large import writes is acknowledged at its first press."""

from __future__ import annotations

import os
import pty
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import create_engine, text

from benchmarks.import_lots import lots_file
from tests.faults.sending import Sender
from tests.faults.site_in_pieces import Pieces
from tests.support.processes import command_process, end_group, wait_until_answering

LOTS = 10_000
SENDERS = 3

pytestmark = pytest.mark.faults


@contextmanager
def command(pieces: Pieces, *words: str, stderr: int = PIPE) -> Iterator[Popen[str]]:
    """Run `kavling` with `words` beside the site, over its database."""
    process = command_process(*words, stderr=stderr, **pieces.environment)
    yield process
    end_group(process)


def test_an_inquiry_sent_while_a_large_import_writes_is_acknowledged(pieces: Pieces, tmp_path: Path) -> None:
    lots_file(tmp_path / "lots.geojson", LOTS)
    with command(pieces, "estate", "add", "contoh", "--name", "Contoh") as adding:
        assert adding.wait() == 0, adding.communicate()
    wait_until_answering(pieces.port, pieces.web.process)
    stored, sent = threading.Event(), []

    def send(number: int) -> None:
        sender = Sender(pieces.port, number)
        for count in range(10_000):
            if stored.is_set():
                break
            began = time.monotonic()
            sender.press(f"import-meanwhile-{number}{count:05}")
            sent.append((began, time.monotonic()))
        sender.close()

    terminal, end = pty.openpty()  # on a terminal the command tells when it begins to write
    loading = ("import", "lots", str(tmp_path / "lots.geojson"), "--estate", "contoh")
    with command(pieces, *loading, stderr=end) as load, ThreadPoolExecutor(SENDERS) as senders:
        os.close(end)
        told = b""
        while b"store" not in told:
            told += os.read(terminal, 1000)
        begins = time.monotonic()
        sending = [senders.submit(send, number) for number in range(SENDERS)]
        assert load.stdout is not None
        said = load.stdout.readline()
        ends = time.monotonic()
        stored.set()
        for one in sending:
            one.result()
        said += load.stdout.read()
        assert load.wait() == 0
    os.close(terminal)

    assert f"{LOTS} added" in said
    assert [began for began, _ in sent if begins <= began < ends]
    engine = create_engine(pieces.database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inquiry")) == len(sent)
    engine.dispose()
