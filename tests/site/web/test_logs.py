"""Logs tell what happened by ids, never what people typed."""

from __future__ import annotations

import json

ODD = "Ōdd Pérsøn"


def lines(capsys):
    """Return what was logged since the last look."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_request_is_one_line_with_its_route_and_whose_it_was(admin, capsys):
    page = admin.get(f"/staff/users/{admin.user_id}")

    (line,) = [line for line in lines(capsys) if line["event"] == "request"]
    assert line["route"] == "/staff/users/<int:user_id>"
    assert line["ids"] == {"user_id": admin.user_id}
    assert (line["user"], line["status"], line["method"]) == (admin.user_id, 200, "GET")
    assert line["request"] == page.headers["X-Request-Id"]


def test_no_address_no_key_and_nothing_typed_lies_in_a_log(admin, visitor, capsys):
    visitor.get(f"/en/inquiries/KV-1?key=secretsecret&q={ODD}", status=404)
    visitor.get("/staff/reset/secretsecret", status=404)
    visitor.send("POST", "/staff/sign-in", data={"email": "odd@example.com", "password": ODD}, status=403)
    admin.post("/staff/users", {"name": ODD, "email": "odd@example.com", "language": "id"})

    said = capsys.readouterr().err
    assert "request" in said
    for word in ("secretsecret", "odd@example.com", ODD, "KV-1"):
        assert word not in said


def test_a_request_id_from_outside_counts_only_behind_our_proxy(visitor, probing):
    from tests.client import Client

    told = {"X-Request-Id": "from-the-proxy-1"}

    assert visitor.send("GET", "/healthz", headers=told).headers["X-Request-Id"] != "from-the-proxy-1"
    behind = Client(probing(proxies=1))
    assert behind.send("GET", "/healthz", headers=told).headers["X-Request-Id"] == "from-the-proxy-1"
    crooked = {"X-Request-Id": "a b\tc" * 30}
    assert " " not in behind.send("GET", "/healthz", headers=crooked).headers["X-Request-Id"]
