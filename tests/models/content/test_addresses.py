"""Addresses of pages: unique in their language, never a room's, and never forgotten."""

import pytest
from sqlalchemy import select

from models.content.page import NotTaken, PageRedirect, move


def redirects(session):
    return {row.slug: row.locale_id for row in session.scalars(select(PageRedirect))}


def test_an_address_is_made_of_the_title_or_of_the_key(writer):
    page = writer.page("recycled-water")
    writer.write(page, "en", "Water that works twice!")
    writer.write(page, "ko", "두 번 일하는 물")

    assert writer.locale(page, "en").slug == "water-that-works-twice"
    assert writer.locale(page, "ko").slug == "recycled-water"


def test_an_address_that_a_room_or_another_page_has_gets_a_number(writer):
    first, second = writer.page(), writer.page()
    writer.write(first, "en", "Lots", reserved={"lots"})
    writer.write(second, "en", "Lots", reserved={"lots"})

    assert (first.key, second.key) == ("water", "water-2")
    assert [writer.locale(page, "en").slug for page in (first, second)] == ["lots-2", "lots-3"]


def test_every_former_address_leads_to_the_page_itself(writer, session):
    page = writer.page()
    writer.write(page, "en", "Water")
    locale = writer.locale(page, "en")
    for slug in ("waters", "recycled", "recycled-water"):
        move(session, locale, slug, ())

    assert redirects(session) == dict.fromkeys(("water", "waters", "recycled"), locale.id)


def test_a_page_may_go_back_to_where_it_was(writer, session):
    page = writer.page()
    writer.write(page, "en", "Water")
    locale = writer.locale(page, "en")
    move(session, locale, "waters", ())
    move(session, locale, "water", ())

    assert redirects(session) == {"waters": locale.id}


@pytest.mark.parametrize(
    "slug", ["", "Water", "a/b", "a b", "물", "-a", "a-", "a--b", "a.b", "lots", "taken", "was-taken", "x" * 81]
)
def test_an_address_that_cannot_be_had_is_refused(writer, session, slug):
    other = writer.page("other")
    writer.write(other, "en", "Was taken")
    move(session, writer.locale(other, "en"), "taken", ())
    page = writer.page()
    writer.write(page, "en", "Water")

    with pytest.raises(NotTaken):
        move(session, writer.locale(page, "en"), slug, {"lots"})


def test_the_same_address_may_stand_in_two_languages(writer, session):
    page = writer.page()
    for language in ("en", "ko"):
        writer.write(page, language, "Water")

    assert {writer.locale(page, language).slug for language in ("en", "ko")} == {"water"}
