"""What the worker does for leads: it ends holds when their time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.act import Act, Way
from models.lead import handing
from models.lead.expiring import expire
from models.marks import N_
from web.jobs import Args, handles


@handles("hold-end", N_("End a hold or reservation whose time is over"))
def hold_end(session: Session, args: Args, at: datetime) -> None:
    """End what a hold or reservation still claims past its time, and tell who waits and whose it was."""
    expire(session, args["group_id"], at)


@handles("handover-begin", N_("Begin a hand over of leads"))
def handover_begin(session: Session, args: Args, at: datetime) -> None:
    """Give the leads of a hand over on its first day."""
    if (row := session.get(handing.Handover, args["handover"])) is not None:
        handing.begin(session, row, act=_act(session, at))


@handles("handover-end", N_("End a hand over of leads"))
def handover_end(session: Session, args: Args, at: datetime) -> None:
    """End a hand over after its last day, and give the leads back where that was asked."""
    if (row := session.get(handing.Handover, args["handover"])) is not None:
        handing.end(session, row, act=_act(session, at), back=row.comes_back)


def _act(session: Session, at: datetime) -> Act:
    act = Act(at=at, way=Way.JOB)
    session.add(act)
    session.flush()
    return act
