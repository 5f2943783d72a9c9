"""Companies in and beside an estate, each with its status and the day of it. One that has closed is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.beside import Origin, origin_of
from models.land.beside import Line, newest
from models.land.ledger import TENANT_STATUSES, Tenant
from models.land.sectors import SECTORS as DIVISIONS
from web.dates import iso
from web.showing import chosen
from web.words import pgettext

SECTORS = {division.code: division for division in DIVISIONS}


@dataclass(frozen=True)
class Company:
    """A company as the page prints it."""

    name: str
    sector: str
    status: str
    since: str
    until: str  # a day still to come
    text: str
    origin: Origin


def companies_of(lines: Sequence[Line[Tenant]], language: str, today: date) -> list[Company]:
    """Return who is there: those in operation first."""
    present = [line for line in newest(lines) if is_there(line.row, today)]
    order = list(TENANT_STATUSES)
    present.sort(key=lambda line: order.index(line.row.status))
    return [company(line, language, today) for line in present]


def is_there(row: Tenant, today: date) -> bool:
    """Tell whether a company has not closed: by its status, or by the day it said."""
    return row.status in TENANT_STATUSES and (row.until is None or row.until >= today)


def company(line: Line[Tenant], language: str, today: date) -> Company:
    """Return one company."""
    row = line.row
    return Company(
        name=row.company,
        sector=chosen(SECTORS[row.isic]) if row.isic in SECTORS else row.isic or "",
        status=pgettext("tenant", TENANT_STATUSES[row.status]),
        since=row.since or "",
        until=iso(row.until) if row.until else "",
        text=row.text or "",
        origin=origin_of(line.statement, line.document, language, today),
    )
