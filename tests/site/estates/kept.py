"""An estate whose lot came with a file, as the desk's pages show it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.land.intake import Intake
from models.land.lot import Lot
from models.land.statement import Statement, Subject
from tests.land import NOW, an_act, an_estate, lots, say


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
    statement = say(session, estate, {Subject("lot", brought["K-01"].id): {"lot_power_capacity": "8"}}, at=NOW)
    return session.get_one(Lot, brought["K-01"].id), intake, statement
