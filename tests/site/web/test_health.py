"""Whether the process is up, and whether it can serve."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError


def test_the_process_is_up_without_asking_anybody(visitor, statements):
    with statements:
        assert visitor.get("/healthz").source == "ok\n"

    assert len(statements) == 0


def test_it_can_serve_when_the_database_answers_and_is_migrated(visitor, monkeypatch):
    monkeypatch.setattr("web.migrations.is_current", lambda connection: True)

    assert visitor.get("/readyz").answer.json == {"ready": True, "jobs": {"due": 0, "running": 0, "dead": 0}}


def test_it_cannot_while_a_migration_is_owed(visitor, monkeypatch):
    monkeypatch.setattr("web.migrations.is_current", lambda connection: False)

    assert visitor.get("/readyz", status=503).answer.json == {"ready": False, "database": "not migrated"}


def test_it_cannot_when_the_database_does_not_answer(visitor, monkeypatch):
    monkeypatch.setattr("web.migrations.is_current", lambda connection: True)

    def away(*words):
        raise OperationalError("SELECT 1", {}, Exception("no such table"))

    monkeypatch.setattr("models.job.waiting", away)

    assert visitor.get("/readyz", status=503).answer.json["ready"] is False
