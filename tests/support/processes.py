"""The command and the site as processes of their own, as they run in earnest."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import Popen

ROOT = Path(__file__).parent.parent.parent
SECRET = "a secret of the tests, long enough to be one"


def command_process(
    *words: str, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE, **environment: str
) -> Popen[str]:
    """Start `kavling` with `words` in a process group of its own, with nothing of ours in its environment.

    A pipe that nobody reads holds 64 KB, and then whoever writes to it stands still: what runs for long, as a server
    that notes every request, writes to a file.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAVLING_") and name != "PORT"}
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    return Popen(
        [sys.executable, "-c", "import cli; cli.main()", *words],
        env={**kept, "PYTHONPATH": path, **environment},
        stdout=stdout,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )


def end_group(process: Popen[str]) -> None:
    """Kill what is left of a process and its children of the same group, and close its pipes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answering(port: int, process: Popen[str], seconds: float = 60) -> None:
    """Wait until the site answers on `port`; raise AssertionError when `process` ended or time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        if status(port, "/healthz") == 200:
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody answers on port {port} after {seconds} s")


def status(port: int, path: str, timeout: float = 10) -> int | None:
    """Return the status of a GET, None when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
