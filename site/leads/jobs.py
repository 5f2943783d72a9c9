"""What the worker does for leads: it ends holds when their time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.lead.expiring import expire
from models.marks import N_
from web.jobs import Args, handles


@handles("hold-end", N_("End a hold or reservation whose time is over"))
def hold_end(session: Session, args: Args, at: datetime) -> None:
    """End what a hold or reservation still claims past its time, and tell who waits and whose it was."""
    expire(session, args["group_id"], at)
