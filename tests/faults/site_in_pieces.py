"""The site as web server and worker in processes of their own, each of which can be killed at any moment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import serving
from tests.conftest import SECRET
from tests.support.processes import free_port

ROOT = Path(__file__).parent.parent.parent
HOST = "127.0.0.1"


class Pieces:
    """Web server and worker over one database; a killed one is started again, as `kavling serve` does."""

    def __init__(self, data: Path, database_url: str, web_workers: int = 2, **settings: str) -> None:
        """Set up both over `data` and `database_url`, on a port of their own; `settings` are variables of theirs."""
        self.port, self.database_url = free_port(), database_url
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KAVLING_")}
        self.environment = environment = {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
            "KAVLING_DATA": str(data),
            "KAVLING_DATABASE_URL": database_url,
            "KAVLING_PROXIES": "1",
            "KAVLING_SECRET_KEY": SECRET,
            "PORT": str(self.port),
            **settings,
        }
        command = serving.web_command(HOST, self.port, web_workers)
        self.web = serving.Child("web server", command, environment)
        worker = [sys.executable, "-c", "import cli; cli.main()", "worker"]
        self.worker = serving.Child("worker", worker, environment)

    def start(self) -> None:
        """Start both."""
        self.web.start()
        self.worker.start()

    def kill(self, *pieces: serving.Child) -> None:
        """End pieces at once (SIGKILL, with everything they started) and start them again."""
        for piece in pieces:
            piece.clear()
            piece.start()

    def stop(self) -> None:
        """End both."""
        self.web.clear()
        self.worker.clear()
