"""A file cannot harm us: each is refused in words, by a child that is gone afterwards and has called nobody."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from estates.reading import Limits, Unreadable, read_table
from models.refusal import Refusal
from tests import hostile

pytestmark = pytest.mark.thorough


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something on this machine that would notice a call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def refusals_of(path: Path) -> list[Refusal]:
    """Return why a file, or each of its bad rows, was not taken."""
    try:
        with read_table(path) as reading:
            return [refusal for row in reading for refusal in row.refusals]
    except Unreadable as unreadable:
        return [unreadable.refusal()]


def children() -> set[str]:
    """Return the processes that we started and that have not been collected."""
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread may end while we look
            found.update((task / "children").read_text().split())
    return found


@pytest.mark.parametrize("name", hostile.FILES)
def test_a_hostile_file_is_refused_in_words(name: str, tmp_path: Path, listener: socket.socket) -> None:
    before, start = children(), time.monotonic()

    refusals = refusals_of(hostile.write(name, tmp_path, port=listener.getsockname()[1]))

    assert refusals
    for refusal in refusals:
        said = f"{refusal.wrong} {refusal.right or ''}"
        assert "could not be read" not in said  # the sentence of a mistake of ours
        assert "Traceback" not in said
        assert "root:" not in said
        assert "%(" not in said
        assert str(tmp_path) not in said
        assert len(said) < 400
    assert children() == before
    assert time.monotonic() - start < 20
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_what_is_no_ordinary_file_is_refused_without_being_opened(tmp_path: Path) -> None:
    said = {name: str(refusals_of(path)[0].wrong) for name, path in hostile.write_odd(tmp_path).items()}

    assert said == {
        "folder.geojson": "This is a folder. Name one file in it.",
        "link.csv": "This is a link to another file. Name the file itself.",
        "pipe.csv": "This is not an ordinary file.",
        "missing.csv": "There is no such file.",
        "huge.csv": "The file is larger than 64 MB.",
        "nul\0.csv": "The file could not be opened.",
    }


def test_a_child_that_takes_too_long_is_dismissed(tmp_path: Path) -> None:
    lots = tmp_path / "lots.geojson"
    lots.write_text(hostile.collection(*(hostile.feature(f"A-{n}") for n in range(20_000))))
    before = children()

    with pytest.raises(Unreadable, match="took too long"):
        read_table(lots, limits=Limits(seconds=0.3))

    assert children() == before


def test_a_child_that_needs_too_much_memory_says_so(tmp_path: Path) -> None:
    lots = tmp_path / "lots.geojson"
    lots.write_text(hostile.collection(*[hostile.feature(note="x" * 9_000)] * 6_000))

    with pytest.raises(Unreadable, match="too much memory"):
        read_table(lots, limits=Limits(memory_bytes=160 << 20))


def test_leaving_early_dismisses_the_child(tmp_path: Path) -> None:
    lots = tmp_path / "lots.geojson"
    lots.write_text(hostile.collection(*(hostile.feature(f"A-{n}") for n in range(5_000))))
    before = children()

    with read_table(lots) as reading:
        next(iter(reading))

    assert children() == before


def test_the_time_that_we_take_for_a_row_is_not_the_childs(tmp_path: Path) -> None:
    lots = tmp_path / "lots.geojson"
    lots.write_text(hostile.collection(*(hostile.feature(f"A-{n}", note="x" * 900) for n in range(300))))

    with read_table(lots, limits=Limits(seconds=5)) as reading:
        rows = iter(reading)
        next(rows)
        reading._watch._left = 2
        time.sleep(3)
        assert len(list(rows)) == 299
