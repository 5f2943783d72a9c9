"""Which lots the list shows: the query string as a question, and the question as a query. All of it is in the address."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, case, exists, func, or_, select, type_coerce
from werkzeug.datastructures import MultiDict

from models.land.attribute import attributes_of
from models.land.declaring import Scope
from models.land.estate import Estate, Zone
from models.land.lot import Lot, Status
from web.dates import iso
from web.fields import one_line

PAGE = 50
LONGEST = 60  # characters of a code that is looked for
STALE = timedelta(days=180)  # a lot of which nothing newer is said wants a look


class Check(enum.StrEnum):
    """What a lot is to be looked at for."""

    EXPIRED = "expired"  # a certificate ran out
    STALE = "stale"  # nothing is newer than half a year
    UNPUBLISHED = "unpublished"  # the public does not see it


class Complete(enum.StrEnum):
    """How much of a lot is stated."""

    LITTLE = "little"  # less than half
    PART = "part"  # up to three quarters
    MOST = "most"


class Sort(enum.StrEnum):
    """In which order; the code settles what is equal."""

    CODE = "code"
    AREA = "area"
    COMPLETE = "complete"
    UNTIL = "until"


@dataclass(frozen=True)
class Find:
    """What is looked for. Anything that cannot be read is left out."""

    q: str = ""
    estate: str = ""
    zone: str = ""
    status: str = ""
    complete: str = ""
    check: str = ""
    sort: str = Sort.CODE.value
    page: int = 1

    @property
    def as_query(self) -> dict[str, Any]:
        """Return what stands in the address: only what differs from the ordinary."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) != one.default}

    def on(self, **changed: Any) -> dict[str, Any]:
        """Return the address's words with something changed; a page number falls away."""
        return replace(self, **{"page": 1, **changed}).as_query


def find_in(words: MultiDict[str, str]) -> Find:
    """Return the question in a query string."""
    number = words.get("page", "1")
    return Find(
        q=_short(words.get("q")),
        estate=_short(words.get("estate")),
        zone=_short(words.get("zone")),
        status=_one_of(Status, words.get("status")),
        complete=_one_of(Complete, words.get("complete")),
        check=_one_of(Check, words.get("check")),
        sort=_one_of(Sort, words.get("sort")) or Sort.CODE.value,
        page=max(1, int(number)) if number.isascii() and number.isdecimal() and 0 < len(number) < 7 else 1,
    )


def narrowed(query: Select[Lot], find: Find, at: datetime) -> Select[Lot]:
    """Return `query` over lots with the conditions of `find`."""
    if find.q:
        like = "%" + find.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(or_(Lot.code.ilike(like, escape="\\"), Lot.code_as_given.ilike(like, escape="\\")))
    if find.estate:
        query = query.where(Estate.slug == find.estate)
    if find.zone:
        query = query.where(Lot.zone_id.in_(zone_ids(find)))
    if find.status:
        query = query.where(status_at(at) == Status(find.status))
    if find.complete:
        query = query.where(_so_complete(Complete(find.complete)))
    if find.check:
        query = query.where(_to_look_at(Check(find.check), at))
    return query


def ordered(query: Select[Lot], find: Find) -> Select[Lot]:
    """Return `query` in the order asked for: codes by estate; the largest, the least complete, the next to end first."""
    by: Mapping[str, ColumnElement[Any]] = {
        Sort.CODE: Estate.slug.asc(),
        Sort.AREA: Lot.net_area.desc().nulls_last(),
        Sort.COMPLETE: stated_count().asc(),
        Sort.UNTIL: Lot.public_until.asc().nulls_last(),
    }
    return query.order_by(by[find.sort], Lot.code, Lot.id)


def zone_ids(find: Find) -> Select[int]:
    """Select the ids of the zones of that code."""
    return select(Zone.id).where(Zone.code == find.zone)


def status_at(at: datetime) -> ColumnElement[Status]:
    """Return where a lot stands at `at`: a hold that ran out is free, whether or not anybody has tidied it."""
    return case((Lot.public_until <= at, Lot.public_then), else_=Lot.status)


FACTS = tuple(a.code for a in attributes_of(Scope.LOT) if a.stated)
"""What can be known of a lot, the count by which completeness goes."""


def stated_count() -> ColumnElement[int]:
    """Return how many of FACTS have a value that the public reads."""
    total: ColumnElement[int] = func.coalesce(0, 0)
    for code in FACTS:
        total = total + case((getattr(Lot, code).is_not(None), 1), else_=0)
    return total


def _so_complete(complete: Complete) -> ColumnElement[bool]:
    half, most = len(FACTS) / 2, len(FACTS) * 3 / 4
    count = stated_count()
    match complete:
        case Complete.LITTLE:
            return count < half
        case Complete.PART:
            return (count >= half) & (count < most)
    return count >= most


def _to_look_at(check: Check, at: datetime) -> ColumnElement[bool]:
    if check is Check.UNPUBLISHED:
        return Lot.public_status.is_(None)
    marks = func.json_each(Lot.standing).table_valued("key", "value", name="mark")
    mark = type_coerce(marks.c.value, JSON)
    if check is Check.EXPIRED:
        return exists().select_from(marks).where(mark["u"].as_string() < iso(at))
    own = mark["o"].as_string().is_(None)
    return ~exists().select_from(marks).where(own, mark["d"].as_string() >= iso(at - STALE))


def _short(text: str | None) -> str:
    return (one_line(text) or "")[:LONGEST]


def _one_of(kind: type[enum.StrEnum], word: str | None) -> str:
    return word if word in {one.value for one in kind} else ""
