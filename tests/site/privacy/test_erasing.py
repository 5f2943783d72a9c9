"""Who is erased is found nowhere; what happened stays; a backup from before brings nobody back."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import func, select, text

from models.audit import Audit
from models.inquiry.inquiry import Consent, Inquiry
from models.job import State
from models.land.lot import Status
from models.lead.lead import Lead, Stage
from models.lead.timeline import Entry, Letter
from models.people.erasure import Erasure, erase_again, first_broken
from models.people.organisation import Organisation, Person
from privacy import keeping
from tests.factories import LotFactory, PersonFactory
from tests.site.privacy.canary import ADDRESS, NAME, found_in_files, found_in_tables, has_sign, live_through, whole_file


@pytest.fixture
def lot(session, clock):
    return LotFactory()


@pytest.fixture
def canary(session, visitor, seller, lot, run_jobs):
    """Somebody odd, with everything that can be known of anybody."""
    return live_through(session, visitor, seller, lot, run_jobs)


def erased(client, person, status=303):
    return client.post(f"/staff/persons/{person.id}/erase", {"sure": "yes"}, status=status)


def test_before_it_the_canary_stands_in_every_table_that_knows_people(session, canary):
    """Else that it is found nowhere afterwards would prove nothing."""
    tables = {line.partition(":")[0] for line in found_in_tables(session)}

    assert {"person", "inquiry", "lead", "letter", "entry", "task", "stage_change", "claim_group", "act"} <= tables


@pytest.mark.parametrize("who", ["sales_lead", "admin"])
def test_after_it_the_canary_is_found_nowhere(request, who, app, session, canary, run_jobs, capsys, tmp_path):
    erased(request.getfixturevalue(who), canary)
    run_jobs()

    session.expire_all()
    assert found_in_tables(session) == []
    assert found_in_files(app.config["SETTINGS"].data) == []
    said = capsys.readouterr()
    assert not has_sign(said.out + said.err)
    if session.get_bind().dialect.name == "sqlite":
        assert not has_sign(whole_file(session, tmp_path / "copy").read_bytes().decode("utf-8", "replace"))


def test_what_happened_stays_without_the_person(session, sales_lead, canary, lot):
    lead = session.scalars(select(Lead)).one()
    before = session.scalar(select(func.count(Entry.id)))

    erased(sales_lead, canary)

    session.expire_all()
    assert (lead.stage, lead.closed_at is not None, lead.answer_due_at) == (Stage.LOST, True, None)
    assert session.scalars(select(Organisation)).one().name_native == "Odd Bird Works"
    assert session.scalar(select(func.count(Entry.id))) >= before
    assert len(session.scalars(select(Consent)).all()) == 4
    session.refresh(lot)
    assert lot.status is Status.AVAILABLE


def test_pages_about_it_open_all_the_same(sales_lead, canary, session):
    lead_id = session.scalars(select(Lead.id)).one()
    erased(sales_lead, canary)

    for path in (f"/staff/leads/{lead_id}", "/staff/leads?view=list&stage=lost", f"/staff/persons/{canary.id}", "/staff/"):
        sales_lead.get(path)


def test_links_that_were_sent_open_nothing_and_no_letter_goes_out(session, visitor, sales_lead, seller, lot, run_jobs):
    person = live_through(session, visitor, seller, lot, run_jobs)
    letter = session.scalars(select(Letter)).first()
    letter.state = "queued"
    epoch = session.scalars(select(Inquiry.epoch)).one()
    session.commit()

    erased(sales_lead, person)

    session.expire_all()
    assert session.scalars(select(Inquiry.epoch)).one() > epoch
    assert {one.state for one in session.scalars(select(Letter))} <= {"sent", "cancelled"}


def test_the_proof_tells_when_by_whom_and_how_much(session, sales_lead, canary):
    page = erased(sales_lead, canary).follow()

    assert sales_lead.name in page
    assert "Letters" in page
    assert not has_sign(page.source)
    proof = session.scalars(select(Erasure)).one()
    assert proof.counts["person"] == 1
    assert proof.hash in page.source
    row = session.scalars(select(Audit).where(Audit.what == "erased")).one()
    assert row.subject == f"person:{canary.id}"


def test_a_proof_that_was_touched_or_taken_out_is_noticed(session, admin, kavling):
    for person in (PersonFactory(), PersonFactory()):
        erased(admin, person)
    assert first_broken(session) is None
    first, second = session.scalars(select(Erasure).order_by(Erasure.id)).all()

    session.delete(first)
    session.commit()

    assert first_broken(session) == second.id
    assert "proof of erasure" in kavling("check").output


def test_a_contract_in_force_is_a_reason_to_keep(session, sales_lead, canary):
    session.execute(text("UPDATE lot_claim SET state = 'contracted', expires_at = NULL"))
    session.commit()

    page = erased(sales_lead, canary, status=409)

    assert "a contract on lot" in page
    assert session.scalar(select(func.count(Erasure.id))) == 0


def test_a_duty_that_was_noted_is_a_reason_to_keep_and_says_which(session, sales_lead, canary):
    path = f"/staff/persons/{canary.id}"
    sales_lead.post(f"{path}/keep", {"until": "2027-01-01", "why": ""}, status=422)
    sales_lead.post(f"{path}/keep", {"until": "2027-01-01", "why": "a tax audit"})

    assert "Kept until 2027-01-01: a tax audit" in erased(sales_lead, canary, status=409)
    sales_lead.post(f"{path}/keep", {"until": "", "why": ""})
    erased(sales_lead, canary)


def test_nobody_is_erased_by_a_slip(session, sales_lead, canary):
    sales_lead.post(f"/staff/persons/{canary.id}/erase", {}, status=422)

    assert session.get(Person, canary.id).full_native == NAME


def test_another_person_in_the_same_lead_stays(session, visitor, seller, sales_lead, lot, run_jobs):
    person = live_through(session, visitor, seller, lot, run_jobs)
    other = PersonFactory(email="other@example.org", email_key="other@example.org", full_native="Someone Else")
    sent = session.scalars(select(Inquiry)).one()
    values = {column.name: getattr(sent, column.name) for column in Inquiry.__table__.columns if column.name != "id"}
    values |= {"email": other.email, "corrected_email": None, "name": "Someone Else", "reference": "X", "form_key": "x" * 20}
    session.add(Inquiry(**values))
    session.commit()

    erased(sales_lead, person)

    session.expire_all()
    assert other.full_native == "Someone Else"
    assert {one.name for one in session.scalars(select(Inquiry))} == {"***", "Someone Else"}


def test_after_a_restore_who_was_erased_is_erased_again(app, session, sales_lead, canary, run_jobs, kavling):
    """The list lies beside the database: what an older database brings back goes again."""
    before = {name: getattr(canary, name) for name in ("full_native", "email", "email_key")}
    erased(sales_lead, canary)
    run_jobs()
    file = app.config["SETTINGS"].data / keeping.LIST
    session.expire_all()
    for name, value in before.items():  # as an older database would say
        setattr(canary, name, value)
    canary.erased_at = None
    session.commit()
    assert "known again" in kavling("check").output

    assert "Erased again: 1 people." in kavling("erase-again", file).output
    assert found_in_tables(session) == []
    assert "known again" not in kavling("check").output
    file.unlink()


def test_the_list_erases_nobody_else_who_has_the_same_number(session, admin, clock):
    person = PersonFactory()

    told = [{"person": person.id, "mark": "of somebody else", "at": ""}]

    assert erase_again(session, told, "secret", clock.at) == 0


def test_a_copy_holds_everything_and_the_notices_as_they_were_shown(session, sales_lead, canary):
    page = sales_lead.post(f"/staff/persons/{canary.id}/export")

    packed = zipfile.ZipFile(io.BytesIO(page.answer.get_data()))
    told = json.loads(packed.read("data.json"))
    assert told["data"]["person"][0]["full_native"] == NAME
    assert ADDRESS in {one["email"] for one in told["data"]["inquiry"]}
    assert {"letter", "entry", "task"} <= told["data"].keys()
    assert len(told["consents"]) == 4
    assert all(one["notice"] for one in told["consents"])
    readable = packed.read("data.html").decode()
    assert NAME in readable
    assert "Data controller" in readable
    assert session.scalars(select(Audit).where(Audit.what == "exported")).one().subject == f"person:{canary.id}"


def test_hostile_words_in_a_copy_are_words(session, sales_lead, canary):
    canary.title = "<script>alert(1)</script>"
    session.commit()

    page = sales_lead.post(f"/staff/persons/{canary.id}/export")

    assert "<script" not in zipfile.ZipFile(io.BytesIO(page.answer.get_data())).read("data.html").decode()


def test_administrators_find_without_reading(admin, canary):
    page = admin.post("/staff/persons", {"q": canary.email})
    assert f"Person {canary.id}" in page
    assert NAME not in page
    assert "Nobody was found." in admin.post("/staff/persons", {"q": "Quaggabeard"})

    page = admin.get(f"/staff/persons/{canary.id}")

    assert not has_sign(page.source)


def test_who_leads_sales_finds_by_a_part_of_the_name(sales_lead, canary):
    assert NAME in sales_lead.post("/staff/persons", {"q": "quaggab"})


def test_who_opened_it_is_told(sales_lead, seller, canary):
    page = sales_lead.get(f"/staff/persons/{canary.id}")

    assert seller.name in page.one("section[aria-labelledby=opened]").text_content()


def test_people_of_another_estate_are_not_there(staff, canary):
    from models.account import Role
    from tests.factories import EstateFactory

    other = staff("other_lead", Role.SALES_LEAD, estate_id=EstateFactory().id)

    other.get(f"/staff/persons/{canary.id}", status=404)
    erased(other, canary, status=404)
    assert "Nobody was found." in other.post("/staff/persons", {"q": canary.email})


def test_the_worker_keeps_the_list_even_when_it_was_lost(app, session, admin, run_jobs):
    file = app.config["SETTINGS"].data / keeping.LIST
    erased(admin, PersonFactory())
    run_jobs()
    assert len(keeping.read(file)) == 1
    file.unlink()

    erased(admin, PersonFactory())
    run_jobs()

    assert len(keeping.read(file)) == 2
    assert file.stat().st_mode & 0o077 == 0
    assert State.DEAD not in session.execute(text("SELECT state FROM job")).scalars().all()
    file.unlink()
