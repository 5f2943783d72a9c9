"""What an investor sends, and how to find what became of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.inquiry.inquiry import Inquiry
from models.land.lot import Lot
from tests.page import Page

COUNT = iter(range(1, 1_000_000))


def a_question(*lots: Lot, **other: Any) -> dict[str, Any]:
    """Return the fields of an inquiry about `lots`; its form key says nothing of when the form was opened."""
    sent: dict[str, Any] = {
        "name": "김민수",
        "organisation": "㈜한빛소재",
        "title": "해외투자팀 부장",
        "email": "minsu@hanbit.example.com",
        "phone": "02-212-3456",
        "country": "KR",
        "message": "재이용수 수질 성적서를 먼저 보고 싶습니다.",
        "lot": [f"{lot.estate.slug}/{lot.code}" for lot in lots],
        "consent_inquiry": "yes",
        "consent_transfer": "yes",
        "consent_third_party": "no",
        "form_key": f"a-key-of-the-tests-{next(COUNT):06}",
    }
    return {name: value for name, value in (sent | other).items() if value is not None}


def inquiry_of(session: Session, page: Page) -> Inquiry:
    """Return the inquiry whose page an answer leads to, or is."""
    path = urlsplit(page.location).path if 300 <= page.status < 400 else page.path
    reference = re.search(r"/inquiries/(K-\d\d-\w{4}-\w{3})", path)
    assert reference, path
    session.expire_all()
    return session.scalars(select(Inquiry).where(Inquiry.reference == reference[1])).one()


def kept(page: Page) -> dict[str, list[str]]:
    """Return what the form on a page holds; a browser drops the line end with which a textarea begins."""
    return {name: [value.removeprefix("\n") for value in values] for name, values in page.form().items()}
