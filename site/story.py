"""Plays demo/story.yaml: leads, holds, queues and contracts, through the methods that the desk uses, dated from today.

Stands above the rooms, as cli.py does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from inquiries.actions import answer_due, receive
from inquiries.asked import Asked, Need
from models.account import Role, User, UserRole
from models.act import Act, Way
from models.inquiry.inquiry import REQUIRED, Purpose
from models.inquiry.status_link import mint_form_key
from models.job import Job
from models.land.estate import Estate
from models.land.lot import Lot
from models.lead import work
from models.lead.lead import Lead, Stage
from models.lead.timeline import EntryKind, Letter
from models.people.arrival import Writer
from web.dates import reader_zone

STORY = Path(__file__).resolve().parents[1] / "demo" / "story.yaml"
WIB = ZoneInfo("Asia/Jakarta")
MAIL = "example.com"

OTHERS = {
    "marketing": (Role.MARKETING, "Marketing", "en"),
    "engineer": (Role.ENGINEER, "Engineer", "id"),
    "admin": (Role.ADMIN, "Administrator", "en"),
}
"""Staff that the story does not name, by key: role, what the desk is called, language."""


def make_staff(session: Session) -> None:
    """Make those of the story's staff that are not there; they have no password until somebody gives them one."""
    staff = [(s["key"], Role(s["role"]), s["title"], s["languages"][0]) for s in _story()["staff"]]
    staff += [(key, role, title, language) for key, (role, title, language) in OTHERS.items()]
    known = set(session.scalars(select(User.email)))
    for key, role, title, language in staff:
        email = f"{key}@{MAIL}"
        if email not in known:
            session.add(User(email=email, name=title, language=language, grants=[UserRole(role=role)]))
    session.flush()


def play(session: Session, *, today: date) -> int:
    """Play the story up to today; return how many leads it left. Its letters count as sent: nobody is written to."""
    player = _Player(session, today)
    first_job = session.scalar(select(func.max(Job.id))) or 0
    for lead, step in player.steps():
        player.do(lead, step)
    session.execute(delete(Job).where(Job.id > first_job))
    session.execute(update(Letter).where(Letter.state == "queued").values(state="sent", sent_at=Letter.created_at))
    return len(player.leads)


def _story() -> dict[str, Any]:
    quick = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same answer, ten times as soon
    told: dict[str, Any] = yaml.load(STORY.read_text(encoding="utf-8"), quick)  # noqa: S506 - both are safe
    return told


@dataclass
class _Player:
    """The story on its way: who plays, and which leads there are by now."""

    session: Session
    today: date
    story: dict[str, Any] = field(default_factory=_story)
    leads: dict[str, Lead] = field(default_factory=dict)
    estates: dict[str, Estate] = field(default_factory=dict)  # by lead

    def __post_init__(self) -> None:
        self.staff = {user.email.split("@")[0]: user for user in self.session.scalars(select(User))}

    def steps(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Yield all steps of all leads in the order of time."""
        all_steps = [(lead, step, place) for lead in self.story["leads"] for place, step in enumerate(lead["steps"])]
        for lead, step, _ in sorted(all_steps, key=lambda x: (-x[1]["ago"], x[1]["at"], x[2])):
            yield lead, step

    def do(self, told: Mapping[str, Any], step: Mapping[str, Any]) -> None:
        """Play one step at its moment, by who does it."""
        hour, minute = map(int, step["at"].split(":"))
        at = datetime.combine(self._day(step["ago"]), time(hour, minute), WIB)
        if step["do"] == "inquire":
            self._inquire(told, step, at)
            return
        by = self.staff[step.get("by", "lead")]
        act = Act(at=at, by_id=by.id, way=Way.STORY)
        self.session.add(act)
        self.session.flush()
        getattr(self, f"_{step['do']}")(self.leads[told["key"]], step, act, by)
        self.session.flush()

    def _inquire(self, told: Mapping[str, Any], step: Mapping[str, Any], at: datetime) -> None:
        language = told["language"]
        estate = self.session.scalars(select(Estate).where(Estate.slug == step["estate"])).one()
        self.estates[told["key"]] = estate
        given = {Purpose(purpose) for purpose in step.get("consents", ())} | set(REQUIRED)
        asked = Asked(
            form_key=mint_form_key(at),
            writer=Writer(
                name=told["person"],
                organisation=told["organisation"],
                email=told["email"],
                country=told["country"],
                language=language,
                sector=told.get("sector"),
            ),
            message=step["text"],
            language=language,
            zone=str(reader_zone(language, told["country"])),
            consents={purpose: purpose in given for purpose in Purpose},
            lots=self._lots(told["key"], step.get("lots", ())),
            need=_need(step.get("need", {})),
            source=step.get("source"),
            channel=step.get("channel", "web"),
        )
        inquiry = receive(self.session, asked, at, way=Way.STORY)
        lead = self.leads[told["key"]] = inquiry.lead
        if lead.estate_id is None:
            lead.estate_id = estate.id
        if step.get("need"):
            work.change_need(self.session, lead, step["need"], act=inquiry.act)

    def _assign(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        work.assign(self.session, lead, self.staff[step["to"]], act=act)

    def _reply(self, lead: Lead, step: Mapping[str, Any], act: Act, by: User) -> None:
        subject = lead.inquiries[-1].reference if lead.inquiries else lead.reference
        work.answer(self.session, lead, by, act=act, subject=subject, body=step["text"])

    def _call(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        work.log_call(self.session, lead, act=act, text=step["note"])

    def _receive(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        act.by_id = None
        estate = self.session.get(Estate, lead.estate_id) if lead.estate_id else None
        work.received(self.session, lead, act=act, text=step["text"], due_at=answer_due(estate, act.at))

    def _offer(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        work.offer(self.session, lead, self._lots_of(lead, step["lots"]), act=act)

    def _hold(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        until = act.at + timedelta(days=step["days"])
        work.hold(self.session, lead, self._lots_of(lead, step["lots"]), until, act=act)

    def _task(self, lead: Lead, step: Mapping[str, Any], act: Act, by: User) -> None:
        due_at = datetime.combine(self._day(-step["due_in_days"]), time(16), WIB)
        work.add_task(self.session, lead, step["title"], due_at, act=act, assignee=by)

    def _queue(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        for lot in self._lots_of(lead, step["lots"]):
            work.wait_for(self.session, lead, lot, act=act)

    def _merge(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        work.merge(self.session, lead, self.leads[step["into"]], act=act, reason=step["reason"])

    def _spam(self, lead: Lead, _step: Mapping[str, Any], act: Act, _by: User) -> None:
        work.move(self.session, lead, Stage.SPAM, act=act)

    def _stage(self, lead: Lead, step: Mapping[str, Any], act: Act, _by: User) -> None:
        decision = self._day(step["decision_on_ago"]) if "decision_on_ago" in step else None
        if "need" in step:
            work.change_need(self.session, lead, step["need"], act=act, decision_on=decision)
        if reserve := step.get("reserve"):
            self._reserve(lead, reserve, act)
        if contract := step.get("contract"):
            self._sign(lead, contract, act)
        work.move(
            self.session,
            lead,
            Stage(step["to"]),
            act=act,
            reason=step.get("reason") or step.get("note"),
            revisit_on=self._day(step["revisit_on_ago"]) if "revisit_on_ago" in step else None,
        )
        if step.get("reason") and step.get("note"):
            work.note_down(self.session, lead, EntryKind.NOTE, act=act, text=step["note"])

    def _reserve(self, lead: Lead, reserve: Mapping[str, Any], act: Act) -> None:
        amount, currency = reserve["deposit"].split() if "deposit" in reserve else (None, None)
        work.reserve(
            self.session,
            lead,
            self._lots_of(lead, reserve["lots"]),
            act.at + timedelta(days=reserve["days"]),
            act=act,
            asked_by=self.staff[reserve["asked_by"]],
            deposit=Decimal(amount) if amount else None,
            deposit_currency=currency,
        )

    def _sign(self, lead: Lead, contract: Mapping[str, Any], act: Act) -> None:
        signed_on = act.at.date()
        work.sign(
            self.session,
            lead,
            self._lots_of(lead, contract["lots"]),
            act=act,
            kind=contract["kind"],
            form=contract["form"],
            number=contract["number"],
            signed_on=signed_on,
            ends_on=signed_on.replace(year=signed_on.year + contract["years"]) if "years" in contract else None,
        )

    def _lots_of(self, lead: Lead, codes: Sequence[str]) -> list[Lot]:
        return self._lots(next(key for key, known in self.leads.items() if known is lead), codes)

    def _lots(self, key: str, codes: Sequence[str]) -> list[Lot]:
        of_estate = select(Lot).where(Lot.estate_id == self.estates[key].id)
        found = {lot.code: lot for lot in self.session.scalars(of_estate.where(Lot.code.in_(codes)))}
        return [found[code] for code in codes]

    def _day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)


def _need(told: Mapping[str, Any]) -> Need:
    def number(name: str) -> Decimal | None:
        return Decimal(str(told[name])) if name in told else None

    return Need(
        area_m2=number("area_min"),
        power_mva=number("power_mva"),
        water_m3d=number("water_m3d"),
        sector=told.get("sector"),
        tenure=told.get("tenure"),
        timeframe=told.get("timeframe"),
    )
