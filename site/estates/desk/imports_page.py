"""Files that came in: who brought them, what they did, and the reports that were kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from estates.desk.lines import WAYS
from estates.desk.room import KEEPERS, READERS, bp, estates_of, intakes_of, theirs
from estates.desk.upload_view import word_of
from estates.undoing import undone_by
from models.account import User
from models.act import Act
from models.land.document import Document
from models.land.estate import Estate
from models.land.intake import Intake
from models.land.statement import Statement
from models.land.upload import Upload, Waiting
from models.marks import N_
from models.refusal import Refusal, Sentence
from web.access import allow, current_user, found, may_open
from web.clock import now
from web.database import db
from web.language import current_language
from web.words import gettext as _

PAGE = 25
KINDS = {
    "lots": N_("Lots"),
    "plan": N_("Plan"),
    "surroundings": N_("Surroundings"),
    "estate": N_("Facts of the estate"),
    "ledger": N_("Utility ledger"),
    "operators": N_("Operators"),
    "indicators": N_("Indicators"),
    "documents": N_("Documents"),
    "tenants": N_("Companies in the estate"),
    "notes": N_("Public notes"),
}


@dataclass(frozen=True)
class Came:
    """A file that came in."""

    intake: Intake
    email: str | None  # of the member of staff who brought it
    statements: list[Statement]

    @property
    def by(self) -> str:
        """Return who brought it: the address of a member of staff, else the way it came in."""
        return self.email or _(WAYS[self.intake.act.way])

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many were added, changed and refused; a report of an older form counts what it lists."""
        report = self.intake.report
        return {word: _count(report.get(word)) for word in ("added", "changed", "untouched", "missing", "refused")}


@bp.get("/staff/imports")
@allow(*READERS)
def imports() -> str:
    """List the files that came into the person's estates, the newest first."""
    query = intakes_of(current_user)
    count = db.session.scalar(query.with_only_columns(func.count(Intake.id))) or 0
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    newest = query.order_by(Intake.id.desc()).limit(PAGE).offset(PAGE * (page - 1))
    today = now().date()
    estates = db.session.scalars(estates_of(current_user)).all()
    return render_template(
        "estates/imports.html",
        came=came_in(db.session, newest),
        count=count,
        page=page,
        pages=max(1, -(-count // PAGE)),
        address=lambda number: url_for("estates.imports", page=number),
        estates={estate.id: estate.name(current_language(), today) for estate in estates},
        kinds=KINDS,
        keeper=may_open(current_user, "estates.new_import"),
        waiting=_waiting(),
    )


def _waiting() -> list[Upload]:
    """Return the files that wait for a person's word. One statement, none for who loads no files."""
    if not current_user.may(*KEEPERS):
        return []
    open_ones = (theirs(current_user, Upload.estate_id, KEEPERS), Upload.state != Waiting.STORED)
    return list(db.session.scalars(select(Upload).where(*open_ones).order_by(Upload.id.desc()).limit(PAGE)))


@bp.get("/staff/imports/<int:intake_id>")
@allow(*READERS)
def intake(intake_id: int) -> str:
    """Show the report of one file, and what became of its statements."""
    one = next(iter(came_in(db.session, intakes_of(current_user).where(Intake.id == intake_id))), None)
    came = found(one)
    report = came.intake.report
    estate = found(db.session.scalar(estates_of(current_user).where(Estate.id == came.intake.estate_id)))
    documents = [statement.document_id for statement in came.statements if statement.document_id]
    titles = select(Document.id, Document.title).where(Document.id.in_(documents))
    return render_template(
        "estates/intake.html",
        came=came,
        intake=came.intake,
        estate_name=estate.name(current_language(), now().date()),
        kinds=KINDS,
        columns=_columns(came.intake.columns),
        refused=[Refusal.from_json(told) for told in _many(report.get("refused"))],
        notes=[Sentence.from_json(told) for told in _many(report.get("notes"))],
        warnings=[(told["row"], Sentence.from_json(told["what"])) for told in _many(report.get("warnings"))],
        undone=undone_by(db.session, came.statements),
        titles={row.id: row.title for row in db.session.execute(titles)} if documents else {},
        keeper=current_user.may_at(came.intake.estate_id, *KEEPERS),
    )


def came_in(session: Session, query: Any) -> list[Came]:
    """Return the files that `query` selects, with who brought them and their statements. Two statements."""
    named = query.join(Act, Act.id == Intake.act_id).outerjoin(User, User.id == Act.by_id)
    rows = session.execute(named.add_columns(User.email).options(joinedload(Intake.act))).all()
    statements = _statements(session, [intake.id for intake, _email in rows])
    return [Came(one, email, statements.get(one.id, [])) for one, email in rows]


def _statements(session: Session, intake_ids: list[int]) -> dict[int, list[Statement]]:
    by_intake: dict[int, list[Statement]] = {}
    query = select(Statement).where(Statement.intake_id.in_(intake_ids)).order_by(Statement.id)
    for statement in session.scalars(query):
        assert statement.intake_id is not None
        by_intake.setdefault(statement.intake_id, []).append(statement)
    return by_intake


def _columns(columns: Mapping[str, Any]) -> list[tuple[str, str, list[Sentence]]]:
    """Return how each column was read: its header, the word for it, what was guessed."""
    found_columns = []
    for header, read in columns.items():
        code = read.get("code", "") if isinstance(read, dict) else str(read or "")
        suffix = read.get("suffix") or "" if isinstance(read, dict) else ""
        word = word_of(code, suffix) if code else ""
        guesses = [Sentence.from_json(told) for told in read.get("guesses", ())] if isinstance(read, dict) else []
        found_columns.append((header, word, guesses))
    return found_columns


def _many(told: Any) -> Iterable[Any]:
    return told if isinstance(told, list) else ()


def _count(told: Any) -> int:
    return len(told) if isinstance(told, list) else int(told or 0)
