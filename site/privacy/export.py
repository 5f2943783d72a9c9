"""All that is known of a person in one file: as JSON for programs, as a page for reading, with the notices as shown."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.base import LANGUAGES
from models.inquiry.inquiry import Consent
from models.people.organisation import Person
from models.people.personal import Whose, told
from privacy.words import COLUMN_WORDS, PURPOSES, TABLE_WORDS
from web.dates import moment
from web.language import language_word, speaking
from web.words import gettext as _


def package(session: Session, person: Person, about: Whose, at: datetime) -> bytes:
    """Return a zip with data.json and data.html, in the language in which we write to the person."""
    known = told(session, about)
    consents = list(
        session.scalars(
            select(Consent)
            .where(Consent.inquiry_id.in_(about.rows["inquiry"]))
            .options(joinedload(Consent.notice))
            .order_by(Consent.id)
        )
    )
    agreed = [
        {
            "purpose": one.purpose.value,
            "given": one.given,
            "at": one.at,
            "withdrawn_at": one.withdrawn_at,
            "notice": one.notice.text,
            "notice_language": one.notice.language,
            "notice_sha256": one.notice.sha256,
        }
        for one in consents
    ]
    plain = json.dumps({"made_at": at, "data": known, "consents": agreed}, ensure_ascii=False, indent=1, default=_as_text)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", plain)
        file.writestr("data.html", _readable(person, known, consents, at))
    return packed.getvalue()


def _readable(person: Person, known: dict[str, list[dict[str, Any]]], consents: list[Consent], at: datetime) -> str:
    language = person.language if person.language in LANGUAGES else "en"
    with speaking(language):
        tables = [
            (_(TABLE_WORDS[name]), [[(_word(column), _shown(value, language)) for column, value in row.items()] for row in rows])
            for name, rows in known.items()
            if name != "lead" or any(len(row) > 1 for row in rows)
        ]
        agreed = [
            {
                "purpose": _(PURPOSES[one.purpose]),
                "given": _("Given") if one.given else _("Not given"),
                "at": _shown(one.at, language),
                "withdrawn": _shown(one.withdrawn_at, language) if one.withdrawn_at else "",
                "notice": one.notice,
            }
            for one in consents
        ]
        # not as a page of this answer: rendering one would end the transaction
        template = current_app.jinja_env.get_template("privacy/export.html")
        return template.render(lang=language, tables=tables, consents=agreed, made=_shown(at, language))


def _word(column: str) -> str:
    return _(COLUMN_WORDS[column]) if column in COLUMN_WORDS else column


def _shown(value: Any, language: str) -> str:
    if isinstance(value, datetime):
        return moment(value, "Asia/Jakarta", language)
    if isinstance(value, dict):
        return ", ".join(str(one) if len(value) == 1 else f"{key}: {one}" for key, one in value.items())
    if value in LANGUAGES:
        return language_word(value)
    return str(value)


def _as_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
