"""A real Redis, started for one test."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.support.processes import free_port

PROGRAM = shutil.which("redis-server") or shutil.which("/usr/bin/redis-server")


class Redis:
    """The server; it can be silenced (it takes connections and says nothing) and killed."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM, "redis-server is not installed. Debian and Ubuntu: apt install redis-server"
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        assert PROGRAM
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("w") as log:
            self.process = subprocess.Popen([PROGRAM, *words], stdout=log, stderr=log)
        end = time.monotonic() + 20
        while True:
            try:
                with redis.Redis(port=self.port) as client:
                    client.ping()
                return
            except redis.ConnectionError:
                assert self.process.poll() is None, "redis-server ended"
                assert time.monotonic() < end, "redis-server does not come up"
                time.sleep(0.05)

    def silence(self) -> None:
        """Let it hang: the worst way to be away."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """Run one until left."""
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
