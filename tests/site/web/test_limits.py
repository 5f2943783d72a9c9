"""Counting networks; when the count cannot be kept, nobody is turned away."""

from __future__ import annotations

import pytest

from web.limits import is_much, limiter, network


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"), ("", "unknown"), ("nonsense", "unknown"),
    ],
)  # fmt: skip
def test_neighbours_are_one_network(app, address, where):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert network() == where


def test_the_fourth_of_three_an_hour_is_much(app):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.1"}):
        assert [is_much("probe", "3 per hour") for _ in range(4)] == [False, False, False, True]
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "198.51.100.1"}):
        assert not is_much("probe", "3 per hour")


def test_without_the_store_nothing_is_much(app, monkeypatch):
    def away(*words):
        raise ConnectionError("the store is away")

    monkeypatch.setattr(limiter.limiter.storage, "incr", away)

    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.1"}):
        assert not any(is_much("probe", "1 per hour") for _ in range(3))
