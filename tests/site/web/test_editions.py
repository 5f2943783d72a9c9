"""An unchanged page costs one question; a changed one is never stale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from models.edition import Edge, Edition
from tests.client import Client
from tests.support.statements import Statements
from web.database import db


@pytest.fixture
def reader(session, clock, probing):
    """Somebody before a page that shows the site and estate 7."""
    session.add_all(
        [Edition(scope="site", number=3), Edition(scope="estate:7", number=1), Edition(scope="estate:8", number=1)]
    )
    session.commit()
    return Client(probing())


def again(reader, page, path="/en/probe", **given):
    """Ask for `path` once more with the tag of `page`."""
    return reader.send("GET", path, headers={"If-None-Match": page.headers["ETag"]}, **given)


def test_an_unchanged_page_is_not_sent_twice(reader):
    page = reader.get("/en/probe")

    same = again(reader, page, status=304)

    assert same.source == ""
    assert same.headers["ETag"] == page.headers["ETag"]
    assert page.headers["Cache-Control"] == same.headers["Cache-Control"] == "public, no-cache"


def test_packed_or_not_it_is_the_same_page(reader):
    packed = reader.send("GET", "/en/probe", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    again(reader, packed, status=304)


@pytest.mark.parametrize("scope", ["site", "estate:7"])
def test_a_change_of_what_the_page_shows_is_seen_at_once(reader, session, scope):
    page = reader.get("/en/probe")

    session.execute(update(Edition).where(Edition.scope == scope).values(number=Edition.number + 1))

    again(reader, page, status=200)


def test_a_change_elsewhere_is_none_here(reader, session):
    page = reader.get("/en/probe")

    session.execute(update(Edition).where(Edition.scope == "estate:8").values(number=9))

    again(reader, page, status=304)


def test_a_first_edition_of_an_estate_is_a_change(reader, session):
    session.execute(update(Edition).where(Edition.scope == "estate:7").values(scope="estate:9"))
    page = reader.get("/en/probe")

    session.execute(insert(Edition).values(scope="estate:7", number=1))

    again(reader, page, status=200)


def test_a_moment_that_passes_is_a_change_to_the_second(reader, session, clock):
    session.add(Edge(scope="estate:7", at=clock.at + timedelta(hours=1), kind="hold"))
    page = reader.get("/en/probe")

    clock.move(minutes=59, seconds=59)
    again(reader, page, status=304)
    clock.move(seconds=1)
    again(reader, page, status=200)


@pytest.mark.parametrize("path", ["/ko/probe", "/en/probe?page=2"])
def test_another_address_is_another_page(reader, path):
    again(reader, reader.get("/en/probe"), path, status=200)


def test_another_release_is_another_page(reader, monkeypatch):
    page = reader.get("/en/probe")

    monkeypatch.setattr("web.editions.release", lambda: "the next")

    again(reader, page, status=200)


def test_an_unchanged_page_costs_one_question(reader):
    page = reader.get("/en/probe")
    with reader.app.app_context():
        statements = Statements(db.engine)

    with statements:
        again(reader, page, status=304)

    assert len(statements) == 1, str(statements)
