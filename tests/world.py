"""One of everything that a route can name, and whose it is.

A room that brings a new parameter into a route adds it here: `name: value` under whose it is. What "own" lacks is not
there; another `whose` falls back to "own". A value may be a function of the client that asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qs, quote

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import LetterKind, Role, User, UserRole
from models.act import Act, Way
from models.audit import Audit
from models.content.page import Menu, PageKind
from models.content.revision import Revision
from models.job import State, enqueue
from models.land.answer import Answer, Proof
from models.land.claim import ClaimGroup
from models.land.document import Document
from models.land.estate import Contact, Estate, EstateName, Zone
from models.land.ledger import Utility
from models.land.lot import Lot, LotRedirect
from models.land.phase import schedule
from models.land.pricing import change_prices
from models.land.short import short_of
from models.land.statement import Said, Statement
from models.land.upload import Upload, Waiting
from models.land.values import Quantity
from models.lead.agreement import agree
from models.lead.handing import Handover
from models.lead.lead import Lead, Stage
from models.lead.reserving import ask_reservation
from models.lead.timeline import Letter, Task
from models.lead.work import hold
from models.media import Media
from models.people.erasure import Erasure
from models.people.organisation import Organisation, Person
from models.sought import Sought
from tests.client import Client
from tests.factories import EstateFactory, LeadFactory, LotFactory
from tests.models.content.writing import Writer
from tests.site.estates.kept import a_kept_lot
from tests.support.files import a_paper, a_picture, a_picture_of_texts

HOLE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
Values = dict[str, Any]


class World:
    """The rows of the access table, made once and then copied for every test."""

    def __init__(self, app: Flask, session: Session) -> None:
        """Make them."""
        self.app, self.session = app, session
        self.values: dict[str, Values] = {"own": {"lang": "en"}, "other": {}, "unknown": {}}
        for make in MAKERS:
            make(self)
        self.words = words_of(session)
        session.commit()
        self.made = deepcopy(self.values)

    def again(self, session: Session) -> Self:
        """Return it as it was made; `session` sees a copy of its rows."""
        self.session, self.values = session, deepcopy(self.made)
        return self

    def address(self, route: str, whose: str, client: Client) -> str:
        """Return the address of `route` with the rows of `whose` in its holes, as `client` asks for it."""
        anything = {name: value for rows in self.values.values() for name, value in rows.items()}
        known = anything | self.values["own"] | self.values.get(whose or "own", {})

        def fill(hole: re.Match[str]) -> str:
            value = known[hole[1]]
            return quote(str(value(client) if callable(value) else value), safe="")

        return HOLE.sub(fill, route)


def words_of(session: Session) -> set[str]:
    """Return the names and other words that rows hold, in whatever language."""
    columns = [EstateName.name, Contact.hours, Contact.email, Lot.code, Lot.code_as_given, User.name]
    columns += [Person.full_native, Person.full_roman, Organisation.name_native, Organisation.name_roman]
    columns += [Document.title, Revision.title, Revision.short_title, Revision.description]
    found = {word for column in columns for word in session.scalars(select(column))}
    in_languages = (Contact.title, Media.alt)
    titles = {word for column in in_languages for told in session.scalars(select(column)) for word in told.values()}
    return (found | titles) - {None, ""}


def accounts(world: World) -> None:
    """Make somebody else, and the link that was sent to them; one's own account is that of who asks."""
    from accounts.letters import token_of
    from web.clock import now

    user = User(email="somebody.else@example.com", name="somebody else", language="en")
    user.grants = [UserRole(role=Role.MARKETING, estate_id=None)]
    user.owe_letter(LetterKind.INVITATION, now())
    world.session.add(user)
    world.session.flush()
    with world.app.app_context():
        token = token_of(user)
    user_id = user.id
    world.values["own"] |= {"user_id": lambda client: client.user_id or user_id, "token": token}
    world.values["other"] |= {"user_id": user_id}
    world.values["unknown"] |= {"user_id": 999_999, "token": token[:-2]}


def shown(world: World) -> None:
    """Make an estate with a lot that is offered, a draft, and one that was withdrawn after it had been shown."""
    lot = LotFactory()
    draft = LotFactory(estate=lot.estate, draft=True)
    withdrawn = LotFactory(estate=lot.estate, withdrawn=True)
    for whose, one in (("offered", lot), ("draft", draft), ("withdrawn", withdrawn)):
        world.values[whose] = {"estate": lot.estate.slug, "code": one.code}
    world.values["nowhere"] = {"estate": "nowhere", "code": "Z-99"}
    world.values["own"] |= {"short": short_of(lot.id), "picture": "svg"}
    world.values["unknown"] |= {"short": "zzzzzzzz"}


def inquiries(world: World) -> None:
    """Ask a question; its page opens with its key only."""
    sent = {
        "name": "Investor", "organisation": "Investor Ltd", "email": "investor@investor.example.com", "country": "KR",
        "message": "Is there steam?", "consent_inquiry": "yes", "consent_transfer": "yes", "consent_third_party": "no",
        "form_key": "the-form-key-of-the-world",
    }  # fmt: skip
    page = Client(world.app).post("/en/inquire", sent, status=303)
    path, _, query = page.location.partition("?")
    key = parse_qs(query)["key"][0]
    world.values["own"] |= {"reference": path.rpartition("/")[2], "key": key, "purpose": "inquiry", "right": "access"}
    world.values["unknown"] |= {"key": key[:-1] + ("A" if key[-1] != "A" else "B")}


def land(world: World) -> None:
    """Make an estate with a lot on offer that a file brought and the desk spoke of."""
    lot, intake, statement = a_kept_lot(world.session)
    world.values["own"] |= {
        "lot_id": lot.id, "code": lot.code, "estate": "kept", "fact": "steam_pressure", "intake_id": intake.id,
        "statement_id": statement.id, "desk": "kept-desk",
    }  # fmt: skip
    world.session.add(
        Contact(
            estate_id=lot.estate_id, key="kept-desk", title={"en": "Kept desk"}, languages=["en"],
            email="kept@example.com", hours="Mon-Fri",
        )
    )  # fmt: skip
    world.values["unknown"] |= {
        "desk": "nowhere", "estate": "nowhere", "lot_id": 999_999, "intake_id": 999_999, "statement_id": 999_999,
        "upload_id": 999_999, "line_id": 999_999,
    }  # fmt: skip
    line = Utility(
        estate_id=lot.estate_id, statement_id=statement.id, utility="power", letter="E", item="Kept substation", unit="MV.A"
    )
    world.session.add(line)
    world.session.flush()
    world.values["own"] |= {"kind": "utilities", "line_id": line.id}
    keeper = User(email="who.brought.it@example.com", name="who brought it", language="en")
    world.session.add(keeper)
    world.session.flush()
    upload = Upload(
        estate_id=lot.estate_id, by_id=keeper.id, came_at=intake.act.at, name="waits.csv", key="of-no-file", size=1,
        state=Waiting.CHECKED, proof=Proof.DECLARED,
    )  # fmt: skip
    world.session.add(upload)
    world.session.flush()
    world.values["own"] |= {"upload_id": upload.id}


def leads(world: World) -> None:
    """Make leads: one that is always that of who asks, one of a colleague; each with a task, a hold, a letter."""
    session = world.session
    colleague = User(email="colleague@example.com", name="colleague", language="en")
    colleague.grants = [UserRole(role=Role.SALES)]
    session.add(colleague)
    session.flush()
    rows = {whose: _lead_with_everything(world, colleague) for whose in ("own", "other", "asked")}
    for whose, (lead, task, group, letter) in rows.items():
        world.values.setdefault(whose, {})
        world.values[whose] |= {
            "lead_id": lead.id, "lead_lot_id": lead.lots[1].id, "task_id": task.id, "group_id": group.id, "letter_id": letter.id,
            "agreement_id": agree(session, lead, lead.created_at.date(), None, act=group.act).id,
        }  # fmt: skip

    colleague_id, lead_id, letter_id = colleague.id, rows["own"][0].id, rows["own"][3].id

    def own(client: Client) -> int:
        lead, letter = world.session.get_one(Lead, lead_id), world.session.get_one(Letter, letter_id)
        world.session.expire_all()
        lead.owner_id, letter.state = client.user_id or colleague_id, "dead"
        world.session.commit()
        return lead_id

    def own_letter(client: Client) -> int:
        own(client)
        return letter_id

    world.values["own"] |= {"lead_id": own, "letter_id": own_letter}
    world.values["asked"] |= {"lead_id": rows["asked"][0].id}
    ids = ("lead_id", "lead_lot_id", "task_id", "group_id", "letter_id", "agreement_id")
    world.values["unknown"] |= dict.fromkeys(ids, 999_999)


def _lead_with_everything(world: World, owner: User) -> tuple[Lead, Task, ClaimGroup, Letter]:
    from web.clock import now

    session, at = world.session, now()
    estate = EstateFactory()
    lots = [LotFactory(estate=estate), LotFactory(estate=estate)]
    lead = LeadFactory(about=lots, owner_id=owner.id, estate_id=estate.id)
    act = Act(at=at, by_id=owner.id, way=Way.DESK)
    session.add(act)
    session.flush()
    group = hold(session, lead, lots[:1], at + timedelta(days=10), act=act)
    until = at + timedelta(days=30)
    task = ask_reservation(session, lead, lots[:1], until, act=act, asked_by=owner)
    letter = Letter(
        lead_id=lead.id, kind="answer", to="investor@example.com", language="ko", subject="제목", body="본문",
        created_at=at, author_id=owner.id, state="dead",
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return lead, task, group, letter


def pages(world: World) -> None:
    """Make a page and a piece of news that everybody reads, and a draft that nobody does."""
    from content.preview import preview_link
    from web.clock import now

    writer = Writer(world.session, now() - timedelta(days=1))
    for whose, kind in (("page", PageKind.PAGE), ("news", PageKind.NEWS), ("written", PageKind.PAGE)):
        page = writer.page(f"our-{whose}", kind=kind, menu=Menu.MAIN if whose == "page" else Menu.NONE)
        writer.write(page, "en", f"Our {whose}", "HGB on [[lot:kept/K-01:net_area]].")
        writer.write(page, "ko", f"우리 {whose}", "HGB 필지.", matches=True, reviewed=True)
        if whose != "written":
            writer.publish(page, "en")
        world.values.setdefault(whose, {})
        world.values[whose] |= {"slug": f"our-{whose}", "page_id": page.id}
        with world.app.test_request_context("/en/"):
            token = preview_link(writer.locale(page, "en"), 1, now())[0].rpartition("/")[2]
    world.values["drafted"] = {"token": token, "lang": "en"}
    world.values["own"] |= {"slug": "our-page", "page_id": world.values["written"]["page_id"], "language": "ko"}
    world.values["unknown"] |= {"slug": "nowhere", "page_id": 999_999}


def work(world: World) -> None:
    """Make a job that was given up, and one that still waits."""
    from web.clock import now

    given_up = enqueue(world.session, "letter", {"letter_id": 999_999}, at=now())
    given_up.state, given_up.attempts, given_up.ended_at, given_up.last_error = State.DEAD, 6, now(), "TimeoutError"
    waits = enqueue(world.session, "letter", {"letter_id": 999_999}, at=now() + timedelta(days=1))
    for whose, job_id in (("own", given_up.id), ("other", waits.id), ("unknown", 999_999)):
        world.values[whose] |= {"job_id": job_id}


def files(world: World) -> None:
    """Make a picture and a document that everybody may open, and one of each that not everybody may."""
    estate = world.session.scalars(select(Estate).where(Estate.slug == "kept")).one()
    for whose, level, make in (
        ("picture", "public", a_picture), ("hidden", "nda", a_picture), ("paper", "public", a_paper), ("secret", "nda", a_paper),
    ):  # fmt: skip
        lots = list(world.session.scalars(select(Lot).where(Lot.estate_id == estate.id))) if whose == "paper" else []
        document = make(world.app, world.session, estate, level=level, lots=lots)
        media = document.media
        assert media is not None
        name = "480.webp" if make is a_picture else media.name
        world.values[whose] = {"key": media.key, "name": name, "media_id": media.id, "document_id": document.id}
    act = world.session.scalars(select(Act).limit(1)).one()
    world.session.add(Audit(act=act, what="document", subject=f"document:{world.values['paper']['document_id']}", details={}))
    world.values["of_texts"] = {"media_id": a_picture_of_texts(world.app, world.session).id}
    paper_id = world.values["paper"]["document_id"]
    world.values["own"] |= {"document_id": paper_id}
    world.session.get_one(Statement, world.values["own"]["statement_id"]).document_id = paper_id  # so it is not taken away
    world.values["unknown"] |= {"document_id": 999_999, "media_id": 999_999, "name": "nothing"}


def phases(world: World) -> None:
    """Let a draft go out at a moment to come."""
    from web.clock import now

    lot = LotFactory(draft=True)
    act = Act(at=now(), way=Way.DESK)
    world.session.add(act)
    world.session.flush()
    phase = schedule(world.session, [lot], now() + timedelta(days=30), "Asia/Jakarta", act=act)
    world.values["own"] |= {"publication_id": phase.id}
    world.values["unknown"] |= {"publication_id": 999_999}


def prices(world: World) -> None:
    """Let a price change at a moment to come, of a lot that lies in a zone and had another number."""
    from web.clock import now

    lot = LotFactory()
    world.session.add(Zone(estate_id=lot.estate_id, code=lot.code))
    world.session.add(LotRedirect(estate_id=lot.estate_id, code="FORMER-1", lot_id=lot.id))
    act = Act(at=now(), way=Way.DESK)
    world.session.add(act)
    world.session.flush()
    new = {lot.id: Said(Answer.STATED, Quantity(Decimal(150), "USD", "per_m2"))}
    statement = change_prices(world.session, lot.estate_id, new, now() + timedelta(days=30), act=act)
    world.values["priced"] = {"estate": lot.estate.slug, "statement_id": statement.id}


def reports(world: World) -> None:
    """Name a report, and count a search that found nothing."""
    told = {"asked": 2, "found_none": 1, "found_few": 0, "unsaid": 0}
    world.session.add(Sought(day=date(2026, 3, 1), estate="", language="ko", condition="area_min=60000", **told))
    world.values["own"] |= {"report": "funnel"}
    world.values["unknown"] |= {"report": "people"}


def people(world: World) -> None:
    """Make somebody whose lead is over, and the proof of an erasure of somebody else."""
    from web.clock import now

    at = now()
    lead = LeadFactory(stage=Stage.LOST, lost_reason="elsewhere", closed_at=at, answer_due_at=None)
    gone = LeadFactory(stage=Stage.LOST, lost_reason="erased", closed_at=at, answer_due_at=None)
    act = Act(at=at, way=Way.JOB)
    proof = Erasure(at=at, person_id=gone.person_id, act=act, cause="retention", mark="x", counts={"person": 1}, hash="y")
    world.session.add(proof)
    world.session.flush()
    world.values["own"] |= {"person_id": lead.person_id, "erasure_id": proof.id, "key_id": 999_999}
    world.values["unknown"] |= {"person_id": 999_999, "erasure_id": 999_999}
    world.values["spam"] = {"purpose": "spam"}
    handed = [User(email=f"{name}@example.com", name=name, language="en") for name in ("giver", "taker")]
    world.session.add_all(handed)
    world.session.flush()
    over = Handover(from_id=handed[0].id, to_id=handed[1].id, since=at.date(), comes_back=False, act_id=act.id)
    world.session.add(over)
    world.session.flush()
    world.values["own"] |= {"handover_id": over.id}
    world.values["unknown"] |= {"handover_id": 999_999}


MAKERS: list[Callable[[World], None]] = [
    accounts, shown, inquiries, land, leads, pages, work, files, phases, prices, reports, people,
]  # fmt: skip
