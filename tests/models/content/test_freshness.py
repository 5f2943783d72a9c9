"""Publishing and freshness: two axes, worked out from what was written and when it went out."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base import LANGUAGES
from models.content.freshness import Fresh, Stage
from models.content.page import NotTaken, PageKind
from models.content.publishing import call_off, take_offline
from models.content.revision import Origin, Outdated, confirm, restore, revision_of

DAY = timedelta(days=1)


def a_page_in_english_and_korean(writer, **more):
    page = writer.page(**more)
    writer.write(page, "en", "Recycled water", "The plant returns 12,000 m³.")
    writer.publish(page, "en")
    writer.write(page, "ko", "재이용수", "12,000 m³를 돌려보냅니다.", matches=True, reviewed=True)
    return page


def test_a_page_begins_missing_in_every_language(writer):
    page = writer.page()

    assert writer.fresh(page) == dict.fromkeys(LANGUAGES, "missing")


def test_a_translation_of_what_was_never_published_has_no_source_yet(writer):
    page = writer.page()
    writer.write(page, "en", "Water")
    writer.write(page, "ko", "물", matches=True, reviewed=True)

    assert writer.fresh(page) == {"en": "current", "ko": "no_source", "id": "missing", "ja": "missing"}
    writer.publish(page, "en")
    assert writer.fresh(page)["ko"] == "current"  # it was written beside this very text


def test_a_translation_is_outdated_from_the_moment_its_source_went_out_anew(writer):
    page = a_page_in_english_and_korean(writer)
    writer.at += DAY
    writer.write(page, "en", "Recycled water", "The plant returns 14,000 m³.")
    assert writer.fresh(page)["ko"] == "current"  # a draft of the source changes nothing yet
    writer.at += DAY
    writer.publish(page, "en")

    standing = writer.standing(page, "ko")
    assert standing.fresh is Fresh.OUTDATED
    assert standing.since == writer.at
    writer.at += DAY
    writer.write(page, "en", "Recycled water", "The plant returns 15,000 m³.")
    writer.publish(page, "en")
    assert writer.standing(page, "ko").since == standing.since  # since the first change, not the last


def test_saving_a_translation_does_not_by_itself_make_it_current(writer):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "en", "Recycled water", "The plant returns 14,000 m³.")
    writer.publish(page, "en")
    writer.write(page, "ko", "재이용수", "쉼표를 고칩니다.")
    assert writer.fresh(page)["ko"] == "outdated"

    writer.write(page, "ko", "재이용수", "14,000 m³를 돌려보냅니다.", matches=True)
    assert writer.fresh(page)["ko"] == "needs_review"


def test_still_correct_takes_one_act_and_keeps_every_word(writer, session):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "en", "Recycled water", "The plant gives back 12,000 m³.")
    writer.publish(page, "en")
    head = writer.standing(page, "ko").head

    confirm(session, page, "ko", act=writer.act(), based_on=head.number, source_number=2)

    standing = writer.standing(page, "ko")
    assert standing.fresh is Fresh.CURRENT
    assert standing.head.text_hash == head.text_hash
    assert standing.head.origin is Origin.CHECK


def test_a_minor_change_of_the_source_leaves_translations_as_good_as_they_were(writer):
    page = a_page_in_english_and_korean(writer)
    with pytest.raises(NotTaken):
        writer.write(page, "en", "Recycled water", "The plant returns 12 000 m³.", minor=True)
    writer.write(page, "en", "Recycled water", "The plant returns 12 000 m³.", minor=True, why="a space")
    writer.publish(page, "en")

    assert writer.fresh(page)["ko"] == "current"


def test_a_machines_text_waits_for_somebody_who_reads_the_language(writer, session):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "ja", "再生水", "12,000 m³を返します。", matches=True, origin=Origin.MACHINE)
    assert writer.fresh(page)["ja"] == "machine"
    with pytest.raises(NotTaken):
        writer.publish(page, "ja")

    confirm(session, page, "ja", act=writer.act(), based_on=1, source_number=1, reviewed=True)

    assert writer.fresh(page)["ja"] == "current"
    writer.publish(page, "ja")


def test_still_correct_does_not_make_a_machines_text_a_persons(writer, session):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "ja", "再生水", origin=Origin.MACHINE)

    confirm(session, page, "ja", act=writer.act(), based_on=1, source_number=1)

    assert writer.fresh(page)["ja"] == "machine"


def test_an_outdated_translation_goes_out_with_a_reason_and_a_legal_one_never(writer):
    for kind in (PageKind.PAGE, PageKind.LEGAL):
        page = a_page_in_english_and_korean(writer, kind=kind)
        writer.write(page, "en", "Recycled water", "Other words.")
        writer.publish(page, "en")
        with pytest.raises(NotTaken):
            writer.publish(page, "ko")
        if kind is PageKind.LEGAL:
            with pytest.raises(NotTaken):
                writer.publish(page, "ko", why="The fair is tomorrow")
        else:
            assert writer.publish(page, "ko", why="The fair is tomorrow").why


def test_the_stages_of_publishing(writer, session):
    page = writer.page()
    assert writer.standing(page, "en").stage is Stage.NONE
    writer.write(page, "en", "Water")
    assert writer.standing(page, "en").stage is Stage.DRAFT
    writer.publish(page, "en", from_at=writer.at + DAY, zone="Asia/Seoul")
    assert writer.standing(page, "en").stage is Stage.SCHEDULED
    writer.at += DAY
    assert writer.standing(page, "en").stage is Stage.LIVE
    writer.write(page, "en", "Waters")
    assert writer.standing(page, "en").stage is Stage.EDITED
    take_offline(session, writer.locale(page, "en"), act=writer.act())
    assert writer.standing(page, "en").stage is Stage.OFFLINE


def test_what_is_scheduled_replaces_what_is_live_at_that_second_and_can_be_called_off(writer, session):
    page = a_page_in_english_and_korean(writer)
    writer.at += DAY
    writer.write(page, "en", "New words")
    writer.publish(page, "en", from_at=writer.at + DAY)
    assert writer.standing(page, "en").live.number == 1
    assert writer.standing(page, "en").planned.number == 2

    call_off(session, writer.locale(page, "en"), act=writer.act())

    writer.at += 2 * DAY
    standing = writer.standing(page, "en")
    assert (standing.live.number, standing.planned, standing.stage) == (1, None, Stage.EDITED)
    assert writer.fresh(page)["ko"] == "current"


def test_publishing_now_calls_off_what_was_scheduled(writer):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "en", "Tomorrow's words")
    writer.publish(page, "en", from_at=writer.at + DAY)
    writer.write(page, "en", "Today's words")
    writer.publish(page, "en")
    writer.at += 3 * DAY

    assert writer.standing(page, "en").live.number == 3


def test_a_page_may_go_out_for_a_while_only(writer):
    page = writer.page()
    writer.write(page, "en", "At the fair")
    with pytest.raises(NotTaken):
        writer.publish(page, "en", until_at=writer.at)
    writer.publish(page, "en", until_at=writer.at + DAY)
    assert writer.standing(page, "en").stage is Stage.LIVE
    writer.at += DAY
    assert writer.standing(page, "en").stage is Stage.OFFLINE


def test_nobody_publishes_what_they_have_not_seen(writer):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "en", "Somebody else's words")

    with pytest.raises(Outdated):
        writer.publish(page, "en", number=1)


def test_no_saving_overwrites_another(writer):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "ko", "먼저", based_on=1)

    with pytest.raises(Outdated) as refused:
        writer.write(page, "ko", "나중", based_on=1)

    assert refused.value.stored.title == "먼저"


def test_an_earlier_revision_comes_back_as_a_draft_with_what_it_matched(writer, session):
    page = a_page_in_english_and_korean(writer)
    writer.write(page, "en", "Recycled water", "Other words.")
    writer.publish(page, "en")
    writer.write(page, "ko", "재이용수", "다른 글.", matches=True, reviewed=True)

    back = restore(session, page, "ko", 1, act=writer.act(), based_on=2)

    assert back.number == 3
    assert back.body == "12,000 m³를 돌려보냅니다."
    assert writer.fresh(page)["ko"] == "outdated"
    assert session.scalar(revision_of(writer.locale(page, "ko"), 2)).body == "다른 글."


def test_saving_the_same_words_makes_no_revision(writer):
    page = a_page_in_english_and_korean(writer)
    again = writer.write(page, "en", "Recycled  water ", "The plant returns 12,000 m³.  \r\n")

    assert again.number == 1


def test_how_many_pages_there_are_costs_no_more_statements(writer, session, statements):
    from models.content.freshness import standings

    pages = [a_page_in_english_and_korean(writer, key=f"p-{number}") for number in range(5)]
    counted = []
    for some in (pages[:1], pages):
        with statements:
            standings(session, some, writer.at)
        counted.append(len(statements))

    assert counted[0] == counted[1] <= 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from(LANGUAGES),
        st.sampled_from(["write", "same", "publish", "later", "offline", "call off", "restore", "confirm", "review", "move"]),
        st.integers(1, 5),
    ),
    max_size=14,
)


@pytest.mark.thorough
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_done_to_one_language_touches_another(writer, session, steps):
    """Whatever is done in whatever order: the rows of the three other languages stay equal to the last byte."""
    page = writer.page()
    for language in LANGUAGES:
        writer.write(page, language, f"Title {language}")
    for language, step, number in steps:
        before = writer.everything_but(language)
        writer.at += timedelta(hours=1)
        with suppress(NotTaken, Outdated):
            do(writer, session, page, language, step, number)
        assert writer.everything_but(language) == before


def do(writer, session, page, language, step, number):
    from models.content.page import move

    locale = writer.locale(page, language)
    match step:
        case "write" | "same":
            writer.write(page, language, f"Title {number}" if step == "write" else "Title", matches=number > 2)
        case "publish":
            writer.publish(page, language, why="so")
        case "later":
            writer.publish(page, language, why="so", from_at=writer.at + DAY)
        case "offline":
            take_offline(session, locale, act=writer.act())
        case "call off":
            call_off(session, locale, act=writer.act())
        case "restore":
            restore(session, page, language, number, act=writer.act(), based_on=locale.head)
        case "confirm" | "review":
            confirm(
                session, page, language, act=writer.act(), based_on=locale.head, source_number=1, reviewed=step == "review"
            )
        case "move":
            move(session, locale, f"address-{number}", ())
