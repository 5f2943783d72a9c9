"""What a request may do to the database is decided where its transaction begins."""

from __future__ import annotations

import threading
import time

import pytest
from flask import template_rendered
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.edition import Edition
from tests.client import Client
from tests.support.statements import Statements


def test_a_page_that_is_opened_cannot_write(session, probing):
    session.add(Edition(scope="site", number=1))
    session.commit()
    made = probing()
    made.config["PROPAGATE_EXCEPTIONS"] = False

    answer = made.test_client().get("/en/writes", base_url="http://127.0.0.1:8000")

    assert answer.status_code in {500, 503}
    assert session.get(Edition, "site") is not None
    assert made.test_client().post("/en/writes", base_url="http://127.0.0.1:8000").text == "written"
    session.expire_all()
    assert session.get(Edition, "site") is None


def test_a_page_reads_one_snapshot(app, session):
    """What is committed while a page is made is not half in it."""
    from web.database import db, writing_session

    session.add(Edition(scope="site", number=1))
    session.commit()
    with app.test_request_context("/en/", base_url="http://127.0.0.1:8000"):
        before = db.session.scalar(text("SELECT number FROM edition"))
        with writing_session() as other:
            other.execute(text("UPDATE edition SET number = 2"))
        assert db.session.scalar(text("SELECT number FROM edition")) == before == 1
        db.session.rollback()
        assert db.session.scalar(text("SELECT number FROM edition")) == 2


def test_two_who_write_wait_for_each_other_and_neither_is_turned_away(app, session):
    """On SQLite a lock asked for only after a read would end in "database is locked"."""
    from web.database import db

    session.add(Edition(scope="site", number=0))
    session.commit()

    def raise_by_one():
        with app.test_request_context("/en/", method="POST", base_url="http://127.0.0.1:8000"):
            number = db.session.scalar(text("SELECT number FROM edition WHERE scope = 'site' " + lock))
            time.sleep(0.02)
            db.session.execute(text("UPDATE edition SET number = :n"), {"n": number + 1})
            db.session.commit()

    with app.app_context():
        lock = "FOR UPDATE" if db.engine.dialect.name == "postgresql" else ""
    threads = [threading.Thread(target=raise_by_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    session.expire_all()
    assert session.get_one(Edition, "site").number == 8


def written_meanwhile(made):
    """Let somebody else write while a page of `made` is rendered; return what became of it."""
    from web.database import db, writing_session

    seen = []

    def write(_app, **_):
        with writing_session() as other:
            if db.engine.dialect.name == "sqlite":
                other.execute(text("PRAGMA busy_timeout = 100"))
            else:
                other.execute(text("SET LOCAL lock_timeout = '100ms'"))
            other.execute(text("UPDATE edition SET number = number + 1"))
        seen.append("written")

    return seen, template_rendered.connected_to(write, made)


@pytest.mark.parametrize("query", ["", "?changed=1"])
def test_no_page_is_rendered_under_the_write_lock(session, probing, query):
    """What a request had begun to write is gone by then, and rows that it had read can still be shown."""
    session.add(Edition(scope="site", number=1))
    session.commit()
    made = probing()
    seen, meanwhile = written_meanwhile(made)

    with meanwhile:
        page = Client(made).post(f"/en/refuses{query}")

    assert seen == ["written"]
    assert page.one("main p").text_content() == "1"
    session.expire_all()
    assert session.get_one(Edition, "site").number == 2


def test_a_row_that_was_only_read_is_not_read_again_for_the_page(session, probing):
    from web.database import db

    session.add(Edition(scope="site", number=1))
    session.commit()
    made = probing()
    with made.app_context():
        counted = Statements(db.engine)

    with counted:
        Client(made).post("/en/refuses")
    counted.stop()

    menu = [text for text in counted if "page_locale" in text]
    assert [text for text in counted if "edition" in text.lower()] + menu == list(counted)
    assert len(counted) == 2, counted


def test_a_commit_after_a_page_is_our_mistake_and_told(session, probing):
    from web.database import StoresNothing

    session.add(Edition(scope="site", number=1))
    session.commit()

    with pytest.raises(StoresNothing):
        Client(probing()).post("/en/refuses?late=1")


def test_the_body_is_read_before_a_transaction_begins(app, session, seller, probing):
    """Whatever its type: else a body that never ends would hold the write lock against everybody."""
    from web.database import db

    begun = []

    class Slow:
        """A body that looks whether a transaction is open while it arrives."""

        def __init__(self, content: bytes) -> None:
            self.content = content

        def read(self, size: int = -1) -> bytes:
            with app.app_context():
                begun.append(db.engine.pool.checkedout())
            part, self.content = self.content[:10], self.content[10:]
            return part

        def readline(self, size: int = -1) -> bytes:
            return self.read(size)

    made = probing()
    for kind, body in (
        ("application/json", b'{"a": "' + b"b" * 90 + b'"}'),
        ("application/x-www-form-urlencoded", b"a=" + b"b" * 90),
    ):
        client = Client(made)
        client.set_cookie(seller.cookie)
        client.browser.open(
            "/staff/act", method="POST", base_url="http://127.0.0.1:8000", content_type=kind,
            environ_overrides={"wsgi.input": Slow(body), "CONTENT_LENGTH": str(len(body)), "wsgi.input_terminated": False},
        )  # fmt: skip

    assert begun
    assert not any(begun)


def test_values_stay_out_of_what_the_database_says(app):
    from web.database import db

    with app.app_context(), pytest.raises(DBAPIError) as wrong:
        db.session.execute(text("SELECT nothing FROM edition WHERE scope = :who"), {"who": "somebody@example.com"})
    assert "somebody" not in str(wrong.value)


def test_the_librarys_costly_teardown_is_gone(app):
    assert [f.__name__ for f in app.teardown_appcontext_funcs if "async" in f.__name__] == []
