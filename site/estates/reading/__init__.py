"""Land files are read by a child process that can be dismissed: it limits itself, reads one open file, and prints rows.

    with read_table(path, crs="EPSG:32748") as reading:
        reading.head.columns, reading.head.warnings
        for row in reading: ...

Free of Flask and of the database. What the columns mean is not known here.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Self

from estates.reading.terms import ANY, OUTLINES, Cell, Column, Head, Limits, Row, Unreadable, Wish
from models.marks import N_
from models.refusal import Refusal, Sentence

__all__ = [
    "ANY", "OUTLINES", "Cell", "Column", "Head", "Limits", "Reading", "Row", "Unreadable", "Wish", "read_table",
]  # fmt: skip

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
CHILD = Path(__file__).with_name("__main__.py")
LONGEST_LINE = 16 << 20  # of what the child says


def read_table(
    path: Path | str,
    *,
    limits: Limits | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    shapes: str = OUTLINES,
    suggest: str = "EPSG:32748",
    name: str | None = None,
) -> Reading:
    """Read a file of land: return its head and its rows, or raise Unreadable (here, or while the rows come).

    `crs` is "EPSG:n" and stands above what the file says; `suggest` is the one to name when there is none. `name` is
    what people call the file, where `path` is not it.
    """
    path = Path(path)
    wish = Wish(limits or Limits(), crs, encoding, layer, shapes, suggest)
    name = name or path.name
    with _open(path, name, wish.limits) as file:
        return Reading(file, name, wish)


class Reading:
    """A file being read: its head, then its rows, once. Leaving it dismisses the child."""

    head: Head

    def __init__(self, file: BinaryIO, name: str, wish: Wish) -> None:
        self.name = name
        self._child = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-P", "-s", str(CHILD), json.dumps(wish.as_json())],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
        )
        self._watch = _Watch(self._child, wish.limits.seconds)
        try:
            self.head = Head.from_json(self._line()["head"])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; raise Unreadable at any end but a clean one."""
        headers = [column.header for column in self.head.columns]
        try:
            while "end" not in (said := self._line()):
                yield _row(said, headers)
        finally:
            self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._watch.stop()
        if self._child.poll() is None:
            self._child.kill()
        if self._child.stdout:
            self._child.stdout.close()
        self._child.wait()

    def _line(self) -> dict[str, Any]:
        """Return the next thing the child says; raise Unreadable when it says why not, or says no more."""
        if self._child.stdout is None or self._child.stdout.closed:
            raise ValueError("a file is read once")
        with self._watch:
            line = self._child.stdout.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise self._dismissed()
        said: dict[str, Any] = json.loads(line)
        if "unreadable" in said:
            told = Refusal.from_json(said["unreadable"])
            raise Unreadable(self.name, told.wrong, told.right, told.row)
        if "fault" in said:
            log.error("the reader of files failed: %s", said["fault"])
            raise Unreadable(self.name, Sentence.of(N_("The file could not be read.")))
        return said

    def _dismissed(self) -> Unreadable:
        """Say why the child ended without a last word."""
        if self._child.poll() is None:
            self._child.kill()
        code = self._child.wait()
        if self._watch.over or code == -signal.SIGXCPU:
            return Unreadable(
                self.name,
                Sentence.of(N_("Reading the file took too long.")),
                Sentence.of(N_("Split it into smaller files.")),
            )
        log.error("the reader of files ended with %s", code)
        return Unreadable(self.name, Sentence.of(N_("The file could not be read.")))


class _Watch:
    """Kills the child when we have waited for it too long; the time that the caller takes for a row does not count."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self._child, self._left, self._since = child, seconds, 0.0
        self.over = False
        self._done = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._left -= time.monotonic() - self._since
        self._since = 0.0

    def stop(self) -> None:
        self._done.set()

    def _look(self) -> None:
        while not self._done.wait(0.1):
            since = self._since
            if since and time.monotonic() - since > self._left:
                self.over = True
                self._child.kill()
                return


def _row(said: Mapping[str, Any], headers: list[str]) -> Row:
    """Return the row of one line; its cells come as pairs of column and value."""
    return Row(
        said["row"],
        {headers[column]: cell for column, cell in said["cells"]},
        bytes.fromhex(said["shape"]) if said["shape"] else None,
        tuple(Refusal.from_json(told) for told in said.get("refused", ())),
    )


def _open(path: Path, name: str, limits: Limits) -> BinaryIO:
    """Open an ordinary file of a bearable size; the child gets it open and needs no path."""
    try:
        # NONBLOCK: a pipe without a writer would hold us here
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Unreadable(name, _why_not_opened(path, error)) from None
    known = os.fstat(descriptor)
    wrong = None
    if stat.S_ISDIR(known.st_mode):
        wrong = Sentence.of(N_("This is a folder. Name one file in it."))
    elif not stat.S_ISREG(known.st_mode):
        wrong = Sentence.of(N_("This is not an ordinary file."))
    elif not known.st_size:
        wrong = Sentence.of(N_("The file is empty."))
    elif known.st_size > limits.file_bytes:
        wrong = Sentence.of(N_("The file is larger than %(most)s MB."), most=limits.file_bytes >> 20)
    if wrong:
        os.close(descriptor)
        raise Unreadable(name, wrong)
    return os.fdopen(descriptor, "rb")


def _why_not_opened(path: Path, error: Exception) -> Sentence:
    if isinstance(error, OSError) and path.is_symlink():
        return Sentence.of(N_("This is a link to another file. Name the file itself."))
    if isinstance(error, FileNotFoundError):
        return Sentence.of(N_("There is no such file."))
    if isinstance(error, PermissionError):
        return Sentence.of(N_("You have no right to read this file."))
    return Sentence.of(N_("The file could not be opened."))


def _environment() -> dict[str, str]:
    """Return all that the child may know of ours: where the code lies. No secret, no proxy, no setting."""
    return {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "site"), str(ROOT))),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",  # its threads' stacks would count against the memory
        "PROJ_NETWORK": "OFF",
    }
