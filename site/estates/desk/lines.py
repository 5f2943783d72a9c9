"""Lines of statements with all that is told beside them: the paper, the file, and who of the staff said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import User
from models.act import Act, Way
from models.bulk import chunks
from models.land.document import Document
from models.land.estate import Estate
from models.land.intake import Intake
from models.land.lot import Lot
from models.land.statement import Fact, Statement
from models.marks import N_
from web.words import gettext

WAYS = {
    Way.WEB: N_("The public site"),
    Way.DESK: N_("The desk"),
    Way.COMMAND: N_("Command line"),
    Way.IMPORT: N_("Import"),
    Way.JOB: N_("By itself"),
    Way.STORY: N_("Demo"),
}


class Line(NamedTuple):
    """A fact as it was said."""

    fact: Fact
    statement: Statement
    act: Act
    email: str | None
    document: str | None
    file: str | None

    @property
    def by(self) -> str:
        """Return who said it: the address of a member of staff, else the way it came in."""
        return self.email or gettext(WAYS[self.act.way])

    @property
    def source(self) -> str:
        """Return what it rests on: a paper, who published it, else the file it came with."""
        return self.document or self.statement.source or self.file or ""


LINES = (
    select(Fact, Statement, Act, User.email, Document.title, Intake.name)
    .join(Statement, Statement.id == Fact.statement_id)
    .join(Act, Act.id == Statement.act_id)
    .outerjoin(User, User.id == Act.by_id)
    .outerjoin(Document, Document.id == Statement.document_id)
    .outerjoin(Intake, Intake.id == Statement.intake_id)
)


def lines_by_id(session: Session, fact_ids: Iterable[int]) -> dict[int, Line]:
    """Return lines by the ids of their facts."""
    found: dict[int, Line] = {}
    for part in chunks(sorted(set(fact_ids))):
        found |= {row[0].id: Line(*row) for row in session.execute(LINES.where(Fact.id.in_(part)))}
    return found


def fact_ids_in(standing: Mapping[str, Mapping[str, int]]) -> Iterator[int]:
    """Yield the ids of the facts that marks point to."""
    yield from (mark["f"] for mark in standing.values() if "f" in mark)


def history_of(session: Session, holder: Lot | Estate, code: str, *, with_estate: bool) -> list[Line]:
    """Return all that was said of a fact, the newest first; `with_estate` also what the estate of a lot said."""
    if isinstance(holder, Estate):
        whose = Fact.estate_id == holder.id
    else:
        of_lot = Fact.lot_id == holder.id
        whose = of_lot | (Fact.estate_id == holder.estate_id) if with_estate else of_lot
    query = LINES.where(whose, Fact.code == code).order_by(Statement.force_from.desc().nulls_first(), Fact.id.desc())
    return [Line(*row) for row in session.execute(query.limit(MOST))]


MOST = 300
"""Lines of one fact's history that are shown."""
