"""Figures for Prometheus: for this machine and for whoever brings the token, and no word of anybody's in them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.exc import OperationalError

from models.job import State, enqueue
from tests.client import Client
from tests.factories import LeadFactory

LINE = re.compile(r'(# (HELP|TYPE) kavling_\w+ .+|kavling_\w+(\{\w+="\w+"\})? [\d.e+]+)\n')


def told(page) -> dict[str, float]:
    assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert LINE.sub("", page.source) == ""
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in page.source.splitlines() if line[0] != "#"}


def test_it_tells_jobs_disk_and_what_waits_for_an_answer(visitor, session, clock):
    enqueue(session, "letter", {"letter_id": 1}, at=clock.at).state = State.DEAD
    enqueue(session, "letter", {"letter_id": 2}, at=clock.at)
    LeadFactory(answer_due_at=clock.at)
    clock.move(minutes=1)

    figures = told(visitor.get("/metrics"))

    assert figures['kavling_jobs{state="dead"}'] == figures['kavling_jobs{state="due"}'] == 1
    assert figures["kavling_oldest_due_job_seconds"] == 60
    assert figures["kavling_answers_overdue"] == 1
    assert figures["kavling_disk_free_bytes"] > 0
    assert figures["kavling_database_up"] == 1


def test_without_its_database_it_says_so(visitor, monkeypatch):
    def away(*words):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("models.job.waiting", away)

    assert told(visitor.get("/metrics"))["kavling_database_up"] == 0


def test_behind_a_proxy_that_no_setting_names_nobody_is_this_machine(visitor):
    visitor.send("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.7"}, status=404)


@pytest.mark.parametrize(
    ("token", "brought", "status"),
    [
        ("", "", 404), ("", "Bearer ", 404), ("a token of the tests", "Bearer another one", 404),
        ("a token of the tests", "Bearer a token of the tests", 200),
    ],
)  # fmt: skip
def test_from_elsewhere_it_opens_by_the_token_only(probing, token, brought, status):
    made = probing(proxies=1, metrics_token=token)
    lines = {"X-Forwarded-For": "203.0.113.7"} | ({"Authorization": brought} if brought else {})

    Client(made).send("GET", "/metrics", headers=lines, status=status)
