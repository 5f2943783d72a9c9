"""Behind nginx as docs/nginx.conf sets it up: each reader gets their own page, and nobody can hold the site by talking slowly."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.browser.served import Site
from tests.faults.site_in_pieces import HOST, Pieces
from tests.land import an_estate, lots
from tests.support.processes import free_port, wait_until_answering

ROOT = Path(__file__).parent.parent.parent
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
ENDLESS = 24  # three times what the site can answer at once

pytestmark = pytest.mark.faults


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def kept(self) -> str:
        """Tell what the cache did: MISS, HIT, REVALIDATED, EXPIRED; empty when it was not asked."""
        return self.headers.get("x-cache", "")


def get(port: int, path: str, **lines: str) -> Answer:
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in lines.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
    finally:
        connection.close()


def configuration(folder: Path, port: int, site: int) -> str:
    """Return docs/nginx.conf with other ports and folders and without TLS, each of which must be there to be exchanged."""
    told = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8000", f"{HOST}:{site}"),
        ("/var/cache/nginx/kavling", f"{folder}/cache"),
        ("listen 80;", f"listen {HOST}:{free_port()};"),
        ("listen 443 ssl http2;", f"listen {HOST}:{port};"),
        ("    ssl_certificate /etc/letsencrypt/live/www.example.com/fullchain.pem;\n", ""),
        ("    ssl_certificate_key /etc/letsencrypt/live/www.example.com/privkey.pem;\n", ""),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert old in told, old
        told = told.replace(old, new)
    places = "".join(
        f"{what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root; " if os.geteuid() == 0 else ""  # else its workers could not enter the test's folder
    return (
        f"{user}daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 512; }}\nhttp {{\n{places}{told}}}\n"
    )


@contextmanager
def nginx(folder: Path, site: int) -> Iterator[int]:
    """Run nginx before the site on a port; yield its own."""
    assert NGINX, "nginx is not installed. Debian and Ubuntu: apt install nginx-light"
    folder.mkdir()
    port, file = free_port(), folder / "nginx.conf"
    file.write_text(configuration(folder, port, site), encoding="utf-8")
    command = [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    process = subprocess.Popen(command, text=True)
    try:
        wait_until_answering(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@pytest.fixture
def front(pieces: Pieces, tmp_path: Path) -> Iterator[int]:
    """The port of nginx in front of a site with an estate."""
    add_estate(pieces, "trial", "A-01")
    wait_until_answering(pieces.port, pieces.web.process)  # type: ignore[arg-type]
    with nginx(tmp_path / "nginx", pieces.port) as port:
        yield port


def add_estate(pieces: Pieces, slug: str, code: str) -> None:
    engine = create_engine(pieces.database_url)
    with Session(engine) as session:
        lots(session, an_estate(session, slug=slug, published=True), {code: {"net_area": 12_000}})
        session.commit()
    engine.dispose()


def test_each_language_has_its_page_and_the_desk_is_never_kept(front: int, pieces: Pieces, tmp_path: Path) -> None:
    first = {language: get(front, f"/{language}/lots") for language in ("ko", "ja")}
    again = {language: get(front, f"/{language}/lots", Accept_Language="id", Cookie="kavling=x") for language in first}

    for language, page in first.items():
        assert page.status == 200
        assert f'<html lang="{language}"' in page.text
        assert "no-cache" in page.headers["cache-control"]
        assert "set-cookie" not in page.headers
        assert again[language].text == page.text == get(pieces.port, f"/{language}/lots").text
        assert again[language].kept in {"HIT", "REVALIDATED"}
        assert again[language].headers["x-request-id"] != page.headers["x-request-id"]

    cookie = Site(front, pieces.database_url, tmp_path).staff_cookie("en")
    signed_in = [get(front, "/staff/leads", Cookie=f"{cookie['name']}={cookie['value']}") for _ in range(2)]
    assert [(page.status, page.kept) for page in signed_in] == [(200, "")] * 2
    stranger = get(front, "/staff/leads")
    assert stranger.status in {302, 303}
    asked = [get(front, path) for path in ("/en/inquire", "/en/inquire", "/", "/", "/en/lots/trial/none") for _ in range(2)]
    assert {page.kept for page in asked} == {"MISS"}
    for file in (tmp_path / "nginx" / "cache").rglob("*"):
        assert not file.is_file() or b"KEY: http://127.0.0.1/staff" not in file.read_bytes()
    keys = [get(front, "/en/inquire").text.partition('name="form_key"')[2][:80] for _ in range(2)]
    assert keys[0] != keys[1]


def test_an_unchanged_page_is_asked_for_by_its_tag_and_a_changed_one_is_shown(front: int, pieces: Pieces) -> None:
    before = get(front, "/ko/lots")
    time.sleep(2.1)
    assert get(front, "/ko/lots").kept == "REVALIDATED"  # the site said 304
    assert get(front, "/ko/lots", If_None_Match=before.headers["etag"]).status == 304

    add_estate(pieces, "second", "Z-99")
    time.sleep(2.1)
    after = get(front, "/ko/lots")

    assert after.kept == "EXPIRED"
    assert "Z-99" in after.text
    assert "Z-99" not in before.text
    assert after.headers["etag"] != before.headers["etag"]
    assert get(front, "/ko/lots", If_None_Match=before.headers["etag"]).status == 200


def test_public_pages_answer_while_bodies_never_end(front: int, pieces: Pieces) -> None:
    begun = [endless(front) for _ in range(ENDLESS)]
    try:
        paths = [f"/{language}/lots?page={number}" for number in range(1, 6) for language in ("ko", "ja")]  # none is kept
        began = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda path: get(front, path).status, paths))
        took = time.monotonic() - began
        for one in begun:
            one.sendall(b"x")  # still talking, and nobody has hung up
        assert max(answers) < 500, answers
        assert get(front, "/ko/").status == 200
        assert took < 15
        assert not any(answered(one) for one in begun)
    finally:
        for one in begun:
            one.close()


def test_known_pages_are_shown_while_the_site_is_away(front: int, pieces: Pieces) -> None:
    known = get(front, "/ja/lots").text
    pieces.stop()
    time.sleep(1.1)

    assert get(front, "/ja/lots").text == known
    assert get(front, "/staff/").status == 502


def test_what_opens_something_is_in_no_log(front: int, tmp_path: Path) -> None:
    for path in ("/en/inquiries/K-26-AAAA-AAA?key=abcdefghijklmnopqrstuv", "/staff/reset/tokentokentoken"):
        get(front, path)
    time.sleep(0.2)
    told = (tmp_path / "nginx" / "kavling.log").read_text(encoding="utf-8")

    assert "/en/inquiries/K-26-AAAA-AAA " in told
    assert "abcdefghijklmnopqrstuv" not in told
    assert "tokentokentoken" not in told


def endless(port: int) -> socket.socket:
    """Begin to send an inquiry, and do not go on."""
    talking = socket.create_connection((HOST, port), timeout=20)
    talking.sendall(
        b"POST /en/inquire HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 100000\r\n\r\nname=somebody"
    )
    return talking


def answered(talking: socket.socket) -> bool:
    """Tell whether an answer, or a hanging up, has come."""
    talking.setblocking(False)
    try:
        talking.recv(1)
    except BlockingIOError:
        return False
    return True
