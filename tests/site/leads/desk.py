"""What the tests of the desk say again and again: an hour of work with a lead, as forms send it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from models.lead.lead import Lead
from models.lead.timeline import Entry, EntryKind, Task
from tests.client import Client
from tests.page import Page

LETTER = {"subject": "회신", "body": "안녕하십니까. 요청하신 자료를 보내 드립니다.", "do": "send"}


def page_of(lead: Lead) -> str:
    """Return the address of a lead."""
    return f"/staff/leads/{lead.id}"


def send(client: Client, lead: Lead, act: str, data: dict[str, Any] | None = None, status: int = 303) -> Page:
    """Send one of the lead's forms; `act` is the end of its address."""
    return client.post(f"{page_of(lead)}/{act}", data or {}, status=status)


def form_of(page: Page, act: str) -> dict[str, list[str]]:
    """Return what the form for `act` on a lead's page would send as it stands."""
    return {name: value for name, value in page.form(f'form[action$="/{act}"]').items() if name != "csrf_token"}


def answer(client: Client, lead: Lead, status: int = 303, **other: Any) -> Page:
    """Answer the investor."""
    opened = client.get(page_of(lead))
    return send(client, lead, "answer", form_of(opened, "answer") | LETTER | other, status)


def move(client: Client, lead: Lead, stage: str, status: int = 303, **other: Any) -> Page:
    """Move a lead by the form of its page."""
    return send(client, lead, "stage", {"stage": stage, **other}, status)


def hold(client: Client, lead: Lead, *lots: int, until: str = "2026-03-12", status: int = 303) -> Page:
    """Hold lots for a lead."""
    return send(client, lead, "hold", {"lot": [str(one) for one in lots], "until": until}, status)


def kinds(session: Any, lead: Lead) -> list[EntryKind]:
    """Return what happened on a lead, in order."""
    session.expire_all()
    return list(session.scalars(select(Entry.kind).where(Entry.lead_id == lead.id).order_by(Entry.id)))


def tasks(session: Any, lead: Lead) -> list[Task]:
    """Return the open tasks of a lead."""
    session.expire_all()
    return list(session.scalars(select(Task).where(Task.lead_id == lead.id, Task.done_at.is_(None)).order_by(Task.id)))
