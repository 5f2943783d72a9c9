"""Which room does which kind of job: its jobs.py says `@handles("kind")`; the worker looks here and knows no room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

Args = Mapping[str, Any]
Work = Callable[[Session, Args, datetime], None]


@dataclass(frozen=True)
class Errand:
    """Something outside the database, done while no transaction is open: a mail server may take its time.

    `run` does it and gives back what came of it; `keep` writes that down, in the transaction that marks the job done.
    An errand that was run and not marked, because its worker died, is run again: it has to bear that.
    """

    run: Callable[[], Any]
    keep: Callable[[Session, Any, datetime], None] | None = None


Prepare = Callable[[Session, Args, datetime], Errand | None]
Follow = Callable[[Session, Args, datetime], None]


@dataclass(frozen=True)
class Handler:
    """What to do for a kind of job: `work` inside the database, or `prepare` an errand outside it.

    `give_up` is called in the transaction that declares the job dead, `revive` in the one that lets it run again.
    `words` say on the desk what such a job does, marked for translation.
    """

    words: str
    work: Work | None = None
    prepare: Prepare | None = None
    give_up: Follow | None = None
    revive: Follow | None = None


HANDLERS: dict[str, Handler] = {}
DAILY: list[str] = []
"""Kinds of which the worker does one each day."""


def handles(kind: str, words: str = "") -> Callable[[Work], Work]:
    """Let the function do the jobs of `kind`, in the transaction that also marks them done."""

    def note(work: Work) -> Work:
        _note(kind, Handler(words, work=work))
        return work

    return note


def prepares(
    kind: str, words: str = "", *, give_up: Follow | None = None, revive: Follow | None = None
) -> Callable[[Prepare], Prepare]:
    """Let the function prepare the errand for a job of `kind`, in a session that only reads; None: nothing to do."""

    def note(prepare: Prepare) -> Prepare:
        _note(kind, Handler(words, prepare=prepare, give_up=give_up, revive=revive))
        return prepare

    return note


def daily(work: Work) -> Work:
    """Let the worker do the job that `work` handles once a day, beside whatever else asks for it."""
    DAILY.append(next(kind for kind, handler in HANDLERS.items() if handler.work is work))
    return work


def _note(kind: str, handler: Handler) -> None:
    if kind in HANDLERS:
        raise ValueError(f"two functions for jobs of the kind {kind!r}")
    HANDLERS[kind] = handler
