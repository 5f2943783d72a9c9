"""The timeline in words: people's words as they are, what a machine noted in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from leads.times import short_moment
from leads.words import LETTER_STATES, PURPOSES, reason_words
from models.account import User
from models.inquiry.inquiry import Inquiry
from models.land.lot import Lot
from models.lead.lead import Lead
from models.lead.timeline import Entry, EntryKind, Letter
from web.dates import long_date
from web.language import LANGUAGE_WORDS, current_language
from web.states import stage_name
from web.words import gettext, listed, pgettext

OURS = frozenset({EntryKind.LETTER, EntryKind.CALL, EntryKind.NOTE, EntryKind.TASK_DONE})
THEIRS = frozenset({EntryKind.INQUIRY, EntryKind.RECEIVED, EntryKind.CONSENT, EntryKind.ADDRESS})


@dataclass(frozen=True)
class Line:
    """One thing that happened, as it is shown."""

    at: datetime
    when: str
    who: str  # "me" us, "sys" the house, "" the investor
    title: str
    by: str | None
    text: str | None
    language: str | None
    letter: Letter | None
    state: str | None  # of the letter, in words
    more: Sequence[str] = ()

    @property
    def iso(self) -> str:
        """When, for a machine."""
        return self.at.isoformat(timespec="minutes")


@dataclass(frozen=True)
class Known:
    """What lines of a timeline name by their ids."""

    people: Mapping[int, str]
    lots: Mapping[int, str]
    inquiries: Mapping[object, Inquiry]


def entries_of(session: Session, lead: Lead) -> Sequence[Entry]:
    """Return what happened, the latest first."""
    whole = select(Entry).options(joinedload(Entry.act), joinedload(Entry.letter)).where(Entry.lead_id == lead.id)
    return session.scalars(whole.order_by(Entry.at.desc(), Entry.id.desc())).all()


def known_by(session: Session, entries: Iterable[Entry], inquiries: Iterable[Inquiry] = ()) -> Known:
    """Look up the people and lots that lines name: two questions for all of them."""
    people, lots = set(), set()
    for entry in entries:
        people |= {entry.act.by_id, entry.details.get("old"), entry.details.get("new")}
        lots |= set(_ids(entry, "lots")) | set(_ids(entry, "dropped"))
    ids = [one for one in people if isinstance(one, int)]
    names = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    codes = session.execute(select(Lot.id, Lot.code_as_given).where(Lot.id.in_(lots)))
    return Known(dict(names.all()), dict(codes.all()), {one.id: one for one in inquiries})


def automatic_letters(session: Session, lead: Lead) -> Sequence[Letter]:
    """Return what was written to the investor by no person: it has no line of its own in the timeline."""
    theirs = (Letter.lead_id == lead.id, Letter.author_id.is_(None), Letter.kind.in_(("ack", "status_link")))
    return session.scalars(select(Letter).where(*theirs)).all()


def lines(entries: Iterable[Entry], known: Known, at: datetime, letters: Iterable[Letter] = ()) -> list[Line]:
    """Return a timeline as it is shown, the latest first."""
    told = [_line(entry, known, at) for entry in entries] + [_automatic(letter, at) for letter in letters]
    return sorted(told, key=lambda line: line.at, reverse=True)


def _automatic(letter: Letter, at: datetime) -> Line:
    return Line(
        at=letter.created_at,
        when=short_moment(letter.created_at, at),
        who="sys",
        title=gettext("Automatic letter to the investor"),
        by=None,
        text=None,
        language=letter.language,
        letter=letter,
        state=gettext(LETTER_STATES[letter.state]),
    )


def _agreed(inquiry: Inquiry | None) -> list[str]:
    """Return what was agreed to and refused with an inquiry, as it was then."""
    if inquiry is None:
        return []
    given = [gettext(PURPOSES[one.purpose]) for one in inquiry.consents if one.given]
    refused = [gettext(PURPOSES[one.purpose]) for one in inquiry.consents if not one.given]
    told = [gettext("Agreed to: %(purposes)s", purposes=listed(given))] if given else []
    return [*told, gettext("Refused: %(purposes)s", purposes=listed(refused))] if refused else told


def _line(entry: Entry, known: Known, at: datetime) -> Line:
    letter = entry.letter
    plain = entry.kind not in {EntryKind.STAGE, EntryKind.TASK_DONE}
    return Line(
        at=entry.at,
        when=short_moment(entry.at, at),
        who="me" if entry.kind in OURS else "" if entry.kind in THEIRS else "sys",
        title=_title(entry, known),
        by=known.people.get(entry.act.by_id) if entry.act.by_id is not None else None,
        text=entry.text if plain else None,
        language=entry.language,
        letter=letter,
        state=gettext(LETTER_STATES[letter.state]) if letter is not None else None,
        more=_agreed(known.inquiries.get(entry.details.get("inquiry"))) if entry.kind is EntryKind.INQUIRY else (),
    )


def _title(entry: Entry, known: Known) -> str:
    teller = TELLERS.get(entry.kind)
    if teller is not None:
        return str(teller(entry, known))
    words = {
        EntryKind.LETTER: gettext("Answer in %(language)s", language=_language(entry)),
        EntryKind.RECEIVED: gettext("Message from the investor"),
        EntryKind.CALL: gettext("Call"),
        EntryKind.NOTE: pgettext("lead", "Note"),
        EntryKind.ADDRESS: gettext("Email address corrected by the investor"),
        EntryKind.MERGE: gettext("Another lead was merged into this one"),
    }
    return words[entry.kind]


def _inquiry(entry: Entry, known: Known) -> str:
    if lots := _lots(entry, known):
        return gettext("Inquiry in %(language)s: %(lots)s", language=_language(entry), lots=lots)
    return gettext("Inquiry in %(language)s, without a lot", language=_language(entry))


def _task_done(entry: Entry, _known: Known) -> str:
    return gettext("Done: %(task)s", task=entry.text or "")


def _assigned(entry: Entry, known: Known) -> str:
    new = entry.details.get("new")
    if not isinstance(new, int):
        return gettext("Given back: nobody is in charge")
    return gettext("%(person)s is in charge", person=known.people.get(new, "?"))


def _offer(entry: Entry, known: Known) -> str:
    if dropped := _lots(entry, known, "dropped"):
        return gettext("No longer considered: %(lots)s", lots=dropped)
    return gettext("Proposed: %(lots)s", lots=_lots(entry, known))


def _claim(entry: Entry, known: Known) -> str:
    lots, until = _lots(entry, known), _until(entry)
    words = {
        "held": gettext("On hold until %(day)s: %(lots)s", day=until, lots=lots),
        "extended": gettext("Runs on until %(day)s: %(lots)s", day=until, lots=lots),
        "reserved": gettext("Reserved until %(day)s: %(lots)s", day=until, lots=lots),
        "contracted": gettext("Contract signed: %(lots)s", lots=lots),
        "released": gettext("Released: %(lots)s", lots=lots),
        "expired": gettext("Expired, and free again: %(lots)s", lots=lots),
        "waiting": gettext("In the queue for %(lots)s", lots=lots),
        "free": gettext("Free again, and first in the queue: %(lots)s", lots=lots),
        "asked": gettext("Reservation asked for: %(lots)s", lots=lots),
        "declined": gettext("Reservation declined: %(lots)s", lots=lots),
    }
    return words.get(str(entry.details.get("state")), lots)


def _stage(entry: Entry, _known: Known) -> str:
    old, new = str(entry.details.get("old")), str(entry.details.get("new"))
    if old == new == "spam":
        return gettext("Checked: it is spam")
    told = gettext("%(old)s → %(new)s", old=stage_name(old), new=stage_name(new))
    return f"{told}. {reason_words(entry.text)}" if entry.text else told


def _consent(entry: Entry, _known: Known) -> str:
    purpose = PURPOSES.get(str(entry.details.get("withdrawn")))
    return gettext("Consent withdrawn: %(purpose)s", purpose=gettext(purpose) if purpose else "")


def _changed(entry: Entry, _known: Known) -> str:
    words = {
        "need": gettext("Need updated"),
        "person": gettext("Contact updated"),
        "firm": gettext("Company checked"),
    }
    return words.get(str(entry.details.get("what")), gettext("Updated"))


def _agreement(entry: Entry, _known: Known) -> str:
    if ended := entry.details.get("ended"):
        return gettext("The non-disclosure agreement of %(day)s ended", day=ended)
    return gettext("Non-disclosure agreement signed on %(day)s", day=entry.details.get("signed_on"))


TELLERS: dict[EntryKind, Any] = {
    EntryKind.INQUIRY: _inquiry,
    EntryKind.TASK_DONE: _task_done,
    EntryKind.ASSIGNED: _assigned,
    EntryKind.OFFER: _offer,
    EntryKind.CLAIM: _claim,
    EntryKind.STAGE: _stage,
    EntryKind.CONSENT: _consent,
    EntryKind.AGREEMENT: _agreement,
    EntryKind.CHANGED: _changed,
}


def _language(entry: Entry) -> str:
    word = LANGUAGE_WORDS.get(entry.language or "")
    return gettext(word) if word else ""


def _ids(entry: Entry, key: str) -> list[int]:
    told = entry.details.get(key)
    return [one for one in told if isinstance(one, int)] if isinstance(told, list) else []


def _lots(entry: Entry, known: Known, key: str = "lots") -> str:
    return listed(known.lots.get(one, "?") for one in _ids(entry, key))


def _until(entry: Entry) -> str:
    told = entry.details.get("until")
    return long_date(datetime.fromisoformat(str(told)), current_language()) if told else ""
