"""An acknowledged inquiry is stored with all that follows from it, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models.act import Act, Way
from models.calendar import due
from models.inquiry.inquiry import Consent, Inquiry, Notice, Purpose
from models.inquiry.notice import Controller, notice
from models.job import Job
from models.lead.lead import Lead, Stage
from models.lead.opening import rescue
from models.lead.timeline import Entry, EntryKind, Letter
from models.people.arrival import firms_like
from models.people.organisation import Organisation, Person
from tests.client import BASE, Client
from tests.factories import EstateFactory, LotFactory
from tests.site.inquiries.asking import a_question, inquiry_of, kept
from tests.support.clock import Clock


def rows(session: Session, table: type) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_one_inquiry_makes_everything_that_follows_from_it(visitor: Client, session: Session, clock: Clock) -> None:
    estate = EstateFactory()
    lots = [LotFactory(estate=estate), LotFactory(estate=estate)]

    page = visitor.post(
        "/ko/inquire", a_question(*lots, area_m2="1만평", power_mva="16", consent_marketing="yes"), status=303
    )

    inquiry = inquiry_of(session, page)
    lead = inquiry.lead
    assert [one.lot for one in inquiry.lots] == lots
    assert [one.status_shown for one in inquiry.lots] == ["available", "available"]
    assert (inquiry.received_at, inquiry.language, inquiry.zone) == (clock.at, "ko", "Asia/Seoul")
    assert (lead.estate_id, lead.stage, lead.language, lead.reference) == (
        estate.id,
        Stage.NEW,
        "ko",
        inquiry.reference,
    )
    assert [one.lot for one in lead.lots] == lots
    assert lead.need == inquiry.need == {"area_m2": "33057.85124", "power_mva": "16"}
    assert lead.person is not None
    assert (lead.person.full_native, lead.person.email_key) == ("김민수", "minsu@hanbit.example.com")
    assert lead.organisation is not None
    assert (lead.organisation.match_key, lead.organisation.confirmed) == ("한빛소재", False)
    for word in ("k-26-", "한빛소재", "김민수", "minsu@hanbit.example.com", lots[0].code.lower(), lots[1].code.lower()):
        assert word in lead.search_text
    entry = session.scalars(select(Entry).where(Entry.lead_id == lead.id)).one()
    assert (entry.kind, entry.text, entry.details["inquiry"]) == (EntryKind.INQUIRY, inquiry.message, inquiry.id)
    act = session.scalars(select(Act)).one()
    assert (act.way, act.by_id, act.at) == (Way.WEB, None, clock.at)
    assert act.request_id
    letters = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [(one.kind, one.to, one.language, one.state) for one in letters] == [
        ("ack", "minsu@hanbit.example.com", "ko", "queued"),
        ("desk_notice", "korean.desk@example.com", "id", "queued"),
    ]
    jobs = session.scalars(select(Job).order_by(Job.id)).all()
    assert [(job.kind, job.args) for job in jobs] == [("letter", {"letter_id": one.id}) for one in letters]


def test_every_answer_to_a_consent_is_a_row_with_the_notice_as_it_was_shown(visitor: Client, session: Session) -> None:
    page = visitor.post("/ja/inquire", a_question(consent_third_party="no", consent_marketing=None), status=303)

    consents = {one.purpose: one for one in inquiry_of(session, page).consents}
    assert {purpose: one.given for purpose, one in consents.items()} == {
        Purpose.INQUIRY: True,
        Purpose.OVERSEAS_TRANSFER: True,
        Purpose.THIRD_PARTY: False,
        Purpose.MARKETING: False,
    }
    for purpose, one in consents.items():
        shown = notice(purpose, "ja")
        assert (one.notice.language, one.notice.text, one.notice.sha256) == ("ja", shown.text, shown.sha256)


def test_a_consent_names_who_runs_the_site(visitor: Client, session: Session, operated: None) -> None:
    page = visitor.post("/ko/inquire", a_question(), status=303)

    told = {one.purpose: one.notice for one in inquiry_of(session, page).consents}
    ours = Controller("PT Kawasan Kita", "data@example.org", 36)
    assert "PT Kawasan Kita" in told[Purpose.INQUIRY].text
    assert {purpose: one.sha256 for purpose, one in told.items()} == {
        purpose: notice(purpose, "ko", ours).sha256 for purpose in told
    }


def test_the_same_notice_is_kept_once(visitor: Client, session: Session) -> None:
    for number in range(3):
        visitor.post("/ja/inquire", a_question(email=f"person{number}@example.com"), status=303)

    assert (rows(session, Notice), rows(session, Consent)) == (4, 12)


@pytest.mark.parametrize("minutes", [60, 240, 480])
def test_the_answer_is_due_by_the_estates_promise_on_the_desks_calendar(
    visitor: Client, session: Session, clock: Clock, minutes: int
) -> None:
    clock.move(to=datetime(2026, 3, 17, 9, 30, tzinfo=UTC))  # Tuesday 18:30 in Seoul, before Nyepi and Eid
    lot = LotFactory(estate__answer_within=minutes)

    inquiry = inquiry_of(session, visitor.post("/ko/inquire", a_question(lot), status=303))

    assert inquiry.due_at == inquiry.lead.answer_due_at == due(clock.at, minutes)
    if minutes == 240:
        assert inquiry.due_at == datetime(2026, 3, 25, 4, 30, tzinfo=UTC)


def test_a_need_without_a_lot_is_nobodys_estate_and_reaches_the_house(visitor: Client, session: Session) -> None:
    EstateFactory()

    inquiry = inquiry_of(session, visitor.post("/en/inquire", a_question(), status=303))

    assert (inquiry.lead.estate_id, inquiry.lots, inquiry.lead.lots) == (None, [], [])
    assert session.scalars(select(Letter.to).where(Letter.kind == "desk_notice")).one() == "desk@example.com"


def test_the_same_form_twice_is_one_inquiry_and_the_same_answer(visitor: Client, session: Session) -> None:
    sent = a_question()
    first = visitor.post("/en/inquire", sent, status=303)

    again = [visitor.post("/en/inquire", sent, status=303).location for _ in range(3)]

    assert set(again) == {first.location}
    assert (rows(session, Inquiry), rows(session, Lead), rows(session, Letter), rows(session, Job)) == (1, 1, 2, 2)


def test_the_same_form_with_other_words_shows_both_and_offers_a_new_one(visitor: Client, session: Session) -> None:
    lot = LotFactory()
    sent = a_question(lot)
    first = visitor.post("/en/inquire", sent, status=303)

    page = visitor.post("/en/inquire", sent | {"message": "something else"}, status=409)

    assert sent["message"] in page
    assert "something else" in page
    assert rows(session, Inquiry) == 1
    second = visitor.post("/en/inquire", page.form() | {"consent_third_party": "no"}, status=303)
    assert second.location != first.location
    assert rows(session, Inquiry) == 2
    assert inquiry_of(session, second).message == "something else"
    assert [one.lot_id for one in inquiry_of(session, second).lots] == [lot.id]


def test_what_was_sent_otherwise_can_be_changed_first(visitor: Client, session: Session) -> None:
    sent = a_question()
    visitor.post("/en/inquire", sent, status=303)
    page = visitor.post("/en/inquire", sent | {"message": "something else"}, status=409)

    form = visitor.post("/en/inquire", page.form() | {"without": "-"})

    held = kept(form)
    assert held["message"] == ["something else"]
    assert held["name"] == [sent["name"]]
    assert held["form_key"] != [sent["form_key"]]
    assert rows(session, Inquiry) == 1


def at_once(app: Flask, many: int, sent: dict[str, object]) -> list[tuple[int, str]]:
    def send(_number: int) -> tuple[int, str]:
        browser = app.test_client()
        answer = Context().run(
            browser.open, "/en/inquire", method="POST", base_url=BASE, headers={"Origin": BASE}, data=sent
        )
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(send, range(many)))


@pytest.mark.thorough
def test_twenty_sends_of_one_form_at_once_are_one_row_and_one_reference(app: Flask, session: Session) -> None:
    sent = a_question(LotFactory())

    answers = at_once(app, 20, sent)

    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 1
    assert (rows(session, Inquiry), rows(session, Lead), rows(session, Letter)) == (1, 1, 2)


def test_without_the_unique_key_they_could_be_several(app: Flask, session: Session) -> None:
    """Negative control of the test above, where the database lets writers run side by side."""
    if session.get_bind().dialect.name == "sqlite":
        return  # one writer at a time: there looking first is enough
    session.execute(text("ALTER TABLE inquiry DROP CONSTRAINT uq_inquiry_form_key"))
    session.commit()

    with suppress(StaleDataError):  # of two that open one lead for one form, the slower one fails
        at_once(app, 20, a_question(LotFactory()))

    assert rows(session, Inquiry) > 1


def test_ten_first_inquiries_of_one_person_at_once_are_ten_inquiries_and_one_person(
    app: Flask, session: Session
) -> None:
    questions = [a_question(LotFactory()) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda sent: at_once(app, 1, sent)[0], questions))

    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 10
    assert (rows(session, Inquiry), rows(session, Person), rows(session, Notice)) == (10, 1, 4)


def test_when_anything_of_it_cannot_be_stored_nothing_is_and_nobody_is_thanked(
    app: Flask, visitor: Client, session: Session
) -> None:
    def fail(_mapper: object, _connection: object, _letter: Letter) -> None:
        raise RuntimeError("the last row of the transaction")

    event.listen(Job, "before_insert", fail)
    try:
        with pytest.raises(RuntimeError):  # a test sees the error itself; a visitor the page of a failure
            visitor.post("/en/inquire", a_question())
    finally:
        event.remove(Job, "before_insert", fail)

    assert [rows(session, table) for table in (Inquiry, Lead, Person, Organisation, Letter, Act, Consent)] == [0] * 7


# Who it was


def test_a_known_address_is_the_known_person_and_what_is_on_record_stays(visitor: Client, session: Session) -> None:
    first = inquiry_of(session, visitor.post("/ko/inquire", a_question(), status=303))
    other = a_question(email=" MinSu@Hanbit.Example.com ", name="다른 이름", title="사장", phone="010-1234-5678")

    second = inquiry_of(session, visitor.post("/ko/inquire", other, status=303))

    assert second.lead.person_id == first.lead.person_id
    person = session.scalars(select(Person)).one()
    assert (person.full_native, person.title, person.phone) == ("김민수", "해외투자팀 부장", "+8222123456")
    assert second.name == "다른 이름"


def test_a_firm_is_the_known_one_when_name_and_mail_domain_agree(visitor: Client, session: Session) -> None:
    first = inquiry_of(session, visitor.post("/ko/inquire", a_question(), status=303))
    colleague = a_question(email="jiwon@hanbit.example.com", name="박지원", organisation="주식회사 한빛소재")

    second = inquiry_of(session, visitor.post("/ko/inquire", colleague, status=303))

    assert second.lead.organisation_id == first.lead.organisation_id
    assert second.lead.person_id != first.lead.person_id


@pytest.mark.parametrize(
    "other",
    [
        {"email": "someone@naver.com"},  # free mail is nobody's domain
        {"email": "someone@elsewhere.example.org"},
        {"email": "someone@hanbit.example.com", "organisation": "다른 회사"},
    ],
)
def test_one_sign_alone_suggests_and_joins_nothing(visitor: Client, session: Session, other: dict[str, str]) -> None:
    first = inquiry_of(session, visitor.post("/ko/inquire", a_question(), status=303)).lead.organisation

    second = inquiry_of(session, visitor.post("/ko/inquire", a_question(**other), status=303)).lead.organisation

    assert first is not None
    assert second is not None
    assert second.id != first.id
    assert session.scalars(firms_like(second)).all() == [first]


def test_two_people_of_free_mail_are_not_of_one_firm(visitor: Client, session: Session) -> None:
    for name in ("a", "b"):
        visitor.post("/ko/inquire", a_question(email=f"{name}@naver.com", organisation=f"회사 {name}"), status=303)

    firms = session.scalars(select(Organisation)).all()
    assert [firm.domain for firm in firms] == [None, None]
    assert session.scalars(firms_like(firms[0])).all() == []


# Which lead it is


def test_a_second_inquiry_to_the_same_estate_goes_to_the_open_lead(visitor: Client, session: Session) -> None:
    estate = EstateFactory()
    first_lot, second_lot = LotFactory(estate=estate), LotFactory(estate=estate)
    first = inquiry_of(session, visitor.post("/ko/inquire", a_question(first_lot), status=303))

    second = inquiry_of(session, visitor.post("/ko/inquire", a_question(second_lot, message="하나 더"), status=303))

    assert second.lead_id == first.lead_id
    assert (first.opened_lead, second.opened_lead) == (True, False)
    assert [one.lot_id for one in second.lead.lots] == [first_lot.id, second_lot.id]
    entries = session.scalars(select(Entry).where(Entry.kind == EntryKind.INQUIRY).order_by(Entry.id)).all()
    assert [entry.text for entry in entries] == [first.message, "하나 더"]
    assert second.reference.lower() in second.lead.search_text


def test_an_inquiry_to_another_estate_or_after_the_lead_was_closed_opens_its_own(
    visitor: Client, session: Session
) -> None:
    first = inquiry_of(session, visitor.post("/ko/inquire", a_question(LotFactory()), status=303))
    elsewhere = inquiry_of(session, visitor.post("/ko/inquire", a_question(LotFactory()), status=303))
    assert elsewhere.lead_id != first.lead_id

    act = Act(at=first.received_at, way=Way.DESK)
    first.lead.move_to(Stage.LOST, act=act, reason="budget")
    session.commit()
    later = inquiry_of(session, visitor.post("/ko/inquire", a_question(first.lots[0].lot), status=303))

    assert later.lead_id not in (first.lead_id, elsewhere.lead_id)


# Spam is kept


@pytest.mark.parametrize(
    ("why", "other"),
    [
        ("honeypot", {"reply_topic": "buy now"}),
        ("links", {"message": "http://a.example http://b.example http://c.example www.d.example"}),
        ("links", {"name": "WIN http://a.example"}),
    ],
)
def test_a_suspect_is_stored_marked_and_thanked_like_anybody(
    visitor: Client, session: Session, why: str, other: dict[str, str]
) -> None:
    page = visitor.post("/en/inquire", a_question(**other), status=303)

    inquiry = inquiry_of(session, page)
    assert (inquiry.suspect, inquiry.lead.stage) == (why, Stage.SPAM)
    assert inquiry.reference in page.follow()
    assert [one.state for one in session.scalars(select(Letter))] == ["held", "held"]
    assert rows(session, Job) == 0


def test_a_form_sent_within_a_second_of_its_opening_is_a_suspect(
    visitor: Client, session: Session, clock: Clock
) -> None:
    key = visitor.get("/en/inquire").form()["form_key"][0]
    clock.move(seconds=1)
    assert inquiry_of(session, visitor.post("/en/inquire", a_question(form_key=key), status=303)).suspect == "fast"

    key = visitor.get("/en/inquire").form()["form_key"][0]
    clock.move(seconds=20)
    other = a_question(form_key=key, email="b@example.com")
    assert inquiry_of(session, visitor.post("/en/inquire", other, status=303)).suspect is None


@pytest.mark.thorough
def test_more_than_a_network_usually_sends_is_marked_never_refused(
    visitor: Client, session: Session, app: Flask
) -> None:
    from web.limits import limiter

    app.config["RATELIMIT_ENABLED"] = True
    limiter.reset()
    answers = [
        visitor.post("/en/inquire", a_question(email=f"p{number}@example.com"), status=303) for number in range(33)
    ]
    limiter.reset()

    marks = [inquiry_of(session, page).suspect for page in answers]
    assert marks == [None] * 30 + ["many"] * 3


def test_an_inquiry_is_acknowledged_though_the_counter_is_down(
    visitor: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web import limits

    def down(*_: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(limits.limiter.limiter, "hit", down)

    page = visitor.post("/en/inquire", a_question(), status=303)

    assert inquiry_of(session, page).suspect is None


def test_a_suspect_is_one_move_from_rescue_and_then_its_letters_go_out(visitor: Client, session: Session) -> None:
    inquiry = inquiry_of(session, visitor.post("/en/inquire", a_question(reply_topic="x"), status=303))

    rescue(session, inquiry.lead, act=Act(at=inquiry.received_at, way=Way.DESK))
    session.commit()

    assert (inquiry.lead.stage, inquiry.lead.closed_at) == (Stage.NEW, None)
    assert [one.state for one in session.scalars(select(Letter))] == ["queued", "queued"]
    assert rows(session, Job) == 2


def test_a_suspect_does_not_get_into_an_open_lead(visitor: Client, session: Session) -> None:
    first = inquiry_of(session, visitor.post("/en/inquire", a_question(), status=303))

    second = inquiry_of(session, visitor.post("/en/inquire", a_question(reply_topic="x"), status=303))

    assert second.lead_id != first.lead_id


def test_a_campaigns_word_is_kept_and_nothing_else(visitor: Client, session: Session) -> None:
    form = visitor.get("/en/inquire?source=kotra-seminar").form()
    assert form["source"] == ["kotra-seminar"]

    told = [
        inquiry_of(session, visitor.post("/en/inquire", a_question(source=word), status=303)).source
        for word in ("kotra-seminar", "<b>", "x" * 61, "")
    ]

    assert told == ["kotra-seminar", None, None, None]


def test_a_connection_writes_nothing_it_has_not_synced(app: Flask, session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    from web.database import db, writing_engine

    with app.app_context():
        for engine in (db.engine, writing_engine()):
            db.engine.dispose()
            for _ in range(2):  # each connection that is opened
                with engine.connect() as connection:
                    assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
                    assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
                db.engine.dispose()
