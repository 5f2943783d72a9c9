"""An administrator makes an estate from nothing and keeps how it is set up; the public sees what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.account import Role
from models.audit import Audit
from models.land.estate import Contact, Estate
from models.land.lot import Status
from tests.factories import EstateFactory, LotFactory
from tests.land import NOW
from tests.site.estates.kept import a_held_lot

SETTINGS = "/staff/estates/{}/settings"


@pytest.fixture
def estate(session):
    return EstateFactory()


def fields(page, form="#setup form"):
    """Return what stands in a form, of each field the first."""
    return {name: values[0] for name, values in page.form(form).items()}


def sent(page, **changed):
    return page.form("#setup form") | changed


def test_an_estate_is_made_from_nothing_and_shown_when_it_is_published(session, admin, visitor):
    made = admin.post("/staff/estates/new", {"slug": "tepi-laut", "name_ko": "테피 라웃 산업단지", "utm": "32748"})

    page = made.follow()
    assert page.path == SETTINGS.format("tepi-laut")
    assert "테피 라웃 산업단지" in page
    assert "Not published" in page
    lot = LotFactory(estate=session.scalars(select(Estate)).one())
    visitor.get(f"/en/lots/tepi-laut/{lot.code}", status=404)
    assert admin.get("/staff/estates/tepi-laut/published").one("h1").text == "Publish 테피 라웃 산업단지"
    admin.post("/staff/estates/tepi-laut/published", {"show": "yes"})
    assert lot.code_as_given in visitor.get(f"/en/lots/tepi-laut/{lot.code}")
    admin.post("/staff/estates/tepi-laut/published", {"show": "no"})
    admin.post("/staff/estates/tepi-laut/published", {"show": "no"})
    visitor.get(f"/en/lots/tepi-laut/{lot.code}", status=404)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"slug": "Tepi Laut", "name_en": "Tepi"}, "Use small letters, digits and dashes, like cilegon-2."),
        ({"slug": "tepi"}, "Enter the estate's name in one language at least."),
        ({"slug": "", "name_en": "Tepi"}, "Enter a short name like cilegon-2."),
    ],
)
def test_an_estate_that_cannot_be_is_refused_beside_its_field(admin, typed, told):
    page = admin.post("/staff/estates/new", {"utm": "32748"} | typed, status=422)

    assert told in page
    assert fields(page, "main form")["slug"] == typed["slug"]


def test_a_short_name_is_taken_once(admin, estate):
    page = admin.post("/staff/estates/new", {"slug": estate.slug, "name_en": "Again", "utm": "32748"}, status=422)

    assert f"The estate “{estate.slug}” exists already." in page


def test_who_keeps_one_estate_makes_no_others(staff, estate):
    local = staff("local", Role.ADMIN, estate_id=estate.id)

    local.get("/staff/estates/new", status=404)
    assert "New estate" not in local.get("/staff/estates")
    local.get(SETTINGS.format(EstateFactory().slug), status=404)
    local.get(SETTINGS.format(estate.slug))


def test_settings_come_back_as_they_were_typed_and_the_trail_names_fields_only(session, admin, estate):
    page = admin.get(SETTINGS.format(estate.slug))

    changed = {"place_ja": "西ジャワ州", "lat": "-6.1", "lon": "107.2", "answer_hours": "6", "mail_ko": "kr@example.com"}
    changed["hold_days"] = "10"
    again = admin.post(SETTINGS.format(estate.slug), sent(page, **changed)).follow()

    assert {name: fields(again)[name] for name in changed} == changed
    session.expire_all()
    assert (estate.answer_within, estate.mail_address("ko")) == (360, "kr@example.com")
    trail = session.scalars(select(Audit).where(Audit.subject == f"estate:{estate.id}").order_by(Audit.id)).all()
    assert [audit.what for audit in trail] == ["policy", "settings"]
    assert trail[0].details == {"hold_days": [14, 10]}
    assert set(trail[1].details["fields"]) == {"place", "lat", "lon", "answer_within", "desk_mail"}
    assert "kr@example.com" not in str(trail[1].details)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"lat": "-95", "lon": "107"}, "Enter a latitude from -90 to 90, like -5.96."),
        ({"lat": "-6.1", "lon": ""}, "Enter both latitude and longitude, or neither."),
        ({"answer_hours": "0"}, "Enter working hours from 1 to 80."),
        ({"mail_all": "no address"}, "Enter an email address like name@example.com"),
        ({"hold_days": "40"}, "This cannot be less than the field before it."),
        ({"hold_extensions": "-1"}, "Enter a number from 0 to 20."),
        ({"languages": []}, "Choose one language at least."),
    ],
)
def test_settings_that_cannot_be_are_refused_beside_their_field(admin, estate, typed, told):
    page = admin.get(SETTINGS.format(estate.slug))

    assert told in admin.post(SETTINGS.format(estate.slug), sent(page, **typed), status=422)


def test_who_saves_after_somebody_else_is_shown_and_loses_nothing(admin, estate):
    first = admin.get(SETTINGS.format(estate.slug))
    admin.post(SETTINGS.format(estate.slug), sent(first, place_en="Here"))

    page = admin.post(SETTINGS.format(estate.slug), sent(first, place_en="There"), status=409)

    assert "Somebody else changed this meanwhile." in page
    assert fields(page)["place_en"] == "There"
    assert admin.post(SETTINGS.format(estate.slug), page.form("#setup form")).follow()


def test_how_a_hold_is_shown_follows_the_policy_at_once(session, admin, visitor, estate, clock):
    clock.move(to=NOW)
    lot = LotFactory(estate=estate)
    a_held_lot(session, lot, until=NOW + timedelta(days=5))
    address = f"/en/lots/{estate.slug}/{lot.code}"
    session.refresh(lot)
    assert lot.public_status is Status.HELD

    page = admin.get(SETTINGS.format(estate.slug))
    admin.post(SETTINGS.format(estate.slug), sent(page, hold_shown_as="available"))

    session.refresh(lot)
    assert (lot.status, lot.public_status) == (Status.HELD, Status.AVAILABLE)
    assert visitor.get(address).one(".st").text_content().strip() == "Available"


def test_a_new_name_holds_from_its_day_and_the_old_one_until_then(session, admin, estate, clock):
    old = estate.name("en", date(2026, 3, 2))

    admin.post(f"/staff/estates/{estate.slug}/names", {"language": "en", "name": "Renamed", "from_day": "2026-04-01"})

    session.expire_all()
    assert [estate.name("en", day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [old, "Renamed"]
    admin.post(f"/staff/estates/{estate.slug}/names", {"language": "en", "name": "Better", "from_day": "2026-04-01"})
    session.expire_all()
    assert [n.name for n in estate.names if n.language == "en"] == [old, "Better"]


def test_a_desk_is_added_changed_and_taken_off(session, admin, estate):
    contacts = f"/staff/estates/{estate.slug}/contacts/"
    typed = {
        "title_ko": "한국어 상담 담당", "best": "ko", "languages": ["en"], "email": "kr@example.com",
        "hours": "Mon-Fri 08:00-17:00 WIB", "phone": "+62 254 123456", "kakao": "estate-kr",
    }  # fmt: skip

    page = admin.post(contacts + "new", typed).follow()

    assert "한국어 상담 담당" in page
    one = session.scalars(select(Contact).where(Contact.email == "kr@example.com")).one()
    assert (one.languages, one.messengers) == (["ko", "en"], {"kakao": "estate-kr"})
    assert fields(admin.get(contacts + one.key), "main form")["hours"] == typed["hours"]
    admin.post(contacts + one.key, typed | {"phone": "0254 123456"}, status=422)
    admin.post(contacts + one.key, typed | {"hours": "Sat"})
    session.refresh(one)
    assert one.hours == "Sat"
    admin.post(contacts + one.key + "/remove")
    assert "한국어 상담 담당" not in admin.get(SETTINGS.format(estate.slug))
