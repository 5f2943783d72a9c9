"""An inquiry's own page: one link, one inquiry, nothing personal; and what its sender can do there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.account import User
from models.act import Act, Way
from models.calendar import due
from models.inquiry.inquiry import Inquiry
from models.inquiry.status_link import status_key
from models.job import Job
from models.lead import work
from models.lead.lead import Lead, Stage
from models.lead.opening import rescue
from models.lead.timeline import Entry, EntryKind, Letter, Task
from models.people.organisation import Person
from tests.client import Client
from tests.factories import EstateFactory, LotFactory
from tests.page import Page
from tests.site.inquiries.asking import a_question, inquiry_of
from tests.support.clock import Clock

LANGUAGES = ("id", "en", "ko", "ja")


@pytest.fixture
def sent(visitor: Client, session: Session, clock: Clock) -> Page:
    """The page of an inquiry about one lot, just sent in Korean."""
    lot = LotFactory()
    return visitor.post(
        "/ko/inquire", a_question(lot, area_m2="30000", power_mva="16", sector="C27"), status=303
    ).follow()


def address(page: Page) -> str:
    """Return the address of a page with its key."""
    return page.answer.request.full_path


def key_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["key"][0]


def with_key(link: str, key: str) -> str:
    return f"{urlsplit(link).path}?key={key}"


def entries(session: Session, kind: EntryKind) -> list[Entry]:
    session.expire_all()
    return list(session.scalars(select(Entry).where(Entry.kind == kind).order_by(Entry.id)))


# The link


def test_the_page_tells_reference_lot_need_and_due_time_and_nothing_personal(sent: Page, session: Session) -> None:
    inquiry = inquiry_of(session, sent)

    for told in (
        inquiry.reference,
        "A-01",
        "30,000",
        "9,075평",
        "16 MVA",
        "전기장비",
        "KST",
        "WIB",
        "m•••••@h••••••.com",
    ):
        assert told in sent, told
    for personal in ("김민수", "한빛소재", "minsu", "212-3456", "재이용수", "부장"):
        assert personal not in sent.source, personal


def test_the_page_is_nobody_elses_in_any_cache_and_no_other_site_learns_its_address(sent: Page) -> None:
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.headers["Referrer-Policy"] == "no-referrer"
    assert sent.css('meta[name=robots][content="noindex"]')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_opens_the_page_in_every_language(visitor: Client, sent: Page, language: str) -> None:
    link = address(sent).replace("/ko/", f"/{language}/", 1)

    page = visitor.get(link)

    assert page.tree.get("lang") == language
    assert len(page.css(".trk li")) == 5


def test_a_wrong_key_and_an_unknown_reference_are_one_answer(visitor: Client, sent: Page) -> None:
    link = address(sent)
    key = key_of(link)
    wrong = [
        key[:-1] + ("A" if key[-1] != "A" else "B"),
        key[:-1],
        key + "A",
        key.swapcase(),
        "",
        "ключ",
        "%00",
        "A" * 5000,
    ]

    answers = [visitor.get(with_key(link, one), status=404) for one in wrong]
    answers.append(visitor.get(urlsplit(link).path, status=404))
    answers.append(visitor.get(with_key(link.replace("/K-", "/L-"), key), status=404))

    assert len({page.text for page in answers}) == 1


def test_the_key_of_one_inquiry_opens_no_other(visitor: Client, sent: Page) -> None:
    other = address(visitor.post("/ko/inquire", a_question(email="other@example.com"), status=303).follow())

    visitor.get(with_key(other, key_of(address(sent))), status=404)


def test_the_key_is_made_of_128_bits_and_stored_nowhere(sent: Page, session: Session) -> None:
    key = key_of(address(sent))

    assert len(key) == 22
    for table in (Inquiry, Letter, Job, Entry):
        for row in session.scalars(select(table)):
            assert all(key not in str(value) for value in vars(row).values())


def test_form_key_and_epoch_joined_otherwise_are_another_key() -> None:
    assert status_key("s", "key-1", 12) != status_key("s", "key-11", 2)
    assert status_key("s", "key", 0) != status_key("other", "key", 0)


def test_the_key_is_in_no_line_of_the_log(visitor: Client, sent: Page, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    visitor.get(address(sent))
    visitor.get(address(sent) + "&said=x")
    visitor.post(address(sent), {"do": "message"}, status=422)
    lines = "".join(capfd.readouterr())

    assert "/inquiries/<reference>" in lines
    assert key_of(address(sent)) not in lines
    assert "K-26-" not in lines


# How far it is


def test_the_track_follows_what_the_desk_does(visitor: Client, sent: Page, session: Session, clock: Clock) -> None:
    def states() -> str:
        return "".join(item.get("class")[-1] for item in visitor.get(address(sent)).css(".trk li"))

    lead = inquiry_of(session, sent).lead
    seller = User(email="seller@example.com", name="seller", language="id")
    session.add(seller)
    session.flush()
    assert states() == "mnwnn"

    clock.move(hours=1)
    work.assign(session, lead, seller, act=Act(at=clock.at, by_id=seller.id, way=Way.DESK))
    assert states() == "mmwnn"

    clock.move(hours=1)
    act = Act(at=clock.at, by_id=seller.id, way=Way.DESK)
    work.answer(session, lead, seller, act=act, subject="s", body="b")
    assert states() == "mmmnn"
    assert not visitor.get(address(sent)).css("section.due")

    clock.move(hours=1)
    lead.history.append(_move(lead, Stage.SHORTLISTED, clock.at))
    assert states() == "mmmmn"


def _move(lead: Lead, stage: Stage, at: datetime):  # type: ignore[no-untyped-def]
    from models.lead.lead import StageChange

    return StageChange(old=lead.stage, new=stage, at=at, act=Act(at=at, way=Way.DESK))


def test_the_strip_names_the_days_that_do_not_count(visitor: Client, session: Session, clock: Clock) -> None:
    clock.move(to=datetime(2026, 3, 17, 9, 30, tzinfo=UTC))

    page = visitor.post("/en/inquire", a_question(LotFactory()), status=303).follow()

    days = [(item.get("class"), " ".join(item.text_content().split())) for item in page.css(".days li")]
    assert [kind for kind, _ in days] == ["on", "off", "off", "off", "off", "off", "off", "off", "due"]
    assert "Nyepi" in str(days)
    assert "Eid" in page.one("section.due").text_content()
    assert "Wed 25 March 13:30 KST" in page
    assert "Wed 25 March 11:30 WIB" in page


@pytest.mark.parametrize(("country", "zone"), [("KR", "KST"), ("JP", "JST"), ("ID", "WIB"), ("DE", "WIB")])
def test_the_due_time_stands_in_the_readers_zone(visitor: Client, session: Session, country: str, zone: str) -> None:
    page = visitor.post("/en/inquire", a_question(country=country), status=303).follow()

    assert page.one("section.due .dt .u").text == zone
    assert ("WIB" in page.one("section.due .dt").text_content().replace(zone, "", 1)) == (zone != "WIB")


def test_a_lot_that_changed_since_shows_how_it_stands_now(visitor: Client, sent: Page, session: Session) -> None:
    lot = inquiry_of(session, sent).lots[0].lot
    assert "Changed since" not in visitor.get(address(sent).replace("/ko/", "/en/", 1))
    lot.status = lot.public_status = "sold"

    page = visitor.get(address(sent).replace("/ko/", "/en/", 1))

    assert "is already sold" in page
    assert "Changed since you asked" in page


def test_somebody_who_knows_an_address_cannot_watch_its_owners_affairs(
    visitor: Client, session: Session, clock: Clock
) -> None:
    lot = LotFactory()
    owner = inquiry_of(session, visitor.post("/en/inquire", a_question(lot), status=303))
    clock.move(days=1)
    other = visitor.post("/en/inquire", a_question(lot, name="Somebody else", message="?"), status=303).follow()
    assert inquiry_of(session, other).lead_id == owner.lead_id

    clock.move(days=1)
    for stage in (Stage.SHORTLISTED, Stage.VISIT):
        owner.lead.history.append(_move(owner.lead, stage, clock.at))
    session.commit()

    track = [item.get("class")[-1] for item in visitor.get(address(other)).css(".trk li")]
    assert track == ["m", "n", "w", "n", "n"]


def test_a_suspect_reads_what_everybody_reads(visitor: Client, session: Session) -> None:
    page = visitor.post("/en/inquire", a_question(reply_topic="x"), status=303).follow()

    assert page.css("section.due")
    assert "spam" not in page.source.casefold()


# One more message


def post_message(visitor: Client, page: Page, text: str, **other: str) -> Page:
    form = page.form("form.grid")
    return visitor.post(address(page), form | {"m-message": text} | other, status=303)


def test_a_message_reaches_the_timeline_and_the_desk(visitor: Client, sent: Page, session: Session) -> None:
    page = post_message(visitor, sent, "하나 더 여쭙니다.").follow()

    entry = entries(session, EntryKind.RECEIVED)[0]
    assert (entry.text, entry.language) == ("하나 더 여쭙니다.", "ko")
    letter = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert (letter.kind, letter.template, letter.to) == ("desk_notice", "desk_message", "korean.desk@example.com")
    assert "하나 더" not in letter.body
    assert "하나 더 여쭙니다." not in page.source
    assert "1 message so far" in visitor.get(address(page).replace("/ko/", "/en/", 1))


def test_a_second_press_is_one_message(visitor: Client, sent: Page, session: Session) -> None:
    form = sent.form("form.grid") | {"m-message": "once"}

    for _ in range(3):
        visitor.post(address(sent), form, status=303)

    assert len(entries(session, EntryKind.RECEIVED)) == 1


def test_a_message_starts_the_answer_clock_unless_one_runs(
    visitor: Client, sent: Page, session: Session, clock: Clock
) -> None:
    inquiry = inquiry_of(session, sent)
    first_due = inquiry.lead.answer_due_at
    clock.move(hours=1)
    post_message(visitor, sent, "while it runs")
    session.expire_all()
    assert inquiry.lead.answer_due_at == first_due

    seller = User(email="seller@example.com", name="seller", language="id")
    session.add(seller)
    session.flush()
    clock.move(hours=1)
    work.answer(
        session, inquiry.lead, seller, act=Act(at=clock.at, by_id=seller.id, way=Way.DESK), subject="s", body="b"
    )
    session.commit()
    clock.move(hours=1)
    page = post_message(visitor, visitor.get(address(sent)), "after the answer").follow()

    session.expire_all()
    assert inquiry.lead.answer_due_at == due(clock.at, 240)
    assert page.css("section.due")


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "가" * 4001])
def test_a_message_that_cannot_be_taken_is_told_beside_it(visitor: Client, sent: Page, text: str) -> None:
    form = sent.form("form.grid") | {"m-message": text}

    page = visitor.post(address(sent), form, status=422)

    assert page.css("#m-message-error")
    assert page.css(".sum")


# The right address


def correct(visitor: Client, page: Page, to: str, status: int = 303) -> Page:
    return visitor.post(address(page), {"do": "address", "a-email": to}, status=status)


def test_a_corrected_address_closes_the_old_link_and_this_browser_goes_on(
    visitor: Client, sent: Page, session: Session
) -> None:
    page = correct(visitor, sent, "min.su@hanbit.example.com").follow()

    assert page.status == 200
    assert key_of(address(page)) != key_of(address(sent))
    visitor.get(address(sent), status=404)
    inquiry = inquiry_of(session, page)
    assert (inquiry.epoch, inquiry.email, inquiry.address) == (
        1,
        "minsu@hanbit.example.com",
        "min.su@hanbit.example.com",
    )
    assert entries(session, EntryKind.ADDRESS)[0].text == "minsu@hanbit.example.com → min.su@hanbit.example.com"


def test_the_acknowledgement_goes_again_to_the_new_address_and_no_more_to_the_old(
    visitor: Client, sent: Page, session: Session
) -> None:
    correct(visitor, sent, "min.su@hanbit.example.com")

    letters = session.scalars(select(Letter).where(Letter.kind == "ack").order_by(Letter.id)).all()
    assert [(one.to, one.state) for one in letters] == [
        ("minsu@hanbit.example.com", "cancelled"),
        ("min.su@hanbit.example.com", "queued"),
    ]


def test_a_person_known_by_this_inquiry_alone_gets_the_right_address(
    visitor: Client, sent: Page, session: Session
) -> None:
    correct(visitor, sent, "min.su@hanbit.example.com")

    session.expire_all()
    person = session.scalars(select(Person)).one()
    assert (person.email, person.email_key) == ("min.su@hanbit.example.com", "min.su@hanbit.example.com")


def test_nobody_turns_another_persons_letters_away_by_correcting_an_address(
    visitor: Client, sent: Page, session: Session
) -> None:
    owner = inquiry_of(session, sent)
    lot = owner.lots[0].lot
    forged = visitor.post("/ko/inquire", a_question(lot, message="forged"), status=303).follow()
    assert inquiry_of(session, forged).lead_id == owner.lead_id

    page = correct(visitor, forged, "thief@elsewhere.example.org").follow()

    session.expire_all()
    assert owner.lead.person is not None
    assert owner.lead.person.email == "minsu@hanbit.example.com"
    parted = inquiry_of(session, page)
    assert parted.lead_id != owner.lead_id
    assert parted.lead.person is not None
    assert parted.lead.person.email == "thief@elsewhere.example.org"
    assert parted.opened_lead


def test_who_came_first_under_anothers_address_takes_no_later_letters_along(
    visitor: Client, sent: Page, session: Session
) -> None:
    forged = inquiry_of(session, sent)
    lot = forged.lots[0].lot
    owner = inquiry_of(session, visitor.post("/ko/inquire", a_question(lot, message="the true one"), status=303))
    assert owner.lead_id == forged.lead_id

    correct(visitor, sent, "thief@elsewhere.example.org")

    session.expire_all()
    assert owner.lead.person is not None
    assert owner.lead.person.email == "minsu@hanbit.example.com"
    assert forged.lead_id != owner.lead_id


def test_an_address_that_somebody_else_has_is_that_person(visitor: Client, sent: Page, session: Session) -> None:
    known = inquiry_of(session, visitor.post("/ko/inquire", a_question(email="known@example.com"), status=303))

    correct(visitor, sent, "known@example.com")

    session.expire_all()
    assert inquiry_of(session, sent).lead.person_id == known.lead.person_id


@pytest.mark.parametrize("to", ["MINSU@hanbit.example.com", "no address", "", "a@example.com\nBcc: b@example.com"])
def test_no_address_or_the_same_is_told_and_changes_nothing(
    visitor: Client, sent: Page, session: Session, to: str
) -> None:
    page = correct(visitor, sent, to, status=422)

    assert page.css("#a-email-error")
    assert inquiry_of(session, sent).epoch == 0


# A consent withdrawn


def withdraw_link(page: Page, purpose: str) -> str:
    return next(link for link in page.links() if f"/withdraw/{purpose}" in link)


def test_looking_at_the_withdrawal_withdraws_nothing(visitor: Client, sent: Page, session: Session) -> None:
    page = visitor.get(withdraw_link(sent, "overseas_transfer"))

    assert len(page.css("main form button")) == 1
    assert not entries(session, EntryKind.CONSENT)


def test_without_a_required_consent_work_stops_and_the_desk_is_told(
    visitor: Client, sent: Page, session: Session, clock: Clock
) -> None:
    page = visitor.post(withdraw_link(sent, "overseas_transfer"), status=303).follow()

    inquiry = inquiry_of(session, page)
    assert inquiry.stopped_at == clock.at
    assert inquiry.lead.answer_due_at is None
    task = session.scalars(select(Task)).one()
    assert task.due_at == clock.at + timedelta(hours=72)
    assert entries(session, EntryKind.CONSENT)[0].details["withdrawn"] == "overseas_transfer"
    told = session.execute(select(Letter.template, Letter.state).order_by(Letter.id)).all()
    assert told == [("ack", "cancelled"), ("desk_notice", "queued"), ("desk_stop", "queued"), ("withdrawn", "queued")]
    assert not page.css("form")
    assert not page.css(".days")


def test_an_optional_consent_withdrawn_leaves_the_inquiry_as_it_is(visitor: Client, session: Session) -> None:
    sent = visitor.post("/en/inquire", a_question(consent_marketing="yes"), status=303).follow()

    page = visitor.post(withdraw_link(sent, "marketing"), status=303).follow()

    inquiry = inquiry_of(session, page)
    assert inquiry.stopped_at is None
    assert inquiry.lead.answer_due_at is not None
    assert page.css("section.due")
    assert "Withdrawn by you" in page
    assert not session.scalars(select(Task)).all()


def test_a_consent_is_withdrawn_once(visitor: Client, sent: Page, session: Session) -> None:
    link = withdraw_link(sent, "inquiry")
    for _ in range(2):
        visitor.post(link, status=303)

    assert len(entries(session, EntryKind.CONSENT)) == 1
    assert session.scalar(select(func.count()).select_from(Task)) == 1


@pytest.mark.parametrize("purpose", ["third_party", "nothing", "INQUIRY"])
def test_what_was_not_given_cannot_be_withdrawn(visitor: Client, sent: Page, session: Session, purpose: str) -> None:
    link = withdraw_link(sent, "inquiry").replace("/inquiry?", f"/{purpose}?")

    visitor.post(link, status=303 if purpose == "third_party" else 404)

    assert not entries(session, EntryKind.CONSENT)


def test_a_stopped_inquiry_takes_no_message_and_no_address(visitor: Client, sent: Page, session: Session) -> None:
    form = sent.form("form.grid") | {"m-message": "too late"}
    visitor.post(withdraw_link(sent, "inquiry"), status=303)

    visitor.post(address(sent), form, status=422)
    correct(visitor, sent, "new@example.com", status=422)

    assert not entries(session, EntryKind.RECEIVED)


# Not by others


def test_nothing_is_done_without_the_key_or_from_another_site(visitor: Client, sent: Page, session: Session) -> None:
    path = urlsplit(address(sent)).path
    form = sent.form("form.grid") | {"m-message": "forged"}
    moves = [(path, form), (path, {"do": "address", "a-email": "x@example.com"}), (f"{path}/withdraw/inquiry", {})]
    for where, data in moves:
        visitor.post(where, data, status=404)
        visitor.post(f"{where}?key=A", data, status=404)
        visitor.post(
            f"{where}?key={key_of(address(sent))}", data, headers={"Origin": "https://elsewhere.example"}, status=422
        )

    assert not [
        e for kind in (EntryKind.RECEIVED, EntryKind.ADDRESS, EntryKind.CONSENT) for e in entries(session, kind)
    ]


def test_a_page_without_referrer_may_send_its_own_forms(visitor: Client, sent: Page) -> None:
    form = sent.form("form.grid") | {"m-message": "from a page whose origin the browser keeps to itself"}

    visitor.post(address(sent), form, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}, status=303)


def test_an_inquiry_without_a_lot_has_a_page_too(visitor: Client, session: Session) -> None:
    EstateFactory()
    page = visitor.post("/en/inquire", a_question(), status=303).follow()

    assert page.css("section.due")
    assert not page.css(".mine")


def test_a_rescued_suspect_is_answered_like_anybody(visitor: Client, session: Session) -> None:
    page = visitor.post("/en/inquire", a_question(reply_topic="x"), status=303).follow()
    inquiry = inquiry_of(session, page)
    rescue(session, inquiry.lead, act=Act(at=inquiry.received_at, way=Way.DESK))

    assert visitor.get(address(page)).css("section.due")


# Rights over one's own data


@pytest.mark.parametrize("right", ["access", "correct", "erase"])
def test_a_wish_about_ones_own_data_is_a_task_of_72_hours_once(
    visitor: Client, sent: Page, session: Session, clock: Clock, right: str
) -> None:
    link = next(link for link in sent.links() if f"/rights/{right}" in link)
    visitor.get(link)
    assert not session.scalars(select(Task)).all()

    for _ in range(2):
        visitor.post(link, status=303)

    task = session.scalars(select(Task)).one()
    assert task.due_at == clock.at + timedelta(hours=72)
    entry = entries(session, EntryKind.RECEIVED)[0]
    assert (entry.language, entry.details["right"]) == ("ko", right)
    letters = session.scalars(select(Letter.template).order_by(Letter.id)).all()
    assert letters == ["ack", "desk_notice", "desk_message"]


def test_a_wish_that_is_no_right_is_not_there(visitor: Client, sent: Page) -> None:
    link = next(link for link in sent.links() if "/rights/access" in link).replace("access", "everything")

    visitor.get(link, status=404)
    visitor.post(link, status=404)


def test_the_need_leads_back_to_the_lots_that_fit(visitor: Client, sent: Page) -> None:
    link = next(link for link in sent.links() if "/lots?" in link)

    assert parse_qs(urlsplit(link).query) == {"area_min": ["30000"], "power_min": ["16"], "sector": ["C27"]}
    visitor.get(link)
