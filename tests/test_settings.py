"""What settings mean: several servers in one address, and what goes together."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from config import WrongSetting, settings_from_environment


def told(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, str]:
    """Return how the driver is told where the database is."""
    for name, value in values.items():
        monkeypatch.setenv(f"KAVLING_{name}", value)
    return PGDialect_psycopg().create_connect_args(make_url(settings_from_environment().database))[1]


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgresql://u:p@a:5432,b:5433/name", {"host": "a,b", "port": "5432,5433", "target_session_attrs": "read-write"}),
        ("postgres://u@a,b/name", {"host": "a,b", "target_session_attrs": "read-write"}),
        ("postgresql://u@a,b/name?target_session_attrs=any", {"host": "a,b", "target_session_attrs": "any"}),
        ("postgresql://u@a:1/name?sslmode=require", {"host": "a", "port": 1, "sslmode": "require"}),
    ],
)
def test_of_several_servers_the_one_that_takes_writes_is_meant(monkeypatch, url, meant):
    reached = told(monkeypatch, DATABASE_URL=url)

    assert reached["dbname"] == "name"
    assert {name: reached[name] for name in meant} == meant
    assert ("target_session_attrs" in reached) == ("," in url)


def test_of_several_replicas_a_standby_is_meant(monkeypatch):
    told(monkeypatch, DATABASE_URL="postgresql://a/n", REPLICA_URL="postgresql://b,c/n")

    assert make_url(settings_from_environment().replica_url).query["target_session_attrs"] == "prefer-standby"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"REPLICA_URL": "postgresql://a/n"}, "REPLICA_URL goes with a DATABASE_URL"),
        ({"REPLICA_URL": "sqlite:///a", "DATABASE_URL": "postgresql://a/n"}, "REPLICA_URL goes with a DATABASE_URL"),
        ({"DATABASE_URL": "mysql://a/n"}, "KAVLING_DATABASE_URL: begin with"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "KAVLING_REDIS_URL: begin with redis://"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch, values, why):
    with pytest.raises(WrongSetting, match=why):
        told(monkeypatch, **values)
