"""Searches that found nothing or little, by condition, with why, and the nearest that there is today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import and_, case, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from finding.question import ASKABLE, AnyOf, Bound, Question, Span
from finding.reading import read
from finding.sql import Asked
from leads.reporting.funnel import LANGUAGES
from leads.reporting.period import Period
from models.base import ExactDecimal
from models.land.attribute import Attribute, Kind
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.rate import Rates
from models.marks import N_
from models.sought import Count, sought_between
from web.dates import long_date
from web.numbers import number, quantity
from web.showing import chosen
from web.words import gettext, listed, ngettext

SHOWN = 30  # conditions
HECTARE = 10_000
MEASURED = (Kind.DECIMAL, Kind.INTEGER, Kind.MONEY)

NOT_STATED = N_("Not stated")
NOT_ALLOWED = N_("Not allowed")
NO_LOT = N_("No lot has it")
NO_LOT_BOTH = N_("No lot has both")
THERE_NOW = N_("There is one now")
FEW = N_("Few lots have it")


@dataclass(frozen=True)
class Missed:
    """A condition and what became of those who asked for it."""

    words: str
    count: Count
    languages: Mapping[str, int]  # those that found nothing, by language
    why: str
    unsaid: bool  # nothing was found only because we do not say
    nearest: str


@dataclass(frozen=True)
class Missing:
    """The conditions, those that found nothing most often first."""

    rows: Sequence[Missed]
    more: int  # conditions that are not shown
    asked: int  # conditions that were asked at all

    @property
    def widest(self) -> int:
        """Return the largest number, for the scale."""
        return max((row.count.asked for row in self.rows), default=0) or 1


class _Today(NamedTuple):
    """What lots say to a condition today."""

    meet: int
    silent: int
    code: str | None  # of the lot that comes nearest
    value: Decimal | None


def missing_in(
    session: Session, period: Period, slugs: Mapping[int, str], rates: Rates, language: str, at: datetime
) -> Missing:
    """Return what was looked for in a period at the estates of `slugs`, in three statements."""
    chosen_slugs = [slugs[period.estate]] if period.estate is not None else None
    totals: dict[str, Count] = {}
    by_language: dict[str, dict[str, int]] = {}
    for condition, lang, *count in session.execute(sought_between(period.first, period.last, chosen_slugs)):
        told = Count(*(int(one) for one in count))
        totals[condition] = totals.get(condition, Count()).plus(told)
        by_language.setdefault(condition, {})[lang] = told.found_none
    failed = [condition for condition, count in totals.items() if count.found_none or count.found_few]
    failed.sort(key=lambda one: (-totals[one].found_none, -totals[one].found_few, -totals[one].asked, one))
    readable = ((condition, read(MultiDict(parse_qsl(condition)), language).question) for condition in failed)
    # what was counted under another name of an attribute says nothing any more
    shown = list(islice(((condition, q) for condition, q in readable if q.query == condition), SHOWN))
    questions = [question for _, question in shown]
    today = _today(session, questions, [slugs[period.estate]] if period.estate is not None else slugs.values(), rates, at)
    rows = [
        _row(question, totals[condition], by_language[condition], told, language)
        for (condition, question), told in zip(shown, today, strict=True)
    ]
    return Missing(rows, max(0, len(failed) - SHOWN), len(totals))


def _row(
    question: Question, count: Count, languages: Mapping[str, int], today: _Today, language: str
) -> Missed:
    unsaid = count.found_none > 0 and 2 * count.unsaid >= count.found_none
    names = list(question.filters)
    if today.meet and count.found_none:
        why = THERE_NOW
    elif not count.found_none:
        why = FEW
    elif unsaid:
        why = NOT_STATED
    elif names == ["sector"]:
        why = NOT_ALLOWED
    else:
        why = NO_LOT if len(names) == 1 else NO_LOT_BOTH
    told = {lang: languages.get(lang, 0) for lang in LANGUAGES}
    words = condition_words(question, language)
    return Missed(words, count, told, gettext(why), unsaid, _nearest(question, today, language))


def condition_words(question: Question, language: str) -> str:
    """Return conditions in words: "Net area at least 6 ha, Distance to port at most 1 km"."""
    return listed(word for name in question.filters for word in _words(question, name, language))


def _words(question: Question, name: str, language: str) -> list[str]:
    attribute, asked = ASKABLE[name], question.filters[name]
    label = gettext(attribute.label)
    if isinstance(asked, AnyOf):
        told = listed(chosen(attribute.option(code)) for code in asked.codes)
        return [gettext("%(what)s: %(value)s", what=label, value=told) if told else gettext("%(what)s: stated", what=label)]
    found = []
    for bound, sentence in ((asked.low, N_("%(what)s at least %(amount)s")), (asked.high, N_("%(what)s at most %(amount)s"))):
        if isinstance(bound, date):
            sentence = N_("%(what)s from %(amount)s") if bound == asked.low else N_("%(what)s until %(amount)s")
        if bound is not None:
            found.append(gettext(sentence, what=label, amount=amount(attribute, bound, question.currency, language)))
    return found or [gettext("%(what)s: stated", what=label)]


def amount(attribute: Attribute, value: Bound, currency: str | None, language: str) -> str:
    """Return a value with its unit; land from a hectare on in hectares."""
    if isinstance(value, date):
        return long_date(value, language)
    if attribute.kind is Kind.MONEY:
        return f"{number(round(value, 2), language)} {currency or ''}{attribute.display_unit}"
    if attribute.unit == "m2" and value >= HECTARE:
        return str(quantity(value / HECTARE, "ha", language))
    return str(quantity(value, attribute.display_unit, language))


def _nearest(question: Question, today: _Today, language: str) -> str:
    parts = []
    single = len(question.filters) == 1
    if today.meet:
        parts.append(ngettext("%(num)d lot has it", "%(num)d lots have it", today.meet))
    elif single and today.code is not None and today.value is not None:
        attribute = ASKABLE[next(iter(question.filters))]
        parts.append(f"{today.code}, {amount(attribute, today.value, question.currency, language)}")
    if single and today.silent:
        parts.append(ngettext("%(num)d lot does not say", "%(num)d lots do not say", today.silent))
    return "; ".join(parts)


def _today(
    session: Session, questions: Sequence[Question], slugs: Collection[str], rates: Rates, at: datetime
) -> list[_Today]:
    """Return for each question what the lots say today: who meets it, who is silent, who comes nearest."""
    if not questions:
        return []
    asked = [Asked(question, at, rates) for question in questions]
    ours = (asked[0].seen, Estate.slug.in_(sorted(slugs)))
    counts: list[Any] = []
    for one in asked:
        told = [one.told(ASKABLE[name], wanted) for name, wanted in one.question.filters.items()]
        silent = one.unstated(ASKABLE[next(iter(one.question.filters))])
        counts += [func.sum(case((condition, 1), else_=0)) for condition in (and_(*told), silent)]
    row = session.execute(select(*counts).select_from(Lot).join(Lot.estate).where(*ours)).one()
    best: dict[int, tuple[str, Decimal]] = {}
    if parts := [part for place, one in enumerate(asked) if (part := _best(place, one, ours)) is not None]:
        for place, code, value in session.execute(union_all(*parts)):
            best[place] = (code, Decimal(value))
    return [
        _Today(int(row[2 * i] or 0), int(row[2 * i + 1] or 0), *(best.get(i) or (None, None))) for i in range(len(asked))
    ]


def _best(place: int, asked: Asked, ours: Sequence[Any]) -> Any:
    """Select the lot that comes nearest to one measured condition; None where nothing is measured."""
    (name, wanted), *others = asked.question.filters.items()
    attribute = ASKABLE[name]
    if others or not isinstance(wanted, Span) or attribute.kind not in MEASURED or wanted.low == wanted.high:
        return None
    value = type_coerce(asked.value(attribute), ExactDecimal())
    order = value.desc() if wanted.low is not None else value.asc()
    query = select(literal(place).label("place"), Lot.code_as_given, value.label("value")).join(Lot.estate)
    nearest = query.where(*ours, value.is_not(None)).order_by(order, Lot.id).limit(1).subquery()
    return select(nearest)
