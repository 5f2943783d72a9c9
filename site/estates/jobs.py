"""The worker's part of an upload: reads and compares it, stores it when somebody said so, forgets it after a day."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from estates import picture
from estates.importing import Order, Progress, Report
from estates.loading import load
from estates.lots import StoredAlready
from estates.reading.terms import NO_SYSTEM, OF_THE_SYSTEM
from estates.systems import System, judged
from estates.uploading import CHECK, FORGET, STORE, drop, order_of
from models.act import Act, Way
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.phase import PUBLISH, Phase, carry_out
from models.land.pricing import IN_FORCE, come_into_force
from models.land.statement import Statement
from models.land.upload import Upload, Waiting
from models.marks import N_
from web import clock
from web.database import reading_session, writing_session
from web.jobs import Args, Errand, handles, prepares

EVERY = 1.0  # seconds between two words on how far it is

log = structlog.get_logger()

Found = dict[str, Any] | None
"""What the page will show; none when the work failed by a mistake of ours."""


@prepares(CHECK, N_("Check an uploaded file"))
def check(session: Session, args: Args, at: datetime) -> Errand | None:
    """Read an upload and compare it with the estate; nothing of the estate changes."""
    upload = session.get(Upload, args["upload"])
    if upload is None or upload.state is not Waiting.CHECKING or upload.checks != args["check"]:
        return None
    slug = session.get_one(Estate, upload.estate_id).slug
    upload_id, checks, order = upload.id, upload.checks, order_of(upload, slug, dry_run=True)

    def keep(session: Session, found: Found, at: datetime) -> None:
        kept = session.get(Upload, upload_id)
        if kept is None or kept.checks != checks or kept.state is not Waiting.CHECKING:
            return
        kept.state = Waiting.FAILED if found is None else Waiting.CHECKED
        kept.found, kept.checked_at, kept.progress = found or {}, at, {}

    return Errand(run=lambda: _guarded(lambda: _checked(order, at, _teller(upload_id))), keep=keep)


@prepares(STORE, N_("Store an uploaded file"))
def store(session: Session, args: Args, at: datetime) -> Errand | None:
    """Store an upload as it was looked at; when the estate has changed meanwhile, show the new difference instead."""
    upload = session.get(Upload, args["upload"])
    if upload is None or upload.state is not Waiting.STORING:
        return None
    slug = session.get_one(Estate, upload.estate_id).slug
    upload_id, key, order = upload.id, upload.key, order_of(upload, slug, dry_run=False)

    def run() -> Found:
        try:
            report = load(order, at=at, progress=_teller(upload_id))
        except StoredAlready:
            return {}
        if report.intake is not None:
            drop(key)
            return {}
        checked = _checked(replace(order, dry_run=True, upload_id=None, expects=None), at, _teller(upload_id))
        return checked | {"otherwise": True}

    def keep(session: Session, found: Found, at: datetime) -> None:
        kept = session.get(Upload, upload_id)
        if kept is None:
            return
        kept.progress = {}
        if kept.state is Waiting.STORED:
            kept.found = {}
        elif kept.state is Waiting.STORING:
            kept.state = Waiting.FAILED if not found else Waiting.CHECKED
            kept.found, kept.checked_at = found or {}, at

    return Errand(run=lambda: _guarded(run), keep=keep)


@handles(FORGET, N_("Delete an uploaded file that waited long enough"))
def forget(session: Session, args: Args, at: datetime) -> None:
    """Delete an upload and its file: it waited long enough, and what was stored has its own record."""
    upload = session.get(Upload, args["upload"])
    if upload is None:
        return
    drop(upload.key)
    session.delete(upload)


def _guarded(work: Callable[[], Found]) -> Found:
    """Do it; a mistake of ours is noted, and said to the person now, not after the last of many attempts."""
    try:
        return work()
    except OperationalError:
        raise
    except Exception as error:
        log.error("upload-failed", error=type(error).__name__, exc_info=True)
        return None


def _teller(upload_id: int) -> Progress:
    """Return what keeps on record how far the work is, now and then."""
    last = [0.0]

    def tell(what: str, done: int, of: int) -> None:
        if time.monotonic() - last[0] < EVERY:
            return
        last[0] = time.monotonic()
        with writing_session() as session:
            upload = session.get(Upload, upload_id)
            if upload is not None:
                upload.progress = {"what": what, "done": done, "of": of, "at": clock.now().isoformat()}

    return tell


# --- what a check looks at ---


def _checked(order: Order, at: datetime, progress: Progress) -> dict[str, Any]:
    """Return what the page shows of a file: also which coordinate systems it may be of, where that is in doubt."""
    report = load(order, at=at, progress=progress)
    refusal, guessed = picture.unreadable(report), None
    with reading_session() as session:
        estate = session.scalars(select(Estate).where(Estate.slug == order.estate)).one()
        if picture.about_the_system(refusal, OF_THE_SYSTEM):
            tried = load(replace(order, crs=f"EPSG:{estate.utm_epsg}"), at=at)
            systems = _systems(session, estate, tried, f"EPSG:{estate.utm_epsg}")
            best = max(systems, key=lambda system: system.inside, default=None)
            if best and best.inside and refusal and refusal.wrong.msgid == NO_SYSTEM and order.crs is None:
                guessed = best.crs
                report = tried if tried.head and tried.head.crs == guessed else load(replace(order, crs=guessed), at=at)
                refusal = picture.unreadable(report)
        else:
            systems = _systems(session, estate, report)
        found = picture.told(report)
        found["plan"] = picture.plan(session, estate, report)
    told = refusal.as_json() if refusal else None
    layers = picture.layers_of(refusal)
    systems_told = [system.as_json() for system in systems]
    return found | {"unreadable": told, "layers": layers, "systems": systems_told, "crs_guessed": guessed}


def _systems(session: Session, estate: Estate, report: Report, *others: str) -> list[System]:
    if report.head is None or not report.head.crs:
        return []
    outlines = [lot.outline for lot in report.lots if lot.outline]
    query = select(Lot.outline).where(Lot.estate_id == estate.id, Lot.outline.is_not(None)).limit(500)
    held = [outline for outline in session.scalars(query) if outline]
    return judged(outlines, report.head.crs, estate, held, *others)


@handles(PUBLISH, N_("Publish lots at a set time"))
def publish_lots(session: Session, args: Args, at: datetime) -> None:
    """Write down that lots went out; the public sees them since that second."""
    phase = session.get(Phase, args["phase"])
    if phase is not None:
        act = Act(at=at, way=Way.JOB)
        session.add(act)
        session.flush()
        carry_out(session, phase, act=act)


@handles(IN_FORCE, N_("Let a price list come into force"))
def prices_in_force(session: Session, args: Args, at: datetime) -> None:
    """Write the prices of a statement whose moment has come."""
    statement = session.get(Statement, args["statement"])
    if statement is not None:
        come_into_force(session, statement, at)
