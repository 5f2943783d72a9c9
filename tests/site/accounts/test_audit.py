"""Who did what is found again, and nothing that stood in a row is told."""

from __future__ import annotations

import csv
import io

from models.act import Act, Way
from models.audit import Audit
from tests.factories import LeadFactory, LotFactory


def test_opening_a_lead_is_told_by_its_number_and_not_by_a_name(admin, seller, session):
    lead = LeadFactory(about=[LotFactory()], owner_id=seller.user_id)
    name = lead.person.full_native
    seller.get(f"/staff/leads/{lead.id}")

    page = admin.get("/staff/audit?what=opened")

    assert f"lead {lead.id}" in page
    assert seller.name in page
    assert name not in page


def test_a_change_of_roles_is_told_with_the_roles(admin, seller):
    admin.post(f"/staff/users/{seller.user_id}/roles", {"shown": "sales:", "grants": ["marketing:"]})

    page = admin.get("/staff/audit?what=roles")

    assert f"person of the desk {seller.user_id}" in page
    assert "Marketing" in page


def test_an_act_without_a_row_names_what_it_touched(admin, seller, session):
    lead = LeadFactory(about=[LotFactory()], owner_id=seller.user_id)
    seller.post(f"/staff/leads/{lead.id}/note", {"text": "Ms Odd called"})

    page = admin.get("/staff/audit?what=change")

    assert f"lead {lead.id}" in page
    assert "Odd" not in page


def test_lines_are_found_by_person_and_day(admin, seller, session, clock):
    for user, day in ((admin, 1), (seller, 1), (seller, 2)):
        act = Act(at=clock.at.replace(day=day), by_id=user.user_id, way=Way.DESK)
        session.add(Audit(act=act, what="exported", subject="leads", details={"count": day}))
    session.commit()

    assert "3 lines" in admin.get("/staff/audit")
    assert "2 lines" in admin.get(f"/staff/audit?by={seller.user_id}")
    assert "1 line" in admin.get(f"/staff/audit?by={seller.user_id}&since=2026-03-02&until=2026-03-02")
    assert "Nothing was done that fits." in admin.get("/staff/audit?since=2026-04-01")


def test_a_download_holds_every_line_and_is_itself_on_record(admin, session, clock):
    act = Act(at=clock.at, by_id=admin.user_id, way=Way.DESK)
    session.add_all(Audit(act=act, what="opened", subject=f"lead:{number}", details={}) for number in range(1200))
    session.commit()

    page = admin.post("/staff/audit.csv")

    rows = list(csv.reader(io.StringIO(page.source.removeprefix("\ufeff"))))
    assert len(rows) == 1 + 1200 + 1
    assert rows[1][3] == "Took a copy of data"


def test_a_new_password_is_on_record(admin, session):
    from models import password as passwords
    from models.account import User

    user = session.get_one(User, admin.user_id)
    user.password_hash = passwords.hash_of("four wise words here")
    session.commit()
    admin.post("/staff/account/password", {"current": "four wise words here", "password": "other wise words here"})

    session.expire_all()
    assert [(row.what, row.subject) for row in session.query(Audit)] == [("password", f"user:{admin.user_id}")]
