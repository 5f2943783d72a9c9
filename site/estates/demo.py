"""The demo: three estates whose files go through the importer as an estate's own would, and their removal."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from estates.importing import Order, Report
from estates.loading import load
from estates.making import add_contact, add_estate, add_zone
from models.act import Way
from models.base import LANGUAGES
from models.land.answer import Proof
from models.land.estate import Estate
from models.land.rate import Rate
from web.database import reading_session, writing_session

DEMO = Path(__file__).resolve().parents[2] / "demo"

KIND_OF_FILE = {
    "lots-survey": "lots",
    "permits-2021": "lots",
    "permits": "lots",
    "utilities": "lots",
    "offer": "lots",
    "estate": "estate",
    "public-facts": "estate",
    "utilities-ledger": "ledger",
    "public-utilities": "ledger",
    "operators": "operators",
    "public-operators": "operators",
    "indicators": "indicators",
    "references": "indicators",
    "public-tenants": "tenants",
    "public-notes": "notes",
}


class NotLoaded(RuntimeError):
    """A file of the demo was refused; its report says why."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.file)
        self.report = report


def slugs() -> list[str]:
    """Return the slugs of the demo's estates."""
    return [row["slug"] for row in _table("estates.csv")]


def is_there() -> bool:
    """Tell whether any estate of the demo is in the database."""
    with reading_session() as session:
        return session.scalar(select(Estate.id).where(Estate.slug.in_(slugs()))) is not None


def load_demo(*, at: datetime, say: Callable[[str], None]) -> None:
    """Make the demo's estates and load their files, each with its proof, date and document."""
    with writing_session() as session:
        for row in _table("estates.csv"):
            _make(session, row)
        for row in _table("rates.csv"):
            _rate(session, row)
    for slug in slugs():
        say(slug)
        for drawing in ("plan", "surroundings"):
            path = DEMO / slug / f"{drawing}.geojson"
            if path.exists():
                _load(Order(drawing, path, slug, illustrative=True, way=Way.STORY), at)
    for row in _table("statements.csv"):
        path = DEMO / row["file"]
        kind = KIND_OF_FILE[path.stem]
        by_row = row["proof"] == "row"
        order = Order(
            kind,
            path,
            row["estate"],
            proof=Proof.DECLARED if by_row else Proof(row["proof"]),
            as_of=_day(row["as_of"]),
            valid_to=_day(row["valid_to"]),
            document=row["document"] if row["document"] not in ("", "row") and row["illustrative"] == "yes" else None,
            illustrative=row["illustrative"] == "yes",
            way=Way.STORY,
        )
        _load(order, at)
        if path.stem == "lots-survey":  # papers name lots, and lots' statements name papers by their keys
            _load(
                Order("documents", path.with_name("documents.csv"), row["estate"], illustrative=True, way=Way.STORY), at
            )


def _load(order: Order, at: datetime) -> None:
    report = load(order, at=at)
    if report.stopped:
        raise NotLoaded(report)


def _make(session: Session, row: dict[str, str]) -> None:
    estate = add_estate(
        session,
        row["slug"],
        {language: row[f"name_{language}"] for language in LANGUAGES},
        place={language: row[f"place_{language}"] for language in LANGUAGES},
        utm_epsg=int(row["utm_epsg"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        languages=frozenset(row["languages"].split()),
        hold_shown_as=row["hold_shown_as"],
        answer_within=int(row["answer_within_minutes"]),
        desk_mail={"": row["desk_email"]},
        illustrative=row["illustrative"] == "yes",
    )
    for zone in _table("zones.csv"):
        if zone["estate"] == estate.slug:
            add_zone(session, estate, zone["zone"], int(zone["phase"]), {x: zone[f"name_{x}"] for x in LANGUAGES})
    for contact in _table("contacts.csv"):
        if contact["estate"] == estate.slug:
            title = {x: contact[f"title_{x}"] for x in LANGUAGES}
            add_contact(
                session, estate, contact["key"], title, contact["languages"].split(), contact["email"], contact["hours"]
            )


def _rate(session: Session, row: dict[str, str]) -> None:
    on = date.fromisoformat(row["on"])
    if session.scalar(select(Rate.id).where(Rate.currency == row["currency"], Rate.on == on)) is None:
        session.add(
            Rate(
                currency=row["currency"],
                on=on,
                per_usd=Decimal(row["per_usd"]),
                source=row["source"],
                illustrative=True,
            )
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text not in ("", "row") else None


def _table(name: str) -> Iterator[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
