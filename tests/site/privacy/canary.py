"""A person so odd that nobody else is called so, through everything that a person can go through."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from models.base import Base
from models.lead.lead import Lead, StageChange
from models.people.organisation import Person
from tests.client import Client

NAME, PHONE, ADDRESS = "Zyxwine Quaggabeard", "+62 811 9753 1864", "Zyxwine.Quaggabeard@odd-bird.example.com"
FIXED = "zyxwine.quaggabeard@odd-bird2.example.com"
WORDS = "Quaggabeard wants steam"
SIGNS = ("quaggabeard", "zyxwine", "97531864", "9753 1864", "9753-1864")

SENT = {
    "name": NAME, "organisation": "Odd Bird Works", "title": "Quaggabeard-in-chief", "email": ADDRESS, "phone": PHONE,
    "country": "ID", "message": WORDS, "consent_inquiry": "yes", "consent_transfer": "yes", "consent_third_party": "no",
    "form_key": "the-form-key-of-the-canary",
}  # fmt: skip


def live_through(session: Any, visitor: Client, seller: Client, lot: Any, run_jobs: Any) -> Person:
    """Ask, be answered, called and noted down, correct the address, write again, be held a lot; return the person."""
    asked = visitor.post("/en/inquire", {**SENT, "lot": f"{lot.estate.slug}/{lot.code}"}, status=303)
    run_jobs()
    lead = session.scalars(select(Lead)).one()
    path = f"/staff/leads/{lead.id}"
    seller.post(f"{path}/take", {"was": seller.get(path).form('form[action$="/take"]').get("was", [""])[0]})
    form = {name: one for name, one in seller.get(path).form('form[action$="/answer"]').items() if name != "csrf_token"}
    seller.post(f"{path}/answer", form | {"subject": f"To {NAME}", "body": f"Dear {NAME}, yes.", "do": "send"})
    seller.post(f"{path}/note", {"text": f"{NAME} sounds nice"})
    seller.post(f"{path}/call", {"text": f"rang {PHONE}"})
    seller.post(f"{path}/tasks", {"title": f"Ring {NAME}", "due_on": "2026-03-20", "assignee": str(seller.user_id)})
    seller.post(f"{path}/hold", {"lot": [str(lot.id)], "until": "2026-03-12", "reason": f"{NAME} insists"})
    visitor.post(asked.location, {"do": "address", "a-email": FIXED}, status=303)
    run_jobs()
    for change in session.scalars(select(StageChange)):
        change.reason = change.act.reason = f"{NAME} said so"
    session.commit()
    session.expire_all()
    return session.scalars(select(Person)).one()


def found_in_tables(session: Any) -> list[str]:
    """Return where a sign of the canary stands in any table."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(*[table.c[name] for name in table.c.keys()])):  # noqa: SIM118
            if has_sign(repr(tuple(row))):
                found.append(f"{table.name}: {tuple(row)!r}"[:400])
    return found


def found_in_files(folder: Path) -> list[str]:
    """Return which files below `folder` hold a sign; a database is asked as it is read, page for page."""
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and has_sign(path.read_bytes().decode("utf-8", "replace"))
    ]


def has_sign(words: str) -> bool:
    """Tell whether a sign of the canary stands in `words`."""
    plain = words.casefold()
    return any(sign in plain for sign in SIGNS) or "97531864" in re.sub(r"[\s()+-]", "", plain)


def whole_file(session: Any, into: Path) -> Path:
    """Return the SQLite file of the session with all that was written ahead, copied page for page."""
    session.commit()
    session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    file = Path(str(session.get_bind().url.database))
    into.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(into)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    return into
