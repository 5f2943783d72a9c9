"""What `kavling migrate` does: up to this release, or to one revision, and down again when that was asked for in words."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from content.loading import load_house
from web import migrations
from web.clock import now


class NotMoved(ValueError):
    """The tables stay as they are; the text says why."""


def move(app: Flask, to: str | None, *, down: bool) -> Iterator[str]:
    """Bring the tables of `app` to revision `to`, without one to this release (`down`: one step back); yield what was done.

    Raises NotMoved when there is no such revision, and when it lies below and `down` was not said: what came with a
    migration goes with it.
    """
    known, current = migrations.revisions(), migrations.revision_of(app)
    if current is not None and current not in known:
        raise NotMoved(
            f"The tables are at {current}, and this release knows them up to {known[-1]} only: the program is older than "
            "its database. Install the release that migrated it, and go down with that."
        )
    if down and to is None:
        if current is None:
            raise NotMoved("There are no tables to take back.")
        to = ["base", *known][known.index(current)]
    if to is not None and to not in {"base", *known}:
        raise NotMoved(f"There is no revision {to}. There are: {', '.join(known)}.")
    if to is None or (to != "base" and (current is None or to >= current)):
        yield from _up(app, to or known[-1], known[-1])
        return
    if not down:
        raise NotMoved(
            f"The tables are at {current}, above {to}. Going down loses what came with the migrations between, and what "
            "people wrote into it. Back up first, then say --down, too."
        )
    for line in migrations.downgrade(app, to):
        yield f"Taken back: {line}"


def _up(app: Flask, to: str, last: str) -> Iterator[str]:
    done = migrations.migrate(app, to)
    if to == last:
        with app.app_context():
            load_house(now())  # a site without them says nothing of itself
    for line in done:
        yield f"Migrated: {line}"
    if not done:
        yield "The tables are up to date."
