"""Who runs what in an estate, and who did before: names change with a date, and so do owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.beside import Origin, origin_of
from models.land.beside import Line, newest
from models.land.ledger import OPERATOR_ROLES, Operator
from web.words import gettext, pgettext


@dataclass(frozen=True)
class Running:
    """A company in a role, from when to when: a day, a month or a year, as far as it is known."""

    role: str
    role_word: str
    name: str
    parent: str
    since: str
    until: str
    former: bool
    coming: bool
    note: str
    origin: Origin


def operators_of(lines: Sequence[Line[Operator]], language: str, today: date) -> list[Running]:
    """Return who runs what: by role, the present one first, then the former, the last first."""
    running = [told(line, language, today) for line in newest(lines)]
    roles = list(OPERATOR_ROLES)

    def place(one: Running) -> tuple[int, str, bool]:
        return (roles.index(one.role) if one.role in roles else len(roles), one.role, one.former)

    newest_first = sorted(running, key=lambda one: one.since, reverse=True)
    return sorted(newest_first, key=place)


def told(line: Line[Operator], language: str, today: date) -> Running:
    """Return one company in its role."""
    row = line.row
    since, until = row.valid_from or "", row.valid_to or ""
    return Running(
        role=row.role,
        role_word=pgettext("operator role", OPERATOR_ROLES[row.role]) if row.role in OPERATOR_ROLES else row.role,
        name=row.name,
        parent=row.parent or "",
        since=since,
        until=until,
        former=has_passed(until, today),
        coming=bool(since) and since > today.isoformat()[: len(since)],
        note=row.note or "",
        origin=origin_of(line.statement, line.document, language, today),
    )


def has_passed(until: str, today: date) -> bool:
    """Tell whether the last day, month or year has passed: 2023-02 ends with February."""
    return bool(until) and until < today.isoformat()[: len(until)]


def said_of(name: str | None, running: Sequence[Running], language: str) -> str:
    """Return an operator with since when it runs what it runs, and who ran that before."""
    mine = next((one for one in running if one.name == name and not one.former), None)
    if mine is None or not mine.since:
        return name or ""
    before = next((one for one in running if one.former and one.role == mine.role), None)
    if before is None:
        return gettext("%(operator)s, since %(month)s", operator=mine.name, month=mine.since[:7])
    return gettext(
        "%(operator)s, since %(month)s (before: %(former)s)", operator=mine.name, month=mine.since[:7], former=before.name
    )
