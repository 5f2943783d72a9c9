"""`kavling check` names what is wrong beside the tables, and the cure, and never a secret."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from config import Settings
from tests.support.databases import make_tables
from tests.support.mail import mail_server
from tests.support.processes import SECRET, free_port
from tests.support.redis import redis_server
from tests.support.replication import Node, primary, until, url
from web import installation
from web.database import db
from web.limits import limiter

PRODUCTION = {
    "environment": "production", "base_url": "https://www.example.com", "operator": "PT Kawasan Contoh",
    "privacy_contact": "privacy@example.com", "proxies": 1, "smtp_url": "",
}  # fmt: skip


@pytest.fixture
def wrong(tmp_path: Path, only_app) -> Iterator[object]:
    """What is said about an installation with these settings."""
    made = []

    def told(**settings: object) -> list[str]:
        given = {"data": tmp_path, "secret_key": SECRET, **settings}
        app = create_app(Settings(**given))  # type: ignore[arg-type]
        made.append(app)
        return list(installation.faults(app))

    yield told
    for app in made:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        if "replica" in app.extensions:
            app.extensions["replica"].asking.dispose()
    limiter.init_app(only_app)


def test_an_installation_as_the_guide_says_has_nothing_wrong(wrong, tmp_path):
    tmp_path.chmod(0o700)
    with mail_server() as (_, smtp), redis_server(tmp_path) as counter:
        assert wrong(**PRODUCTION | {"smtp_url": smtp, "redis_url": counter.url}) == []
    assert wrong() == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"base_url": "http://www.example.com"}, "KAVLING_BASE_URL begins with http://"),
        ({"base_url": "https://www.example.com/park"}, "leave the path away"),
        ({"proxies": 0}, "KAVLING_PROXIES is 0"),
        ({"secret_key": "ab" * 20}, "KAVLING_SECRET_KEY can be guessed"),
        ({"trusted_hosts": ["https://example.com"]}, "KAVLING_TRUSTED_HOSTS has"),
        ({"environment": "local"}, "KAVLING_ENVIRONMENT is not production"),
        ({}, "KAVLING_SMTP_URL is not set"),
        ({"smtp_url": "mail.example.com"}, "write it like smtp://"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(wrong, tmp_path, settings, said):
    tmp_path.chmod(0o700)
    told = wrong(**PRODUCTION | settings)

    assert [line for line in told if said in line], told
    assert SECRET not in str(told)


def test_a_folder_that_others_may_read_and_a_disk_almost_full_are_told(wrong, tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**10, 10**10, 3 * 10**8))

    told = wrong(**PRODUCTION)

    assert f"chmod o= {tmp_path}" in str(told)
    assert "Only 300 MB are left" in str(told)


def test_servers_that_do_not_answer_are_told_without_their_passwords(wrong):
    nobody = free_port()
    told = wrong(smtp_url=f"smtp://desk:hush-hush@127.0.0.1:{nobody}", redis_url=f"redis://:hush-hush@127.0.0.1:{nobody}")

    assert [line.partition(" (")[0] for line in told] == ["Redis does not answer", "The mail server does not answer"]
    assert "hush" not in str(told)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with primary() as main:
        app = create_app(Settings(data=tmp_path, database_url=url(main), secret_key=SECRET))
        make_tables(app)
        yield main, main.standby("spare")


@pytest.mark.postgresql
@pytest.mark.faults
def test_a_replica_that_lags_is_none_or_is_away_is_told_apart(wrong, pair):
    main, spare = pair
    both = {"database_url": url(main), "replica_url": url(spare)}
    until(lambda: spare.has_reached(main))
    assert wrong(**both) == []

    spare.ask("SELECT pg_wal_replay_pause()")
    main.ask("CREATE TABLE something (a int)")
    assert "bytes behind and did not catch up" in str(wrong(**both))
    spare.ask("SELECT pg_wal_replay_resume()")

    main.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    main.ask("SELECT pg_reload_conf()")
    until(lambda: "waits for a standby (nobody) that is not connected" in str(wrong(**both)))
    main.ask("ALTER SYSTEM RESET synchronous_standby_names")
    main.ask("SELECT pg_reload_conf()")

    assert "takes writes" in str(wrong(database_url=url(main), replica_url=url(main)))
    spare.stop()
    assert "The replica does not answer" in str(wrong(**both))
    with primary() as other:
        assert "is no replica of KAVLING_DATABASE_URL" in str(wrong(database_url=url(main), replica_url=url(other)))
