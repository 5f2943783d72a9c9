"""Who did what and when: every act, and what has no history but the audit; by ids and names of fields only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, stream_with_context, url_for
from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from accounts.users import ROLE_WORDS
from models.account import Role, User
from models.act import Act, Way
from models.audit import Audit
from models.content.revision import Revision
from models.land.lot import LotMove
from models.land.statement import Statement
from models.lead.timeline import Entry
from models.marks import N_
from web.access import act_of, allow, current_user
from web.addresses import row_number
from web.cells import safe_cell
from web.database import db, snapshot_session
from web.dates import DESK_ZONE
from web.paging import Paging
from web.words import gettext as _

bp = Blueprint("audit", __name__)

PAGE = 50
AT_ONCE = 500  # rows of a download that are held at a time
CHANGE = "change"  # an act without a row in the audit: what it changed has a history of its own

WHATS = {
    CHANGE: N_("Changed something"),
    "opened": N_("Opened a person's data"),
    "exported": N_("Took a copy of data"),
    "erased": N_("Erased a person's data"),
    "roles": N_("Changed roles"),
    "invited": N_("Invited somebody"),
    "added": N_("Added a sign-in by command"),
    "disabled": N_("Took a sign-in away"),
    "enabled": N_("Gave a sign-in back"),
    "password": N_("Chose a new password"),
    "second_factor": N_("Changed a second factor"),
    "policy": N_("Changed how long lots are set aside"),
    "settings": N_("Changed settings"),
    "names": N_("Changed a name"),
    "published": N_("Published an estate"),
    "unpublished": N_("Took an estate off the site"),
    "retention": N_("Changed how long data are kept"),
    "handed_over": N_("Handed leads over"),
    "job_again": N_("Let a job run again"),
    "job_dropped": N_("Let a job be"),
    "document": N_("Changed a document"),
    "picture": N_("Changed a picture"),
}
WAY_WORDS = {
    Way.WEB: N_("A visitor"),
    Way.DESK: N_("Desk"),
    Way.COMMAND: N_("Command line"),
    Way.IMPORT: N_("Import"),
    Way.JOB: N_("The worker"),
    Way.STORY: N_("The demo's story"),
}
SUBJECTS = {
    "user": N_("person of the desk"),
    "lead": N_("lead"),
    "leads": N_("leads"),
    "letter": N_("letter"),
    "person": N_("person"),
    "estate": N_("estate"),
    "lot": N_("lot"),
    "statement": N_("statement"),
    "revision": N_("text"),
    "job": N_("job"),
    "audit": N_("audit"),
    "erasure": N_("erasure"),
    "document": N_("document"),
    "media": N_("picture"),
    "retention": N_("retention"),
}
TOUCHED = {"lead": (Entry.act_id, Entry.lead_id), "lot": (LotMove.act_id, LotMove.lot_id)}
TOUCHED |= {"statement": (Statement.act_id, Statement.id), "revision": (Revision.act_id, Revision.id)}
MOST_NAMED = 5


@dataclass(frozen=True)
class Asked:
    """Which lines somebody wants to see; what cannot be read is left out."""

    by: int | None = None
    what: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Asked:
        """Read a query string."""
        by, what = args.get("by", ""), args.get("what", "")
        number = row_number(by) or None
        return cls(number, what if what in WHATS else "", _day(args.get("since")), _day(args.get("until")))

    def told(self) -> dict[str, Any]:
        """Return it as a query string holds it."""
        plain = {"by": self.by, "what": self.what, "since": self.since, "until": self.until}
        return {name: value for name, value in plain.items() if value}

    def criteria(self) -> Iterator[ColumnElement[bool]]:
        """Yield what must hold of a line."""
        if self.by is not None:
            yield Act.by_id == self.by
        if self.what == CHANGE:
            yield Audit.id.is_(None)
        elif self.what:
            yield Audit.what == self.what
        if self.since is not None:
            yield Act.at >= _begin(self.since)
        if self.until is not None:
            yield Act.at < _begin(self.until) + timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One thing that was done."""

    at: datetime
    who: str  # empty: nobody of the desk
    way: str
    what: str
    subjects: tuple[str, ...]
    fields: str
    request_id: str


@bp.get("/staff/audit")
@allow(Role.ADMIN)
def audit() -> str:
    """List what was done, the latest first."""
    asked = Asked.of(request.args)
    wanted = wanted_by(asked)
    count = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    paging = Paging.of(request.args.get("page"), count, PAGE)
    rows = db.session.execute(wanted.limit(PAGE).offset(paging.offset)).all()
    people = db.session.execute(select(User.id, User.name).order_by(User.name, User.id)).all()
    return render_template(
        "accounts/audit.html",
        lines=list(lines_of(db.session, rows)),
        count=count,
        asked=asked,
        people=people,
        whats=WHATS,
        paging=paging,
        address=lambda number: url_for("audit.audit", **asked.told(), page=number),
        download=f"{url_for('audit.export')}?{urlencode(asked.told())}",
    )


@bp.post("/staff/audit.csv")
@allow(Role.ADMIN)
def export() -> Response:
    """Give the lines of a question as CSV, row after row; that it was taken is itself on record."""
    asked = Asked.of(request.args)
    told = {"narrowed_by": sorted(asked.told())}
    db.session.add(Audit(act=act_of(current_user), what="exported", subject="audit", details=told))
    db.session.commit()
    answer = Response(stream_with_context(_csv(asked)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def wanted_by(asked: Asked) -> Select[Any]:
    """Select acts with their rows of the audit, the latest first; an act without one stands for itself."""
    columns = (Act.id, Act.at, Act.way, Act.by_id, Act.request_id, Audit.what, Audit.subject, Audit.details, User.name)
    both = select(*columns).outerjoin(Audit, Audit.act_id == Act.id).outerjoin(User, User.id == Act.by_id)
    return both.where(*asked.criteria()).order_by(Act.at.desc(), Act.id.desc(), Audit.id.desc())


def lines_of(session: Session, rows: Iterable[Any]) -> Iterator[Line]:
    """Yield the lines of `rows`; what acts without a row touched is asked for at once. One statement."""
    rows = list(rows)
    touched = _touched(session, [row.id for row in rows if row.what is None])
    for row in rows:
        yield Line(
            at=row.at,
            who=row.name or "",
            way=_(WAY_WORDS[row.way]),
            what=_(WHATS[row.what or CHANGE]) if (row.what or CHANGE) in WHATS else row.what,
            subjects=tuple(_named(one) for one in ([row.subject] if row.what else touched.get(row.id, ()))),
            fields=_fields(row.details or {}),
            request_id=row.request_id or "",
        )


def _touched(session: Session, act_ids: list[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    if not act_ids:
        return found
    asked = [
        select(literal(kind).label("kind"), act_id.label("act_id"), row_id.label("row_id")).where(act_id.in_(act_ids))
        for kind, (act_id, row_id) in TOUCHED.items()
    ]
    for kind, act_id, row_id in session.execute(union_all(*asked)):
        subjects = found.setdefault(act_id, [])
        subject = f"{kind}:{row_id}"
        if subject not in subjects and len(subjects) < MOST_NAMED:
            subjects.append(subject)
    return found


def _named(subject: str) -> str:
    kind, _colon, number = subject.partition(":")
    word = _(SUBJECTS[kind]) if kind in SUBJECTS else kind
    return f"{word} {number}" if number else word


def _fields(details: Mapping[str, Any]) -> str:
    """Return what the row says beside it: names of fields, roles, limits from and to; numbers and codes all."""
    told = []
    for name, value in details.items():
        if name == "roles":
            told.append(", ".join(_role(one) for one in value))
        elif name in ("fields", "narrowed_by"):
            told.append(", ".join(str(one) for one in value))
        elif isinstance(value, list) and len(value) == 2:
            told.append(f"{name}: {value[0]} → {value[1]}")
        else:
            told.append(f"{name}: {value}")
    return "; ".join(one for one in told if one)


def _role(told: str) -> str:
    role, _at, place = told.partition("@")
    word = _(ROLE_WORDS[Role(role)]) if role in ROLE_WORDS else role
    return f"{word} ({_named(place)})" if place else word


def _csv(asked: Asked) -> Iterator[str]:
    heads = [_("When (UTC)"), _("Who"), _("Way"), _("What"), _("Of what"), _("Fields"), _("Request")]
    yield "\ufeff" + _row(heads)  # with the mark, or Excel reads Hangul wrong
    with snapshot_session() as session:
        rows = session.execute(wanted_by(asked)).partitions(AT_ONCE)
        for part in rows:
            for line in lines_of(session, part):
                cells = [line.at.strftime("%Y-%m-%d %H:%M:%S"), line.who, line.way, line.what]
                yield _row([*cells, ", ".join(line.subjects), line.fields, line.request_id])


def _row(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def _day(typed: str | None) -> date | None:
    try:
        day = date.fromisoformat(typed) if typed and len(typed) == 10 else None
    except ValueError:
        return None
    return day if day is not None and 2000 <= day.year < 2200 else None


def _begin(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(DESK_ZONE))
