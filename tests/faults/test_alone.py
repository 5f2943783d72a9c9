"""Public pages wait for nobody: not for the worker, not for the mail server, not for whoever is writing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.faults.sending import Sender
from tests.faults.site_in_pieces import Pieces
from tests.faults.test_replica import add_estate, readers
from tests.support.processes import free_port, wait_until_answering

PAGES = ("/en/lots", "/ko/lots/trial/A-01", "/ja/", "/en/inquire")
WRITES_FOR = 3.0  # seconds that somebody keeps everybody else from writing

pytestmark = pytest.mark.faults


@pytest.fixture
def variables() -> dict[str, str]:
    """Nobody takes the mails."""
    return {"KAVLING_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}


def keep_from_writing(engine: Engine) -> None:
    """Hold what every writer needs."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("LOCK TABLE inquiry, lead, edition, act IN EXCLUSIVE MODE"))
        time.sleep(WRITES_FOR)
        connection.rollback()


def test_pages_answer_without_worker_and_mail_and_while_somebody_writes(pieces: Pieces) -> None:
    engine = create_engine(pieces.database_url)
    add_estate(engine, "trial", "A-01")
    pieces.worker.clear()
    wait_until_answering(pieces.port, pieces.web.process)  # type: ignore[arg-type]
    sender = Sender(pieces.port, 0)
    with readers(pieces.port, PAGES):  # the first pages of a process take longest
        time.sleep(3)
    with ThreadPoolExecutor(2) as pool, readers(pieces.port, PAGES, pause=0.05) as people:
        writing = pool.submit(keep_from_writing, engine)
        time.sleep(0.3)
        began = time.monotonic()
        sender.press("written-at-last-000000")
        waited = time.monotonic() - began
        writing.result()
    sender.close()

    assert waited > WRITES_FOR / 2  # it was kept from writing, and acknowledged when it had written
    assert {one.status for one in people.answers} == {200}
    assert max(one.took for one in people.answers) < WRITES_FOR
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM letter WHERE state = 'queued'")) == 2
        assert connection.scalar(text("SELECT count(*) FROM job WHERE kind = 'letter' AND attempts = 0")) == 2
    engine.dispose()
