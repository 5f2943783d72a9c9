"""One lead: its page, and who has opened it."""

from __future__ import annotations

from leads import page
from leads.room import SELLERS, bp, lead_to_read
from models.act import Act, Way
from models.audit import Audit
from web.access import allow, current_user
from web.clock import now
from web.database import writing_session


@bp.get("/staff/leads/<int:lead_id>")
@allow(*SELLERS)
def show(lead_id: int) -> tuple[str, int]:
    """Show a lead, and put on record who has opened it."""
    lead = lead_to_read(lead_id)
    note_opened(f"lead:{lead.id}")
    return page.show(lead)


def note_opened(subject: str) -> None:
    """Put on record who opened a person's data: one of the two things written beside a GET, in its own transaction.

    When it cannot be written, nobody sees the page.
    """
    by_id = current_user.id
    with writing_session() as short:
        act = Act(at=now(), by_id=by_id, way=Way.DESK)
        short.add(Audit(act=act, what="opened", subject=subject, details={}))
