"""Guessing gets slower and slower; nobody is locked out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.throttle import PACES, attempt, delay, forgive

KEYS = {"pair": "p", "network": "n", "address": "a"}


def test_the_wait_grows_twofold_up_to_its_longest():
    waits = [delay("pair", n).total_seconds() for n in range(4, 18)]

    assert waits == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert delay("pair", 10**9) == PACES["pair"].longest


def test_who_mistypes_a_few_times_does_not_wait(session, clock):
    assert [attempt(session, KEYS, clock.at) for _ in range(5)] == [None] * 5


def test_who_goes_on_guessing_waits_and_the_attempt_is_not_heard(session, clock):
    for _ in range(5):
        attempt(session, KEYS, clock.at)

    assert attempt(session, KEYS, clock.at) == timedelta(seconds=1)
    assert attempt(session, KEYS, clock.at) == timedelta(seconds=1), "an attempt that is not heard makes no wait longer"
    assert attempt(session, KEYS, clock.move(seconds=1)) is None
    assert attempt(session, KEYS, clock.at) == timedelta(seconds=2)


@pytest.mark.thorough
def test_from_many_networks_an_address_waits_shortly_so_that_its_owner_gets_in(session, clock):
    for n in range(500):
        attempt(session, {"pair": f"p{n}", "network": f"n{n}", "address": "a"}, clock.move(seconds=31))

    wait = attempt(session, {"pair": "owner", "network": "home", "address": "a"}, clock.at)

    assert wait is not None
    assert wait <= timedelta(seconds=30)


def test_one_network_that_tries_many_addresses_waits(session, clock):
    heard = [attempt(session, {"pair": f"p{n}", "network": "n", "address": f"a{n}"}, clock.at) for n in range(40)]

    assert heard[:30] == [None] * 30
    assert all(heard[30:])


def test_a_right_one_is_forgiven_but_not_the_networks_other_guesses(session, clock):
    for n in range(5):
        attempt(session, {"pair": f"p{n}", "network": "n", "address": f"a{n}"}, clock.at)
    attempt(session, KEYS, clock.at)

    forgive(session, KEYS)

    assert [attempt(session, KEYS, clock.at) for _ in range(5)] == [None] * 5


def test_a_day_later_all_is_forgotten(session, clock):
    for _ in range(9):
        attempt(session, KEYS, clock.move(minutes=20))

    clock.move(days=1, minutes=1)

    assert [attempt(session, KEYS, clock.at) for _ in range(5)] == [None] * 5


@pytest.mark.parametrize("kind", sorted(PACES))
def test_no_wait_locks_anybody_out(kind):
    assert delay(kind, 10**6) <= timedelta(minutes=15)
