"""The first page of the desk: what bites first, in its order."""

from datetime import timedelta

from models.lead.lead import Stage
from tests.factories import LeadFactory
from tests.site.leads.desk import form_of, hold, page_of, send, tasks


def headings(page):
    """Return the groups of the day with how many lines each has."""
    return {h.text: int(h.cssselect(".n")[0].text_content()) for h in page.css(".d-dog h2")}


def test_lines_stand_in_the_order_they_bite(lot, seller, clock):
    at = clock.at
    for due in (
        timedelta(hours=-1),
        timedelta(hours=2),
        timedelta(hours=7, minutes=30),
        timedelta(days=1),
        timedelta(days=3),
    ):
        LeadFactory(about=[lot], owner_id=seller.user_id, answer_due_at=at + due)
    LeadFactory(about=[lot], owner_id=seller.user_id, answered=True)

    page = seller.get("/staff/")

    assert headings(page) == {
        "Overdue": 1,
        "Before Seoul and Tokyo leave at 16:00 WIB": 1,
        "Later today": 1,
        "Tomorrow": 1,
        "In the next seven days": 1,
        "No next step": 1,
    }
    assert len(page.css(".d-dor .btn.pri")) == 1


def test_on_a_holiday_there_nobody_leaves(lot, seller, clock):
    clock.move(to=clock.at.replace(month=3, day=1))  # 삼일절, a Sunday
    LeadFactory(about=[lot], owner_id=seller.user_id, answer_due_at=clock.at + timedelta(hours=2))

    assert "Later today" in headings(seller.get("/staff/"))
    assert "No shared hours are left today." in seller.get("/staff/")


def test_mine_and_nobodys_and_on_asking_the_whole_team(lead_of, seller, other_seller):
    mine, nobodys, theirs = lead_of(seller), lead_of(), lead_of(other_seller)

    own, team = seller.get("/staff/"), seller.get("/staff/?whose=team")

    assert [one.reference in own for one in (mine, nobodys, theirs)] == [True, True, False]
    assert all(one.reference in team for one in (mine, nobodys, theirs))


def test_one_kind_can_be_shown_alone(lead_of, lot, seller):
    answer, held = lead_of(seller), lead_of(seller, answered=True)
    hold(seller, held, lot.id, until="2026-03-04")

    page = seller.get("/staff/?show=holds")

    assert held.reference in page.one(".do").text_content()
    assert answer.reference not in page.one(".do").text_content()
    assert seller.get("/staff/?show=nonsense").css(".d-dor")


def test_take_and_answer_is_one_click_and_leads_to_the_letter(lead_of, seller, session):
    lead = lead_of()
    page = seller.get("/staff/")
    form = page.form(f"form[action='{page_of(lead)}/take']")

    back = seller.post(f"{page_of(lead)}/take", form)

    assert back.location == f"{page_of(lead)}#answer"
    session.refresh(lead)
    assert lead.owner_id == seller.user_id


def test_a_task_is_due_at_the_end_of_its_day_and_gone_when_it_is_done(lead_of, seller, session):
    lead = lead_of(seller, answered=True)
    assert "No next step" in headings(seller.get("/staff/"))
    form = form_of(seller.get(page_of(lead)), "tasks")

    send(seller, lead, "tasks", {**form, "title": "Confirm 16 MVA with the grid operator", "due_on": "2026-03-03"})

    assert headings(seller.get("/staff/")) == {"Tomorrow": 1}
    (task,) = tasks(session, lead)
    assert task.due_at.isoformat() == "2026-03-03T10:00:00+00:00"
    assert "Say what comes next." in send(seller, lead, f"tasks/{task.id}/done").follow()
    assert headings(seller.get("/staff/")) == {"No next step": 1}


def test_a_task_without_words_or_day_is_refused(lead_of, seller):
    lead = lead_of(seller)
    form = form_of(seller.get(page_of(lead)), "tasks")

    assert "Write what has to be done." in send(seller, lead, "tasks", {**form, "title": ""}, status=422)
    assert send(seller, lead, "tasks", {**form, "title": "x", "due_on": "2020-01-01"}, status=422).css("#tasks .f.err")
    assert send(seller, lead, "tasks", {**form, "title": "x", "assignee": "999999"}, status=422).css("#tasks .f.err")


def test_a_lead_to_come_back_to_is_there_on_its_day(lead_of, seller, clock):
    lead_of(seller, stage=Stage.NURTURE, answered=True, revisit_on=clock.at.date() + timedelta(days=1))

    assert headings(seller.get("/staff/")) == {"Tomorrow": 1}


def test_holidays_of_the_next_days_are_named(seller, clock):
    clock.move(to=clock.at.replace(day=18))  # Nyepi on the 19th, Eid on the 20th and 21st

    page = seller.get("/staff/")

    assert "Cilegon closed:" in page.one(".d-tda").text_content()


def test_the_day_asks_the_database_as_often_for_many_leads_as_for_one(lead_of, seller, statements):
    lead_of(seller)
    with statements:
        seller.get("/staff/")
    first = len(statements)
    for _ in range(30):
        lead_of(seller)
    with statements:
        seller.get("/staff/")

    assert len(statements) == first <= 10, str(statements)


def test_without_anything_to_do_it_says_so(seller, clock):
    assert "Nothing is waiting." in seller.get("/staff/")


def test_a_reservation_that_was_asked_for_is_the_managers_to_decide_and_not_the_askers(
    lead_of, lot, seller, sales_lead
):
    lead = lead_of(seller, answered=True)
    asked = {"lot": str(lot.id), "until": "2026-05-29", "currency": "USD"}
    send(seller, lead, "reserve", asked)

    assert "Decide" in sales_lead.get("/staff/").one(".do").text_content()
    assert lead.reference not in seller.get("/staff/").one(".do").text_content()


def test_whoever_does_not_sell_begins_where_they_work(marketer, engineer):
    assert marketer.get("/staff/", status=303).location == "/staff/content"
    assert engineer.get("/staff/", status=303).location == "/staff/lots"
