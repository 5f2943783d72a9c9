"""The disk of the database is full: an inquiry is honestly not stored and nothing typed is lost, and pages go on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from app import create_app
from config import Settings
from tests.faults.sending import Sender, question
from tests.faults.site_in_pieces import HOST, Pieces
from tests.faults.test_replica import add_estate, readers
from tests.support.databases import make_tables
from tests.support.processes import SECRET, wait_until_answering

PAGES = ("/en/lots", "/ko/lots/trial/A-01", "/ja/")
LARGEST = 24 << 20  # bytes of a disk, or of a file

pytestmark = [pytest.mark.faults, pytest.mark.sqlite]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own where we may make one (as root on Linux), else any folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    small = os.geteuid() == 0 and sys.platform == "linux" and mounted(folder)
    yield folder
    if small:
        subprocess.run(["umount", "--lazy", folder], check=True)


def mounted(folder: Path) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", f"size={LARGEST}", "none", folder]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0  # a container may not


def fill(folder: Path, site: Pieces) -> Path | None:
    """Fill the disk; where it is none of its own, let no file of the site's processes grow."""
    if not os.path.ismount(folder):
        import resource  # the limit is per process and counts from its next start

        size = max(file.stat().st_size for file in folder.iterdir())
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        site.kill(site.web)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        wait_until_answering(site.port, site.web.process)  # type: ignore[arg-type]
        return None
    rest = folder / "rest"
    with rest.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return rest


def press(port: int, form_key: str) -> tuple[int, str]:
    connection = HTTPConnection(HOST, port, timeout=20)
    lines = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/en/inquire", urlencode(question(form_key)), lines)
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def test_an_inquiry_is_not_stored_and_says_so_and_pages_go_on(disk: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{disk / 'kavling.sqlite'}"
    make_tables(create_app(Settings(data=tmp_path, database_url=url, secret_key=SECRET)))
    engine = create_engine(url)
    add_estate(engine, "trial", "A-01")
    site = Pieces(tmp_path, url, 1)
    site.web.start()
    try:
        wait_until_answering(site.port, site.web.process)  # type: ignore[arg-type]
        sender = Sender(site.port, 0)
        sender.press("full-disk-before-000000")
        sender.close()
        rest = fill(disk, site)
        with readers(site.port, PAGES, pause=0.05) as people:
            refused = [press(site.port, f"full-disk-during-{number:06}") for number in range(12)]
        full = [(status, page) for status, page in refused if status != 303]
        assert {status for status, _ in full} == {503}
        _, page = full[-1]
        assert "We could not store this just now" in page
        assert 'value="full-disk-during-000011"' in page
        assert "A question, full-disk-during-000011" in page
        assert {one.status for one in people.answers} == {200}

        if rest is None:
            site.kill(site.web)
            wait_until_answering(site.port, site.web.process)  # type: ignore[arg-type]
        else:
            rest.unlink()
        sender.send("full-disk-during-000011")
        sender.close()
    finally:
        site.stop()
    acknowledged = 2 + len(refused) - len(full)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inquiry")) == acknowledged
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    engine.dispose()
