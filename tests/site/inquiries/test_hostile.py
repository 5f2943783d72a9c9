"""Words stay words: whatever is typed, no page of the room gets a new element, and nothing answers with a failure."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import LotFactory
from tests.page import Page
from tests.site.inquiries.asking import a_question, inquiry_of

pytestmark = pytest.mark.thorough

TEXTS = ("name", "organisation", "title", "phone", "message", "area_m2", "reply_topic", "source", "seen")
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)><a href='",
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script src=//elsewhere.example></script>",
    "{{ 7 * 7 }} {% raw %} %(moment)s %s %d",
    "javascript:alert(1)",
    "=HYPERLINK(\"http://elsewhere.example\")",
    "\x00\x01\x1b[31m\ufeff\u202eevil\u2066",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "'; DROP TABLE inquiry; --",
    "../../../../etc/passwd",
    "𝕳𝖆𝖓𝖌𝖚𝖑 " + "e" + "\u0301" * 20,
    "%0d%0aSet-Cookie: a=b",
)


def shape(page: Page) -> Counter[tuple[Any, ...]]:
    """Return the elements of a page by name and the names of their attributes."""
    elements = (element for element in page.tree.iter() if isinstance(element.tag, str))
    return Counter((element.tag, tuple(sorted(set(element.attrib) - {"value"}))) for element in elements)


@pytest.mark.parametrize("words", HOSTILE)
def test_the_form_with_errors_holds_no_element_that_the_words_brought(
    visitor: Client, session: Session, words: str
) -> None:
    lot = LotFactory()
    wrong = {"email": "not an address", "area_m2": "not a number"}
    plain = visitor.post("/en/inquire", a_question(lot, **wrong), status=422)

    page = visitor.post("/en/inquire", a_question(lot, **dict.fromkeys(TEXTS, words), email=words), status=422)

    fresh = shape(page) - shape(plain)
    assert all(tag in {"li", "a", "p", "svg", "use", "span", "div", "input"} for tag, _ in fresh), fresh
    assert not page.css("main script, main img, main [onfocus], main [onerror]")
    assert not page.css("[autofocus]:not(.sum)")


@pytest.mark.parametrize("words", HOSTILE)
def test_the_status_page_and_the_second_sending_hold_no_element_that_the_words_brought(
    visitor: Client, session: Session, words: str
) -> None:
    lot = LotFactory()
    plain = visitor.post("/en/inquire", a_question(lot, email="a@example.com"), status=303).follow()
    sent = a_question(lot, **dict.fromkeys(("name", "organisation", "title", "message"), words), phone=words[:30])

    page = visitor.post("/en/inquire", sent, status=303).follow()
    both = visitor.post("/en/inquire", sent | {"message": words + words}, status=409)
    told = visitor.post(page.answer.request.full_path, {"do": "message", "m-message": words}, status=422)

    assert shape(page) == shape(plain)
    for one in (both, told):
        assert not one.css("main script, main img, main [onfocus], main [onerror]")


@pytest.mark.parametrize("words", HOSTILE)
def test_a_lot_of_a_hostile_name_stays_a_name(visitor: Client, session: Session, words: str) -> None:
    page = visitor.get("/en/inquire", query_string={"lot": words, "ask": words, "source": words})

    assert not page.css("main script, main img, main [onfocus], main [onerror]")


@pytest.mark.parametrize("words", HOSTILE)
def test_what_cannot_be_stored_as_typed_is_stored_without_its_hidden_marks(
    visitor: Client, session: Session, words: str
) -> None:
    sent = a_question(name=f"Kim {words}"[:100], message=f"Hello\r\n{words}")

    inquiry = inquiry_of(session, visitor.post("/en/inquire", sent, status=303))

    assert inquiry.name.startswith("Kim")
    assert inquiry.message.startswith("Hello\n")
    assert not set("\x00\x01\x1b\ud800") & set(inquiry.name + inquiry.message)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"name=%ff%fe&form_key=%00", b"{\"name\": 1}", b"&" * 3000, b"lot=" * 2500, b"a" * 2_000_000],
)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain"])
def test_damaged_bodies_are_answered_in_words(visitor: Client, session: Session, body: bytes, kind: str) -> None:
    page = visitor.browser.post("/en/inquire", data=body, content_type=kind, base_url="http://127.0.0.1:8000")

    assert 400 <= page.status_code < 500


@pytest.mark.parametrize("field", ["id", "lead_id", "stage", "owner_id", "epoch", "suspect", "opened_lead", "language", "zone"])
def test_a_field_that_is_none_of_the_forms_moves_nothing(visitor: Client, session: Session, field: str) -> None:
    inquiry = inquiry_of(session, visitor.post("/en/inquire", a_question(**{field: "7"}), status=303))

    assert (inquiry.id, inquiry.lead_id, inquiry.epoch, inquiry.suspect, inquiry.language) == (1, 1, 0, None, "en")
    assert (inquiry.lead.stage, inquiry.lead.owner_id) == ("new", None)
