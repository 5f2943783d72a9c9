"""The green scorecard: every row of the framework with what the estate says of it, its tallies, and what 50 parks reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from catalogue.beside import Origin, origin_of
from models.land.answer import Answer, Proof
from models.land.beside import Line, newest
from models.land.choices import YES_NO
from models.land.frameworks import eip, permenperin26
from models.land.frameworks.engine import MET, NOT_APPLICABLE, OPEN, UNKNOWN, WAY, Band, Judged, Scored, Tally, tally
from models.land.frameworks.stated import stated
from models.land.ledger import Indicator
from models.marks import N_, NP_
from models.units import shown as rounded
from web.countries import country_names
from web.dates import iso
from web.glyphs import ANSWER_WORDS
from web.numbers import number, quantity
from web.showing import chosen
from web.words import gettext, pgettext

SIGNS = {"<=": "≤", ">=": "≥", "=": "=", "<": "<", ">": ">"}
SQUARES = {MET: "met", WAY: "way", OPEN: "not", UNKNOWN: "unk", NOT_APPLICABLE: "na"}
VERDICTS = {
    MET: NP_("progress", "Met"),
    WAY: NP_("progress", "Under way"),
    OPEN: NP_("progress", "Not met"),
    UNKNOWN: NP_("progress", "Not known"),
    NOT_APPLICABLE: NP_("progress", "Not applicable"),
}
YES = {choice.code: choice for choice in YES_NO}


@dataclass(frozen=True)
class Told:
    """A row of the framework as the page prints it."""

    code: str
    label: str
    target: str
    value: str
    verdict: str
    square: str
    word: str
    why: str  # what the value alone does not tell
    note: str
    origin: Origin | None


@dataclass(frozen=True)
class Pillar:
    """A pillar: its tally, what 50 parks reached, and its rows."""

    code: str
    word: str
    tally: Tally
    rate: str
    average: str
    mark: Decimal  # where the average stands among the squares, of 1
    summary: str
    rows: tuple[Told, ...]


@dataclass(frozen=True)
class Points:
    """A criterion of the ministry's standard, its bands and the points it earns."""

    label: str
    value: str
    points: str
    bands: tuple[tuple[str, str, bool], ...]  # range, points, whether it is reached
    none_reached: bool
    origin: Origin | None


@dataclass(frozen=True)
class Scorecard:
    """The whole of what an estate says under the frameworks."""

    pillars: tuple[Pillar, ...]
    whole: Tally
    rate: str
    answered: int
    declared: int
    countries: tuple[tuple[str, str], ...]
    points: tuple[Points, ...]
    weights: tuple[tuple[str, str], ...]
    illustrative: bool


def scorecard_of(lines: Sequence[Line[Indicator]], language: str, today: date) -> Scorecard | None:
    """Return the scorecard; None where nothing is told under a framework."""
    found = stated((line.row, line.statement) for line in lines)
    if not found.told:
        return None
    last = {(line.row.framework, line.row.code): line for line in newest(lines)}
    judged = eip.judged(found.under(eip.CODE), found.references)
    origins = {key: origin_of(line.statement, line.document, language, today) for key, line in last.items()}
    answers = [last[eip.CODE, one.row.code] for one in judged if (eip.CODE, one.row.code) in last]
    answers = [line for line in answers if line.row.answer is Answer.STATED]
    whole = tally("", judged)
    return Scorecard(
        pillars=tuple(pillar_of(one, judged, last, origins, language) for one in eip.tallies(judged)),
        whole=whole,
        rate=percent(whole.rate, language),
        answered=len(answers),
        declared=sum(line.statement.kind is Proof.DECLARED for line in answers),
        countries=tuple(
            (country_names(language)[code], percent(share, language)) for code, share in eip.FIFTY_PARKS.by_country.items()
        ),
        points=tuple(
            points_of(one, origins.get((permenperin26.CODE, one.criterion.code)), language)
            for one in permenperin26.scored(found.under(permenperin26.CODE))
        ),
        weights=tuple((gettext(word), percent(weight, language)) for word, weight in permenperin26.WEIGHTS.values()),
        illustrative=any(origin.illustrative for origin in origins.values()),
    )


def pillar_of(
    counted: Tally,
    judged: Sequence[Judged],
    last: Mapping[tuple[str, str], Line[Indicator]],
    origins: Mapping[tuple[str, str], Origin],
    language: str,
) -> Pillar:
    """Return a pillar with its rows."""
    average = eip.FIFTY_PARKS.by_pillar[counted.group]
    rows = []
    for one in judged:
        if one.row.group == counted.group:
            line = last.get((eip.CODE, one.row.code))
            rows.append(row_of(one, line, origins.get((eip.CODE, one.row.code)), language))
    return Pillar(
        code=counted.group,
        word=gettext(eip.PILLARS[counted.group]),
        tally=counted,
        rate=percent(counted.rate, language),
        average=percent(average, language),
        mark=Decimal(average) / 100,
        summary=summary_of(counted),
        rows=tuple(rows),
    )


def summary_of(counted: Tally) -> str:
    """Return a pillar's counts in words; what is none is left out."""
    counts = (
        (counted.met, N_("%(num)d met")),
        (counted.way, N_("%(num)d under way")),
        (counted.open, N_("%(num)d not met")),
        (counted.unknown, N_("%(num)d not known")),
        (counted.not_applicable, N_("%(num)d not applicable")),
    )
    return " · ".join(gettext(words, num=num) for num, words in counts if num)


def row_of(one: Judged, line: Line[Indicator] | None, origin: Origin | None, language: str) -> Told:
    """Return a row as the page prints it."""
    return Told(
        code=one.row.code,
        label=gettext(one.row.label),
        target=target_of(one, language),
        value=value_of(one, language),
        verdict=one.verdict,
        square=SQUARES[one.verdict],
        word=pgettext("progress", VERDICTS[one.verdict]),
        why=why_of(one, language),
        note=(line.row.note or "") if line else "",
        origin=origin if one.told.answer is not Answer.NOT_STATED else None,
    )


def target_of(one: Judged, language: str) -> str:
    """Return what a row asks for: yes, a limit, or a reference series with its value."""
    row = one.row
    if row.asks_yes:
        return chosen(YES["yes"])
    sign = SIGNS[row.operator]
    if row.series:
        words = f"{sign}\N{NO-BREAK SPACE}{gettext(eip.SERIES[row.series])}"
        return f"{words}, {quantity(one.target, row.unit, language)}" if one.target is not None else words
    assert one.target is not None
    return f"{sign}\N{NO-BREAK SPACE}{quantity(one.target, row.unit, language)}"


def value_of(one: Judged, language: str) -> str:
    """Return what the estate says, or how it does not."""
    if one.told.answer is not Answer.STATED:
        return gettext(ANSWER_WORDS[one.told.answer.value])
    if one.row.asks_yes and one.told.value in YES:
        return chosen(YES[one.told.value])
    return str(quantity(one.value, one.row.unit, language)) if one.value is not None else str(one.told.value)


def why_of(one: Judged, language: str) -> str:
    """Return what the value alone does not tell: a limit that does not count itself, a series that we do not have."""
    if one.fails_at_the_limit and one.target is not None:
        limit = str(quantity(one.target, one.row.unit, language))
        words = N_("Less than %(limit)s is asked; exactly %(limit)s is not met.")
        if one.row.operator == ">":
            words = N_("More than %(limit)s is asked; exactly %(limit)s is not met.")
        return gettext(words, limit=limit)
    if one.row.series and one.told.answer is Answer.STATED and one.reference is None:
        return gettext("No value to compare with is on record.")
    if one.reference is not None and one.reference.on is not None and one.told.answer is Answer.STATED:
        return gettext("Compared with the value of %(day)s.", day=iso(one.reference.on))
    return ""


def points_of(one: Scored, origin: Origin | None, language: str) -> Points:
    """Return a criterion as the page prints it."""
    if one.value is not None:
        value = str(quantity(one.value, "%", language))
    else:
        value = gettext(ANSWER_WORDS[one.told.answer.value]) if one.told.answer is not Answer.STATED else str(one.told.value)
    return Points(
        label=gettext(one.criterion.label),
        value=value,
        points="" if one.points is None else str(one.points),
        bands=tuple((range_of(band, language), str(band.points), band is one.band) for band in one.criterion.bands),
        none_reached=one.points == 0,
        origin=origin,
    )


def range_of(band: Band, language: str) -> str:
    """Return the range of a band: ≤ 70%, > 70% ≤ 75%, = 10%."""
    parts = []
    if band.lower is not None and band.operator != "=":
        parts.append(f">\N{NO-BREAK SPACE}{quantity(band.lower, '%', language)}")
    if band.upper is not None:
        sign = "=" if band.operator == "=" else "≤"
        parts.append(f"{sign}\N{NO-BREAK SPACE}{quantity(band.upper, '%', language)}")
    return ", ".join(parts)


def percent(share: Fraction | int | None, language: str) -> str:
    """Return a share in whole percent; nothing for none."""
    return "" if share is None else f"{number(rounded(share, 0), language)}%"
