"""Whether the process is up, and whether it can serve."""

from flask import Blueprint, Response
from sqlalchemy import text

from models.account import Role
from web.access import allow
from web.database import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@allow(Role.ANYONE)
def healthz() -> Response:
    """Say that the process is up; asks nothing of anyone else."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@allow(Role.ANYONE)
def readyz() -> Response:
    """Say whether pages can be served: the database answers."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
