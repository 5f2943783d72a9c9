"""Figures for Prometheus, of the whole installation: whichever process is asked says the same. Nobody's words are in them."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, TimeoutError

from config import Settings
from models import job
from models.account import Role
from models.inquiry.inquiry import Inquiry
from models.job import Job, State
from models.lead.lead import Lead
from web.access import allow
from web.clock import now
from web.database import db

bp = Blueprint("metrics", __name__)

Figure = tuple[str, str, str, float]  # name, labels, what it is, value


@bp.get("/metrics")
@allow(Role.ANYONE)
def metrics() -> Response:
    """Give the figures to this machine, and to whoever brings METRICS_TOKEN; for anybody else the page is not there."""
    settings: Settings = current_app.config["SETTINGS"]
    if not (_is_this_machine(settings) or _brings(settings.metrics_token)):
        abort(404)
    figures = list(_of_machine(settings))
    try:
        figures += [("database_up", "", "whether the database answers", 1), *_of_database()]
    except (DBAPIError, TimeoutError):
        figures.append(("database_up", "", "whether the database answers", 0))
    return Response("".join(_lines(figures)), mimetype="text/plain; version=0.0.4")


def _is_this_machine(settings: Settings) -> bool:
    if not settings.proxies and "X-Forwarded-For" in request.headers:
        return False  # a proxy that nobody told us of: whoever asks is somebody else
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _brings(token: str) -> bool:
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(brought.encode(), token.encode())


def _of_machine(settings: Settings) -> Iterator[Figure]:
    yield "disk_free_bytes", "", "room on the disk of the data folder", shutil.disk_usage(settings.data).free
    replica = current_app.extensions.get("replica")
    if replica is not None:
        yield "replica_in_use", "", "whether the process that was asked reads pages from the replica", replica.may_answer()


def _of_database() -> Iterator[Figure]:
    at = now()
    for state, count in job.waiting(db.session, at).items():
        yield "jobs", f'{{state="{state}"}}', "jobs that are due, running, or were given up", count
    oldest = db.session.scalar(select(func.min(Job.run_at)).where(Job.state == State.QUEUED, Job.run_at <= at))
    late = (at - oldest).total_seconds() if oldest else 0
    yield "oldest_due_job_seconds", "", "for how long the oldest job has been due", late
    yield "inquiries", "", "inquiries stored", db.session.scalar(select(func.count(Inquiry.id))) or 0
    overdue = select(func.count(Lead.id)).where(Lead.answer_due_at < at, Lead.closed_at.is_(None))
    yield "answers_overdue", "", "open leads that should have been answered by now", db.session.scalar(overdue) or 0


def _lines(figures: list[Figure]) -> Iterator[str]:
    said = set()
    for name, labels, help_, value in figures:
        if name not in said:
            yield f"# HELP kavling_{name} {help_}\n# TYPE kavling_{name} gauge\n"
            said.add(name)
        yield f"kavling_{name}{labels} {float(value):g}\n"
