"""What the form promises to whoever fills it in."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.inquiry.inquiry import Inquiry
from models.land.estate import Estate
from tests.client import Client
from tests.factories import LotFactory
from tests.site.inquiries.asking import a_question, inquiry_of, kept
from tests.support.clock import Clock

LANGUAGES = ("id", "en", "ko", "ja")
FIELDS = {
    *(
        "name",
        "organisation",
        "title",
        "email",
        "phone",
        "country",
        "message",
        "lot",
        "area_m2",
        "power_mva",
        "water_m3d",
    ),
    *("sector", "tenure", "timeframe", "consent_inquiry", "consent_transfer", "consent_third_party"),
    *("consent_marketing", "form_key"),
}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Inquiry)) or 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_has_the_fields_that_other_programs_rely_on(visitor: Client, session: Session, language: str) -> None:
    lot = LotFactory()

    page = visitor.get(f"/{language}/inquire?lot={lot.estate.slug}/{lot.code}")

    names = {field.get("name") for field in page.css("main form [name]")}
    assert names >= FIELDS
    assert page.headers["Cache-Control"] == "no-store"


def test_each_rendering_mints_a_key_of_its_own(visitor: Client, session: Session) -> None:
    keys = [visitor.get("/en/inquire").form()["form_key"][0] for _ in range(3)]

    assert len(set(keys)) == 3
    assert all(len(key) >= 30 for key in keys)


def test_several_lots_are_asked_about_at_once_and_each_can_be_left_out(visitor: Client, session: Session) -> None:
    first, second = LotFactory(), LotFactory()
    page = visitor.get(f"/en/inquire?lot={first.estate.slug}/{first.code}&lot={second.estate.slug}/{second.code}")
    assert [element.text for element in page.css(".picked .code")] == [first.code, second.code]

    left_out = page.form() | {"without": f"{first.estate.slug}/{first.code}", "message": "as I typed it"}
    page = visitor.post("/en/inquire", left_out)

    assert [element.text for element in page.css(".picked .code")] == [second.code]
    assert kept(page)["message"] == ["as I typed it"]
    assert count(session) == 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Please tell us these figures of A-01:"),
        ("ko", "스팀"),
        ("ja", "蒸気"),
        ("id", "uap"),
    ],
)
def test_a_figure_asked_for_begins_the_message_in_the_readers_language(
    visitor: Client, session: Session, language: str, sentence: str
) -> None:
    lot = LotFactory()

    page = visitor.get(f"/{language}/inquire?lot={lot.estate.slug}/{lot.code}&ask=steam_flow&ask=no_such_fact")

    message = page.form()["message"][0]
    assert sentence.casefold() in message.casefold()
    assert "no_such_fact" not in message


def test_nothing_is_ticked_before(visitor: Client, session: Session) -> None:
    page = visitor.get("/ko/inquire")

    assert len(page.css("input[type=radio]")) == 8
    assert not page.css("input:checked, input[checked]")


def test_every_purpose_is_shown_with_its_notice_required_and_optional_apart(visitor: Client, session: Session) -> None:
    page = visitor.get("/ko/inquire")

    told = [(box.cssselect("h3")[0].text_content().split(), len(box.cssselect("tr"))) for box in page.css(".consent")]
    assert [words[-1] for words, _ in told] == ["Required", "Required", "Optional", "Optional"] or [
        words[-1] for words, _ in told
    ] == ["필수", "필수", "선택", "선택"]
    assert all(rows >= 4 for _, rows in told)


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "missing", ["name", "organisation", "email", "country", "message", "consent_inquiry", "consent_transfer"]
)
def test_what_is_missing_is_said_beside_its_field_and_above_and_the_rest_is_kept(
    visitor: Client, session: Session, language: str, missing: str
) -> None:
    lot = LotFactory()
    sent = a_question(lot, **{missing: None}, area_m2="3,5 ha" if language == "id" else "3.5 ha")

    page = visitor.post(f"/{language}/inquire", sent, status=422)

    summary = page.one(".sum")
    assert summary.get("role") == "alert"
    assert len(summary.cssselect("li")) == 1
    target = summary.cssselect("li a")[0].get("href").lstrip("#").removesuffix("-0")
    assert target == missing
    assert page.css(f"#{missing}-error")
    held = kept(page)
    assert held["form_key"] == [sent["form_key"]]
    assert held["lot"] == sent["lot"]
    for name in ("name", "organisation", "email", "message", "area_m2", "consent_inquiry", "consent_transfer"):
        if name != missing:
            assert held[name] == [sent[name]], name
    assert count(session) == 0


def test_after_an_error_the_same_form_is_sent_again_and_taken_once(visitor: Client, session: Session) -> None:
    wrong = a_question(email="minsu@")
    page = visitor.post("/en/inquire", wrong, status=422)

    visitor.post("/en/inquire", page.form() | {"email": "minsu@hanbit.example.com"}, status=303)

    assert count(session) == 1


@pytest.mark.parametrize("consent", ["consent_third_party", "consent_marketing"])
@pytest.mark.parametrize("answer", [None, "no", "yes"])
def test_an_optional_consent_never_blocks(visitor: Client, session: Session, consent: str, answer: str | None) -> None:
    page = visitor.post("/en/inquire", a_question(**{consent: answer}), status=303)

    given = {c.purpose.value: c.given for c in inquiry_of(session, page).consents}
    assert given[consent.removeprefix("consent_")] == (answer == "yes")


@pytest.mark.parametrize("consent", ["consent_inquiry", "consent_transfer"])
def test_without_a_required_consent_nothing_is_kept_and_the_way_out_is_told(
    visitor: Client, session: Session, consent: str
) -> None:
    page = visitor.post("/en/inquire", a_question(**{consent: "no"}), status=422)

    assert "You can still call or write to the desk." in page
    assert count(session) == 0


@pytest.mark.parametrize(
    ("language", "typed", "stored"),
    [
        ("ko", "1만평", "33057.85124"),
        ("ja", "3,000坪", "9917.355372"),
        ("id", "30.000,5", "30000.5"),
        ("en", "3.5 ha", "35000"),
        ("en", "30,000", "30000"),
    ],
)
def test_numbers_are_read_as_people_write_them(
    visitor: Client, session: Session, language: str, typed: str, stored: str
) -> None:
    page = visitor.post(f"/{language}/inquire", a_question(area_m2=typed), status=303)

    assert inquiry_of(session, page).need == {"area_m2": stored}


@pytest.mark.parametrize("typed", ["0", "-5", "a lot", "9" * 30, "1e9", "NaN", "99999999999"])
def test_a_number_that_cannot_be_meant_is_an_error_not_a_failure(visitor: Client, session: Session, typed: str) -> None:
    page = visitor.post("/en/inquire", a_question(area_m2=typed), status=422)

    assert page.css("#area_m2-error")
    assert page.form()["area_m2"] == [typed]


@pytest.mark.parametrize(
    ("language", "first"),
    [("ko", ["KR", "JP", "ID"]), ("ja", ["JP", "KR", "ID"]), ("id", ["ID", "KR", "JP"]), ("en", ["KR", "JP", "ID"])],
)
def test_countries_that_ask_most_come_first_and_the_rest_is_sorted(
    visitor: Client, session: Session, language: str, first: list[str]
) -> None:
    page = visitor.get(f"/{language}/inquire")

    codes = [option.get("value") for option in page.css("#country option")]
    assert codes[:4] == ["", *first]
    assert len(codes) == len(set(codes)) > 200
    assert not {"EU", "UN", "ZZ", "XA"} & set(codes)


def test_a_phone_number_is_kept_as_e164_when_it_can_be_read_and_as_typed_otherwise(
    visitor: Client, session: Session
) -> None:
    readable = inquiry_of(session, visitor.post("/ko/inquire", a_question(phone="02-212-3456")))
    odd = inquiry_of(
        session, visitor.post("/ko/inquire", a_question(phone="내선 12", email="other@hanbit.example.com"))
    )

    assert readable.lead.person is not None
    assert readable.lead.person.phone == "+8222123456"
    assert odd.lead.person is not None
    assert odd.lead.person.phone == "내선 12"


@pytest.mark.parametrize("field", ["name", "organisation", "title", "phone", "message", "email"])
def test_more_than_a_field_holds_is_said_and_kept(visitor: Client, session: Session, field: str) -> None:
    long = "가" * 5000 if field != "email" else "a" * 300 + "@example.com"

    page = visitor.post("/en/inquire", a_question(**{field: long}), status=422)

    assert page.css(f"#{field}-error")
    assert kept(page)[field][0] == long


@pytest.mark.parametrize(
    "address",
    [
        "no-at-sign",
        "a@b",
        "a b@example.com",
        "a@example..com",
        "a@exa mple.com",
        "a@example.com, b@example.com",
        "<a@example.com>",
        "김@example.com",
    ],
)
def test_an_address_that_no_mail_reaches_is_refused_in_words(visitor: Client, session: Session, address: str) -> None:
    page = visitor.post("/en/inquire", a_question(email=address), status=422)

    assert "like name@company.com" in page
    assert count(session) == 0


def test_a_form_left_open_for_a_day_is_still_accepted(visitor: Client, session: Session, clock: Clock) -> None:
    form = visitor.get("/en/inquire").form()
    clock.move(days=1, hours=3)

    visitor.post("/en/inquire", a_question(form_key=form["form_key"][0], seen=form["seen"][0]), status=303)

    assert session.scalars(select(Inquiry)).one().suspect is None


def test_a_quarter_that_ended_while_the_form_was_open_still_counts(
    visitor: Client, session: Session, clock: Clock
) -> None:
    clock.move(days=60)

    page = visitor.post("/en/inquire", a_question(timeframe="2026Q1"), status=303)

    assert inquiry_of(session, page).need == {"timeframe": "2026Q1"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timeframe", "soon"),
        ("timeframe", "2026Q5"),
        ("tenure", "steal"),
        ("sector", "Z99"),
        ("country", "XX"),
        ("consent_inquiry", "perhaps"),
    ],
)
def test_a_choice_that_was_never_offered_is_an_error(visitor: Client, session: Session, field: str, value: str) -> None:
    visitor.post("/en/inquire", a_question(**{field: value}), status=422)

    assert count(session) == 0


@pytest.mark.parametrize("key", [None, "", "short", "x" * 65, "a key with spaces in it", "키" * 20])
def test_a_form_without_a_usable_key_is_given_one_and_keeps_its_words(
    visitor: Client, session: Session, key: str | None
) -> None:
    page = visitor.post("/en/inquire", a_question(form_key=key, message="my words"), status=422)

    again = kept(page)
    assert again["message"] == ["my words"]
    visitor.post("/en/inquire", again, status=303)


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("sold", "is already sold"),
        ("leased", "is already leased"),
        ("held", "has priority on"),
        ("reserved", "has priority on"),
        ("withdrawn", "is no longer offered"),
    ],
)
def test_a_lot_taken_meanwhile_stays_in_and_is_said_to_be_taken(
    visitor: Client, session: Session, trait: str, words: str
) -> None:
    lot = LotFactory(**{trait: True})
    form = visitor.get(f"/en/inquire?lot={lot.estate.slug}/{lot.code}")
    assert words in form

    page = visitor.post("/en/inquire", a_question(lot)).follow()

    assert words in page
    assert [one.lot_id for one in inquiry_of(session, page).lots] == [lot.id]


@pytest.mark.parametrize("name", ["contoh-1/NO-SUCH", "elsewhere/A-01", "../../etc", "'; --", "x", "a/b/c", "🏭/1"])
def test_an_unknown_lot_is_told_and_the_inquiry_is_kept(visitor: Client, session: Session, name: str) -> None:
    LotFactory()
    assert "that we do not know" in visitor.get("/en/inquire", query_string={"lot": name})

    page = visitor.post("/en/inquire", a_question(lot=[name])).follow()

    assert "We do not know this lot" in page
    assert inquiry_of(session, page).lots_unknown == [name]


def test_a_draft_is_as_unknown_as_a_lot_that_is_not_there(visitor: Client, session: Session) -> None:
    draft = LotFactory(draft=True)

    told = visitor.get(f"/en/inquire?lot={draft.estate.slug}/{draft.code}")
    unknown = visitor.get(f"/en/inquire?lot={draft.estate.slug}/A-99")

    assert re.sub("A-01|A-99", "", told.one("#lots-title").getparent().text_content()) == re.sub(
        "A-01|A-99", "", unknown.one("#lots-title").getparent().text_content()
    )


def test_notices_that_changed_while_the_form_was_open_are_read_again(visitor: Client, session: Session) -> None:
    page = visitor.post("/en/inquire", a_question(seen="of-yesterday"), status=422)

    assert "have changed since you opened this form" in page
    assert "consent_inquiry" not in page.form()
    assert count(session) == 0


def test_a_form_sent_from_another_site_is_not_taken_and_its_words_are_given_back(
    visitor: Client, session: Session
) -> None:
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        page = visitor.post("/en/inquire", a_question(message="my words"), headers=headers, status=422)

        assert "sent from another site" in page
        assert kept(page)["message"] == ["my words"]
    assert count(session) == 0


def test_the_estates_name_stands_over_a_form_about_its_lot(visitor: Client, session: Session) -> None:
    lot = LotFactory()
    session.get_one(Estate, lot.estate_id).illustrative = True

    page = visitor.get(f"/ko/inquire?lot={lot.estate.slug}/{lot.code}")

    assert "촌토 산업단지" in page
    assert page.css(".demo")
