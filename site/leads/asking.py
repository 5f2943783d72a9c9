"""Which leads a page is about: its query string as a question, its choices, and what is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func
from werkzeug.datastructures import MultiDict

from models.account import User
from models.base import LANGUAGES
from models.land.lot import Lot
from models.lead.lead import Lead, LeadLot, Stage
from models.lead.opening import suspects
from models.lead.whose import leads_of
from models.people.match import fold
from models.people.organisation import Organisation, Person

LONGEST = 200
SORTS = ("due", "name", "since", "new")
NAME = func.coalesce(Organisation.name_roman, Organisation.name_native, Person.full_roman, Person.full_native)
MINE, NOBODY = "me", "none"


@dataclass(frozen=True)
class Asking:
    """What somebody wants to see. What cannot be read is left out: a list is no form."""

    q: str = ""
    estate: int | None = None
    owner: str = ""
    language: str = ""
    country: str = ""
    stages: tuple[Stage, ...] = ()
    late: bool = False
    suspected: bool = False
    sort: str = "due"
    page: int = 1

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Asking:
        """Read a query string."""
        known = {stage.value for stage in Stage}
        return cls(
            q=" ".join(args.get("q", "").replace("\0", "").split())[:LONGEST],
            estate=_number(args.get("estate")),
            owner=_owner(args.get("owner", "")),
            language=args["language"] if args.get("language") in LANGUAGES else "",
            country=args.get("country", "")[:2].upper() if args.get("country", "").isalpha() else "",
            stages=tuple(Stage(one) for one in dict.fromkeys(args.getlist("stage")) if one in known),
            late=args.get("late") == "1",
            suspected=args.get("suspected") == "1",
            sort=args["sort"] if args.get("sort") in SORTS else "due",
            page=max(1, min(_number(args.get("page")) or 1, 100_000)),
        )

    def told(self) -> Iterator[tuple[str, Any]]:
        """Yield what is asked, as a query string holds it; what goes without saying is left out."""
        plain = {"q": self.q, "estate": self.estate, "owner": self.owner, "language": self.language}
        yield from ((name, value) for name, value in {**plain, "country": self.country}.items() if value)
        yield from (("stage", stage.value) for stage in self.stages)
        yield from ((name, 1) for name in ("late", "suspected") if getattr(self, name))
        if self.sort != "due":
            yield "sort", self.sort
        if self.page > 1:
            yield "page", self.page

    def address(self, path: str, **other: Any) -> str:
        """Return `path` with this question, some of it exchanged; pages begin anew unless one is named."""
        asked = urlencode(list(replace(self, **{"page": 1, **other}).told()))
        return f"{path}?{asked}" if asked else path

    def is_narrowed(self) -> bool:
        """Tell whether anything but the order is asked."""
        return bool(list(replace(self, sort="due", page=1).told()))

    def among(self, leads: Select[Lead], user: User) -> Select[Lead]:
        """Return those of `leads` that are asked for; stages and lateness are for the caller's page."""
        return leads.where(*self._criteria(user))

    def _criteria(self, user: User) -> Iterator[ColumnElement[bool]]:
        for word in fold(self.q).split():
            yield Lead.search_text.contains(word, autoescape=True)
        if self.estate is not None:
            there = LeadLot.lot.has(Lot.estate_id == self.estate)
            yield (Lead.estate_id == self.estate) | Lead.lots.any(there)
        if self.owner == NOBODY:
            yield Lead.owner_id.is_(None)
        elif self.owner:
            yield Lead.owner_id == (user.id if self.owner == MINE else int(self.owner))
        if self.language:
            yield Lead.language == self.language
        if self.country:
            yield Lead.organisation.has(Organisation.country == self.country)
        if self.suspected:
            yield suspects()


def asked_of(user: User, asking: Asking) -> Select[Lead]:
    """Select the leads that `user` may read and asks for, in any stage unless some are named."""
    found = asking.among(leads_of(user), user)
    return found.where(Lead.stage.in_(asking.stages)) if asking.stages else found


def in_order(leads: Select[Lead], sort: str) -> Select[Lead]:
    """Return `leads` in an order; what has no due moment comes last."""
    orders: Mapping[str, tuple[Any, ...]] = {
        "due": (Lead.answer_due_at.is_(None), Lead.answer_due_at, Lead.stage_since.desc()),
        "name": (NAME.is_(None), func.lower(NAME)),
        "since": (Lead.stage_since.desc(),),
        "new": (Lead.created_at.desc(),),
    }
    return leads.order_by(*orders[sort], Lead.id)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _owner(text: str) -> str:
    return text if text in {MINE, NOBODY} or _number(text) is not None else ""
