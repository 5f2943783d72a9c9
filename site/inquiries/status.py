"""What an inquiry's own page shows: how far it is, by when it is answered, its lots as they stand now. Nothing personal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inquiries.lots import Shown, shown
from models.inquiry.inquiry import REQUIRED, Consent, Inquiry, Purpose
from models.inquiry.notice import notice
from models.land.estate import said_in
from models.lead.lead import Lead, Stage, StageChange
from models.lead.timeline import Entry, EntryKind, Letter
from web.dates import clock, day_month, office_hours
from web.words import gettext

Step = tuple[str, str, str | None, str | None]  # words, state, when, note
MOST_DAYS = 14  # of the strip; a longer wait names its end only

OVER = frozenset({Stage.CONTRACTED, Stage.LOST, Stage.MERGED})  # spam is not told: a rescue answers it in time


@dataclass(frozen=True)
class Progress:
    """What has happened to an inquiry so far, as far as its sender may know."""

    received_at: datetime
    seen_at: datetime | None
    answered_at: datetime | None
    due_since: datetime  # when what is still to be answered came
    due_at: datetime | None  # when it has to be
    proposed_at: datetime | None
    visit_at: datetime | None
    messages: int
    stopped_at: datetime | None


def progress_of(session: Session, inquiry: Inquiry) -> Progress:
    """Read how far an inquiry is.

    Of a lead that was open before this inquiry came, or that holds others, only what answers this one is told: whoever
    knows an address could else watch its owner's affairs.
    """
    lead = inquiry.lead
    since = inquiry.received_at
    entries = session.scalars(
        select(Entry).where(Entry.lead_id == lead.id, Entry.at >= since).order_by(Entry.at, Entry.id)
    ).all()
    letters = select(Letter.id).where(Letter.lead_id == lead.id, Letter.author_id.is_not(None))
    by_people = set(session.scalars(letters))
    answers = [e.at for e in entries if e.kind is EntryKind.CALL or e.letter_id in by_people]
    asked = [e for e in entries if e.kind is EntryKind.RECEIVED and e.details.get("inquiry") == inquiry.id]
    own = inquiry.opened_lead and len(lead.inquiries) == 1
    moves = _moves(session, lead) if own else {}
    assigned = [e.at for e in entries if e.kind is EntryKind.ASSIGNED and e.details.get("new")] if own else []
    answered_at = answers[-1] if answers else None
    seen = [*assigned, *answers, *(moves[s] for s in (Stage.CONTACTED, Stage.QUALIFIED) if s in moves)]
    due_since, due_at = _owed(inquiry, answered_at, asked)
    over = inquiry.stopped_at is not None or (own and lead.stage in OVER)
    return Progress(
        received_at=since,
        seen_at=min(seen, default=None),
        answered_at=answered_at,
        due_since=due_since,
        due_at=None if over else due_at,
        proposed_at=moves.get(Stage.SHORTLISTED),
        visit_at=moves.get(Stage.VISIT),
        messages=sum("form_key" in entry.details for entry in asked),
        stopped_at=inquiry.stopped_at,
    )


def _moves(session: Session, lead: Lead) -> dict[Stage, datetime]:
    """Return when the lead first came to each stage."""
    first: dict[Stage, datetime] = {}
    for change in session.scalars(select(StageChange).where(StageChange.lead_id == lead.id).order_by(StageChange.id)):
        first.setdefault(Stage(change.new), change.at)
    return first


def _owed(inquiry: Inquiry, answered_at: datetime | None, asked: Sequence[Entry]) -> tuple[datetime, datetime | None]:
    """Return since when and by when an answer is owed: to the inquiry, else to the first message not answered yet."""
    if answered_at is None:
        return inquiry.received_at, inquiry.due_at
    for entry in asked:
        if entry.at > answered_at and entry.details.get("due"):
            return entry.at, datetime.fromisoformat(str(entry.details["due"]))
    return answered_at, None


def steps(progress: Progress, inquiry: Inquiry, language: str) -> list[Step]:
    """Return the steps of the track, from receiving to the visit."""
    when = _short(inquiry.zone, language)
    if progress.stopped_at:
        stopped = (gettext("Stopped at your request"), "met", when(progress.stopped_at), None)
        return [(gettext("Received"), "met", when(progress.received_at), None), stopped]
    seen, answered = progress.seen_at, progress.answered_at
    owed = progress.due_at
    answer_note = gettext("by %(moment)s", moment=when(owed)) if owed else None
    proposed, visit = progress.proposed_at, progress.visit_at
    later = gettext("after the answer")
    return [
        (gettext("Received"), "met", when(progress.received_at), None),
        (gettext("Seen by the desk"), "met" if seen else "not", when(seen) if seen else None, None),
        (
            gettext("Answer"),
            "met" if answered and not owed else "way",
            answer_note or (when(answered) if answered else None),
            None,
        ),
        (gettext("Lots proposed"), "met" if proposed else "not", when(proposed) if proposed else later, None),
        (gettext("Site visit"), "met" if visit else "not", when(visit) if visit else gettext("when you wish"), None),
    ]


def _short(zone: str, language: str) -> Callable[[datetime], str]:
    def when(at: datetime) -> str:
        return f"{day_month(at, language, zone, weekday=True)} {clock(at, zone, language)}"

    return when


@dataclass(frozen=True)
class LotNow:
    """A lot of the inquiry as it stands now, and whether that changed since it was asked about."""

    shown: Shown
    changed: bool


def lots_now(inquiry: Inquiry, at: datetime) -> list[LotNow]:
    """Return the lots asked about, in the order in which they were named."""
    now = [(one, shown(one.lot, at)) for one in inquiry.lots]
    return [LotNow(lot, (lot.status or None) != (one.status_shown or None)) for one, lot in now]


def masked(address: str) -> str:
    """Return a mail address of which only its owner recognises anything: s•••••@e••••••.co.kr."""
    local, _, domain = address.rpartition("@")
    labels = domain.split(".")
    ending = 2 if len(labels) > 2 and len(labels[-2]) <= 3 else 1
    name, rest = ".".join(labels[:-ending]), ".".join(labels[-ending:])
    return f"{local[:1]}{'•' * 5}@{name[:1]}{'•' * 6}.{rest}"


def consent_state(consent: Consent) -> str:
    """Return how a consent stands: given, refused, withdrawn."""
    if consent.withdrawn_at is not None:
        return "withdrawn"
    return "given" if consent.given else "refused"


@dataclass(frozen=True)
class ConsentRow:
    """How a consent stands."""

    purpose: Purpose
    title: str
    required: bool
    state: str
    at: datetime


def consent_rows(inquiry: Inquiry, language: str) -> list[ConsentRow]:
    """Return the consents in the order in which they were asked for."""
    by_purpose = {one.purpose: one for one in inquiry.consents}
    return [
        ConsentRow(
            purpose,
            notice(purpose, language).title,
            purpose in REQUIRED,
            consent_state(by_purpose[purpose]),
            by_purpose[purpose].withdrawn_at or by_purpose[purpose].at,
        )
        for purpose in Purpose
        if purpose in by_purpose
    ]


@dataclass(frozen=True)
class Desk:
    """Who answers: what the desk is called, its hours and its address."""

    title: str
    hours: str
    email: str


def desk_of(inquiry: Inquiry, language: str) -> Desk | None:
    """Return the desk of the inquiry's estate that reads `language`, the one that reads it best first."""
    estate = inquiry.lots[0].lot.estate if inquiry.lots else None
    best = estate.desk(language) if estate is not None else None
    if best is None:
        return None
    hours = office_hours(best.hours, language, inquiry.received_at.date())
    return Desk(said_in(best.title, language), hours, best.email)


def lots_that_fit(inquiry: Inquiry) -> dict[str, str]:
    """Return the need as the catalogue's question: words of its address."""
    need = inquiry.need
    asked = {"area_min": "area_m2", "power_min": "power_mva", "water_min": "water_m3d", "sector": "sector"}
    told = {param: str(need[name]) for param, name in asked.items() if need.get(name)}
    return told | ({"tenure": str(need["tenure"])} if need.get("tenure") in ("sale", "lease") else {})
