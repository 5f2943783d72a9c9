"""A synchronous standby takes over under load: whoever was shown a reference is stored, once, and pages go on."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import pytest
from sqlalchemy import create_engine

from app import create_app
from config import Settings
from tests.faults.sending import Sender
from tests.faults.site_in_pieces import Pieces
from tests.faults.test_crash_loop import check_stored
from tests.faults.test_replica import add_estate, readers
from tests.support.databases import make_tables
from tests.support.processes import SECRET, wait_until_answering
from tests.support.replication import primary, until, url
from web.database import db

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

INQUIRIES, SENDERS, STOPPED_AT = 150, 4, 50
PAGES = ("/en/lots", "/ko/lots/trial/A-01")


def test_what_was_acknowledged_is_on_the_standby_that_takes_over(tmp_path: Path) -> None:
    with primary() as main:
        settings = Settings(data=tmp_path, database_url=url(main), secret_key=SECRET)
        app = create_app(settings)
        make_tables(app)
        with app.app_context():
            add_estate(db.engine, "trial", "A-01")
            db.engine.dispose()
        spare = main.standby("spare")
        main.ask("ALTER SYSTEM SET synchronous_standby_names = 'spare'")
        main.ask("SELECT pg_reload_conf()")
        until(lambda: main.ask("SELECT sync_state FROM pg_stat_replication") == "sync")
        pieces = Pieces(tmp_path, url(main, spare), 2, KAVLING_REPLICA_URL=url(spare, main))
        pieces.start()
        try:
            wait_until_answering(pieces.port, pieces.web.process)  # type: ignore[arg-type]
            keys, shown, lock = iter(f"taking-over-{number:06}" for number in range(INQUIRIES)), dict[str, str](), Lock()

            def work(number: int) -> None:
                sender = Sender(pieces.port, number)
                while True:
                    with lock:
                        key = next(keys, None)
                    if key is None:
                        return sender.close()
                    reference = sender.send(key)
                    with lock:
                        shown[key] = reference

            with readers(pieces.port, PAGES, pause=0.1) as people, ThreadPoolExecutor(SENDERS) as pool:
                senders = [pool.submit(work, number) for number in range(SENDERS)]
                until(lambda: len(shown) >= STOPPED_AT, 60)
                main.stop()
                before = len(shown)
                time.sleep(0.5)
                spare.promote()
                for sender in senders:
                    sender.result()
        finally:
            pieces.stop()

        assert before < INQUIRIES
        assert len(shown) == INQUIRIES
        check_stored(create_engine(Settings(data=tmp_path, database_url=url(spare)).database), shown)
        assert {one.status for one in people.answers} == {200}
