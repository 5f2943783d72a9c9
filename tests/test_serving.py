"""One command in the foreground: it starts, watches and ends the web server and the worker."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

import serving
from tests.support.processes import command_process, end_group, free_port, status, wait_until_answering

# about processes, whatever the database
pytestmark = [pytest.mark.sqlite, pytest.mark.faults, pytest.mark.xdist_group("serving")]


@pytest.fixture
def port() -> int:
    """A port of this test's own."""
    return free_port()


@pytest.fixture
def site(tmp_path: Path, port: int) -> Iterator[Popen[str]]:
    """The served site, over an empty folder, answering on `port`."""
    process = serve(tmp_path, port)
    wait_until_answering(port, process)
    yield process
    end_tree(process)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Popen[str]]]:
    """A port and the site served on it, for the tests that it outlives."""
    port = free_port()
    process = serve(tmp_path_factory.mktemp("lasting"), port)
    wait_until_answering(port, process)
    yield port, process
    end_tree(process)


def serve(data: Path, port: int, *words: str) -> Popen[str]:
    return command_process("serve", *words, KAVLING_DATA=str(data), PORT=str(port), KAVLING_WEB_WORKERS="1")


def children(pid: int) -> list[int]:
    """Return the processes that `pid` started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def child_of(pid: int, name: str) -> int | None:
    """Return the web server or the worker of `pid`, if it is there."""
    mark = {"web server": "granian", "worker": "worker"}[name]
    return next((child for child in children(pid) if mark in words_of(child)), None)


def words_of(pid: int) -> list[str]:
    """Return the command line of a process; none when it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def the_child(pid: int, name: str) -> int:
    """Return the web server or the worker of `pid`; wait for it."""
    soon(f"no {name}", lambda: child_of(pid, name) is not None)
    child = child_of(pid, name)
    assert child is not None
    return child


def tree(pid: int) -> list[int]:
    """Return all that `pid` and its children started."""
    return [below for child in children(pid) for below in (child, *tree(child))] if is_running(pid) else []


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is more than a remembered exit status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def end_tree(process: Popen[str]) -> None:
    """Kill the site with all below it, whatever state a test left it in."""
    for pid in [*tree(process.pid)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    end_group(process)


def soon(what: str, true: object, seconds: float = 30) -> None:
    """Wait until `true()` is true."""
    until = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until, what
        time.sleep(0.05)


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path, port: int):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        process = serve(tmp_path, port)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert err == f"Port {port} is taken. PORT={port + 1} make run\n"
    assert out == ""


def test_a_wrong_setting_is_named_and_nothing_starts(tmp_path: Path):
    process = command_process("serve", KAVLING_DATA=str(tmp_path), KAVLING_ENVIRONMENT="production")
    _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "KAVLING_SECRET_KEY must be set" in err


def test_only_this_machine_is_served_unless_told_otherwise(lasting: tuple[int, Popen[str]]):
    port, _ = lasting
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if " 0A " in line]

    assert f"0100007F:{port:04X}" in listening
    assert f"00000000:{port:04X}" not in listening


@pytest.mark.parametrize("which", ["web server", "worker"])
def test_a_killed_child_is_started_again_and_leaves_nothing_behind(lasting: tuple[int, Popen[str]], which: str):
    port, site = lasting
    old = the_child(site.pid, which)
    below = [old, *tree(old)]
    os.kill(old, signal.SIGKILL)

    soon("not started again", lambda: child_of(site.pid, which) not in (None, old))
    soon("does not answer", lambda: status(port, "/healthz") == 200)
    assert [pid for pid in below if is_running(pid)] == []


def test_a_killed_process_of_the_server_is_replaced_by_the_server(lasting: tuple[int, Popen[str]]):
    port, site = lasting
    web = the_child(site.pid, "web server")
    serving_pid = children(web)[-1]
    os.kill(serving_pid, signal.SIGKILL)

    soon("not replaced", lambda: children(web) and serving_pid not in children(web))
    soon("does not answer", lambda: status(port, "/healthz") == 200)


def test_ctrl_c_ends_it_cleanly_with_nothing_left_behind(tmp_path: Path, port: int, site: Popen[str]):
    assert site.stdout is not None
    assert f"http://127.0.0.1:{port}" in site.stdout.readline()
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    soon("no worker", lambda: len(tree(site.pid)) >= 3)  # it starts after the site answers
    below = tree(site.pid)

    started = time.monotonic()
    site.send_signal(signal.SIGINT)
    site.communicate(timeout=30)

    assert site.returncode == 0
    assert time.monotonic() - started < 8
    assert [pid for pid in below if is_running(pid)] == []
    assert status(port, "/healthz") is None


def test_a_request_in_flight_is_answered_before_the_end(port: int, site: Popen[str]):
    body = b"email=someone%40example.com"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
        head = f"POST /no-such-page HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
        slow.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body[:5])
        time.sleep(0.5)  # it is in a worker's hands now
        site.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        slow.sendall(body[5:])
        answer = slow.recv(65536)

    site.communicate(timeout=30)
    assert answer.startswith(b"HTTP/1.1 4")
    assert site.returncode == 0


def test_a_term_at_the_very_moment_of_start_ends_it_soon(tmp_path: Path, port: int):
    process = serve(tmp_path, port)
    soon("no children", lambda: process.poll() is not None or len(children(process.pid)) == 2)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)

    assert process.returncode == 0
    assert time.monotonic() - started < 3
    end_group(process)


def test_when_the_parent_is_killed_nothing_outlives_it(port: int, site: Popen[str]):
    below = tree(site.pid)
    os.kill(site.pid, signal.SIGKILL)
    site.wait()

    soon("something is left", lambda: not any(map(is_running, below)), 15)
    assert status(port, "/healthz") is None


def test_a_child_that_ends_again_and_again_is_given_up_with_a_word(site: Popen[str]):
    for _ in range(serving.ENDS_ALLOWED):
        old = the_child(site.pid, "worker")
        os.kill(old, signal.SIGKILL)
        soon("not noticed", lambda old=old: site.poll() is not None or child_of(site.pid, "worker") not in (None, old))

    out, _ = site.communicate(timeout=30)
    assert site.returncode == 1
    assert "The worker ended 3 times within 30 seconds" in out
