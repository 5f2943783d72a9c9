"""Facts of lots and estates in prose: `[[lot:cilegon/E-09:net_area]]` is said in the reader's units, as it stands today.

A number that stands in one place cannot be forgotten in another: when the fact changes, every page says the new one, and
no translation grows outdated by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.estate import Estate
from models.land.lot import Lot, public_lots
from web.glyphs import ANSWER_WORDS
from web.numbers import NBSP
from web.showing import ShownFact, shown
from web.words import gettext

REFERENCE = re.compile(
    r"\[\[(?:lot:(?P<of>[a-z0-9-]{1,60})/(?P<code>[A-Za-z0-9-]{1,24})|estate:(?P<estate>[a-z0-9-]{1,60}))"
    r":(?P<fact>[a-z0-9_]{1,60})\]\]"
)
MOST = 60  # in one text
SPACED = {"id", "en"}

NOT_STATED = ANSWER_WORDS["not_stated"]


@dataclass(frozen=True)
class Reference:
    """What a text refers to: a fact of a lot, or of an estate when `code` is empty."""

    raw: str
    estate: str
    code: str
    fact: str


@dataclass(frozen=True)
class Told:
    """A reference as it is read: its words, where they stand with their proof, and what is wrong with it."""

    words: str
    url: str = ""
    broken: str = ""  # a sentence to the editor
    stated: bool = True


def references_in(text: str) -> list[Reference]:
    """Return what `text` refers to, each once, as many as may stand in one text."""
    found = {
        match[0]: Reference(match[0], match["of"] or match["estate"], (match["code"] or "").upper(), match["fact"])
        for match in REFERENCE.finditer(text)
    }
    return list(found.values())[:MOST]


def told(session: Session, references: Iterable[Reference], language: str, at: datetime) -> Mapping[str, Told]:
    """Return by reference what the public reads there, in the reader's units. At most two statements."""
    wanted = list(references)
    lots = _lots(session, [one for one in wanted if one.code], at)
    estates = _estates(session, [one for one in wanted if not one.code])
    return {one.raw: _told(one, lots, estates, language, at) for one in wanted}


def _lots(session: Session, wanted: list[Reference], at: datetime) -> dict[tuple[str, str], Lot]:
    if not wanted:
        return {}
    named = or_(*(and_(Estate.slug == one.estate, Lot.code == one.code) for one in wanted))
    found = session.scalars(public_lots(at).where(named).options(contains_eager(Lot.estate)))
    return {(lot.estate.slug, lot.code): lot for lot in found}


def _estates(session: Session, wanted: list[Reference]) -> dict[str, Estate]:
    if not wanted:
        return {}
    named = Estate.slug.in_({one.estate for one in wanted})
    return {estate.slug: estate for estate in session.scalars(select(Estate).where(named, Estate.published))}


def _told(
    one: Reference, lots: Mapping[tuple[str, str], Lot], estates: Mapping[str, Estate], language: str, at: datetime
) -> Told:
    attribute = ATTRIBUTES.get(one.fact)
    subject: Lot | Estate | None = lots.get((one.estate, one.code)) if one.code else estates.get(one.estate)
    nothing = gettext(NOT_STATED)
    if attribute is None or not attribute.stated:
        return Told(nothing, broken=gettext("There is no fact “%(fact)s”.", fact=one.fact), stated=False)
    if subject is None:
        named = f"{one.estate}/{one.code}" if one.code else one.estate
        return Told(nothing, broken=gettext("The public sees nothing called “%(name)s”.", name=named), stated=False)
    if not hasattr(subject, attribute.columns[0]):
        wrong = gettext("“%(fact)s” is not said of lots.", fact=one.fact) if one.code else gettext(
            "“%(fact)s” is not said of estates.", fact=one.fact
        )
        return Told(nothing, broken=wrong, stated=False)
    url = url_for("catalogue.lot", lang=language, estate=one.estate, code=one.code) if one.code else ""
    return _said(shown(attribute, subject, language, at), url, language)


def _said(fact: ShownFact, url: str, language: str) -> Told:
    if fact.answer != Answer.STATED:
        return Told(gettext(ANSWER_WORDS[fact.answer]), url, stated=False)
    second = ", ".join(str(value) for value in fact.values[1:])
    apart = NBSP if language in SPACED else ""
    brackets = "（{}）" if language == "ja" else "({})"
    return Told(f"{fact.main}{apart}{brackets.format(second)}" if second else str(fact.main), url)
