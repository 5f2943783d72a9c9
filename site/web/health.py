"""Whether the process is up, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import DBAPIError, TimeoutError

from models import job
from models.account import Role
from web.access import allow
from web.clock import now
from web.database import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@allow(Role.ANYONE)
def healthz() -> Response:
    """Say that the process is up; asks nothing of anyone else."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@allow(Role.ANYONE)
def readyz() -> tuple[Response, int]:
    """Say whether pages can be served: the database answers and is migrated. Jobs given up are told, too."""
    from web.migrations import is_current  # brings the migration library, which pages do without

    try:
        if not is_current(db.session.connection()):
            return jsonify(ready=False, database="not migrated"), 503
        jobs = job.waiting(db.session, now())
    except (DBAPIError, TimeoutError):
        return jsonify(ready=False, database="unreachable"), 503
    return jsonify(ready=True, jobs=jobs), 200
