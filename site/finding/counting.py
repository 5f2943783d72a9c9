"""Searches are counted in memory and written down now and then, in a short transaction of their own.

A public page is read without a lock and waits for no writer. So each process keeps its counts, a thread of it stores them
every half minute; a process that is killed loses that much. Memory is bounded: what is counted beyond MOST is left out.
"""

from __future__ import annotations

import atexit
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import structlog
from flask import Flask, current_app, g, request
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from finding.missed import missed_in
from finding.question import Question
from finding.sql import Answer
from models import sought
from models.sought import Count, Kind
from web.clock import now
from web.database import writing_session
from web.dates import desk_day

EVERY = 30.0  # seconds
MOST = 2_000  # kinds of searches in memory; a minute of people asks for some dozens
KNOWN = 500  # answers whose counts are remembered, for who asks again and gets "not changed"
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|java/|go-http|headless|lighthouse|http", re.I)

log = structlog.get_logger()


class Counting:
    """The counts of one process."""

    def __init__(self, app: Flask) -> None:
        """Count for `app`."""
        self.app = app
        self.lock = threading.Lock()
        self.counts: dict[Kind, Count] = {}
        self.known: OrderedDict[str, Mapping[Kind, Count]] = OrderedDict()
        self.thread: threading.Thread | None = None
        self.ended = threading.Event()

    def note(self, counts: Mapping[Kind, Count]) -> None:
        """Add `counts` to those that wait."""
        with self.lock:
            for kind, count in counts.items():
                if kind in self.counts or len(self.counts) < MOST:
                    self.counts[kind] = self.counts.get(kind, Count()).plus(count)
            if self.thread is None and not self.app.testing:  # here, for a thread would not outlive the server's fork
                self.thread = threading.Thread(target=self._run, name="counting-searches", daemon=True)
                self.thread.start()
                atexit.register(self.end)

    def remember(self, tag: str, counts: Mapping[Kind, Count]) -> None:
        """Keep what a page with this tag counts."""
        with self.lock:
            self.known[tag] = counts
            if len(self.known) > KNOWN:
                self.known.popitem(last=False)

    def store(self) -> None:
        """Write down what waits; what cannot be written now waits on."""
        with self.lock:
            waiting, self.counts = self.counts, {}
        if not waiting:
            return
        try:
            with self.app.app_context(), writing_session() as short:
                sought.add(short, waiting)
        except DBAPIError as error:  # busy, gone, or another process began the same row: the next time
            log.warning("searches-not-stored", error=type(error).__name__)
            self.note(waiting)

    def end(self) -> None:
        """Store what waits, for the last time."""
        if not self.ended.is_set():
            self.ended.set()
            self.store()

    def _run(self) -> None:
        while not self.ended.wait(EVERY):
            self.store()


def init_app(app: Flask) -> None:
    """Let `app` count."""
    app.extensions["counting"] = Counting(app)


def counting() -> Counting:
    """Return the counts of this process."""
    told: Counting = current_app.extensions["counting"]
    return told


def counted(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let a page of answers be counted, the unchanged one too; the view says what it found by `found`."""

    @wraps(view)
    def answer(**values: Any) -> Response:
        page = view(**values)
        if request.method != "GET" or page.status_code not in (200, 304) or is_machine():
            return page
        tag, _ = page.get_etag()
        counts: Mapping[Kind, Count] | None = g.get("searched")
        if counts is not None and tag:
            counting().remember(tag, counts)
        elif tag:
            counts = counting().known.get(tag)
        counting().note(counts or {})
        return page

    return answer


def found(question: Question, told: Answer, language: str) -> None:
    """Say what this request looked for and found. Further pages and other orders of an answer are no new search."""
    if question.page == 1:
        estate = question.estates[0] if len(question.estates) == 1 else ""
        day = desk_day(now())
        g.searched = {Kind(day, estate, language, what): count for what, count in missed_in(question, told).items()}


def is_machine() -> bool:
    """Tell whether a program asks, or a browser that only looks ahead."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose") or request.headers.get("Purpose")
    return bool(ahead) or len(agent) < 12 or bool(MACHINES.search(agent))
