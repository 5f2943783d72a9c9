"""An estate whose lot came with a file, as the desk's pages show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.act import Way
from models.land.claim import ClaimGroup, claim
from models.land.intake import Intake
from models.land.lot import Lot
from models.land.statement import Statement, Subject
from models.lead.lead import Lead, Stage
from models.people.organisation import Organisation
from tests.land import NOW, an_act, an_estate, lots, say
from tests.page import Page


def an_intake(session: Session, estate_id: int, name: str = "lots.geojson", **report: object) -> Intake:
    """Return the record of a file that came in."""
    counts = {"added": 1, "changed": 0, "untouched": 0, "missing": 0, "refused": [], "notes": [], "warnings": []}
    intake = Intake(
        act_id=an_act(session).id,
        estate_id=estate_id,
        kind="lots",
        name=name,
        sha256="0" * 64,
        size=2048,
        head={"format": "GeoJSON", "encoding": "utf-8"},
        columns={"Luas (m2)": {"code": "net_area", "suffix": "", "guesses": []}},
        report=counts | report,
    )
    session.add(intake)
    session.flush()
    return intake


def a_kept_lot(session: Session) -> tuple[Lot, Intake, Statement]:
    """Return a lot on offer, the file that brought it, and a later statement on its area and its power."""
    estate = an_estate(session, "kept")
    intake = an_intake(session, estate.id)
    brought = lots(session, estate, {"K-01": {"net_area": 12000}}, intake_id=intake.id)
    say(session, estate, {Subject("estate", estate.id): {"steam_pressure": "12"}}, at=NOW)
    statement = say(session, estate, {Subject("lot", brought["K-01"].id): {"lot_power_capacity": "8"}}, at=NOW)
    return session.get_one(Lot, brought["K-01"].id), intake, statement


def a_held_lot(session: Session, lot: Lot, *, until: datetime, reference: str = "L-0412") -> Lead:
    """Let a lead of a firm hold the lot until a moment; return the lead."""
    act = an_act(session, way=Way.DESK)
    firm = Organisation(name_native="주식회사 예시", name_roman="Example Ltd", country="KR", match_key="example")
    lead = Lead(
        reference=reference, stage=Stage.NEW, stage_since=act.at, created_at=act.at, organisation=firm, language="ko"
    )
    session.add(lead)
    session.flush()
    group = ClaimGroup(lead_id=lead.id, kind="hold", act_id=act.id, expires_at=until)
    session.add(group)
    claim(session, group, [lot], act=act)
    session.commit()
    return lead


def as_shown(page: Page, **changed: Any) -> dict[str, Any]:
    """Return what the page's form would send with some fields filled in anew; None takes a field away."""
    sent: dict[str, Any] = page.form("form[data-facts]")
    return {name: value for name, value in {**sent, **changed}.items() if value is not None}
