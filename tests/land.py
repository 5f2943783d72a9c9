"""Estates and lots for tests, brought and stated the way a file brings them: by statements, in bulk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import shapely
from sqlalchemy.orm import Session

from models.act import Act, Way
from models.land.answer import Answer, Proof, Visibility
from models.land.attribute import ATTRIBUTES
from models.land.bringing import NewLot, bring_lots
from models.land.estate import Contact, Estate, EstateName
from models.land.lot import Lot, Status
from models.land.recording import record
from models.land.statement import OUTLINE, Said, Statement, Subject
from models.land.values import clean

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NAMES = {"id": "Kawasan Uji", "en": "Trial Estate", "ko": "시험 산업단지", "ja": "試験工業団地"}


def an_act(session: Session, at: datetime = NOW, way: Way = Way.IMPORT) -> Act:
    """Return an act that is stored."""
    act = Act(at=at, way=way)
    session.add(act)
    session.flush()
    return act


def an_estate(session: Session, slug: str = "trial", **columns: Any) -> Estate:
    """Return an estate with names in four languages and a desk that answers in all."""
    estate = Estate(slug=slug, languages=frozenset(NAMES), lon=106.0, lat=-6.0, **columns)
    estate.names = [EstateName(language=language, name=name) for language, name in NAMES.items()]
    estate.contacts = [
        Contact(
            key="desk",
            title=dict.fromkeys(NAMES, "Estate desk"),
            languages=["en", "id", "ko", "ja"],
            email="desk@example.com",
            hours="Mon-Fri 08:00-17:00 WIB",
        )
    ]
    session.add(estate)
    session.flush()
    return estate


def square(column: int, row: int = 0) -> shapely.Polygon:
    """Return the outline of a lot of about 110 m by 110 m, in a grid of them."""
    west, south = 106.0 + 0.001 * column, -6.0 + 0.001 * row
    return shapely.box(west, south, west + 0.001, south + 0.001)


def say(
    session: Session,
    estate: Estate,
    said: Mapping[Subject, Mapping[str, Any]],
    *,
    at: datetime = NOW,
    kind: Proof = Proof.SURVEYED,
    as_of: date | None = date(2026, 8, 14),
    **statement: Any,
) -> Statement:
    """Let somebody state facts: a value as `clean` takes it, an Answer, or a whole Said."""
    told = Statement(act=an_act(session, at), estate_id=estate.id, kind=kind, as_of=as_of, force_from=at, **statement)
    lines = {subject: {code: _said(code, value) for code, value in facts.items()} for subject, facts in said.items()}
    record(session, told, lines, at=at)
    return told


def _said(code: str, value: Any) -> Said:
    if isinstance(value, Said):
        return value
    if isinstance(value, Answer):
        return Said(value)
    if code == OUTLINE:
        return Said(Answer.STATED, shapely.to_wkb(value).hex())
    return Said(Answer.STATED, clean(ATTRIBUTES[code], value))


ON_REQUEST = Said(Answer.NOT_DISCLOSED)


def narrowed(code: str, value: Any, visibility: Visibility = Visibility.REGISTERED) -> Said:
    """Return a fact that not everybody may read: a price on request."""
    return Said(Answer.STATED, clean(ATTRIBUTES[code], value), visibility)


def lots(
    session: Session,
    estate: Estate,
    facts: Mapping[str, Mapping[str, Any]],
    *,
    status: Status | Mapping[str, Status] = Status.AVAILABLE,
    at: datetime = NOW,
    **statement: Any,
) -> dict[str, Lot]:
    """Bring lots with their facts, by code; without an outline of their own they stand in a row."""
    told = Statement(
        act=an_act(session, at),
        estate_id=estate.id,
        kind=statement.pop("kind", Proof.SURVEYED),
        as_of=statement.pop("as_of", date(2026, 8, 14)),
        force_from=at,
        **statement,
    )
    session.add(told)
    session.flush()
    first = {code: status if isinstance(status, Status) else status.get(code, Status.AVAILABLE) for code in facts}
    ids = bring_lots(session, told, [NewLot(code, code, first[code]) for code in facts], act=told.act)
    lines = {
        Subject("lot", ids[code]): {
            OUTLINE: _said(OUTLINE, square(number % 50, number // 50)),
            **{name: _said(name, value) for name, value in said.items()},
        }
        for number, (code, said) in enumerate(facts.items())
    }
    record(session, told, lines, at=at)
    session.flush()
    session.expire_all()
    return {code: session.get_one(Lot, lot_id) for code, lot_id in ids.items()}
